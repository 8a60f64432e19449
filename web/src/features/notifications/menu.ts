// What somebody wants to hear of a channel or a group.
import { t } from "../../i18n/background";
import { FOREVER, groupKey, type Heard, isMuted, type Level, levelOf, mutedUntil, prefer, preferences, preferFor } from "../../state/notify";
import { type Channel, markRead } from "../../state/structure";
import { type MenuItem, openMenu } from "../../ui/menus";
import type { Place } from "../../ui/popover";
import { canStep, step } from "../channels/arrange";
import { may } from "../../state/permissions";
import { isOn, turnOff, turnOn } from "./permission";
import { chime } from "./sound";
import { unmuteLabel } from "./words";

const HOUR = 3_600_000;
const LEVELS: [Level, "hearAll" | "hearMentions" | "hearNothing"][] = [["all", "hearAll"], ["mentions", "hearMentions"], ["nothing", "hearNothing"]];

/** Of what a menu is: a channel, or a group by its key. */
export type Target = Channel | (Heard & { name: string; rooms: string[] });

function muting(target: Heard): MenuItem[] {
  const { id, group } = target;
  const until = mutedUntil(target);
  if (isMuted(target)) {
    return [{ icon: "bell", label: unmuteLabel(until), testId: "unmute", act: () => [id, groupKey(group)].forEach((key) => mutedUntil({ id: key, group: "" }) && preferFor(key, { mutedUntil: 0 })) }];
  }
  const mute = (label: string, end: () => number, testId: string): MenuItem => ({ icon: "bell-off", label, testId, act: () => preferFor(id, { mutedUntil: end() }) });
  return [
    mute(t("muteHours", { n: 1 }), () => Date.now() + HOUR, "mute-1"),
    mute(t("muteHours", { n: 8 }), () => Date.now() + 8 * HOUR, "mute-8"),
    mute(t("muteForever"), () => FOREVER, "mute-on"),
  ];
}

/** For those who may: the place of a channel among the others. */
function moving(channel: Channel): (MenuItem | null)[] {
  if (!may("manageChannels")) return [];
  const items: MenuItem[] = [
    ...(canStep(channel, -1) ? [{ icon: "arrow-up" as const, label: t("moveUp"), testId: "move-up", act: () => void step(channel, -1) }] : []),
    ...(canStep(channel, 1) ? [{ icon: "arrow-down" as const, label: t("moveDown"), testId: "move-down", act: () => void step(channel, 1) }] : []),
  ];
  return items.length ? [null, ...items] : [];
}

/** What holds for all of them. */
function general(): MenuItem[] {
  const { hasSound } = preferences.value;
  const sound = () => {
    prefer({ hasSound: !hasSound });
    if (!hasSound) chime();
  };
  return [
    { icon: "monitor", label: t("notifyHere"), testId: "notify-here", choice: "checkbox", isChosen: isOn(), act: () => void (isOn() ? turnOff() : turnOn()) },
    { icon: "volume-2", label: t("notifySound"), testId: "notify-sound", choice: "checkbox", isChosen: hasSound, act: sound },
  ];
}

export function openNotificationMenu(target: Target, place: Place) {
  const channel = "room" in target ? target : undefined;
  const rooms = "rooms" in target ? target.rooms : [target.room];
  openMenu({
    label: t(channel ? "notifyOf" : "notifyOfGroup", { name: target.name }),
    place,
    items: [
      { icon: "check", label: t("readAll"), testId: "mark-read", act: () => rooms.forEach((room) => markRead(room)) },
      null,
      ...LEVELS.map(([level, label]): MenuItem => ({ icon: "bell", label: t(label), testId: `hear-${level}`, choice: "radio", isChosen: levelOf(target) === level, act: () => preferFor(target.id, { level }) })),
      null,
      ...muting(target),
      null,
      ...general(),
      ...(channel ? moving(channel) : []),
    ],
  });
}

/** Of a conversation everything is told, unless it is muted. */
export function openDirectMenu({ room, name }: Pick<Channel, "room" | "name">, place: Place) {
  const { showsEncrypted } = preferences.value;
  openMenu({
    label: t("notifyOfPeople", { name }),
    place,
    items: [
      ...muting({ id: room, group: "" }),
      null,
      ...general(),
      { icon: "lock", label: t("notifyEncryptedToo"), testId: "notify-encrypted", choice: "checkbox", isChosen: showsEncrypted, act: () => prefer({ showsEncrypted: !showsEncrypted }) },
    ],
  });
}

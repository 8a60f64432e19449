// What somebody wants to hear of a channel.
import { t } from "../../i18n/background";
import { FOREVER, isMuted, type Level, levelOf, mutedUntil, prefer, preferences, preferFor } from "../../state/notify";
import { type Channel, markRead } from "../../state/structure";
import { type MenuItem, openMenu } from "../../ui/Menu";
import type { Place } from "../../ui/popover";
import { shortTime } from "../../ui/time";
import { isOn, turnOff, turnOn } from "./permission";
import { chime } from "./sound";

const HOUR = 3_600_000;
const LEVELS: [Level, "hearAll" | "hearMentions" | "hearNothing"][] = [["all", "hearAll"], ["mentions", "hearMentions"], ["nothing", "hearNothing"]];

function muting({ id }: Channel): MenuItem[] {
  const until = mutedUntil(id);
  if (isMuted(id)) {
    const label = until === FOREVER ? t("unmute") : t("unmuteBefore", { time: shortTime(until) });
    return [{ icon: "bell", label, testId: "unmute", act: () => preferFor(id, { mutedUntil: 0 }) }];
  }
  const mute = (label: string, end: () => number, testId: string): MenuItem => ({ icon: "bell-off", label, testId, act: () => preferFor(id, { mutedUntil: end() }) });
  return [
    mute(t("muteHours", { n: 1 }), () => Date.now() + HOUR, "mute-1"),
    mute(t("muteHours", { n: 8 }), () => Date.now() + 8 * HOUR, "mute-8"),
    mute(t("muteForever"), () => FOREVER, "mute-on"),
  ];
}

export function openNotificationMenu(channel: Channel, place: Place) {
  const { hasSound } = preferences.value;
  const sound = () => {
    prefer({ hasSound: !hasSound });
    if (!hasSound) chime();
  };
  openMenu({
    label: t("notifyOf", { name: channel.name }),
    place,
    items: [
      { icon: "check", label: t("readAll"), testId: "mark-read", act: () => markRead(channel.room) },
      null,
      ...LEVELS.map(([level, label]): MenuItem => ({ icon: "bell", label: t(label), testId: `hear-${level}`, choice: "radio", isChosen: levelOf(channel.id) === level, act: () => preferFor(channel.id, { level }) })),
      null,
      ...muting(channel),
      null,
      { icon: "monitor", label: t("notifyHere"), testId: "notify-here", choice: "checkbox", isChosen: isOn(), act: () => void (isOn() ? turnOff() : turnOn()) },
      { icon: "volume-2", label: t("notifySound"), testId: "notify-sound", choice: "checkbox", isChosen: hasSound, act: sound },
    ],
  });
}

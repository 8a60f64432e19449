// What this browser tells of: at all, with a sound, and of which groups and channels.
import { ta } from "../../i18n/account";
import { t as tb } from "../../i18n/background";
import { groupKey, isMuted, type Level, mutedUntil, prefer, preferences, preferFor } from "../../state/notify";
import { type Channel, groups } from "../../state/structure";
import { Icon } from "../../ui/Icon";
import { isBlocked, isOn, turnOff, turnOn } from "../notifications/permission";
import { unmuteLabel } from "../notifications/words";
import { chime } from "../notifications/sound";
import { Page, Switch } from "../settings/parts";

const LEVELS: [Level, "hearAll" | "hearMentions" | "hearNothing"][] = [["all", "hearAll"], ["mentions", "hearMentions"], ["nothing", "hearNothing"]];

interface RowProps {
  id: string;
  name: string;
  /** What is heard where nothing was chosen. */
  usual: string;
  isGroup?: boolean;
}

/** A group or channel with what is heard of it. */
function Row({ id, name, usual, isGroup = false }: RowProps) {
  const own = preferences.value.channels[id];
  const until = mutedUntil({ id, group: "" });
  return (
    <li class={isGroup ? "hear-row is-group" : "hear-row"} data-testid="hear-row">
      {!isGroup && <Icon name="hash" small />}
      <span class="grow cut">{name}</span>
      {until > 0 && <button type="button" class="btn quiet" onClick={() => preferFor(id, { mutedUntil: 0 })}><Icon name="bell-off" small />{unmuteLabel(until)}</button>}
      <select
        class="input"
        aria-label={ta("hearOf", { name })}
        value={own?.level ?? ""}
        onChange={(event) => {
          const level = event.currentTarget.value as Level | "";
          const { level: _, ...rest } = own ?? {};
          preferFor(id, level ? { level } : { ...rest, level: undefined });
        }}
      >
        <option value="">{usual}</option>
        {LEVELS.map(([level, label]) => <option key={level} value={level}>{tb(label)}</option>)}
      </select>
    </li>
  );
}

export function Notifications() {
  const { hasSound } = preferences.value;
  const isText = (channel: Channel) => !channel.isVoice;
  return (
    <Page title={ta("notifications")} lead={ta("lookLead")}>
      <div class="form stack">
        <Switch label={tb("notifyHere")} hint={ta("notifyHereHint")} isOn={isOn()} testId="notify-here" onChange={(on) => void (on ? turnOn() : turnOff())} />
        {isBlocked() && <div class="note warn"><Icon name="triangle-alert" /><span>{tb("notifyBlockedLead")}</span></div>}
        <Switch
          label={tb("notifySound")}
          isOn={hasSound}
          testId="notify-sound"
          onChange={(on) => {
            prefer({ hasSound: on });
            if (on) chime();
          }}
        />
      </div>
      <section class="form stack wide-form">
        <h2>{ta("hearTitle")}</h2>
        <p class="muted">{ta("hearLead")}</p>
        {groups.value.map((group) => (
          <ul key={group.id} class="card hear">
            <Row id={groupKey(group.id)} name={group.name} usual={tb("hearMentions")} isGroup />
            {group.categories.flatMap(({ channels }) => channels).filter(isText).map((channel) => (
              <Row key={channel.id} id={channel.id} name={channel.name} usual={isMuted({ id: groupKey(group.id), group: "" }) ? ta("asGroupMuted") : ta("asGroup")} />
            ))}
          </ul>
        ))}
      </section>
    </Page>
  );
}

// What a log shows where there are no messages: the beginning of a channel, what went wrong, what is on its way.
import { t } from "../../i18n";
import { loadNewest } from "../../state/messages";
import { may } from "../../state/permissions";
import { type Channel, channels, go, mayWrite } from "../../state/structure";
import { Icon } from "../../ui/Icon";

/** The first message of a channel has something above it, and an empty channel invites to write one. */
export function Start({ channel, isEmpty }: { channel: Channel; isEmpty: boolean }) {
  const attach = () => document.querySelector<HTMLElement>("[data-testid=add-files]")?.click();
  return (
    <div class="start">
      <span class="ft"><Icon name="hash" /></span>
      <h2>{channel.name}</h2>
      <p>{t(isEmpty ? "nobodyWrote" : "begins")}</p>
      {channel.topic && <p>{channel.topic}</p>}
      {isEmpty && mayWrite.value && may("uploadFiles") && <button type="button" class="btn" onClick={attach}><Icon name="plus" small />{t("addFiles")}</button>}
    </div>
  );
}

/** There are no messages to show: they did not come, or the channel is not ours to see any more. */
export function Trouble({ channel, isDenied }: { channel: { room: string }; isDenied: boolean }) {
  const other = channels.value.find((known) => known.room !== channel.room && !known.isVoice);
  return (
    <div class="empty" role="alert" style="margin:auto">
      <span class={isDenied ? "ft" : "ft bad"}><Icon name={isDenied ? "lock" : "cloud-off"} /></span>
      <b>{t(isDenied ? "noAccess" : "loadFailed")}</b>
      <p>{t(isDenied ? "noAccessHint" : "loadFailedHint")}</p>
      {!isDenied && <button type="button" class="btn" onClick={() => void loadNewest(channel.room)}><Icon name="refresh-cw" small />{t("tryAgain")}</button>}
      {isDenied && other && <button type="button" class="btn" onClick={() => go(other.room)}>{t("goToChannel", { name: other.name })}</button>}
    </div>
  );
}

/** Names and lines of text that are on their way, as wide as such things are: px and percent. */
const ROWS = [[92, [62]], [120, [74, 41]], [76, [36]], [108, [56, 68]], [88, [47]]] as const;

export function Skeleton() {
  return (
    <>
      {ROWS.map(([name, lines]) => (
        <div class="msg sk-row" key={name} aria-hidden="true">
          <div class="sk c" style="width:36px;height:36px" />
          <div class="body stack" style="gap:9px;padding-top:5px">
            <div class="sk" style={{ width: `${name}px` }} />
            {lines.map((width) => <div class="sk" key={width} style={{ width: `${width}%` }} />)}
          </div>
        </div>
      ))}
    </>
  );
}

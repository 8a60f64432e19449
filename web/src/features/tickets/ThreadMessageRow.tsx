// One message of a ticket, and as whom it was written.
import { t } from "../../i18n";
import { tt } from "../../i18n/tickets";
import { editing } from "../../state/actions";
import { Avatar } from "../../ui/Avatar";
import { boardIcons } from "../../ui/boardIcons";
import { roleStyle } from "../../ui/colour";
import { Icon } from "../../ui/Icon";
import { placeOf } from "../../ui/popover";
import { clockTime, fullTime, shortTime } from "../../ui/time";
import { Attachments } from "../chat/Attachments";
import { EditField } from "../chat/EditField";
import { contentOf, Text } from "../chat/Text";
import { openTicketMenu } from "./menu";
import { deleteMessage, saveEdit, writerOf } from "./state";
import { SUPPORT, type ThreadMessage } from "./thread";

interface Props {
  message: ThreadMessage;
  isContinued: boolean;
  /** It can be written in. */
  isOpen: boolean;
}

/** Its properties are the same as long as the message is: then it is not drawn again. */
export function ThreadMessageRow({ message, isContinued, isOpen }: Props) {
  const writer = writerOf(message);
  const { id } = message;
  const time = (
    <time id={`${id}-t`} class={isContinued ? "gut" : undefined} dateTime={new Date(message.time).toISOString()} title={fullTime(message.time)}>
      {isContinued ? clockTime(message.time) : shortTime(message.time)}
    </time>
  );
  return (
    <article class={isContinued ? "msg cont" : "msg"} aria-labelledby={`${id}-n ${id}-t ${id}-b ${id}-f`} tabIndex={-1} data-testid="message" data-message-id={message.id}>
      {isContinued ? time : writer.id === SUPPORT || message.identity === "system" ? <span class="av team" aria-hidden="true"><Icon paths={boardIcons["life-buoy"]} /></span> : <Avatar id={writer.id} name={writer.name} icon={writer.icon} />}
      <div class="body">
        {isContinued ? (
          <span class="sr" id={`${id}-n`} data-testid="message-author">{writer.name}</span>
        ) : (
          <div class="by">
            <b id={`${id}-n`} class="cut role-c" style={roleStyle(writer.color)} data-testid="message-author">{writer.name}</b>
            {time}
            <As message={message} isNamed={writer.id !== SUPPORT} />
          </div>
        )}
        {editing.value === message.id ? <EditField message={message} save={saveEdit} remove={deleteMessage} /> : <Body message={message} />}
      </div>
      <button type="button" class="ib row-more" tabIndex={-1} aria-label={t("actionsFor", { name: writer.name })} title={t("more")} aria-haspopup="menu" data-testid="message-more" onClick={({ currentTarget }) => openTicketMenu(message, isOpen, placeOf(currentTarget))}>
        <Icon name="ellipsis" />
      </button>
    </article>
  );
}

/** The team stands behind it. Who sees the name of who wrote without it is told that others do not. */
function As({ message: { identity }, isNamed }: { message: ThreadMessage; isNamed: boolean }) {
  if (identity === "support_tagged") return <span class="mark acc" data-testid="written-as">{tt("ofTeam")}</span>;
  if (identity === "support_anon" && isNamed) return <span class="mark acc" title={tt("asTeamHint")} data-testid="written-as">{tt("asTeam")}</span>;
  return null;
}

function Body({ message }: { message: ThreadMessage }) {
  if (message.isSealed) return <p class="hidden-note" data-testid="message-body">{tt("sealed")}</p>;
  const content = contentOf(message);
  const hasText = Boolean(content.nodes.textContent?.trim()) || content.hasEmojis;
  return (
    <>
      {hasText && <Text id={`${message.id}-b`} content={content} />}
      {content.attachments.length > 0 && <Attachments id={`${message.id}-f`} attachments={content.attachments} />}
      {message.editedAt > 0 && <span class="edited" title={fullTime(message.editedAt)} data-testid="edited">{t("edited")}</span>}
    </>
  );
}

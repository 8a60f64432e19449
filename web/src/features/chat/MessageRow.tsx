// One message: first of a group or continued, of the server, or on its way.
import { Component } from "preact";
import { t } from "../../i18n";
import { said } from "../../i18n/server";
import { editing, mayReact } from "../../state/actions";
import { isForMe } from "../../state/inbox";
import type { Message } from "../../state/message";
import { target } from "../../state/messages";
import { readable } from "../../state/names";
import { discard, giveBack, retry } from "../../state/outbox";
import { room } from "../../state/structure";
import { Avatar } from "../../ui/Avatar";
import { roleStyle } from "../../ui/colour";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { lazy } from "../../ui/lazy";
import { clockTime, fullTime, shortTime } from "../../ui/time";
import { Attachments } from "./Attachments";
import { direct } from "./direct";
import { loadEditField } from "./editing";
import { Reactions } from "./Reactions";
import { contentOf, Text } from "./Text";

/** Without its code a link is still a link: nobody needs to hear of it. */
const LinkCard = lazy<{ url: string }>(() => import("./LinkCard").then(({ LinkCard }) => LinkCard, () => () => null));
/** Until the field is there, the message stays readable. */
const EditField = lazy<{ message: Message }>(loadEditField, { fallback: ({ message }) => <Text content={contentOf(message)} />, onFail: () => (editing.value = null) });

function Time({ time, gutter = false, id }: { time: number; gutter?: boolean; id?: string }) {
  return (
    <time id={id} class={gutter ? "gut" : undefined} dateTime={new Date(time).toISOString()} title={fullTime(time)}>
      {gutter ? clockTime(time) : shortTime(time)}
    </time>
  );
}

/** What the node writes when somebody is new. */
const JOINED = /^(.+) joined the server!$/s;

function systemText(html: string): string {
  const text = plain(html);
  const name = JOINED.exec(text)?.[1];
  return name ? t("joinedServer", { name }) : said(text);
}

interface Props {
  message: Message;
  isContinued: boolean;
  /** The last of ours in a conversation: it says that the server has it. */
  isSent: boolean;
}

/** Drawn again only if it changed: a log has hundreds of rows. */
export class MessageRow extends Component<Props, { isBroken?: boolean }> {
  override shouldComponentUpdate(next: Props, state: { isBroken?: boolean }) {
    return state.isBroken !== this.state.isBroken || next.message !== this.props.message || next.isContinued !== this.props.isContinued || next.isSent !== this.props.isSent;
  }

  /** One message that cannot be drawn must not take the others with it. */
  override componentDidCatch(error: unknown) {
    console.error(error);
    this.setState({ isBroken: true });
  }

  override render() {
    if (this.state.isBroken) return <p class="sys" data-message-id={this.props.message.id}>{t("notShown")}</p>;
    return <Row {...this.props} />;
  }
}

function Row({ message, isContinued, isSent }: Props) {
  if (message.isSystem) {
    return (
      <div class="sys" tabIndex={-1} data-testid="message" data-message-id={message.id}>
        <Icon name={message.isHidden ? "eye-off" : "log-in"} />
        <span data-testid="message-body">{systemText(message.html)}</span>
        <Time time={message.time} />
      </div>
    );
  }
  const { author, id } = message;
  const isOnItsWay = message.state === "sending" || message.state === "waiting";
  const classes = ["msg", isContinued && "cont", isOnItsWay && "pending", isForMe(message) && "for-me", message.reply && "answers"];
  return (
    <article
      class={classes.filter(Boolean).join(" ")}
      aria-labelledby={`${id}-n ${id}-t ${id}-b ${id}-f`}
      tabIndex={-1}
      data-testid="message"
      data-message-id={message.id}
      data-pending={isOnItsWay ? "true" : undefined}
      data-failed={message.state === "failed" ? "true" : undefined}
    >
      {message.reply && <Quote message={message} />}
      {isContinued ? <Time time={message.time} id={`${id}-t`} gutter /> : <Avatar id={author.id} name={author.name} icon={author.icon} />}
      <div class="body">
        {isContinued ? (
          <span class="sr" id={`${id}-n`} data-testid="message-author">{author.name}</span>
        ) : (
          <div class="by">
            <b id={`${id}-n`} class="cut role-c" style={roleStyle(author.color)} data-testid="message-author">{author.name}</b>
            <Time time={message.time} id={`${id}-t`} />
            {direct.Mark && <direct.Mark message={message} />}
            {message.isSigned && <span class="edited" title={t("signedHint")} data-testid="signed">{t("signed")}</span>}
            {message.isRevealed && <span class="chip">{t("bannedAuthor")}</span>}
          </div>
        )}
        <Body message={message} />
        {direct.Note && <direct.Note message={message} isSent={isSent} />}
        {message.state && <State message={message} />}
      </div>
    </article>
  );
}

function Body({ message }: { message: Message }) {
  if (message.isHidden) return <p id={`${message.id}-b`} class="hidden-note" data-testid="message-body">{said(plain(message.html)) || t("hidden")}</p>;
  if (editing.value === message.id) return <EditField message={message} />;
  const content = contentOf(message);
  const hasText = Boolean(content.nodes.textContent?.trim()) || content.hasEmojis;
  return (
    <>
      {hasText && <Text content={content} id={`${message.id}-b`} />}
      {content.attachments.length > 0 && <Attachments id={`${message.id}-f`} attachments={content.attachments} />}
      {message.editedAt > 0 && (
        <span class="edited" title={fullTime(message.editedAt)} data-testid="edited">
          {t("edited")}
        </span>
      )}
      {!message.state && content.links.map((url) => <LinkCard key={url} url={url} />)}
      {mayReact(message) && <Reactions message={message} />}
    </>
  );
}

function Quote({ message }: { message: Message }) {
  const { reply } = message;
  if (!reply) return null;
  if (reply.isGone) return <div class="replyto"><span class="cut">{t("originalGone")}</span></div>;
  const go = () => (target.value = { room: room.value ?? message.room, id: reply.id });
  return (
    <button type="button" class="replyto" tabIndex={-1} data-testid="reply-quote" onClick={go} aria-label={t("goToOriginal", { name: reply.name })}>
      <b class="role-c" style={roleStyle(reply.color)}>{reply.name}</b>
      <span class="cut">{readable(reply.text) || t("originalHidden")}</span>
    </button>
  );
}

function State({ message }: { message: Message }) {
  if (message.state === "sending") return <span class="st"><span class="sr">{t("sending")}</span></span>;
  if (message.state === "waiting") {
    return (
      <span class="st">
        <Icon name="clock" />
        {t("waits")}
        <button type="button" tabIndex={-1} onClick={() => discard(message.id)}>{t("delete")}</button>
      </span>
    );
  }
  return (
    <span class="st bad" role="alert">
      <Icon name="circle-alert" />
      {t("notSent", { reason: said(plain(message.reason ?? "")) })}
      <button type="button" tabIndex={-1} onClick={() => retry(message.id)}>{t("tryAgain")}</button>
      {!message.hasFiles && <button type="button" tabIndex={-1} onClick={() => giveBack(message)}>{t("edit")}</button>}
      <button type="button" tabIndex={-1} onClick={() => discard(message.id)}>{t("delete")}</button>
    </span>
  );
}

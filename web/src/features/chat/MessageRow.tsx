// One message: first of a group or continued, of the server, or on its way.
import { Component } from "preact";
import { t } from "../../i18n";
import { discard, type Message, retry } from "../../state/messages";
import { Avatar } from "../../ui/Avatar";
import { roleStyle } from "../../ui/colour";
import { clean, plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { clockTime, fullTime, shortTime } from "../../ui/time";
import { restored } from "../composer/Composer";

function Time({ time, gutter = false }: { time: number; gutter?: boolean }) {
  return (
    <time class={gutter ? "gut" : undefined} dateTime={new Date(time).toISOString()} title={fullTime(time)}>
      {gutter ? clockTime(time) : shortTime(time)}
    </time>
  );
}

interface Props {
  message: Message;
  isContinued: boolean;
}

/** Drawn again only if it changed: a log has hundreds of rows. */
export class MessageRow extends Component<Props> {
  override shouldComponentUpdate(next: Props) {
    return next.message !== this.props.message || next.isContinued !== this.props.isContinued;
  }

  override render() {
    return <Row {...this.props} />;
  }
}

function Row({ message, isContinued }: Props) {
  if (message.isSystem) {
    return (
      <div class="sys" tabIndex={-1} data-testid="message" data-message-id={message.id}>
        <Icon name="log-in" />
        <span data-testid="message-body">{plain(message.html)}</span>
        <Time time={message.time} />
      </div>
    );
  }
  const { author } = message;
  return (
    <article
      class={`msg${isContinued ? " cont" : ""}${message.state === "sending" || message.state === "waiting" ? " pending" : ""}`}
      aria-label={t("messageLabel", { name: author.name, time: shortTime(message.time) })}
      tabIndex={-1}
      data-testid="message"
      data-message-id={message.id}
      data-pending={message.state === "sending" || message.state === "waiting" ? "true" : undefined}
      data-failed={message.state === "failed" ? "true" : undefined}
    >
      {message.reply && (
        <div class="replyto">
          <b>{t("replyTo", { name: message.reply.name })}</b>
          <span class="cut">{message.reply.text || t("originalGone")}</span>
        </div>
      )}
      {isContinued ? <Time time={message.time} gutter /> : <Avatar id={author.id} name={author.name} icon={author.icon} />}
      <div class="body">
        {isContinued ? (
          <span class="sr" data-testid="message-author">{author.name}</span>
        ) : (
          <div class="by">
            <b class="cut role-c" style={roleStyle(author.color)} data-testid="message-author">{author.name}</b>
            <Time time={message.time} />
          </div>
        )}
        {message.isHidden ? (
          <p class="hidden-note" data-testid="message-body">{plain(message.html) || t("hidden")}</p>
        ) : (
          <div class="text" data-testid="message-body" dir="auto" dangerouslySetInnerHTML={{ __html: clean(message.html) }} />
        )}
        {message.isEdited && <span class="edited">{t("edited")}</span>}
        {message.state && <State message={message} />}
      </div>
    </article>
  );
}

function State({ message }: { message: Message }) {
  const edit = () => {
    restored.value = message.source ?? plain(message.html);
    discard(message.id);
  };
  if (message.state === "sending") return <span class="st"><span class="sr">{t("sending")}</span></span>;
  if (message.state === "waiting") {
    return (
      <span class="st">
        <Icon name="clock" />
        {t("waits")}
        <button type="button" onClick={() => discard(message.id)}>{t("delete")}</button>
      </span>
    );
  }
  return (
    <span class="st bad" role="alert">
      <Icon name="circle-alert" />
      {t("notSent", { reason: plain(message.reason ?? "") })}
      <button type="button" onClick={() => retry(message.id)}>{t("tryAgain")}</button>
      <button type="button" onClick={edit}>{t("edit")}</button>
      <button type="button" onClick={() => discard(message.id)}>{t("delete")}</button>
    </span>
  );
}

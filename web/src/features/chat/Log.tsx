// The messages of a channel. Stays at the bottom as long as the reader is there, never moves
// otherwise, and fetches older pages before they are needed.
import { type ComponentChildren, Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { withTexts } from "../../i18n/language";
import { editing } from "../../state/actions";
import { follow } from "../../state/announce";
import type { Message } from "../../state/message";
import { beginsAbove, findMessage, loadAround, loadNewer, loadNewest, loadOlder, log, newSince, target, trim } from "../../state/messages";
import { session } from "../../state/session";
import { isDirect } from "../../state/home";
import { go, placeOfLink } from "../../state/structure";
import { toast } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { dayName } from "../../ui/day";
import { lazy } from "../../ui/lazy";
import { ActionBar, onMessageKey, useRowActions } from "./acting";
import { around, AT_PRESENT, bounds, FEW, further, more, nearer, type Span } from "./drawn";
import { firstNew, isContinued, startsDay } from "./grouping";
import { Skeleton, Trouble } from "./LogStates";
import { MessageRow } from "./MessageRow";
import { openAuthor } from "./people";

const NewPill = lazy<{ room: string; reveal: (id: string) => void }>(() => withTexts(import("./NewPill")).then(({ NewPill }) => NewPill));

/** At the bottom, as far as a reader cares. */
const NEAR_PX = 80;
/** Older pages are fetched this many screens ahead; what is known already is drawn later. */
const AHEAD = 1.5;
const NEXT = 1;
/** How long a message that was looked for stays marked. */
const TINT_MS = 2000;
/** Browsers that keep the place by themselves when something above it changes. */
const KEEPS_PLACE = CSS.supports("overflow-anchor", "auto");

/** Where the reader was in each channel: how far down in what was drawn. Nothing means at the bottom. */
const places = new Map<string, { top: number; span: Span }>();

/** A channel or a conversation, as far as its messages need it. */
export interface Place {
  room: string;
  name: string;
}

interface Props {
  channel: Place;
  /** How screen readers call the log. */
  label: string;
  /** What stands before the first message. */
  start: (isEmpty: boolean) => ComponentChildren;
}

export function Log({ channel, label, start: before }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  /** Where the log was when it scrolled last: what grows does not scroll, people do. */
  const lastTop = useRef(0);
  const isAtEnd = useRef(!places.has(channel.room));
  const setAtEnd = (isThere: boolean) => {
    isAtEnd.current = isThere;
    follow(isThere);
  };
  const anchor = useRef<{ id: string; top: number }>();
  /** On the way to a message: where the log is until then means nothing. */
  const isRevealing = useRef(false);
  const [span, draw] = useState(places.get(channel.room)?.span ?? AT_PRESENT);
  const [few, setFew] = useState(FEW);
  const [missed, setMissed] = useState(0);
  const [isAway, setAway] = useState(!isAtEnd.current);
  const { messages, status, hasOlder, isLoadingOlder, isDetached } = log.value;
  const last = messages.at(-1);
  const isNewAbove = beginsAbove(channel.room);
  const newId = isNewAbove ? undefined : firstNew(messages, newSince.value[channel.room], session.value?.id ?? "");
  const newAt = newId === undefined ? -1 : messages.findIndex((message) => message.id === newId);
  // What we wrote ourselves is not new to us.
  const newText = newAt < 0 ? "" : t("newCount", { n: messages.slice(newAt).filter(({ author }) => author.id !== session.value?.id).length });
  const { start, end } = bounds(messages, span, newAt, few);
  const knowsPresent = useRef(false);
  // In conversations the last message of ours says that it is there.
  const own = isDirect(channel.room) ? messages.findLast(({ author }) => author.id === session.value?.id) : undefined;
  const sent = own?.state ? undefined : own;

  // Back to where we were, or to what is new, a third from the top.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || status !== "ready") return;
    const place = places.get(channel.room)?.top;
    const line = element.querySelector<HTMLElement>(".new");
    if (place !== undefined) element.scrollTop = place;
    else if (line && !target.peek()) element.scrollTop = line.offsetTop - element.clientHeight / 3;
    else element.scrollTop = element.scrollHeight;
    setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX);
  }, [status]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    else if (!KEEPS_PLACE && anchor.current) {
      const row = element.querySelector(`[data-message-id="${CSS.escape(anchor.current.id)}"]`);
      if (row) element.scrollTop += row.getBoundingClientRect().top - anchor.current.top;
    }
  }, [messages, start, end]);

  useEffect(() => {
    if (!last) return;
    if (last.state) jump();
    else if (!isAtEnd.current && knowsPresent.current && !isDetached) setMissed((count) => count + 1);
    // What is read on from a part of the history is not news.
    knowsPresent.current = !isDetached;
  }, [last?.id, isDetached]);

  // To a message that somebody wants to see.
  useEffect(() => {
    const wanted = target.value;
    if (!wanted || wanted.room !== channel.room || status !== "ready") return;
    target.value = null;
    void loadAround(wanted.room, wanted.id).then(
      (isThere) => (isThere ? reveal(wanted.id) : toast("info", t("messageGone"))),
      () => toast("bad", t("loadFailed"), t("noAnswer")),
    );
  }, [target.value, status]);

  const reveal = (id: string) => {
    setAtEnd(false);
    isRevealing.current = true;
    const now = log.peek().messages;
    const at = now.findIndex((message) => message.id === id);
    draw(around(now, at));
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        isRevealing.current = false;
        const row = box.current?.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"]`);
        if (!row) return;
        row.scrollIntoView({ block: "center" });
        row.focus({ preventScroll: true });
        setAway((away) => away || log.peek().isDetached);
        row.classList.add("is-target");
        setTimeout(() => row.classList.remove("is-target"), TINT_MS);
      }),
    );
  };

  useRowActions(box);

  // What is being edited is left with its channel.
  useEffect(() => () => void (editing.value = null), []);

  /** Draws or fetches what the reader comes close to. */
  const extend = () => {
    const element = box.current;
    if (!element || status !== "ready") return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    if (start > 0 && scrollTop < clientHeight * NEXT) {
      // Who is at the end stays there, with more above.
      if (isAtEnd.current) setFew(more);
      else draw(further(messages, start, end));
    } else if (end < messages.length && scrollHeight - scrollTop - clientHeight < clientHeight * NEXT) draw(nearer(messages, start, end));
    if (start === 0 && scrollTop < clientHeight * AHEAD) void loadOlder();
    if (isDetached && end === messages.length && scrollHeight - scrollTop - clientHeight < clientHeight * AHEAD) void loadNewer();
  };
  useEffect(extend, [messages.length, start, end, status]);

  // Pictures arrive late, windows change their size.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const stay = () => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    };
    const observer = new ResizeObserver(stay);
    observer.observe(element);
    if (content.current) observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = box.current;
    if (!element || isRevealing.current) return;
    // At the very top browsers do not keep the place by themselves.
    if (element.scrollTop === 0 && (hasOlder || start > 0)) element.scrollTop = 1;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    const hasGrown = isAtEnd.current && element.scrollTop >= lastTop.current - 2;
    lastTop.current = element.scrollTop;
    if (hasGrown && fromEnd >= NEAR_PX) {
      element.scrollTop = element.scrollHeight;
      return;
    }
    setAtEnd(fromEnd < NEAR_PX && end === messages.length && !isDetached);
    setAway(fromEnd > element.clientHeight || end < messages.length || isDetached);
    if (isAtEnd.current) {
      draw(AT_PRESENT);
      setMissed(0);
      places.delete(channel.room);
      trim(channel.room);
    } else {
      // Nothing is taken away from somebody who reads.
      const held = span.first === null ? { ...span, first: messages[start]?.id ?? null } : span;
      draw(held);
      places.set(channel.room, { top: element.scrollTop, span: held });
    }
    if (!KEEPS_PLACE) anchor.current = firstVisible(element);
    extend();
  };

  /** Up and Down go from message to message, Enter opens the first link of one. */
  const onKeyDown = (event: KeyboardEvent) => {
    const element = box.current;
    if (!element || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...element.querySelectorAll<HTMLElement>("[data-message-id]")];
    const at = all.findIndex((row) => row === document.activeElement);
    const row = all[at];
    const message = row && findMessage(channel.room, row.dataset.messageId ?? "");
    if (row && message && onMessageKey(event, message, row)) return;
    if (event.key === "ArrowRight" && at >= 0) {
      event.preventDefault();
      document.querySelector<HTMLElement>(".acts [data-rove]")?.focus();
      return;
    }
    if (event.key === "Enter" && at >= 0) {
      all[at]?.querySelector<HTMLElement>("a[href]")?.click();
      return;
    }
    const target = event.target as HTMLElement;
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown" || (target !== element && at < 0)) return;
    const bottom = element.getBoundingClientRect().bottom;
    const next = at >= 0 ? at + (event.key === "ArrowUp" ? -1 : 1) : all.findLastIndex((row) => row.getBoundingClientRect().top < bottom - 24);
    event.preventDefault();
    all[Math.max(0, Math.min(next, all.length - 1))]?.focus();
  };

  function jump() {
    setAtEnd(true);
    draw(AT_PRESENT);
    setMissed(0);
    setAway(false);
    places.delete(channel.room);
    if (isDetached) void loadNewest(channel.room);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }

  /** Links to channels and messages of this server stay in this window; names and pictures of people open
   * their profile. */
  const onClick = (event: MouseEvent) => {
    if (openAuthor(event, channel.room)) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".text a[href]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const place = placeOfLink(link.href);
    if (!place) return;
    event.preventDefault();
    if (place.message) target.value = { room: place.room, id: place.message };
    if (place.room !== channel.room) go(place.room);
  };

  return (
    <div class="logbox">
      <ActionBar box={box} />
      <div ref={box} class="log scroll" role="log" aria-live="off" aria-label={label} aria-busy={status === "loading"} tabIndex={0} onScroll={onScroll} onKeyDown={onKeyDown} onClick={onClick}>
        {status === "loading" && messages.length === 0 && <Skeleton />}
        {(status === "failed" || status === "denied") && <Trouble channel={channel} isDenied={status === "denied"} />}
        <div ref={content} class="log-in">
          {status === "ready" && !hasOlder && start === 0 && before(messages.length === 0)}
          {status === "ready" && (hasOlder || start > 0) && (
            <div class="older">{isLoadingOlder && <span class="spin" role="status" aria-label={t("olderLoading")} />}</div>
          )}
          {messages.slice(start, end).map((message: Message, at: number) => {
            const previous = messages[start + at - 1];
            return (
              <Fragment key={rowKey(message)}>
                {startsDay(previous, message) && <div class="day" role="separator" aria-label={dayName(message.time)}><span>{dayName(message.time)}</span></div>}
                {message.id === newId && <div class="new" role="separator" aria-label={newText} data-testid="new-line"><span>{newText}</span></div>}
                <MessageRow message={message} isContinued={message.id !== newId && isContinued(previous, message)} isSent={message === sent} />
              </Fragment>
            );
          })}
        </div>
      </div>
      {isNewAbove && status === "ready" && <NewPill room={channel.room} reveal={reveal} />}
      {isAway && (
        <button type="button" class="pill acc" style="bottom:10px" onClick={jump}>
          <Icon name="arrow-down" />
          {missed > 0 ? t("jumpNew", { n: missed }) : t("jump")}
        </button>
      )}
    </div>
  );
}

/** Own messages keep their row, and with it the keyboard's focus, when they arrive. */
const rowKey = (message: Message) => (message.author.id === session.value?.id && message.nonce) || message.id;

function firstVisible(element: HTMLElement) {
  const edge = element.getBoundingClientRect().top;
  for (const row of element.querySelectorAll<HTMLElement>("[data-message-id]")) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge) return { id: row.dataset.messageId ?? "", top };
  }
  return undefined;
}

// The messages of a channel. Stays at the bottom as long as the reader is there, never moves
// otherwise, and fetches older pages before they are needed.
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { editing } from "../../state/actions";
import type { Message } from "../../state/message";
import { findMessage, loadAround, loadNewer, loadNewest, loadOlder, log, newSince, target, trim } from "../../state/messages";
import { session } from "../../state/session";
import { type Channel, go, placeOfLink } from "../../state/structure";
import { toast } from "../../state/ui";
import { Icon } from "../../ui/Icon";
import { dayName } from "../../ui/time";
import { ActionBar, onMessageKey, useRowActions } from "./Actions";
import { firstNew, isContinued, startsDay } from "./grouping";
import { MessageRow } from "./MessageRow";
import { openAuthor } from "./people";

/** At the bottom, as far as a reader cares. */
const NEAR_PX = 80;
/** Older pages are fetched this many screens ahead; what is known already is drawn later. */
const AHEAD = 1.5;
const NEXT = 0.5;
/** Most messages that are drawn; beyond that the far side goes. */
const DRAWN = 200;
const STEP = 50;
/** How long a message that was looked for stays marked. */
const TINT_MS = 2000;
/** Browsers that keep the place by themselves when something above it changes. */
const KEEPS_PLACE = CSS.supports("overflow-anchor", "auto");

/** Where the reader was in each channel: how far down, and the last message drawn if it was not the
 * newest. Nothing means at the bottom. */
const places = new Map<string, { top: number; lastId: string | null }>();

export function Log({ channel }: { channel: Channel }) {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  /** Where the log was when it scrolled last: what grows does not scroll, people do. */
  const lastTop = useRef(0);
  const isAtEnd = useRef(!places.has(channel.room));
  const anchor = useRef<{ id: string; top: number }>();
  const [lastId, setLastId] = useState(places.get(channel.room)?.lastId ?? null);
  const [missed, setMissed] = useState(0);
  const [isAway, setAway] = useState(!isAtEnd.current);
  const { messages, status, hasOlder, isLoadingOlder, isDetached } = log.value;
  const last = messages.at(-1);
  const newId = firstNew(messages, newSince.value[channel.room], session.value?.id ?? "");
  const news = newId === undefined ? 0 : messages.length - messages.findIndex((message) => message.id === newId);
  const end = (lastId !== null && messages.findIndex((message) => message.id === lastId) + 1) || messages.length;
  const start = Math.max(0, end - DRAWN);
  const drawUntil = (next: number, list = messages) => setLastId(next < list.length ? (list[next - 1]?.id ?? null) : null);
  const knowsPresent = useRef(false);

  // Back to where we were, or to what is new, a third from the top.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || status !== "ready") return;
    const place = places.get(channel.room)?.top;
    const line = element.querySelector<HTMLElement>(".new");
    if (place !== undefined) element.scrollTop = place;
    else if (line && !target.peek()) element.scrollTop = line.offsetTop - element.clientHeight / 3;
    else element.scrollTop = element.scrollHeight;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
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
    isAtEnd.current = false;
    const now = log.peek().messages;
    const at = now.findIndex((message) => message.id === id);
    // Enough below it to put it into the middle.
    drawUntil(Math.min(now.length, at + STEP), now);
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const row = box.current?.querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"]`);
        if (!row) return;
        row.scrollIntoView({ block: "center" });
        row.focus({ preventScroll: true });
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
    if (start > 0 && scrollTop < clientHeight * NEXT) drawUntil(Math.max(start - STEP, 0) + DRAWN);
    else if (end < messages.length && scrollHeight - scrollTop - clientHeight < clientHeight * NEXT) drawUntil(Math.min(end + STEP, messages.length));
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
    if (!element) return;
    // At the very top browsers do not keep the place by themselves.
    if (element.scrollTop === 0 && (hasOlder || start > 0)) element.scrollTop = 1;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    const hasGrown = isAtEnd.current && element.scrollTop >= lastTop.current - 2;
    lastTop.current = element.scrollTop;
    if (hasGrown && fromEnd >= NEAR_PX) {
      element.scrollTop = element.scrollHeight;
      return;
    }
    isAtEnd.current = fromEnd < NEAR_PX && end === messages.length && !isDetached;
    setAway(fromEnd > element.clientHeight || end < messages.length || isDetached);
    if (isAtEnd.current) {
      setMissed(0);
      places.delete(channel.room);
      trim(channel.room);
    } else places.set(channel.room, { top: element.scrollTop, lastId });
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
    isAtEnd.current = true;
    setLastId(null);
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
      <div ref={box} class="log scroll" role="log" aria-live="off" aria-label={t("messagesIn", { name: channel.name })} aria-busy={status === "loading"} tabIndex={0} onScroll={onScroll} onKeyDown={onKeyDown} onClick={onClick}>
        {status === "loading" && messages.length === 0 && <Skeleton />}
        {status === "failed" && <Trouble icon="cloud-off" title={t("loadFailed")} text={t("loadFailedHint")} retry={() => loadNewest(channel.room)} />}
        {status === "denied" && <Trouble icon="lock" title={t("noAccess")} text={t("noAccessHint")} />}
        <div ref={content} class="log-in">
          {status === "ready" && !hasOlder && start === 0 && <Start channel={channel} isEmpty={messages.length === 0} />}
          {status === "ready" && (hasOlder || start > 0) && (
            <div class="older">{isLoadingOlder && <span class="spin" role="status" aria-label={t("olderLoading")} />}</div>
          )}
          {messages.slice(start, end).map((message: Message, at: number) => {
            const before = messages[start + at - 1];
            return (
              <Fragment key={message.id}>
                {startsDay(before, message) && <div class="day" role="separator"><span>{dayName(message.time)}</span></div>}
                {message.id === newId && <div class="new" role="separator" data-testid="new-line"><span>{t("newCount", { n: news })}</span></div>}
                <MessageRow message={message} isContinued={message.id !== newId && isContinued(before, message)} />
              </Fragment>
            );
          })}
        </div>
      </div>
      {isAway && (
        <button type="button" class="pill acc" style="bottom:10px" onClick={jump}>
          <Icon name="arrow-down" />
          {missed > 0 ? t("jumpNew", { n: missed }) : t("jump")}
        </button>
      )}
    </div>
  );
}

function firstVisible(element: HTMLElement) {
  const edge = element.getBoundingClientRect().top;
  for (const row of element.querySelectorAll<HTMLElement>("[data-message-id]")) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge) return { id: row.dataset.messageId ?? "", top };
  }
  return undefined;
}

function Start({ channel, isEmpty }: { channel: Channel; isEmpty: boolean }) {
  return (
    <div class="start">
      <span class="ft"><Icon name="hash" /></span>
      <h2>{channel.name}</h2>
      <p>{isEmpty ? t("nobodyWrote") : t("begins")} {channel.topic}</p>
    </div>
  );
}

function Trouble({ icon, title, text, retry }: { icon: "cloud-off" | "lock"; title: string; text: string; retry?: () => void }) {
  return (
    <div class="empty" role="alert" style="margin:auto">
      <span class="ft"><Icon name={icon} /></span>
      <b>{title}</b>
      <p>{text}</p>
      {retry && <button type="button" class="btn" onClick={retry}><Icon name="refresh-cw" small />{t("tryAgain")}</button>}
    </div>
  );
}

const WIDTHS = [[92, 62], [120, 74], [76, 36], [108, 56], [88, 47]] as const;

export function Skeleton() {
  return (
    <>
      {WIDTHS.map(([name, text]) => (
        <div class="msg sk-row" key={name} aria-hidden="true">
          <div class="sk c" style="width:36px;height:36px" />
          <div class="body stack" style="gap:9px;padding-top:5px">
            <div class="sk" style={{ width: `${name}px` }} />
            <div class="sk" style={{ width: `${text}%` }} />
          </div>
        </div>
      ))}
    </>
  );
}

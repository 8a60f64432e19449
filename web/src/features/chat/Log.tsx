// The messages of a channel. Stays at the bottom as long as the reader is there, never moves
// otherwise, and fetches older pages before they are needed.
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { loadNewest, loadOlder, log, type Message } from "../../state/messages";
import type { Channel } from "../../state/structure";
import { Icon } from "../../ui/Icon";
import { dayName } from "../../ui/time";
import { isContinued, startsDay } from "./grouping";
import { MessageRow } from "./MessageRow";

/** At the bottom, as far as a reader cares. */
const NEAR_PX = 80;
/** Older pages are fetched this many screens ahead. */
const AHEAD = 1.5;

/** Where the reader was in each channel; null = at the bottom. */
const places = new Map<string, number | null>();

export function Log({ channel }: { channel: Channel }) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const height = useRef(0);
  const firstId = useRef<string>();
  const [missed, setMissed] = useState(0);
  const [isAway, setAway] = useState(false);
  const { messages, status, hasOlder, isLoadingOlder } = log.value;
  const last = messages.at(-1);

  // Another channel: back to where we were.
  useLayoutEffect(() => {
    const place = places.get(channel.room);
    isAtEnd.current = place === undefined || place === null;
    setMissed(0);
    setAway(!isAtEnd.current);
    if (box.current) box.current.scrollTop = place ?? box.current.scrollHeight;
    firstId.current = messages[0]?.id;
  }, [channel.room, status]);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const isPrepended = firstId.current !== messages[0]?.id && messages.some((message) => message.id === firstId.current);
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    // Browsers that keep the place by themselves have moved already.
    else if (isPrepended && !CSS.supports("overflow-anchor", "auto")) element.scrollTop += element.scrollHeight - height.current;
    firstId.current = messages[0]?.id;
    height.current = element.scrollHeight;
  }, [messages]);

  useEffect(() => {
    if (!last) return;
    if (last.state) jump();
    else if (!isAtEnd.current) setMissed((count) => count + 1);
  }, [last?.id]);

  // Pictures arrive late, windows change their size.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const stay = () => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    };
    const observer = new ResizeObserver(stay);
    observer.observe(element);
    element.addEventListener("load", stay, true);
    return () => {
      observer.disconnect();
      element.removeEventListener("load", stay, true);
    };
  }, []);

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
    isAtEnd.current = fromEnd < NEAR_PX;
    places.set(channel.room, isAtEnd.current ? null : element.scrollTop);
    setAway(fromEnd > element.clientHeight);
    if (isAtEnd.current) setMissed(0);
    // At the very top browsers do not keep the place by themselves.
    if (element.scrollTop === 0 && hasOlder) element.scrollTop = 1;
    if (element.scrollTop < element.clientHeight * AHEAD) void loadOlder();
  };

  /** Up and Down go from message to message, Enter opens the first link of one. */
  const onKeyDown = (event: KeyboardEvent) => {
    const element = box.current;
    if (!element || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...element.querySelectorAll<HTMLElement>("[data-message-id]")];
    const at = all.findIndex((row) => row === document.activeElement);
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
    setMissed(0);
    setAway(false);
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }

  return (
    <div class="logbox">
      <div ref={box} class="log scroll" role="log" aria-live="off" aria-label={t("messagesIn", { name: channel.name })} aria-busy={status === "loading"} tabIndex={0} onScroll={onScroll} onKeyDown={onKeyDown}>
        {status === "loading" && messages.length === 0 && <Skeleton />}
        {status === "failed" && <Trouble icon="cloud-off" title={t("loadFailed")} text={t("loadFailedHint")} retry={() => loadNewest(channel.room)} />}
        {status === "denied" && <Trouble icon="lock" title={t("noAccess")} text={t("noAccessHint")} />}
        {status === "ready" && !hasOlder && <Start channel={channel} isEmpty={messages.length === 0} />}
        {status === "ready" && hasOlder && (
          <div class="older">{isLoadingOlder && <span class="spin" role="status" aria-label={t("olderLoading")} />}</div>
        )}
        {messages.map((message: Message, at: number) => {
          const before = messages[at - 1];
          return (
            <Fragment key={message.id}>
              {startsDay(before, message) && <div class="day" role="separator"><span>{dayName(message.time)}</span></div>}
              <MessageRow message={message} isContinued={isContinued(before, message)} />
            </Fragment>
          );
        })}
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

// Search in messages. The server looks only where we may read.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { said } from "../../i18n/server";
import { compareNames } from "../../i18n/collation";
import { ask } from "../../protocol/socket";
import { type Failure, problem, type WireMessage } from "../../protocol/types";
import { excerpt, type Message, read } from "../../state/message";
import { members, shownName } from "../../state/members";
import { readable } from "../../state/names";
import { target } from "../../state/messages";
import { credentials } from "../../state/session";
import { channel, channels, go, room } from "../../state/structure";
import { Avatar } from "../../ui/Avatar";
import { roleStyle } from "../../ui/colour";
import { Dialog } from "../../ui/Dialog";
import { plain } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { fullTime, shortTime } from "../../ui/time";
import { closeOverlay } from "../../state/shown";
import { marked } from "./marked";
import "../../styles/search.css";

interface Found extends Failure {
  data?: WireMessage[];
  next?: string | number | null;
}

const PAGE = 25;
const PATIENCE_MS = 300;

export function Search({ query: given }: { query: string }) {
  const [query, setQuery] = useState(given);
  const [place, setPlace] = useState<"all" | "here">("all");
  const [author, setAuthor] = useState("");
  const [found, setFound] = useState<Message[]>([]);
  const [next, setNext] = useState<string | number | null>(null);
  const [state, setState] = useState<"idle" | "busy" | "done">("idle");
  const [trouble, setTrouble] = useState("");
  const run = useRef(0);
  const here = channel.value;

  const load = async (before: string | number | null) => {
    const own = ++run.current;
    setState("busy");
    setTrouble("");
    try {
      const answer = await ask<Found>("searchMessages", {
        ...credentials(),
        query: query.trim(),
        limit: PAGE,
        ...(place === "here" && here && { channel: here.id }),
        ...(author && { author }),
        ...(before !== null && { before }),
      });
      if (own !== run.current) return;
      const reason = problem(answer);
      if (reason) setTrouble(plain(reason));
      const messages = (answer.data ?? []).map(read);
      setFound((known) => (before === null ? messages : [...known, ...messages]));
      setNext(answer.next ?? null);
    } catch {
      if (own !== run.current) return;
      setTrouble(t("noAnswer"));
    }
    setState("done");
  };

  useEffect(() => {
    run.current++;
    if (query.trim().length < 2) {
      setFound([]);
      setNext(null);
      return setState("idle");
    }
    const timer = setTimeout(() => void load(null), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [query, place, author]);

  const open = (message: Message) => {
    closeOverlay();
    target.value = { room: message.room, id: message.id };
    if (message.room !== room.value) go(message.room);
  };
  const nameOf = (key: string) => channels.value.find((known) => known.room === key)?.name ?? "";
  const people = [...members.value].sort((a, b) => compareNames(shownName(a), shownName(b)));

  return (
    <Dialog title={t("search")} onClose={closeOverlay} kind="search-box" testId="search">
      <div class="in search-form">
        <label class="input">
          <Icon name="search" small />
          <input type="text" role="searchbox" enterkeyhint="search" value={query} placeholder={to("searchHint")} aria-label={to("searchHint")} data-autofocus data-testid="search-input" autoComplete="off" onInput={(event) => setQuery(event.currentTarget.value)} />
        </label>
        <div class="row filters">
          <select class="input select" aria-label={to("searchWhere")} value={place} onChange={(event) => setPlace(event.currentTarget.value as "all" | "here")}>
            <option value="all">{to("searchAll")}</option>
            {here && <option value="here">{to("searchHere", { name: here.name })}</option>}
          </select>
          <select class="input select" aria-label={to("searchWho")} value={author} onChange={(event) => setAuthor(event.currentTarget.value)}>
            <option value="">{to("searchAnybody")}</option>
            {people.map((member) => <option key={member.id} value={member.id}>{shownName(member)}</option>)}
          </select>
        </div>
      </div>
      <div class="hits scroll" aria-busy={state === "busy"} aria-live="polite">
        {trouble && <div class="note bad" role="alert">{said(trouble)}</div>}
        {state === "done" && !trouble && found.length === 0 && (
          <div class="empty">
            <span class="ft"><Icon name="search" /></span>
            <b>{to("nothingFound", { query: query.trim() })}</b>
            <p>{to("nothingFoundHint")}</p>
          </div>
        )}
        {state === "idle" && <p class="muted pad center">{to("searchLead")}</p>}
        <ul>
          {found.map((message) => (
            <li key={message.id}>
              <button type="button" class="hit" data-testid="search-hit" onClick={() => open(message)}>
                <Avatar id={message.author.id} name={message.author.name} icon={message.author.icon} size={30} />
                <span class="grow">
                  <span class="by">
                    <b class="cut role-c" style={roleStyle(message.author.color)}>{message.author.name}</b>
                    <span class="cut muted small">{to("inChannel", { name: nameOf(message.room) })}</span>
                    <time class="small faint" dateTime={new Date(message.time).toISOString()} title={fullTime(message.time)}>{shortTime(message.time)}</time>
                  </span>
                  <span class="excerpt">
                    {marked(readable(excerpt(message.html)), query).map((part, at) => (at % 2 ? <mark key={at}>{part}</mark> : part))}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
        {state === "busy" && <div class="older"><span class="spin" role="status" aria-label={t("loading")} /></div>}
        {state === "done" && next !== null && <button type="button" class="btn wide" onClick={() => void load(next)}>{to("searchMore")}</button>}
      </div>
    </Dialog>
  );
}

// All emoji in groups, the server's own ones, those used last, and a search.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { to } from "../../i18n/over";
import { emojiByHash, emojis, isHash, recent } from "../../state/emojis";
import { readingKey } from "../../ui/direction";
import { Icon } from "../../ui/Icon";
import { moreIcons } from "../../ui/moreIcons";
import { iconPaths } from "../../ui/icons";
import { stayInside, usePopover } from "../../ui/popover";
import { roving, settle } from "../../ui/roving";
import { all, findEmoji, labelOf } from "./data";
import { closeEmoji, type Popup } from "../../state/shown";
import "../../styles/picker.css";

interface Cell {
  /** Character, or hash of an own emoji. */
  value: string;
  name: string;
  url?: string;
}

interface Section {
  id: string;
  title: string;
  icon: string;
  cells: Cell[];
}

const ofOwn = (hash: string): Cell | undefined => {
  const own = emojiByHash.value.get(hash);
  return own && { value: hash, name: own.name, url: own.url };
};
const names = new Map(all.map(({ emoji, names: [name = ""] }) => [emoji, name]));
const cell = (value: string): Cell[] => {
  const found = isHash(value) ? ofOwn(value) : { value, name: names.get(value) ?? names.get(value.replace(/\ufe0f/g, "")) ?? "" };
  return found ? [found] : [];
};

/** For screen readers. */
const nameOf = ({ value, name }: Cell) => labelOf(value) ?? name.replace(/_/g, " ");

function sections(): Section[] {
  const group = (number: number) => all.filter((emoji) => emoji.group === number).map(({ emoji, names: [name = ""] }) => ({ value: emoji, name }));
  return [
    { id: "recent", title: to("emojiRecent"), icon: iconPaths("clock"), cells: recent.value.flatMap(cell) },
    { id: "own", title: to("emojiServer"), icon: moreIcons.server, cells: emojis.value.map(({ hash, name, url }) => ({ value: hash, name, url })) },
    { id: "smileys", title: to("emojiSmileys"), icon: iconPaths("smile"), cells: group(0) },
    { id: "people", title: to("emojiPeople"), icon: moreIcons.user, cells: group(1) },
    { id: "nature", title: to("emojiNature"), icon: moreIcons.leaf, cells: group(3) },
    { id: "food", title: to("emojiFood"), icon: moreIcons.pizza, cells: group(4) },
    { id: "travel", title: to("emojiTravel"), icon: moreIcons.plane, cells: group(5) },
    { id: "activities", title: to("emojiActivities"), icon: moreIcons.star, cells: group(6) },
    { id: "objects", title: to("emojiObjects"), icon: moreIcons.lightbulb, cells: group(7) },
    { id: "symbols", title: to("emojiSymbols"), icon: moreIcons.heart, cells: group(8) },
    { id: "flags", title: to("emojiFlags"), icon: moreIcons.flag, cells: group(9) },
  ].filter(({ cells }) => cells.length > 0);
}

function search(text: string): Section[] {
  const own = emojis.value.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())).map(({ hash, name, url }) => ({ value: hash, name, url }));
  const cells: Cell[] = [...own, ...findEmoji(text, 90).map(({ emoji, names: [name = ""] }) => ({ value: emoji, name }))];
  return [{ id: "found", title: to("emojiFound"), icon: iconPaths("search"), cells }];
}

export function Picker({ place, onPick, staysOpen = false }: Popup) {
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [shown, setShown] = useState<Cell | null>(null);
  const [current, setCurrent] = useState("");
  /** Groups further down are drawn after the first ones: opening must not wait for 1,800 buttons. */
  const [drawn, setDrawn] = useState(4);
  usePopover(box, place, closeEmoji);
  const found = text.trim() ? search(text.trim()) : sections();
  const field = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => {
    // On a phone the keyboard would cover what is to be looked at.
    (matchMedia("(pointer: coarse)").matches ? box.current : field.current)?.focus({ preventScroll: true });
    const timer = setTimeout(() => setDrawn(20), 50);
    return () => clearTimeout(timer);
  }, []);

  const close = () => {
    closeEmoji();
    place.back?.focus({ preventScroll: true });
  };
  const pick = (value: string, keepsOpen = staysOpen) => {
    if (!keepsOpen) close();
    onPick(value);
  };

  const cells = () => [...(grid.current?.querySelectorAll<HTMLButtonElement>("[data-emoji-value]") ?? [])];
  /** Arrows go over the grid; up and down to what is nearest in the next row. */
  const move = (event: KeyboardEvent) => {
    const known = cells();
    const at = known.indexOf(document.activeElement as HTMLButtonElement);
    let next: HTMLButtonElement | undefined;
    const key = readingKey(event.key);
    if (key === "ArrowRight") next = known[at + 1];
    else if (key === "ArrowLeft") next = known[at - 1];
    else if (event.key === "Home") next = known[0];
    else if (event.key === "End") next = known.at(-1);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (at < 0) next = event.key === "ArrowDown" ? known[0] : undefined;
      else {
        const here = known[at]?.getBoundingClientRect();
        const isDown = event.key === "ArrowDown";
        const others = isDown ? known.slice(at + 1) : known.slice(0, at).reverse();
        const row = here && others.find((other) => (isDown ? other.offsetTop > (known[at]?.offsetTop ?? 0) || other.getBoundingClientRect().top > here.bottom - 4 : other.getBoundingClientRect().bottom < here.top + 4));
        const top = row?.getBoundingClientRect().top;
        const inRow = others.filter((other) => Math.abs(other.getBoundingClientRect().top - (top ?? -1)) < 4);
        next = inRow.sort((a, b) => Math.abs(a.getBoundingClientRect().left - (here?.left ?? 0)) - Math.abs(b.getBoundingClientRect().left - (here?.left ?? 0)))[0];
        if (!next && !isDown) return field.current?.focus();
      }
    } else return;
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <>
      <div class="scrim-pop" />
      <div
        ref={box}
        class="pop emoji"
        role="dialog"
        aria-label={t("emoji")}
        data-testid="emoji-picker"
        tabIndex={-1}
        onKeyDown={(event) => stayInside(event, box.current)}
      >
        <div class="top">
          <label class="input search">
            <Icon name="search" small />
            <input
              ref={field}
              type="text" role="searchbox" enterkeyhint="search"
              value={text}
              placeholder={to("emojiSearch")}
              aria-label={to("emojiSearch")}
              data-testid="emoji-search"
              autoComplete="off"
              onInput={(event) => {
                setText(event.currentTarget.value);
                setShown(null);
              }}
              onKeyDown={(event) => {
                const first = found[0]?.cells[0];
                if (event.key === "Enter" && text.trim() && first) {
                  event.preventDefault();
                  pick(first.value);
                } else if (event.key === "ArrowDown") move(event);
              }}
            />
          </label>
        </div>
        {!text.trim() && (
          <div class="cats" role="toolbar" aria-label={to("emojiGroups")} {...roving}>
            {found.map(({ id, title, icon }, at) => (
              <button
                key={id}
                type="button"
                class="ib"
                data-rove
                tabIndex={at === 0 ? 0 : -1}
                title={title}
                aria-label={title}
                aria-pressed={current ? current === id : at === 0}
                onClick={() => {
                  setCurrent(id);
                  grid.current?.querySelector(`[data-section=${id}]`)?.scrollIntoView({ block: "start" });
                }}
              >
                <Icon paths={icon} />
              </button>
            ))}
          </div>
        )}
        <div ref={grid} class="gridbox scroll" onKeyDown={move} onFocusIn={settle}>
          {found.slice(0, drawn).map(({ id, title, cells: own }, sectionAt) => (
            <section key={id} data-section={id} aria-label={title}>
              <h3>{title}</h3>
              <div class="eg">
                {own.map((entry, at) => (
                  <button
                    key={entry.value}
                    type="button"
                    aria-label={nameOf(entry)}
                    data-rove
                    data-emoji-value={entry.value}
                    tabIndex={sectionAt === 0 && at === 0 ? 0 : -1}
                    onMouseEnter={() => setShown(entry)}
                    onFocus={() => setShown(entry)}
                    onClick={(event) => pick(entry.value, staysOpen || event.shiftKey)}
                  >
                    {entry.url ? <img src={entry.url} alt="" loading="lazy" /> : entry.value}
                  </button>
                ))}
              </div>
              {own.length === 0 && <p class="muted small pad">{to("emojiNone")}</p>}
            </section>
          ))}
        </div>
        <div class={shown ? "foot" : "foot hide-touch"} aria-hidden="true">
          {shown ? (
            <>
              <span>{shown.url ? <img src={shown.url} alt="" /> : shown.value}</span>
              {labelOf(shown.value) && <b class="cut">{labelOf(shown.value)}</b>}
              <span class={labelOf(shown.value) ? "cut muted small" : "cut"}><b>:{shown.name}:</b></span>
            </>
          ) : (
            <span class="muted small">{to("emojiHint")}</span>
          )}
        </div>
      </div>
    </>
  );
}

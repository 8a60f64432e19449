// A growing field for a message: formatting keys, and names that complete themselves. The composer
// and messages that are being edited have one.
import type { RefObject } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { enterSends } from "../../state/ui";
import { Avatar } from "../../ui/Avatar";
import { Icon } from "../../ui/Icon";
import { type Suggestion, suggest, type Trigger, triggerAt } from "./trigger";
import { wrap } from "./wrap";

export const isTouch = () => matchMedia("(pointer: coarse)").matches;

interface Props {
  input: RefObject<HTMLTextAreaElement>;
  text: string;
  label: string;
  placeholder?: string;
  testId: string;
  onText: (text: string) => void;
  /** A name came into the text that is something else on the wire. */
  onToken: (written: string, wire: string) => string;
  onSubmit: () => void;
  onEscape?: () => void;
  /** Up, in an empty field. */
  onUp?: () => void;
  onFiles?: (files: File[]) => void;
  /** The marks that complete names; without it all of them. */
  kinds?: string;
  /** Something that is not the text makes the field change its size. */
  version?: unknown;
}

/** Puts something into a field in the place of a part of its text, as if it was typed: whoever types on
 * at once finds the caret behind it. */
export function insert(box: HTMLTextAreaElement, text: string, start = box.selectionStart, end = box.selectionEnd): string {
  box.focus();
  box.setRangeText(text, start, end, "end");
  return box.value;
}

/** Changes the whole text of a field and selects a part of it. */
export function replace(box: HTMLTextAreaElement, next: { text: string; start: number; end: number }): string {
  box.focus();
  box.value = next.text;
  box.setSelectionRange(next.start, next.end);
  return next.text;
}

/** Makes a field as high as its text. To see whether it needs less, it has to be low first, and then everything
 * around it is laid out twice: that is spared where it cannot, for the text was only added to, or it is as low as it gets. */
function fit(box: HTMLTextAreaElement, isAddition: boolean) {
  if (!isAddition && box.clientHeight > (parseFloat(getComputedStyle(box).minHeight) || 0)) box.style.height = "auto";
  const { scrollHeight } = box;
  if (scrollHeight !== box.clientHeight) box.style.height = `${scrollHeight}px`;
}

export function Field({ input, text, label, placeholder = "", testId, onText, onToken, onSubmit, onEscape, onUp, onFiles, kinds = "@#:", version }: Props) {
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [found, setFound] = useState<Suggestion[]>([]);
  /** What the suggestions are for: they come a moment after the letters. */
  const foundFor = useRef<Trigger | null>(null);
  const [at, setAt] = useState(0);
  const listId = useId();
  /** What the height is for. */
  const fitted = useRef<{ text: string; version: unknown }>();
  const isOpen = trigger !== null && found.length > 0;

  useLayoutEffect(() => {
    const before = fitted.current;
    if (input.current) fit(input.current, before?.version === version && text.startsWith(before?.text ?? ""));
    fitted.current = { text, version };
  }, [text, version]);

  useEffect(() => {
    if (!trigger) return;
    let isHere = true;
    Promise.resolve(suggest(trigger)).then(
      (next) => {
        if (!isHere) return;
        foundFor.current = trigger;
        setFound(next);
        setAt(0);
      },
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [trigger?.kind, trigger?.query]);

  const look = () => {
    const box = input.current;
    const next = box && box.selectionStart === box.selectionEnd ? triggerAt(box.value, box.selectionStart) : undefined;
    const isWanted = next !== undefined && kinds.includes(next.kind);
    if (!isWanted) setFound([]);
    setTrigger(isWanted ? next : null);
  };

  const take = (suggestion: Suggestion | undefined) => {
    const box = input.current;
    if (!box || !trigger || !suggestion) return;
    if (foundFor.current?.query !== trigger.query || foundFor.current.kind !== trigger.kind) {
      // Faster than the suggestions: the best one for what stands there now, unless more was written until it is known.
      const { value } = box;
      const takeBest = ([best]: Suggestion[]) => {
        if (box.value !== value) return;
        foundFor.current = trigger;
        take(best);
      };
      const next = suggest(trigger);
      if (Array.isArray(next)) takeBest(next);
      else void next.then(takeBest, () => undefined);
      return;
    }
    const written = suggestion.wire ? onToken(suggestion.text, suggestion.wire) : suggestion.text;
    onText(insert(box, `${written} `, trigger.start, box.selectionStart));
    setTrigger(null);
    setFound([]);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (isOpen) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        return setAt((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
      }
      if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
        event.preventDefault();
        return take(found[at]);
      }
      if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        return setTrigger(null);
      }
    }
    const isMark = (event.ctrlKey || event.metaKey) && (event.key === "b" || event.key === "i");
    if (event.key === "Enter" && event.shiftKey !== enterSends.value && !event.ctrlKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      onSubmit();
    } else if (isMark) {
      event.preventDefault();
      const box = input.current;
      if (!box) return;
      const mark = event.key === "b" ? "**" : "*";
      onText(replace(box, wrap(box.value, box.selectionStart, box.selectionEnd, mark, mark, false)));
    } else if (event.key === "Escape" && onEscape) {
      event.preventDefault();
      event.stopPropagation();
      onEscape();
    } else if (event.key === "ArrowUp" && text === "" && onUp && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      onUp();
    }
  };

  return (
    <>
      {isOpen && (
        <div class="suggest" role="listbox" id={listId} aria-label={t("suggestions")} data-testid="suggestions">
          {found.map((suggestion, index) => (
            <div
              key={suggestion.key}
              id={`${listId}-${index}`}
              class="mi"
              role="option"
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(suggestion)}
              onMouseMove={() => setAt(index)}
            >
              {suggestion.member && <Avatar id={suggestion.member.id} name={suggestion.label} icon={suggestion.member.icon} size={22} />}
              {suggestion.icon && <Icon name={suggestion.icon} />}
              {suggestion.image && <img class="inline-text-emoji" src={suggestion.image} alt="" />}
              {suggestion.character && <span class="face" aria-hidden="true">{suggestion.character}</span>}
              <span class="cut">{suggestion.label}</span>
              {suggestion.note && <span class="end cut">{suggestion.note}</span>}
            </div>
          ))}
        </div>
      )}
      <textarea
        ref={input}
        rows={1}
        value={text}
        placeholder={placeholder}
        aria-label={label}
        aria-autocomplete="list"
        aria-controls={isOpen ? listId : undefined}
        aria-activedescendant={isOpen ? `${listId}-${at}` : undefined}
        data-testid={testId}
        enterkeyhint="enter"
        onInput={(event) => {
          onText(event.currentTarget.value);
          look();
        }}
        onKeyDown={onKeyDown}
        onClick={look}
        onBlur={() => setTrigger(null)}
        onPaste={(event) => {
          const files = [...(event.clipboardData?.files ?? [])];
          if (!files.length || !onFiles) return;
          event.preventDefault();
          onFiles(files);
        }}
      />
      <span class="sr" role="status">{isOpen ? t("suggested", { n: found.length }) : ""}</span>
    </>
  );
}

/** A name that stands in a text already and means somebody else gets a mark of its own. */
export function tokenFor(tokens: Record<string, string>, written: string, wire: string): string {
  const other = tokens[written];
  if (other === undefined || other === wire) return written;
  const mark = wire.replace(/\D/g, "").slice(-4);
  return written.endsWith(":") ? written : `${written}~${mark}`;
}

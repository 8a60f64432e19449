// The field for a new message: Markdown, drafts, formatting.
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { connection } from "../../protocol/socket";
import { tellTyping } from "../../state/members";
import { outbox, send } from "../../state/messages";
import { type Channel, mayWrite } from "../../state/structure";
import { showTools, toast } from "../../state/ui";
import { escapeHtml } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { rove } from "../../ui/roving";
import type { IconName } from "../../ui/icons";
import type { TextName } from "../../i18n";
import { draft, keepDraft } from "./drafts";
import { wrap } from "./wrap";

/** Longest message of the server, in HTML. */
const LIMIT = 8000;
const WARN_FROM = 200;

/** Text to be put into the field from elsewhere, such as a refused message. */
export const restored = signal<string | null>(null);
let field: HTMLTextAreaElement | null = null;
export const focusComposer = () => field?.focus({ preventScroll: true });

const TOOLS: ({ icon: IconName; label: TextName; before: string; after: string; isLine?: boolean } | null)[] = [
  { icon: "bold", label: "bold", before: "**", after: "**" },
  { icon: "italic", label: "italic", before: "*", after: "*" },
  { icon: "strikethrough", label: "strike", before: "~~", after: "~~" },
  null,
  { icon: "link", label: "link", before: "[", after: "](https://)" },
  { icon: "list", label: "list", before: "- ", after: "", isLine: true },
  { icon: "quote", label: "quote", before: "> ", after: "", isLine: true },
  null,
  { icon: "code", label: "code", before: "`", after: "`" },
];

const unmarked = (source: string) => `<p>${escapeHtml(source).replace(/\n/g, "<br>")}</p>`;

let loading: Promise<(source: string) => string> | undefined;
/** Fetched once somebody can write. Without it the words go as they are. */
function markdown() {
  loading ??= import("../../ui/markdown").then(
    ({ fromMarkdown }) => fromMarkdown,
    () => {
      loading = undefined;
      return unmarked;
    },
  );
  return loading;
}

const isTouch = () => matchMedia("(pointer: coarse)").matches;

export function Composer({ channel }: { channel: Channel }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const text = draft(channel.room);
  const waiting = outbox.value.filter((message) => message.state === "waiting").length;
  const left = LIMIT - text.length;
  const isEmpty = text.trim() === "";

  useEffect(() => {
    field = input.current;
    void markdown();
    if (!isTouch()) focusComposer();
  }, [channel.room]);

  useLayoutEffect(() => {
    const box = input.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [text, channel.room]);

  useEffect(() => {
    if (restored.value === null) return;
    keepDraft(channel.room, restored.value);
    restored.value = null;
    focusComposer();
  }, [restored.value]);

  const submit = async () => {
    const source = text.trim();
    if (!source) return;
    keepDraft(channel.room, "");
    focusComposer();
    const html = (await markdown())(source);
    if (html.length <= LIMIT) return send(channel.room, html, source);
    restored.value = source;
    toast("bad", t("tooLong"));
  };

  const format = (before: string, after: string, isLine = false) => {
    const box = input.current;
    if (!box) return;
    const next = wrap(box.value, box.selectionStart, box.selectionEnd, before, after, isLine);
    keepDraft(channel.room, next.text);
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(next.start, next.end);
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      submit();
    }
    if ((event.ctrlKey || event.metaKey) && (event.key === "b" || event.key === "i")) {
      event.preventDefault();
      format(event.key === "b" ? "**" : "*", event.key === "b" ? "**" : "*");
    }
  };

  if (!mayWrite.value) {
    return (
      <div class="composer off">
        <div class="composer-state" data-testid="composer-state">
          <Icon name="lock" />
          <span>{t("mayNotWrite")}</span>
        </div>
      </div>
    );
  }
  return (
    <div class="composer">
      {connection.value !== "online" && waiting > 0 && (
        <div class="ctx" role="status">
          <Icon name="wifi-off" />
          <span>{t("offlineWaits", { n: waiting })}</span>
        </div>
      )}
      {showTools.value && (
        <div class="tools" role="toolbar" aria-label={t("formatting")} onKeyDown={rove}>
          {TOOLS.map((tool, at) =>
            tool ? (
              <button key={at} type="button" class="ib" data-rove tabIndex={at === 0 ? 0 : -1} aria-label={t(tool.label)} title={t(tool.label)} onClick={() => format(tool.before, tool.after, tool.isLine)}>
                <Icon name={tool.icon} />
              </button>
            ) : (
              <span key={at} class="sep" />
            ),
          )}
        </div>
      )}
      <div class="write">
        <textarea
          ref={input}
          rows={1}
          value={text}
          placeholder={t("messageTo", { name: channel.name })}
          aria-label={t("messageTo", { name: channel.name })}
          data-testid="composer-input"
          enterkeyhint="enter"
          onInput={(event) => {
            keepDraft(channel.room, event.currentTarget.value);
            if (event.currentTarget.value) tellTyping(channel.room);
          }}
          onKeyDown={onKeyDown}
        />
        {left <= WARN_FROM && <span class="counter" role="status">{t("left", { n: left })}</span>}
        <button type="button" class="ib hide-phone" aria-label={t("formatting")} title={t("formatting")} aria-pressed={showTools.value} onClick={() => (showTools.value = !showTools.value)}>
          <Icon name="type" />
        </button>
        <button type="button" class="send" data-testid="composer-send" aria-label={t("send")} aria-disabled={isEmpty || left < 0} onClick={submit}>
          <Icon name="arrow-up" />
        </button>
      </div>
    </div>
  );
}

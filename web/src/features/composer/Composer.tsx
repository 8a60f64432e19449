// The field for a new message: Markdown, drafts, files, whom it answers.
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { TextName } from "../../i18n";
import { withTexts } from "../../i18n/language";
import { said } from "../../i18n/server";
import { connection } from "../../protocol/socket";
import { editing, isOwn, mayEdit } from "../../state/actions";
import { me, members, tellTyping } from "../../state/members";
import { log } from "../../state/messages";
import type { Reply } from "../../state/message";
import { muteText, outbox, returned, send, slowUntil } from "../../state/outbox";
import { may } from "../../state/permissions";
import { mayWrite } from "../../state/structure";
import { showTools, toast } from "../../state/ui";
import { isDirect } from "../../state/home";
import { fileLink, sizesOf, type Upload, uploadsOf } from "../../state/uploads";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import type { IconName } from "../../ui/icons";
import { lazy } from "../../ui/lazy";
import { placeOf } from "../../ui/popover";
import { roving } from "../../ui/roving";
import { noteSize } from "../../ui/sizes";
import { openEmoji } from "../../state/shown";
import { emojiByHash, isHash } from "../../state/emojis";
import { changeDraft, draftOf, dropDraft } from "./drafts";
import { addFiles, clearFiles, UploadTray } from "./files";
import { Field, insert, isTouch, replace, tokenFor } from "./Field";
import { arrive, focusComposer, setField } from "./focus";
import { markdown, toHtml, withFiles } from "./wire";
import { wrap } from "./wrap";

/** Longest message of the server, in HTML. */
export const LIMIT = 8000;
const WARN_FROM = 200;
/** More people than this are not called by mistake. */
const MANY = 50;

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


const Preview = lazy<{ text: string; tokens: Record<string, string> }>(() => withTexts(import("./Preview")).then(({ Preview }) => Preview), { onFail: () => (isPreviewed.value = false) });
const isPreviewed = signal(false);
/** Marks that make something else of a text than what stands there. */
const MARKS = /[*_`~[]|^(?:#|>|[-+] |\d+\. )/m;

/** Channels whose message goes as soon as its files are there. */
const ready = signal<Record<string, boolean>>({});

interface Props {
  room: string;
  /** Where it goes, as the field says it. */
  label: string;
  /** Why nothing can be written here; empty if it can. */
  closed: string;
  /** Whether messages and files are encrypted; asked when something is sent. */
  isSealed?: () => boolean;
  /** The marks that complete names here. */
  kinds?: string;
  /** Asked before something is sent: whether it may go. */
  check?: () => Promise<boolean>;
}

export function Composer({ room, label, closed, isSealed = () => false, kinds = "@#:", check }: Props) {
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const draft = draftOf(room);
  const { text, reply } = draft;
  const list = uploadsOf(room);
  const waiting = outbox.value.filter((message) => message.state === "waiting").length;
  const left = LIMIT - text.length;
  const isUploading = list.some(({ state }) => state === "uploading" || state === "waiting");
  const hasMarks = MARKS.test(text);
  const isEmpty = text.trim() === "" && !list.length;
  const slow = useCountdown(slowUntil.value[room]);
  const isMuted = Boolean(me.value?.isMuted);
  const mayUpload = may("uploadFiles");

  const shownRoom = useRef<string>();
  useLayoutEffect(() => {
    setField(input.current);
    if (shownRoom.current && shownRoom.current !== room) arrive(isTouch());
    else if (!isTouch() && (!shownRoom.current || document.activeElement === document.body)) focusComposer();
    shownRoom.current = room;
    return () => setField(null);
  }, [room, mayWrite.value]);

  useEffect(() => {
    const back = returned.value;
    if (back?.room !== room) return;
    // What was written meanwhile stays.
    const now = draftOf(room).text;
    changeDraft(room, {
      text: now.trim() ? `${back.source}\n${now}` : back.source,
      tokens: { ...back.tokens, ...draftOf(room).tokens },
      reply: draftOf(room).reply ?? back.reply,
    });
    returned.value = null;
    focusComposer();
  }, [returned.value]);

  const isSending = useRef(false);
  const submit = async () => {
    if (isSending.current) return;
    // What stands there now; what was drawn last may be a letter behind.
    const now = draftOf(room);
    const files = uploadsOf(room);
    const source = now.text.trim();
    if ((!source && !files.length) || now.text.length > LIMIT) return;
    if (slow > 0) return toast("info", t("slowMode"), t("slowModeHint", { time: clock(slow) }));
    if (files.some(({ state }) => state === "failed")) return toast("info", t("uploadsFailed"), t("uploadsFailedHint"));
    if (files.some(({ state }) => state === "uploading" || state === "waiting")) return void (ready.value = { ...ready.value, [room]: true });
    const sent = { tokens: now.tokens ?? {}, reply: now.reply ?? null };
    isSending.current = true;
    if (check && !(await check())) return void (isSending.current = false);
    // Taken at once: who types on begins the next message.
    dropDraft(room);
    const isSent = await sendNow(source, sent, files).catch(() => false);
    isSending.current = false;
    if (!isSent) returned.value = { room, source, ...sent };
  };

  const sendNow = async (source: string, sent: { tokens: Record<string, string>; reply: Reply | null }, files: Upload[]): Promise<boolean> => {
    const caption = source ? await toHtml(source, sent.tokens) : "";
    const html = withFiles(caption, files.map(fileLink));
    if (html.length > LIMIT) {
      toast("bad", t("tooLong"));
      return false;
    }
    const isForAll = Object.entries(sent.tokens).some(([name, wire]) => wire === "<!@0>" && source.includes(name));
    if (isForAll && members.value.length > MANY) {
      const isSure = await confirm({ title: t("everyoneQuestion"), text: t("everyoneLead", { n: members.value.length }), verb: t("send"), isDanger: false });
      if (!isSure) return false;
    }
    const images = sizesOf(files);
    for (const { path, size, isSealed: isHidden } of files) if (size && !isHidden) noteSize(path.replace(/^\//, ""), size[0], size[1]);
    if (files.length) clearFiles(room);
    focusComposer();
    const known = log.peek();
    const after = known.isDetached ? undefined : known.messages.findLast((message) => !message.state)?.time;
    send(room, { after, html, source, tokens: sent.tokens, hasFiles: files.length > 0, reply: sent.reply ?? undefined, images, lock: isSealed() ? "verified" : undefined });
    return true;
  };

  useEffect(() => {
    if (!ready.value[room] || isUploading) return;
    const { [room]: _, ...others } = ready.value;
    ready.value = others;
    void submit();
  }, [isUploading, ready.value]);

  const format = (before: string, after: string, isLine = false) => {
    const box = input.current;
    if (!box) return;
    changeDraft(room, { text: replace(box, wrap(box.value, box.selectionStart, box.selectionEnd, before, after, isLine)) });
  };

  const addToken = (written: string, wire: string) => {
    const tokens = draftOf(room).tokens ?? {};
    const unique = tokenFor(tokens, written, wire);
    changeDraft(room, { tokens: { ...tokens, [unique]: wire } });
    return unique;
  };

  const pickEmoji = (emoji: string) => {
    const box = input.current;
    if (!box) return;
    const own = isHash(emoji) ? emojiByHash.value.get(emoji) : undefined;
    changeDraft(room, { text: insert(box, own ? `${addToken(`:${own.name}:`, `:${own.hash}:`)} ` : emoji) });
  };

  const editLast = () => {
    const last = log.value.messages.findLast((message) => isOwn(message) && mayEdit(message));
    if (last) editing.value = last.id;
  };

  const dropReply = () => {
    changeDraft(room, { reply: null });
    focusComposer();
  };

  const take = (chosen: Iterable<File>) => {
    if (!mayUpload) return toast("info", t("uploadForbidden"));
    addFiles(room, chosen, isSealed());
    focusComposer();
  };

  if (closed) {
    return (
      <div class="composer off">
        <div class="composer-state" data-testid="composer-state">
          <Icon name="lock" />
          <span>{closed}</span>
        </div>
      </div>
    );
  }
  return (
    <div class="composer">
      {connection.value !== "online" && waiting > 0 && (
        <div class="ctx warn" role="status">
          <Icon name="wifi-off" />
          <span>{t("offlineWaits", { n: waiting })}</span>
        </div>
      )}
      {(isMuted || muteText.value) && (
        <div class="ctx" role="status" data-testid="muted">
          <Icon name="mic-off" />
          <span>{said(muteText.value) || t("muted")}</span>
        </div>
      )}
      {reply && (
        <div class="ctx" data-testid="reply-chip">
          <Icon name="reply" />
          <span class="cut"><b>{t("replyingTo", { name: reply.name })}</b> {reply.text}</span>
          <button type="button" class="ib" aria-label={t("cancelReply")} title={t("cancelReply")} onClick={dropReply}>
            <Icon name="x" />
          </button>
        </div>
      )}
      {list.length > 0 && <UploadTray list={list} onPlace={focusComposer} />}
      {isPreviewed.value && hasMarks && <Preview text={text} tokens={draft.tokens ?? {}} />}
      {showTools.value && (
        <div class="tools" role="toolbar" aria-label={t("formatting")} {...roving}>
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
        {mayUpload && (
          <>
            <button type="button" class="ib" aria-label={t("addFiles")} title={t("addFiles")} data-testid="add-files" onClick={() => picker.current?.click()}>
              <Icon name="plus" />
            </button>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              data-testid="file-input"
              onChange={(event) => {
                take(event.currentTarget.files ?? []);
                event.currentTarget.value = "";
              }}
            />
          </>
        )}
        <Field
          input={input}
          text={text}
          label={label}
          placeholder={label}
          kinds={kinds}
          testId="composer-input"
          version={room}
          onText={(next) => {
            changeDraft(room, { text: next });
            if (next) {
              void markdown();
              if (!isDirect(room)) tellTyping(room);
            }
          }}
          onToken={addToken}
          onSubmit={() => void submit()}
          onUp={editLast}
          {...(reply && { onEscape: dropReply })}
          onFiles={take}
        />
        {left <= WARN_FROM && <span class="counter" role="status">{t("left", { n: left })}</span>}
        {slow > 0 && <span class="counter" data-testid="slow-mode" title={t("slowModeHint", { time: clock(slow) })}>{clock(slow)}</span>}
        {hasMarks && (
          <button type="button" class="ib" aria-label={t("showPreview")} title={t("showPreview")} aria-pressed={isPreviewed.value} data-testid="preview-toggle" onClick={() => (isPreviewed.value = !isPreviewed.value)}>
            <Icon name="eye" />
          </button>
        )}
        <button type="button" class="ib hide-phone" aria-label={t("formatting")} title={t("formatting")} aria-pressed={showTools.value} onClick={() => (showTools.value = !showTools.value)}>
          <Icon name="type" />
        </button>
        <button type="button" class="ib" aria-label={t("emoji")} title={t("emoji")} data-testid="emoji-button" onClick={(event) => openEmoji({ place: placeOf(event.currentTarget), onPick: pickEmoji })}>
          <Icon name="smile" />
        </button>
        <button type="button" class="send" data-testid="composer-send" aria-label={t("send")} aria-busy={Boolean(ready.value[room])} aria-disabled={isEmpty || left < 0 || slow > 0} onClick={() => void submit()}>
          {ready.value[room] ? <span class="spin" /> : <Icon name={slow > 0 ? "hourglass" : "arrow-up"} />}
        </button>
      </div>
    </div>
  );
}

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Seconds until then; 0 afterwards. */
function useCountdown(until: number | undefined): number {
  const [, tick] = useState(0);
  const left = until === undefined ? 0 : Math.max(0, Math.ceil((until - Date.now()) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setInterval(() => tick((count) => count + 1), 500);
    return () => clearInterval(timer);
  }, [until, left === 0]);
  return left;
}

// The field below a ticket: says as whom one writes, and lets the staff choose it.
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { said } from "../../i18n/server";
import { tt } from "../../i18n/tickets";
import { editing, isOwn } from "../../state/actions";
import { me } from "../../state/members";
import { may } from "../../state/permissions";
import { session } from "../../state/session";
import { openEmoji } from "../../state/shown";
import { toast } from "../../state/ui";
import { fileLink, uploadsOf } from "../../state/uploads";
import { addFiles, clearFiles } from "../composer/files";
import { boardIcons } from "../../ui/boardIcons";
import { decode } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { openMenu } from "../../ui/menus";
import { moreIcons } from "../../ui/moreIcons";
import { placeOf } from "../../ui/popover";
import { emojiByHash, isHash } from "../../state/emojis";
import { personOf } from "../board/people";
import { LIMIT } from "../composer/Composer";
import { changeDraft, draftOf, dropDraft } from "../composer/drafts";
import { Field, insert, isTouch, tokenFor } from "../composer/Field";
import { focusComposer, setField } from "../composer/focus";
import { UploadTray } from "../composer/UploadTray";
import { markdown, toHtml, withFiles } from "../composer/wire";
import { claim, isStaff, logs, write } from "./state";
import type { Identity, Thread } from "./thread";

/** As whom the staff answers. Without a name first: who answers is not what the ticket is about. */
const chosen = signal<Identity>("support_anon");
const CHOICES: Identity[] = ["support_anon", "support_tagged", "self"];

const ownName = () => decode(me.value?.nickname || me.value?.name || session.value?.name || "");
const nameOf = (identity: Identity) => (identity === "self" ? ownName() : identity === "support_tagged" ? tt("teamNamed", { name: ownName() }) : tt("supportTeam"));

export function Answer({ thread }: { thread: Thread }) {
  const own = session.value?.id ?? "";
  if (!thread.isTicket) return <Closed icon={<Icon name="lock" />} text={tt("onlyRead")} />;
  if (!thread.participants.includes(own)) {
    return (
      <Closed icon={<Icon paths={boardIcons.hand} />} text={tt("takeLead")}>
        <button type="button" class="btn primary" data-testid="take-ticket" onClick={() => void claim(thread)}>{tt("take")}</button>
      </Closed>
    );
  }
  return <Writing thread={thread} />;
}

function Closed({ icon, text, children }: { icon: preact.ComponentChildren; text: string; children?: preact.ComponentChildren }) {
  return (
    <div class="composer off">
      <div class="composer-state" data-testid="composer-state">
        {icon}
        <span class="grow">{text}</span>
        {children}
      </div>
    </div>
  );
}

function Writing({ thread }: { thread: Thread }) {
  const { id: room, creator } = thread;
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const isSending = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const draft = draftOf(room);
  const files = uploadsOf(room);
  const isForTeam = isStaff() && creator !== session.value?.id;
  const identity = isForTeam ? chosen.value : "self";
  const isUploading = files.some(({ state }) => state === "uploading" || state === "waiting");
  const isEmpty = draft.text.trim() === "" && !files.length;
  const mayUpload = may("uploadFiles");
  const label = isForTeam ? tt("answerAs", { name: personOf(creator).name, as: nameOf(identity) }) : tt("write");

  useLayoutEffect(() => {
    setField(input.current);
    if (!isTouch()) focusComposer();
    return () => setField(null);
  }, []);

  const submit = async () => {
    if (isSending.current) return;
    const { text: typed, tokens = {} } = draftOf(room);
    const source = typed.trim();
    const list = uploadsOf(room);
    if (!source && !list.length) return;
    if (list.some(({ state }) => state === "failed")) return toast("info", t("uploadsFailed"), t("uploadsFailedHint"));
    if (isUploading) return;
    isSending.current = true;
    setBusy(true);
    // Taken at once: who types on begins the next message.
    dropDraft(room);
    const html = withFiles(source ? await toHtml(source, tokens) : "", list.map(fileLink));
    const reason = html.length > LIMIT ? t("tooLong") : await write(room, html, identity);
    isSending.current = false;
    setBusy(false);
    if (!reason) {
      clearFiles(room);
      setTrouble("");
    } else {
      const now = draftOf(room).text;
      changeDraft(room, { text: now.trim() ? `${typed}\n${now}` : typed, tokens: { ...tokens, ...draftOf(room).tokens } });
      setTrouble(t("notSent", { reason: said(reason) }));
    }
    focusComposer();
  };

  const addToken = (written: string, wire: string) => {
    const tokens = draftOf(room).tokens ?? {};
    const unique = tokenFor(tokens, written, wire);
    changeDraft(room, { tokens: { ...tokens, [unique]: wire } });
    return unique;
  };
  const pickEmoji = (emoji: string) => {
    const box = input.current;
    const custom = isHash(emoji) ? emojiByHash.value.get(emoji) : undefined;
    if (box) changeDraft(room, { text: insert(box, custom ? `${addToken(`:${custom.name}:`, `:${custom.hash}:`)} ` : emoji) });
  };
  const take = (list: Iterable<File>) => {
    if (!mayUpload) return toast("info", t("uploadForbidden"));
    addFiles(room, list);
    focusComposer();
  };

  return (
    <div class="composer">
      {isForTeam && (
        <div class="ctx" data-testid="writing-as">
          <Icon paths={moreIcons["circle-user"]} />
          <span>{tt("writingAs")}</span>
          <button
            type="button"
            class="btn as"
            aria-haspopup="menu"
            aria-label={tt("writingAsName", { name: nameOf(identity) })}
            data-testid="choose-identity"
            onClick={({ currentTarget }) => openMenu({ label: tt("writingAs"), place: placeOf(currentTarget), items: CHOICES.map((choice) => ({ label: choice === "support_anon" ? tt("withoutName") : nameOf(choice), choice: "radio" as const, isChosen: choice === identity, testId: `as-${choice}`, paths: choice === "self" ? moreIcons.user : boardIcons["life-buoy"], act: () => (chosen.value = choice) })) })}
          >
            {nameOf(identity)}
            <Icon name="chevron-down" small />
          </button>
          <span class="cut hide-phone">{tt(identity === "support_anon" ? "nobodySees" : "everybodySees")}</span>
        </div>
      )}
      {trouble && <div class="ctx bad" role="alert" data-testid="answer-trouble"><Icon name="circle-alert" /><span>{trouble}</span></div>}
      {files.length > 0 && <UploadTray list={files} onPlace={focusComposer} />}
      <div class="write">
        {mayUpload && (
          <>
            <button type="button" class="ib" aria-label={t("addFiles")} title={t("addFiles")} onClick={() => picker.current?.click()}><Icon name="plus" /></button>
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
          text={draft.text}
          label={label}
          placeholder={label}
          testId="composer-input"
          version={room}
          onText={(text) => {
            changeDraft(room, { text });
            setTrouble("");
            if (text) void markdown();
          }}
          onToken={addToken}
          onSubmit={() => void submit()}
          onUp={() => {
            const last = logs.peek()[room]?.findLast((message) => isOwn(message));
            if (last) editing.value = last.id;
          }}
          onFiles={take}
        />
        <button type="button" class="ib" aria-label={t("emoji")} title={t("emoji")} data-testid="emoji-button" onClick={(event) => openEmoji({ place: placeOf(event.currentTarget), onPick: pickEmoji })}><Icon name="smile" /></button>
        <button type="button" class="send" data-testid="composer-send" aria-label={t("send")} aria-busy={isBusy} aria-disabled={isEmpty || isUploading} onClick={() => void submit()}>
          {isBusy ? <span class="spin" /> : <Icon name="arrow-up" />}
        </button>
      </div>
    </div>
  );
}

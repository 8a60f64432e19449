// Writes an article: Markdown, with a look at what becomes of it.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { ta } from "../../i18n/articles";
import { said } from "../../i18n/server";
import { boardIcons } from "../../ui/boardIcons";
import { asText } from "../../ui/html";
import { Icon } from "../../ui/Icon";
import { SheetHead } from "../board/SheetHead";
import { Attachments } from "../chat/Attachments";
import { contentOf, Text } from "../chat/Text";
import { toHtml } from "../composer/wire";
import { Banner } from "../connection/Banner";
import { SelectField, Switch, Tabs, TextField } from "../settings/parts";
import type { Kind } from "./article";
import { begin, cancel, change, done, draft, isChanged } from "./draft";
import { publish, revise } from "./state";
import "../../styles/forms.css";

/** As long as the server lets them be. */
const TITLE_LENGTH = 200;
const TAG_LENGTH = 50;
const BODY_LENGTH = 60_000;
const NO_IMAGES = {};

export function Editor() {
  const written = draft.value;
  const [tab, setTab] = useState("write");
  const [trouble, setTrouble] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isOnItsWay = useRef(false);
  const id = useId();
  useEffect(() => {
    // Whoever comes here by another way begins a new one.
    if (!draft.value) void begin();
  }, []);
  if (!written) return null;
  const { of, kind, title, text, tag, isPinned, tellsAll, tokens } = written;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isOnItsWay.current) return;
    if (!title.trim() || !text.trim()) return setTrouble(ta("needsBoth"));
    isOnItsWay.current = true;
    setBusy(true);
    setTrouble("");
    const html = await toHtml(text.trim(), tokens);
    const wireTitle = asText(title.trim());
    if (html.length > BODY_LENGTH) setTrouble(ta("bodyLong"));
    else if (of) {
      const reason = await revise(of, { title: wireTitle, body: html, pinned: isPinned, ...(kind === "posts" && { tag: tag.trim() }) });
      if (reason) setTrouble(reason);
      else done(of.key);
    } else {
      const made = await publish({ kind, title: wireTitle, html, tag: tag.trim(), isPinned, tellsAll });
      if ("reason" in made) setTrouble(made.reason);
      else done(made.key);
    }
    isOnItsWay.current = false;
    setBusy(false);
  };

  return (
    <>
      <SheetHead title={ta(of ? "editArticle" : "newArticle")} icon={boardIcons.megaphone} back={{ label: ta("backToList"), act: () => void cancel(), isEverywhere: true }} focusOn="" />
      <Banner />
      <div class="page scroll">
        <form class="wrap mid form stack editor" noValidate onSubmit={submit} data-testid="article-editor">
          {trouble && <div class="note bad" role="alert"><Icon name="circle-alert" /><span>{said(trouble)}</span></div>}
          {!of && <SelectField label={ta("kind")} value={kind} options={[["news", ta("kindNews")], ["posts", ta("kindPost")], ["help", ta("kindHelp")]]} testId="article-kind" onChange={(next) => change({ kind: next as Kind })} />}
          <TextField label={ta("title")} value={title} maxLength={TITLE_LENGTH} testId="article-title" onInput={(next) => change({ title: next })} />
          {kind === "posts" && <TextField label={ta("tag")} value={tag} maxLength={TAG_LENGTH} hint={ta("tagHint")} testId="article-tag" onInput={(next) => change({ tag: next })} />}
          <div class="field">
            <Tabs names={[["write", ta("write")], ["preview", ta("preview")]]} current={tab} onChange={setTab} />
            {tab === "write" ? (
              <>
                <label class="sr" for={id}>{ta("text")}</label>
                <div class="input area"><textarea id={id} rows={14} maxLength={BODY_LENGTH} value={text} aria-describedby={`${id}-hint`} data-testid="article-text" onInput={(event) => change({ text: event.currentTarget.value })} /></div>
                <span class="hint" id={`${id}-hint`}>{ta("markdownHint")}</span>
              </>
            ) : (
              <Preview text={text} tokens={tokens} />
            )}
          </div>
          <Switch label={ta("pinIt")} hint={ta("pinHint")} isOn={isPinned} testId="article-pinned" onChange={(isOn) => change({ isPinned: isOn })} />
          {!of && <Switch label={ta("tellAll")} hint={ta("tellAllHint")} isOn={tellsAll} testId="article-tell" onChange={(isOn) => change({ tellsAll: isOn })} />}
          <div class="row editor-acts">
            <button type="button" class="btn" data-testid="article-cancel" onClick={() => void cancel()}>{t("cancel")}</button>
            <button type="submit" class="btn primary" aria-busy={isBusy} aria-disabled={of !== undefined && !isChanged()} data-testid="article-save">
              {isBusy && <span class="spin" />}
              {of ? t("save") : ta("publish")}
            </button>
          </div>
        </form>
      </div>
    </>
  );
}

function Preview({ text, tokens }: { text: string; tokens: Record<string, string> }) {
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => void toHtml(text.trim(), tokens).then(setHtml), []);
  if (html === null) return <span class="spin" role="status" aria-label={t("loading")} />;
  const content = contentOf({ html, images: NO_IMAGES });
  return (
    <div class="card card-in article preview-of" data-testid="article-preview">
      {html ? (
        <div class="msg">
          <div class="body">
            <Text content={content} />
            {content.attachments.length > 0 && <Attachments attachments={content.attachments} />}
          </div>
        </div>
      ) : (
        <p class="muted">{ta("nothingYet")}</p>
      )}
    </div>
  );
}

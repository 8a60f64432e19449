// One article to be read; who writes them finds here what can be done with it.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { ta } from "../../i18n/articles";
import { toast } from "../../state/ui";
import { boardIcons } from "../../ui/boardIcons";
import { confirm } from "../../ui/Confirm";
import { Icon } from "../../ui/Icon";
import { SheetHead } from "../board/SheetHead";
import { Attachments } from "../chat/Attachments";
import { contentOf, Text } from "../chat/Text";
import { Banner } from "../connection/Banner";
import type { Article } from "./article";
import { Byline, Marks } from "./ArticleList";
import { begin } from "./draft";
import { isAuthor, noteRead, revise, unread, unreadBy, view, withdraw } from "./state";

/** To the list, with the focus where it was. */
function leave(key: string) {
  view.value = { name: "list" };
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-article="${CSS.escape(key)}"]`)?.focus());
}

const NO_IMAGES = {};

export function ArticleView({ article }: { article: Article }) {
  const { key, title, html, isPinned } = article;
  const heading = useRef<HTMLHeadingElement>(null);
  const mayEdit = isAuthor();
  const isNew = unread.value.has(key);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  // Also what somebody is reading when they are told of it.
  useEffect(() => void noteRead(article), [isNew, mayEdit]);
  const content = contentOf({ html, images: NO_IMAGES });
  const left = unreadBy.value[key];

  const pin = async () => {
    const reason = await revise(article, { pinned: !isPinned });
    if (reason) toast("bad", ta("notChanged"), reason);
  };
  const remove = async () => {
    if (await confirm({ title: ta("deleteQuestion", { title }), text: ta("deleteLead"), verb: t("delete") })) await withdraw(article);
  };
  return (
    <>
      <SheetHead title={ta("articles")} icon={boardIcons.megaphone} back={{ label: ta("backToList"), act: () => leave(key), isEverywhere: true }} />
      <Banner />
      <div class="page scroll">
        <article class="wrap mid article" data-testid="article" aria-labelledby="article-title">
          <Marks article={article} />
          <h2 id="article-title" ref={heading} tabIndex={-1} dir="auto">{title}</h2>
          <Byline article={article} />
          {mayEdit && (
            <div class="row article-acts" role="group" aria-label={ta("actions")}>
              <button type="button" class="btn" data-testid="article-edit" onClick={() => begin(article)}><Icon name="pencil" small />{t("edit")}</button>
              <button type="button" class="btn" aria-pressed={isPinned} data-testid="article-pin" onClick={() => void pin()}><Icon paths={boardIcons.pin} small />{ta(isPinned ? "unpin" : "pin")}</button>
              <button type="button" class="btn danger-quiet" data-testid="article-delete" onClick={() => void remove()}><Icon name="trash-2" small />{t("delete")}</button>
              {left !== undefined && <span class="hint" data-testid="article-unread">{left > 0 ? ta("notReadBy", { n: left }) : ta("readByAll")}</span>}
            </div>
          )}
          <div class="msg">
            <div class="body">
              <Text content={content} />
              {content.attachments.length > 0 && <Attachments attachments={content.attachments} />}
            </div>
          </div>
        </article>
      </div>
    </>
  );
}

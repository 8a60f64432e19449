// Posts, news and help: the list, one to be read, or the editor. A section of its own: needs no properties.
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { ta } from "../../i18n/articles";
import { boardIcons } from "../../ui/boardIcons";
import { Icon } from "../../ui/Icon";
import { SheetHead } from "../board/SheetHead";
import { Banner } from "../connection/Banner";
import { ArticleList } from "./ArticleList";
import { ArticleView } from "./ArticleView";
import { begin } from "./draft";
import { Editor } from "./Editor";
import { articleOf, articles, isAuthor, isFailed, loadArticles, startArticles, view } from "./state";
import "../../styles/settings.css";
import "../../styles/board.css";
import "../../styles/articles.css";

export function Articles() {
  useEffect(startArticles, []);
  const now = view.value;
  const read = now.name === "read" ? articleOf(now.key) : undefined;
  if (now.name === "edit" && isAuthor()) return <Editor />;
  if (read) return <ArticleView key={read.key} article={read} />;
  return (
    <>
      <SheetHead title={ta("articles")} icon={boardIcons.megaphone} focusOn="">
        {isAuthor() && (
          <button type="button" class="btn" data-testid="new-article" onClick={() => begin()}>
            <Icon name="plus" small />
            {ta("newArticle")}
          </button>
        )}
      </SheetHead>
      <Banner />
      <div class="page scroll">
        <div class="wrap mid">
          {articles.value === null && !isFailed.value && (
            <div class="card card-in stack" aria-busy="true">
              {[62, 78, 54].map((width) => <div class="sk" key={width} style={{ width: `${width}%` }} />)}
              <span class="sr" role="status">{t("loading")}</span>
            </div>
          )}
          {isFailed.value && articles.value === null && (
            <div class="empty" role="alert">
              <span class="ft"><Icon name="cloud-off" /></span>
              <b>{ta("notLoaded")}</b>
              <p>{t("loadFailedHint")}</p>
              <button type="button" class="btn" onClick={() => void loadArticles()}><Icon name="refresh-cw" small />{t("tryAgain")}</button>
            </div>
          )}
          {articles.value !== null && <ArticleList />}
        </div>
      </div>
    </>
  );
}

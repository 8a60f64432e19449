//! Posts, news and help, and the texts of the home page (spec 40 section 10.3).

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Cx, EventError, text};
use crate::{
    model::permissions::Permission,
    node::Place,
    security::{random, sanitize, text as clean},
    store::{ArticleKind, ArticleRow},
};

/// Longest texts, in UTF-16 units.
const TITLE_LENGTH: usize = 200;
const BODY_LENGTH: usize = 60_000;
const TAG_LENGTH: usize = 50;
/// The column of DCTS holds no more.
const SLUG_LENGTH: usize = 120;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    #[serde(rename = "type")]
    kind: Option<Value>,
    id_or_slug: Option<Value>,
    content_id: Option<Value>,
    title: Option<Value>,
    body: Option<Value>,
    tag: Option<Value>,
    slug: Option<Value>,
    pinned: Option<Value>,
    notify_all: Option<Value>,
}

impl Request {
    fn kind(&self) -> Result<ArticleKind, EventError> {
        let name = self.kind.as_ref().and_then(Value::as_str);
        ArticleKind::ALL.into_iter().find(|kind| Some(kind.name()) == name).ok_or("invalid type".into())
    }
}

fn require(cx: &Cx) -> Result<(), EventError> {
    if cx.node.may(cx.member, Permission::ManagePosts, Place::Server) { Ok(()) } else { Err(EventError::denied()) }
}

/// A text with what is safe of its markup; `None` for one that is too long.
fn markup(value: &Value, length: usize) -> Option<String> {
    let raw = text::text(Some(value))?;
    Some(sanitize::sanitize_profile(&raw)).filter(|_| raw.encode_utf16().count() <= length)
}

fn title(value: &Value) -> Result<String, EventError> {
    let title = markup(value, TITLE_LENGTH).ok_or(EventError::from("The title may have up to 200 characters"))?;
    if title.trim().is_empty() { Err("A title is needed".into()) } else { Ok(title) }
}

fn body(value: &Value) -> Result<String, EventError> {
    markup(value, BODY_LENGTH).ok_or("The text may have up to 60000 characters".into())
}

fn line(value: &Value, length: usize) -> String {
    clean::truncate(&clean::clean_name(&text::text(Some(value)).unwrap_or_default()), length)
}

fn is_set(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value == &Value::Bool(true) || value.as_i64().is_some_and(|number| number != 0))
}

/// The short name of a help article: the given one or that of its title, as an address can hold it.
fn slug(request: &Request, title: &str) -> String {
    let given = text::text(request.slug.as_ref()).filter(|slug| !slug.is_empty());
    let name = given.unwrap_or_else(|| clean::plain_text(title)).to_lowercase();
    let is_kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let kept: String = name.chars().filter(is_kept).map(|c| if c == ' ' { '-' } else { c }).collect();
    let kept: String = kept.chars().take(SLUG_LENGTH).collect();
    // A number would be taken for that of a row.
    if kept.is_empty() || kept.parse::<i64>().is_ok() { format!("doc_{}", random::uuid()) } else { kept }
}

/// What an article is called in the audit log, which is HTML.
fn named(article: &ArticleRow) -> String {
    clean::escape_html(&clean::plain_text(&article.title))
}

/// `createContent`
pub(super) async fn create(cx: &Cx, request: Request) -> Result<Value, EventError> {
    require(cx)?;
    let kind = request.kind()?;
    let title = title(request.title.as_ref().unwrap_or(&Value::Null))?;
    let _turn = cx.node.turn_to_create().await;
    let extra = match kind {
        ArticleKind::Posts => {
            let tag = request.tag.as_ref().map(|tag| line(tag, TAG_LENGTH)).filter(|tag| !tag.is_empty());
            Some(tag.unwrap_or_else(|| "Info".into()))
        }
        ArticleKind::Help => Some(slug(&request, &title)),
        ArticleKind::News => None,
    };
    if let (ArticleKind::Help, Some(slug)) = (kind, &extra)
        && cx.node.store.article(kind, slug).await?.is_some()
    {
        return Err("There is a help article of that name already".into());
    }
    let article = ArticleRow {
        title,
        body: body(request.body.as_ref().unwrap_or(&Value::Null))?,
        // SAFER: whoever writes is the author, whatever the request says.
        author: cx.member.to_string(),
        extra,
        pinned: is_set(request.pinned.as_ref()),
        ..ArticleRow::default()
    };
    let name = named(&article);
    let item = cx.node.publish(kind, article, is_set(request.notify_all.as_ref())).await?;
    cx.audit(&format!("wrote an article in {}: {name}", kind.name()));
    Ok(json!({"type": "success", "error": null, "item": item}))
}

async fn article(cx: &Cx, request: &Request) -> Result<(ArticleKind, ArticleRow), EventError> {
    let kind = request.kind()?;
    let key = text::text(request.id_or_slug.as_ref()).ok_or(EventError::from("invalid parameters"))?;
    let missing = match kind {
        ArticleKind::Posts => "post_not_found",
        ArticleKind::News => "news_not_found",
        ArticleKind::Help => "help_not_found",
    };
    Ok((kind, cx.node.store.article(kind, &key).await?.ok_or(EventError::from(missing))?))
}

/// `editContent`: what it names, all or nothing.
pub(super) async fn edit(cx: &Cx, request: Request) -> Result<Value, EventError> {
    require(cx)?;
    let (kind, mut changed) = article(cx, &request).await?;
    if let Some(given) = &request.title {
        changed.title = title(given)?;
    }
    if let Some(given) = &request.body {
        changed.body = body(given)?;
    }
    if let Some(given) = request.tag.as_ref().filter(|_| kind == ArticleKind::Posts) {
        changed.extra = Some(line(given, TAG_LENGTH)).filter(|tag| !tag.is_empty());
    }
    if request.pinned.is_some() {
        changed.pinned = is_set(request.pinned.as_ref());
    }
    let item = cx.node.revise(kind, &changed).await?;
    cx.audit(&format!("changed an article in {}: {}", kind.name(), named(&changed)));
    Ok(json!({"type": "success", "error": null, "item": item}))
}

/// `deleteContent`
pub(super) async fn delete(cx: &Cx, request: Request) -> Result<Value, EventError> {
    require(cx)?;
    let (kind, article) = article(cx, &request).await?;
    cx.node.withdraw(kind, article.id).await?;
    cx.audit(&format!("deleted an article in {}: {}", kind.name(), named(&article)));
    Ok(json!({"type": "success", "error": null}))
}

/// `markContentRead`: for oneself.
pub(super) async fn mark_read(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let key = request.content_id.clone().or_else(|| request.id_or_slug.clone());
    let (kind, article) = article(cx, &Request { id_or_slug: key, ..request }).await?;
    let unread = cx.node.read_article(kind, article.id, cx.member).await?;
    Ok(json!({"type": "success", "error": null, "unreadCount": unread}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_fit_an_address() {
        let named = |slug_: Value| Request { slug: Some(slug_), ..Request::default() };
        assert_eq!(slug(&Request::default(), "How to <b>join</b> us?"), "how-to-join-us");
        assert_eq!(slug(&named("A b/../c".into()), "x"), "a-bc");
        for nothing in ["???", "12"] {
            assert!(slug(&named(nothing.into()), "x").starts_with("doc_"));
        }
        assert!(slug(&named("y".repeat(500).into()), "x").len() <= SLUG_LENGTH);
    }
}

//! Posts, news and help: articles of the server, and who was told of them and has read them (spec 40 section 10.1).

use super::{
    Store, StoreError,
    portable::{Row, Statement, cells},
};
use crate::model::ids::MemberId;

/// What kind of article it is; the names are those of the wire and of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleKind {
    /// With a tag.
    Posts,
    /// Without anything more.
    News,
    /// With a short name for its address.
    Help,
}

impl ArticleKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Posts, Self::News, Self::Help];

    /// The name on the wire, which is that of the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::News => "news",
            Self::Help => "help",
        }
    }

    /// The column that only this kind has.
    fn extra(self) -> &'static str {
        match self {
            Self::Posts => "tag",
            Self::News => "NULL",
            Self::Help => "slug",
        }
    }
}

/// An article as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleRow {
    /// Number of the row.
    pub id: i64,
    /// HTML.
    pub title: String,
    /// HTML.
    pub body: String,
    /// Member id.
    pub author: String,
    /// Tag of a post, short name of a help article.
    pub extra: Option<String>,
    /// Whether it stands before the others.
    pub pinned: bool,
    /// ms since the epoch, to a second.
    pub created_at: i64,
}

/// Most articles of a kind that are shown.
const MAX_ARTICLES: u32 = 500;

fn article_from(row: &Row) -> ArticleRow {
    ArticleRow {
        id: row.number(0),
        title: row.text(1),
        body: row.text(2),
        author: row.text(3),
        extra: row.maybe(4),
        pinned: row.number(5) != 0,
        created_at: row.number(6),
    }
}

impl Store {
    fn select_articles(&self, kind: ArticleKind, rest: &str) -> String {
        let (table, extra, created) = (kind.name(), kind.extra(), self.ms_of("createdAt"));
        format!("SELECT id, title, body, authorId, {extra}, pinned, {created} FROM {table} {rest}")
    }

    /// The articles of a kind: pinned ones first, then the newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn articles(&self, kind: ArticleKind) -> Result<Vec<ArticleRow>, StoreError> {
        let sql = self.select_articles(kind, &format!("ORDER BY pinned DESC, id DESC LIMIT {MAX_ARTICLES}"));
        Ok(self.rows(sql, cells![]).await?.iter().map(article_from).collect())
    }

    /// An article by its number or, for help, its short name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn article(&self, kind: ArticleKind, key: &str) -> Result<Option<ArticleRow>, StoreError> {
        let by_id = match key.parse::<i64>() {
            Ok(id) => self.first(self.select_articles(kind, "WHERE id = ?"), cells![id]).await?,
            Err(_) => None,
        };
        if by_id.is_some() || kind != ArticleKind::Help {
            return Ok(by_id.as_ref().map(article_from));
        }
        let row = self.first(self.select_articles(kind, "WHERE slug = ?"), cells![key]).await?;
        Ok(row.as_ref().map(article_from))
    }

    /// Stores an article and gives it its number; `told` are those who are told of it.
    ///
    /// # Errors
    /// When the database fails, or a short name is taken; nothing was stored then.
    pub async fn add_article(
        &self,
        kind: ArticleKind,
        article: &ArticleRow,
        told: &[MemberId],
    ) -> Result<i64, StoreError> {
        let (table, datetime) = (kind.name(), self.datetime());
        let mut values = cells![article.title.as_str(), article.body.as_str(), article.author.as_str()];
        let extra = if kind == ArticleKind::News { ("", "") } else { (kind.extra(), "?, ") };
        let columns = if extra.0.is_empty() { String::new() } else { format!("{}, ", extra.0) };
        if kind != ArticleKind::News {
            values.push(article.extra.as_deref().into());
        }
        values.extend(cells![article.pinned, article.created_at]);
        let insert = format!(
            "INSERT INTO {table}(title, body, authorId, {columns}pinned, createdAt) VALUES (?, ?, ?, {}?, {datetime})",
            extra.1
        );
        let newest = format!("(SELECT MAX(id) FROM {table})");
        let mut statements = vec![Statement::new(insert, values)];
        let tell = format!(
            "INSERT INTO content_reads(contentType, contentId, userId, readAt, createdAt) \
             SELECT ?, {newest}, ?, NULL, {datetime}"
        );
        statements
            .extend(told.iter().map(|id| Statement::new(tell.clone(), cells![table, id.as_str(), article.created_at])));
        self.run(statements).await?;
        // One writer: what was inserted last is this one, and articles are written one after the other.
        let row =
            self.first(format!("SELECT MAX(id) FROM {table} WHERE authorId = ?"), cells![article.author.as_str()]);
        Ok(row.await?.map_or(0, |row| row.number(0)))
    }

    /// Saves a changed article.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_article(&self, kind: ArticleKind, article: &ArticleRow) -> Result<(), StoreError> {
        let table = kind.name();
        let mut values = cells![article.title.as_str(), article.body.as_str(), article.pinned];
        let extra = if kind == ArticleKind::Posts { ", tag = ?" } else { "" };
        if kind == ArticleKind::Posts {
            values.push(article.extra.as_deref().into());
        }
        values.push(article.id.into());
        let update = format!("UPDATE {table} SET title = ?, body = ?, pinned = ?{extra} WHERE id = ?");
        self.run_one(update, values).await.map(drop)
    }

    /// Removes an article and who has read it.
    ///
    /// # Errors
    /// When the database fails; nothing was removed then.
    pub async fn delete_article(&self, kind: ArticleKind, id: i64) -> Result<(), StoreError> {
        self.run(vec![
            Statement::new(format!("DELETE FROM {} WHERE id = ?", kind.name()), cells![id]),
            Statement::new(
                "DELETE FROM content_reads WHERE contentType = ? AND contentId = ?",
                cells![kind.name(), id],
            ),
        ])
        .await
        .map(drop)
    }

    /// Takes note that a member has read an article.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_article_read(
        &self,
        kind: ArticleKind,
        id: i64,
        member: MemberId,
        now: i64,
    ) -> Result<(), StoreError> {
        let (datetime, kind, member) = (self.datetime(), kind.name(), member.as_str());
        let insert = format!(
            "INSERT INTO content_reads(contentType, contentId, userId, readAt, createdAt) \
             SELECT ?, ?, ?, {datetime}, {datetime} FROM (SELECT 1 AS one) AS o \
             WHERE NOT EXISTS (SELECT 1 FROM content_reads WHERE contentType = ? AND contentId = ? AND userId = ?)"
        );
        let update = format!(
            "UPDATE content_reads SET readAt = {datetime} \
             WHERE contentType = ? AND contentId = ? AND userId = ? AND readAt IS NULL"
        );
        self.run(vec![
            Statement::new(update, cells![now, kind, id, member]),
            Statement::new(insert, cells![kind, id, member, now, now, kind, id, member]),
        ])
        .await
        .map(drop)
    }

    /// How many have read an article.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn article_readers(&self, kind: ArticleKind, id: i64) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM content_reads WHERE contentType = ? AND contentId = ? AND readAt IS NOT NULL";
        Ok(self.first(sql, cells![kind.name(), id]).await?.map_or(0, |row| row.number(0)))
    }

    /// The articles that a member was told of and has not read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_articles(&self, member: MemberId) -> Result<Vec<(&'static str, i64)>, StoreError> {
        let mut unread = Vec::new();
        for kind in ArticleKind::ALL {
            let sql = format!(
                "SELECT contentId FROM content_reads WHERE userId = ? AND contentType = ? AND readAt IS NULL \
                 AND contentId IN (SELECT id FROM {}) LIMIT {MAX_ARTICLES}",
                kind.name()
            );
            let rows = self.rows(sql, cells![member.as_str(), kind.name()]).await?;
            unread.extend(rows.iter().map(|row| (kind.name(), row.number(0))));
        }
        Ok(unread)
    }
}

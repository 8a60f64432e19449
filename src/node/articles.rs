//! Posts, news and help (spec 40 section 10.3).

use serde_json::{Value, json};

use super::{Node, iso, now_ms};
use crate::{
    model::{ids::MemberId, permissions::Permission},
    realtime::Packet,
    security::sanitize,
    store::{ArticleKind, ArticleRow, StoreError},
};

impl Node {
    /// The articles of a kind as they are sent: pinned ones first, then the newest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn articles(&self, kind: ArticleKind) -> Result<Vec<Value>, StoreError> {
        Ok(self.store.articles(kind).await?.iter().map(|article| show(kind, article)).collect())
    }

    /// Stores a new article and shows it to everybody; with `tells` it is unread for all but its author.
    ///
    /// # Errors
    /// When the database fails, or a short name is taken.
    pub async fn publish(&self, kind: ArticleKind, mut article: ArticleRow, tells: bool) -> Result<Value, StoreError> {
        article.created_at = now_ms();
        let told = if tells { self.readers(&article.author) } else { Vec::new() };
        article.id = self.note(self.store.add_article(kind, &article, &told).await)?;
        let item = show(kind, &article);
        let mut announced = item.clone();
        announced["notifyAll"] = tells.into();
        let news = json!({"type": kind.name(), "item": announced});
        self.send_to_members(&Packet::event("receiveContentNew", &news));
        Ok(item)
    }

    /// Saves a changed article and shows it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revise(&self, kind: ArticleKind, article: &ArticleRow) -> Result<Value, StoreError> {
        self.note(self.store.set_article(kind, article).await)?;
        let item = show(kind, article);
        let change = json!({"type": kind.name(), "item": item});
        self.send_to_members(&Packet::event("receiveContentUpdate", &change));
        Ok(item)
    }

    /// Removes an article.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn withdraw(&self, kind: ArticleKind, id: i64) -> Result<(), StoreError> {
        self.note(self.store.delete_article(kind, id).await)?;
        self.tell_readers(kind, id, 0);
        self.send_to_members(&Packet::event("receiveContentDelete", &json!({"type": kind.name(), "id": id})));
        Ok(())
    }

    /// Takes note that somebody has read an article. How many have not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_article(&self, kind: ArticleKind, id: i64, member: MemberId) -> Result<i64, StoreError> {
        self.note(self.store.mark_article_read(kind, id, member, now_ms()).await)?;
        let readers = self.store.article_readers(kind, id).await?;
        let unread = (self.member_count() as i64 - readers).max(0);
        self.tell_readers(kind, id, unread);
        self.send_to_member(member, &Packet::event_empty("updateUnread"));
        Ok(unread)
    }

    /// SAFER: how many have not read it is for those who write.
    fn tell_readers(&self, kind: ArticleKind, id: i64, unread: i64) {
        let update = json!({"type": kind.name(), "contentId": id, "unreadCount": unread});
        self.send_to_holders(Permission::ManagePosts, &Packet::event("contentReadUpdate", &update));
    }

    fn readers(&self, author: &str) -> Vec<MemberId> {
        let members = self.members.borrow();
        let ids = members.iter().filter(|member| member.onboarding && member.login_name.is_some());
        ids.map(|member| member.id).filter(|id| id.as_str() != author).collect()
    }
}

/// An article as it is sent. Old ones may hold anything.
fn show(kind: ArticleKind, article: &ArticleRow) -> Value {
    let mut item = json!({
        "id": article.id, "title": sanitize::sanitize_profile(&article.title),
        "body": sanitize::sanitize_profile(&article.body), "authorId": article.author, "pinned": article.pinned,
        "createdAt": iso(article.created_at),
    });
    match kind {
        ArticleKind::Posts => item["tag"] = article.extra.as_deref().unwrap_or("Info").into(),
        ArticleKind::Help => item["slug"] = json!(article.extra),
        ArticleKind::News => {}
    }
    item
}

//! What is shown of the things that messages link to (spec 30 section 14): of what kind they are, and
//! what pages say of themselves.

use std::{
    cell::{Cell, RefCell},
    num::NonZeroUsize,
    rc::Rc,
    time::{Duration, Instant},
};

use lru::LruCache;

use super::{Node, now_ms};
use crate::{
    model::{
        ids::MemberId,
        previews::{MediaKind, PageMeta},
    },
    outgoing::{Answer, Ask, Flights, OutgoingError, Policy},
    security::{
        limits::TokenBucket,
        outbound::{Target, is_web_port},
        page_meta::{self, PageReader},
    },
    store::{CachedRow, MAX_IDENTIFIER, StoreError},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long it is believed of what kind something is, and that it could not be told.
const KIND_LASTS: i64 = 30 * DAY_MS;
const UNKNOWN_LASTS: i64 = DAY_MS;
/// How long it is believed what a page says of itself.
const META_LASTS: i64 = 7 * DAY_MS;
/// Kinds in memory: the links of the channels that are being read. About 150 bytes each, more for long
/// URLs.
const MAX_KINDS: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
/// Look-ups that a member may cause in a minute. A page of history has a few new links at most.
const LOOKUPS_PER_MINUTE: u32 = 30;
/// Members whose look-ups are counted; the least active are forgotten first.
const MAX_COUNTED: NonZeroUsize = NonZeroUsize::new(1024).unwrap();
/// The table of look-ups is looked after each time that so many were added.
const TRIM_AFTER: u32 = 1000;
/// `type` of the rows about pages (spec 31 section 3.7).
const META: &str = "meta_url_cache";

const PROBE: Policy = Policy {
    purpose: "kind",
    allows_http: true,
    allows_private: false,
    port: is_web_port,
    redirects: 0,
    time: Duration::from_secs(5),
    accepts: |_| true,
    max_body: 0,
    cuts_body: true,
};

const PAGE: Policy = Policy {
    purpose: "page",
    allows_http: true,
    allows_private: false,
    port: is_web_port,
    redirects: 3,
    time: Duration::from_secs(5),
    accepts: |kind| kind == "text/html",
    max_body: 512 * 1024,
    cuts_body: true,
};

/// What is known of links.
pub(super) struct Previews {
    kinds: RefCell<LruCache<Box<str>, (MediaKind, i64)>>,
    lookups: RefCell<LruCache<MemberId, TokenBucket>>,
    probes: Flights<String, ()>,
    pages: Flights<String, Result<Rc<PageMeta>, OutgoingError>>,
    /// Rows added since the table was looked after.
    added: Cell<u32>,
}

impl Default for Previews {
    fn default() -> Self {
        Self {
            kinds: RefCell::new(LruCache::new(MAX_KINDS)),
            lookups: RefCell::new(LruCache::new(MAX_COUNTED)),
            probes: Flights::default(),
            pages: Flights::default(),
            added: Cell::new(0),
        }
    }
}

fn is_fresh(kind: MediaKind, found: i64) -> bool {
    let lasts = if kind == MediaKind::Unknown { UNKNOWN_LASTS } else { KIND_LASTS };
    now_ms().saturating_sub(found) < lasts
}

impl Node {
    /// Of what kind a link is, if that is known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn media_kind(&self, target: &Target) -> Result<Option<MediaKind>, StoreError> {
        let known = self.previews.kinds.borrow_mut().get(target.as_str()).copied();
        if let Some((kind, found)) = known {
            return Ok(Some(kind).filter(|kind| is_fresh(*kind, found)));
        }
        let Some(row) = self.store.media_type(target.as_str().to_owned()).await? else { return Ok(None) };
        let kind = MediaKind::from_stored(&row.data).filter(|kind| is_fresh(*kind, row.updated));
        if let Some(kind) = kind {
            self.previews.kinds.borrow_mut().put(target.as_str().into(), (kind, row.updated));
        }
        Ok(kind)
    }

    /// Counts something that a member makes this node ask others for. False if that was too often.
    pub fn spend_lookup(&self, member: MemberId) -> bool {
        let mut lookups = self.previews.lookups.borrow_mut();
        let bucket = lookups.get_or_insert_mut(member, || TokenBucket::new(LOOKUPS_PER_MINUTE, 60));
        bucket.take(Instant::now())
    }

    /// Finds out in the background of what kind a link is, for the next time that somebody asks.
    pub fn probe_media(self: &Rc<Self>, target: Target) {
        let node = Rc::clone(self);
        crate::tasks::spawn(async move {
            let (key, inner) = (target.as_str().to_owned(), Rc::clone(&node));
            node.previews.probes.join(key, async move { inner.find_kind(target).await }).await;
        });
    }

    async fn find_kind(&self, target: Target) {
        // Failures are not stored: the link may work the next time.
        let Ok(answer) = self.ask_for_head(target.clone(), &PROBE).await else { return };
        let (kind, now) = (MediaKind::of(&answer.media_type()), now_ms());
        drop(answer);
        self.previews.kinds.borrow_mut().put(target.as_str().into(), (kind, now));
        let row = CachedRow { data: kind.as_str().into(), updated: now };
        let stored = self.store.put_media_type(target.as_str().to_owned(), row).await;
        self.row_added(stored).await;
    }

    /// The head of an answer. Servers that do not know `HEAD` are asked for everything, and left at its
    /// beginning.
    ///
    /// # Errors
    /// As [`crate::outgoing::Outgoing::send`].
    pub async fn ask_for_head(&self, target: Target, policy: &Policy) -> Result<Answer, OutgoingError> {
        match self.outgoing.send(Ask::head(target.clone()), policy).await {
            Err(OutgoingError::Status(400 | 403 | 405 | 501)) => self.outgoing.send(Ask::get(target), policy).await,
            other => other,
        }
    }

    /// What a page says of itself.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn page_meta(self: &Rc<Self>, target: Target) -> Result<Rc<PageMeta>, OutgoingError> {
        let (key, node) = (target.as_str().to_owned(), Rc::clone(self));
        let found = self.previews.pages.join(key, async move { node.find_meta(target).await }).await;
        found.unwrap_or(Err(OutgoingError::Busy))
    }

    async fn find_meta(&self, target: Target) -> Result<Rc<PageMeta>, OutgoingError> {
        let identifier = Some(target.as_str()).filter(|url| url.len() <= MAX_IDENTIFIER).map(str::to_owned);
        if let Some(known) = self.stored_meta(identifier.clone(), &target).await {
            return Ok(Rc::new(known));
        }
        let meta = self.fetch_meta(target).await?;
        if let (Some(identifier), true, Ok(data)) = (identifier, meta.title.is_some(), serde_json::to_string(&meta)) {
            let row = CachedRow { data, updated: now_ms() };
            let stored = self.store.put_cached(META, identifier, row).await;
            self.row_added(stored).await;
        }
        Ok(Rc::new(meta))
    }

    /// What is stored of a page, unless it is too old.
    async fn stored_meta(&self, identifier: Option<String>, target: &Target) -> Option<PageMeta> {
        let row = self.store.cached(META, identifier?).await;
        let row = row.inspect_err(|error| log::debug!("stored previews: {error}")).ok()??;
        let is_fresh = now_ms().saturating_sub(row.updated) < META_LASTS;
        let stored = serde_json::from_str(&row.data).ok().filter(|_| is_fresh)?;
        // DCTS keeps what it found as it was.
        Some(page_meta::clean_stored(stored, target))
    }

    async fn fetch_meta(&self, target: Target) -> Result<PageMeta, OutgoingError> {
        let mut answer = self.outgoing.send(Ask::get(target.clone()).accept("text/html"), &PAGE).await?;
        let content_type = answer.headers.get(hyper::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let mut reader = PageReader::new(content_type.unwrap_or_default());
        while let Some(chunk) = answer.chunk().await? {
            if !reader.feed(&chunk) {
                break;
            }
        }
        let mut meta = reader.finish(&answer.target);
        meta.url = page_meta::address(&target);
        Ok(meta)
    }

    async fn row_added(&self, stored: Result<(), StoreError>) {
        let added = self.previews.added.get() + 1;
        self.previews.added.set(added % TRIM_AFTER);
        let trimmed = match stored {
            Ok(()) if added == TRIM_AFTER => self.store.trim_caches().await.map(drop),
            stored => stored,
        };
        if let Err(error) = trimmed {
            log::debug!("stored previews: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_told_is_asked_again_sooner() {
        let yesterday = now_ms() - UNKNOWN_LASTS - 1;
        assert!(is_fresh(MediaKind::Image, yesterday) && !is_fresh(MediaKind::Unknown, yesterday));
        assert!(!is_fresh(MediaKind::Image, 0) && is_fresh(MediaKind::Unknown, now_ms()));
    }
}

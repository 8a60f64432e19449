//! `POST /upload`: files in chunks, straight to disk (spec 30 section 15.1). A chunk is in memory, a
//! file never is. `GET /upload` tells a client of ours where to go on after a break, also after a
//! restart of the node.

mod asked;
mod part;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    fs, io,
    net::IpAddr,
    num::NonZeroUsize,
    path::Path,
    rc::Rc,
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::{HeaderMap, Method, Request, Response, StatusCode, body::Incoming};
use lru::LruCache;
use serde_json::{Value, json};

use super::{Body, Client, headers};
use crate::{
    model::{ids::MemberId, permissions::Permission},
    node::{Node, Place, media},
    security::token::TokenHash,
};
use asked::{Asked, Key, Kind, Refusal};
use part::Part;

/// Largest chunk, bytes; existing clients send 256 KiB.
const MAX_CHUNK: usize = 1024 * 1024;
/// Chunks that may be in memory at a time.
const MAX_RECEIVING: usize = 16;
/// For a chunk to arrive.
const CHUNK_TIMEOUT: Duration = Duration::from_mins(1);
/// An upload that nobody goes on with is given up after this.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);
/// One that stands still for this long makes room for another one of the same member.
const STANDS_STILL_AFTER: Duration = Duration::from_mins(1);
/// Uploads that one member may have open, and all together.
const MAX_OF_MEMBER: usize = 4;
const MAX_OPEN: usize = 64;
/// Finished uploads whose answer is remembered, for clients that did not get it.
const MAX_FINISHED: NonZeroUsize = NonZeroUsize::new(64).unwrap();
/// Largest emoji, bytes.
const MAX_EMOJI: u64 = 1024 * 1024;
/// MiB that a member may upload if its role says nothing.
const DEFAULT_MAX_UPLOAD: u64 = 10;
const MIB: u64 = 1024 * 1024;

/// An upload between two chunks, or while one is written.
#[derive(Debug)]
enum Slot {
    Waiting(Box<Part>),
    /// Which chunk is being written, and what the file takes at least.
    Busy {
        next: u64,
        reserved: u64,
    },
}

impl Slot {
    fn reserved(&self) -> u64 {
        match self {
            Self::Waiting(part) => part.reserved(),
            Self::Busy { reserved, .. } => *reserved,
        }
    }
}

/// All uploads that are on their way.
#[derive(Debug)]
pub struct Uploads {
    slots: RefCell<HashMap<Key, Slot>>,
    /// Answers to last chunks, and the number of chunks.
    finished: RefCell<LruCache<Key, (u64, Value)>>,
    /// Whose chunks are arriving.
    receiving: RefCell<Vec<MemberId>>,
    /// Whether the task runs that gives up what was abandoned.
    is_watched: Cell<bool>,
}

/// Counts a chunk that is in memory.
struct Receiving<'a>(&'a RefCell<Vec<MemberId>>, MemberId);

impl Drop for Receiving<'_> {
    fn drop(&mut self) {
        let mut receiving = self.0.borrow_mut();
        if let Some(index) = receiving.iter().position(|member| *member == self.1) {
            receiving.swap_remove(index);
        }
    }
}

/// What to do with a chunk.
enum Claim {
    /// It goes on with a file.
    Next(Box<Part>),
    /// It begins a file; what there was of it before is replaced.
    First(Option<Box<Part>>),
    /// It is here already: the answer to it got lost.
    Known(Value),
}

impl Uploads {
    /// Takes up what an earlier run left of a data folder. Must be called inside of a `LocalSet`.
    pub fn open(data: &Path) -> Rc<Self> {
        let left = part::left_behind(data, MAX_OPEN, ABANDONED_AFTER);
        let slots = left.into_iter().map(|part| (part.key(), Slot::Waiting(Box::new(part)))).collect();
        let uploads = Rc::new(Self {
            slots: RefCell::new(slots),
            finished: RefCell::new(LruCache::new(MAX_FINISHED)),
            receiving: RefCell::default(),
            is_watched: Cell::new(false),
        });
        uploads.watch();
        uploads
    }

    fn receive(&self, member: MemberId) -> Result<Receiving<'_>, Refusal> {
        let mut receiving = self.receiving.borrow_mut();
        let of_member = receiving.iter().filter(|other| **other == member).count();
        if receiving.len() >= MAX_RECEIVING || of_member >= MAX_OF_MEMBER {
            return Err(Refusal::MANY);
        }
        receiving.push(member);
        Ok(Receiving(&self.receiving, member))
    }

    /// What all that is on its way takes at least.
    fn reserved(&self) -> u64 {
        self.slots.borrow().values().map(Slot::reserved).fold(0, u64::saturating_add)
    }

    /// Marks an upload as being written, if the chunk is its next one.
    fn claim(&self, asked: &Asked) -> Result<Claim, Refusal> {
        let key = asked.key();
        let mut slots = self.slots.borrow_mut();
        match slots.remove(&key) {
            Some(busy @ Slot::Busy { .. }) => {
                slots.insert(key, busy);
                Err(Refusal::ORDER)
            }
            Some(Slot::Waiting(part)) if part.about.total == asked.total && part.next == asked.index => {
                slots.insert(key, Slot::Busy { next: part.next, reserved: part.reserved() });
                Ok(Claim::Next(part))
            }
            Some(Slot::Waiting(part)) if asked.index > 0 => {
                let is_known = part.about.total == asked.total && part.next == asked.index + 1;
                slots.insert(key, Slot::Waiting(part));
                if is_known { Ok(Claim::Known(json!({"ok": true, "part": true}))) } else { Err(Refusal::ORDER) }
            }
            None if asked.index > 0 => {
                let mut finished = self.finished.borrow_mut();
                let answer = finished.get(&key).filter(|(total, _)| asked.total == *total && asked.index + 1 == *total);
                answer.map(|(_, answer)| Claim::Known(answer.clone())).ok_or(Refusal::ORDER)
            }
            before => {
                self.finished.borrow_mut().pop(&key);
                slots.insert(key, Slot::Busy { next: 0, reserved: 0 });
                Ok(Claim::First(before.and_then(|slot| match slot {
                    Slot::Waiting(part) => Some(part),
                    Slot::Busy { .. } => None,
                })))
            }
        }
    }

    /// Makes room for one more upload of a member. The one that is being begun is counted already.
    fn make_room(&self, member: MemberId) -> Result<Option<Box<Part>>, Refusal> {
        let mut slots = self.slots.borrow_mut();
        if slots.len() > MAX_OPEN {
            return Err(Refusal::MANY);
        }
        if slots.keys().filter(|(owner, _)| *owner == member).count() <= MAX_OF_MEMBER {
            return Ok(None);
        }
        let still = slots.iter().filter_map(|(key, slot)| match slot {
            Slot::Waiting(part) if key.0 == member && part.touched.elapsed() > STANDS_STILL_AFTER => {
                Some((part.touched, key.clone()))
            }
            _ => None,
        });
        let (_, key) = still.min().ok_or(Refusal::MANY)?;
        match slots.remove(&key) {
            Some(Slot::Waiting(part)) => Ok(Some(part)),
            _ => Err(Refusal::MANY),
        }
    }

    /// Gives up what was abandoned, for as long as there is something.
    fn watch(self: &Rc<Self>) {
        if self.is_watched.get() || self.slots.borrow().is_empty() {
            return;
        }
        self.is_watched.set(true);
        let uploads = Rc::clone(self);
        crate::tasks::spawn(async move {
            while let Some(pause) = uploads.until_abandoned() {
                tokio::time::sleep(pause).await;
                uploads.give_up_abandoned();
            }
            uploads.is_watched.set(false);
        });
    }

    fn until_abandoned(&self) -> Option<Duration> {
        let slots = self.slots.borrow();
        let left = slots.values().map(|slot| match slot {
            Slot::Waiting(part) => ABANDONED_AFTER.saturating_sub(part.touched.elapsed()),
            Slot::Busy { .. } => ABANDONED_AFTER,
        });
        // A moment more, so that one that is due is not found too young.
        left.min().map(|left| left + Duration::from_millis(10))
    }

    fn give_up_abandoned(&self) {
        self.slots.borrow_mut().retain(|_, slot| match slot {
            Slot::Waiting(part) if part.touched.elapsed() >= ABANDONED_AFTER => {
                part.remove();
                false
            }
            _ => true,
        });
    }
}

/// Answers a chunk, or the question where to go on.
pub(super) async fn answer(
    uploads: &Rc<Uploads>,
    node: &Rc<Node>,
    request: Request<Incoming>,
    client: Client,
) -> Response<Body> {
    let answered = match *request.method() {
        Method::POST => take(uploads, node, request, client).await,
        _ => progress(uploads, node, &request, client),
    };
    let (status, value) = match answered {
        Ok(value) => (StatusCode::OK, value),
        Err(Refusal(status, word)) => (status, json!({"ok": false, "error": word})),
    };
    headers::respond(status, "application/json; charset=utf-8", value.to_string())
}

/// Which chunk of a file is expected next.
fn progress(uploads: &Uploads, node: &Node, request: &Request<Incoming>, client: Client) -> Result<Value, Refusal> {
    let key = asked::key(request.uri().query().unwrap_or_default())?;
    if !is_sender(node, key.0, request.headers(), client.address) {
        return Err(Refusal::PERMISSION);
    }
    if let Some((total, answer)) = uploads.finished.borrow_mut().get(&key) {
        let mut answer = answer.clone();
        answer["next"] = json!(total);
        return Ok(answer);
    }
    let next = match uploads.slots.borrow().get(&key) {
        Some(Slot::Waiting(part)) => part.next,
        Some(Slot::Busy { next, .. }) => *next,
        None => 0,
    };
    Ok(json!({"ok": true, "next": next}))
}

async fn take(
    uploads: &Rc<Uploads>,
    node: &Rc<Node>,
    request: Request<Incoming>,
    client: Client,
) -> Result<Value, Refusal> {
    let asked = Asked::read(request.uri().query().unwrap_or_default())?;
    if !is_sender(node, asked.member, request.headers(), client.address) {
        log::info!("{}: an upload for {} by somebody else was refused", client.address, asked.member);
        return Err(Refusal::PERMISSION);
    }
    let permission = if asked.kind == Kind::Emoji { Permission::ManageEmojis } else { Permission::UploadFiles };
    if !node.may(asked.member, permission, Place::Server) {
        return Err(Refusal::PERMISSION);
    }
    let _receiving = uploads.receive(asked.member)?;
    let body = Limited::new(request.into_body(), MAX_CHUNK).collect();
    let chunk = match tokio::time::timeout(CHUNK_TIMEOUT, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => return Err(Refusal::SIZE),
        Ok(Err(_)) | Err(_) => return Err(Refusal::FAILED),
    };
    // In a task of its own: a client that goes away now has sent its chunk, and goes on after it.
    let (uploads, node) = (Rc::clone(uploads), Rc::clone(node));
    let stored = tokio::task::spawn_local(async move { store(&uploads, &node, &asked, chunk).await });
    stored.await.map_err(|_| Refusal::FAILED)?
}

async fn store(uploads: &Rc<Uploads>, node: &Node, asked: &Asked, chunk: Bytes) -> Result<Value, Refusal> {
    let key = asked.key();
    let claimed = match uploads.claim(asked)? {
        Claim::Known(answer) => return Ok(answer),
        Claim::Next(part) => Ok(part),
        Claim::First(before) => begin(uploads, node, asked, &chunk, before).await,
    };
    let outcome = match claimed {
        Ok(part) => add(uploads, node, part, chunk).await,
        Err(refusal) => Err((refusal, None)),
    };
    let mut slots = uploads.slots.borrow_mut();
    slots.remove(&key);
    match outcome {
        Ok(Added::Part(part)) => {
            slots.insert(key, Slot::Waiting(part));
            drop(slots);
            uploads.watch();
            Ok(json!({"ok": true, "part": true}))
        }
        Ok(Added::Whole(answer)) => {
            drop(slots);
            uploads.finished.borrow_mut().put(key, (asked.total, answer.clone()));
            Ok(answer)
        }
        Err((refusal, part)) => {
            slots.extend(part.map(|part| (key, Slot::Waiting(part))));
            Err(refusal)
        }
    }
}

enum Added {
    Part(Box<Part>),
    Whole(Value),
}

/// Adds a chunk. What is left of the file when it is refused comes back, if it can be gone on with.
async fn add(
    uploads: &Uploads,
    node: &Node,
    part: Box<Part>,
    chunk: Bytes,
) -> Result<Added, (Refusal, Option<Box<Part>>)> {
    let length = chunk.len() as u64;
    if !part.fits(length) {
        return Err((Refusal::MALFORMED, Some(part)));
    }
    if part.bytes + length > limit_of(node, &part) {
        part.remove();
        return Err((Refusal::SIZE, None));
    }
    // What this one takes counts as it will be.
    let others = uploads.reserved().saturating_sub(part.reserved());
    let needed = others.saturating_add(part.reserved().max(part.bytes + length));
    if node.upload_space(false).await.saturating_add(needed) > quota(node) {
        part.remove();
        return Err((Refusal::FULL, None));
    }
    let path = part.path.clone();
    let part = match part.append(chunk).await {
        Ok(part) => Box::new(part),
        Err(error) => {
            let _ = fs::remove_file(path.with_extension("json"));
            let _ = fs::remove_file(path);
            return Err((error.into(), None));
        }
    };
    if part.next < part.about.total {
        return Ok(Added::Part(part));
    }
    finish(node, part).await.map(Added::Whole).map_err(|refusal| (refusal, None))
}

/// Whether the request comes from the member that it names. Existing clients send no token, so they
/// are known by the cookie of the page that joined or, without one, by their address. SECURITY: a
/// token that is sent must be right.
fn is_sender(node: &Node, member: MemberId, asked: &HeaderMap, address: IpAddr) -> bool {
    let field = |name: &str| asked.get(name).and_then(|value| value.to_str().ok());
    // A browser says where a request comes from: another site has no business here.
    if field("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    if let Some(token) = field("x-auth-token") {
        let is_same = field("x-user-id").is_none_or(|id| id == member.as_str());
        return is_same && node.has_session(member, &TokenHash::of(token));
    }
    node.has_socket_from(member, headers::visit(asked), address)
}

/// MiB that a member may upload in one file; `None` for no limit.
fn max_upload(node: &Node, member: MemberId) -> Option<u64> {
    let role = node.highest_role(member);
    let config = node.config();
    let role = config.serverroles.get(role)?;
    if role.info.id == json!(1111) {
        return None;
    }
    let value = role.permissions.other_value("maxUpload");
    let number = value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()));
    Some(number.filter(|number| *number > 0).unwrap_or(DEFAULT_MAX_UPLOAD))
}

/// Largest file of a kind, bytes.
fn limit(node: &Node, kind: Kind, member: MemberId) -> u64 {
    match kind {
        Kind::Emoji => MAX_EMOJI,
        Kind::Upload => max_upload(node, member).map_or(u64::MAX, |number| number.saturating_mul(MIB)),
    }
}

fn limit_of(node: &Node, part: &Part) -> u64 {
    limit(node, part.about.kind, part.key().0)
}

/// What all uploads together may take, bytes.
fn quota(node: &Node) -> u64 {
    (node.config().serverinfo.max_upload_storage.max(0) as u64).saturating_mul(MIB)
}

/// What files begin with that were encrypted before they came (docs/encryption.md). Nobody can tell what they are, the
/// node included, and nothing shows them: they are allowed wherever anything is.
const SEALED: &[u8] = b"DCTS-E2EE\0\x01";

/// The media type of a file that begins like this, as the configuration names it.
fn media_type(start: &[u8]) -> &'static str {
    match infer::get(start).map(|kind| kind.mime_type()) {
        Some("audio/x-wav") => "audio/vnd.wave",
        Some(kind) => kind,
        None if !start.is_empty() && std::str::from_utf8(start).is_ok_and(|text| !text.contains('\0')) => "text/plain",
        None => "application/octet-stream",
    }
}

fn is_allowed(node: &Node, kind: Kind, found: &str) -> bool {
    if kind == Kind::Emoji {
        return matches!(found, "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/avif");
    }
    let config = node.config();
    let is_it = |allowed: &String| {
        let allowed = if allowed == "audio/wav" { "audio/vnd.wave" } else { allowed.as_str() };
        allowed == found || allowed.strip_suffix("/*").is_some_and(|start| found.split('/').next() == Some(start))
    };
    config.serverinfo.upload_file_types.iter().any(is_it)
}

/// Begins a file, if there is any sense in it: what cannot be finished is refused before anything is
/// written.
async fn begin(
    uploads: &Uploads,
    node: &Node,
    asked: &Asked,
    chunk: &Bytes,
    before: Option<Box<Part>>,
) -> Result<Box<Part>, Refusal> {
    before.iter().for_each(|part| part.remove());
    uploads.make_room(asked.member)?.iter().for_each(|part| part.remove());
    let least = (asked.total - 1).saturating_mul(chunk.len() as u64);
    if least > limit(node, asked.kind, asked.member) {
        return Err(Refusal::SIZE);
    }
    let is_sealed = asked.kind == Kind::Upload
        && chunk.starts_with(SEALED)
        && !node.config().serverinfo.upload_file_types.is_empty();
    if !is_sealed && !is_allowed(node, asked.kind, media_type(chunk)) {
        return Err(Refusal::KIND);
    }
    if asked.kind == Kind::Emoji {
        node.check_emoji_count().await.map_err(|_| Refusal::FULL)?;
    }
    let is_full = |used: u64| used.saturating_add(uploads.reserved()).saturating_add(least) >= quota(node);
    // Somebody may have made room by hand.
    if is_full(node.upload_space(false).await) && is_full(node.upload_space(true).await) {
        return Err(Refusal::FULL);
    }
    let part = Part::begin(node.data(), asked, chunk.len() as u64).await?;
    let busy = Slot::Busy { next: 0, reserved: part.reserved() };
    uploads.slots.borrow_mut().insert(part.key(), busy);
    Ok(Box::new(part))
}

/// Gives a complete file its name, which tells its content.
async fn finish(node: &Node, mut part: Box<Part>) -> Result<Value, Refusal> {
    let data = node.data().to_owned();
    let (kind, member, bytes) = (part.about.kind, part.key().0, part.bytes);
    let moved = tokio::task::spawn_blocking(move || {
        let placed = place(&data, &mut part);
        part.remove();
        placed
    });
    let Placed { name, exists, size } = moved.await.map_err(|_| Refusal::FAILED)??;
    match kind {
        Kind::Emoji if !exists => node.emoji_uploaded(&name, member).await.map_err(|_| Refusal::FAILED)?,
        Kind::Upload if !exists => node.upload_space_changed(bytes as i64),
        _ => {}
    }
    let folder = if kind == Kind::Emoji { "emojis" } else { "uploads" };
    let mut answer = json!({"ok": true, "exists": exists, "path": format!("/{folder}/{name}")});
    if let Some((width, height)) = size {
        answer["width"] = json!(width);
        answer["height"] = json!(height);
    }
    Ok(answer)
}

struct Placed {
    name: String,
    /// Whether a file of this content was here before.
    exists: bool,
    /// Width and height of a picture.
    size: Option<(u32, u32)>,
}

fn place(data: &Path, part: &mut Part) -> io::Result<Placed> {
    let [folder, _] =
        if part.about.kind == Kind::Emoji { media::emoji_folders(data) } else { media::upload_folders(data) };
    fs::create_dir_all(&folder)?;
    let hash = part.close()?;
    let size = media::image_size(&part.path);
    let start = format!("{hash}_");
    let known = fs::read_dir(&folder)?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    if let Some(name) = known.into_iter().find(|name| name.starts_with(&start)) {
        return Ok(Placed { name, exists: true, size });
    }
    let name = format!("{start}{}", part.about.name);
    fs::rename(&part.path, folder.join(&name))?;
    Ok(Placed { name, exists: false, size })
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn types_are_told_by_content() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n0000"), "image/png");
        assert_eq!(media_type(b"RIFF\0\0\0\0WAVEfmt "), "audio/vnd.wave");
        assert_eq!(media_type(b"hello"), "text/plain");
        assert_eq!(media_type(b"\0\x01\x02"), "application/octet-stream");
        assert_ne!(media_type(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "image/png");
    }

    #[test]
    fn safer_chunks_in_memory_are_bounded() {
        let uploads = Uploads {
            slots: RefCell::default(),
            finished: RefCell::new(LruCache::new(MAX_FINISHED)),
            receiving: RefCell::default(),
            is_watched: Cell::new(false),
        };
        let member = |n: usize| format!("1{n:011}").parse().unwrap();
        let held: Vec<_> = (0..MAX_RECEIVING).map(|n| uploads.receive(member(n / MAX_OF_MEMBER))).collect();
        assert!(held.iter().all(Result::is_ok) && uploads.receive(member(99)).is_err());
        drop(held);
        let held: Vec<_> = (0..MAX_OF_MEMBER).map(|_| uploads.receive(member(1))).collect();
        assert!(held.iter().all(Result::is_ok) && uploads.receive(member(1)).is_err());
        assert!(uploads.receive(member(2)).is_ok());
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_stands_still_makes_room_and_what_is_abandoned_goes() {
        let data = std::env::temp_dir().join(format!("dcts-edge-uploads-{}", std::process::id()));
        let uploads = Uploads {
            slots: RefCell::default(),
            finished: RefCell::new(LruCache::new(MAX_FINISHED)),
            receiving: RefCell::default(),
            is_watched: Cell::new(false),
        };
        let member: MemberId = "123456789012".parse().unwrap();
        let age = |minutes| Instant::now().checked_sub(Duration::from_mins(minutes)).unwrap();
        for n in 0..=MAX_OF_MEMBER {
            let query = format!("id={member}&filename=a&chunkIndex=0&totalChunks=3&fileId=f{n}");
            let asked = Asked::read(&query).unwrap();
            let part = Part::begin(&data, &asked, 10).await.unwrap();
            uploads.slots.borrow_mut().insert(part.key(), Slot::Waiting(Box::new(part)));
        }
        assert_eq!(uploads.make_room(member).unwrap_err(), Refusal::MANY);
        let set_age = |name: &str, minutes| {
            if let Some(Slot::Waiting(part)) = uploads.slots.borrow_mut().get_mut(&(member, name.to_owned())) {
                part.touched = age(minutes);
            }
        };
        set_age("f1", 5);
        set_age("f2", 10);
        assert_eq!(uploads.make_room(member).unwrap().unwrap().key().1, "f2");
        assert!(uploads.make_room(member).unwrap().is_none());
        assert_eq!(uploads.reserved(), MAX_OF_MEMBER as u64 * 20);
        set_age("f3", 60);
        assert!(uploads.until_abandoned().unwrap() < Duration::from_secs(1));
        uploads.give_up_abandoned();
        assert_eq!(uploads.slots.borrow().len(), MAX_OF_MEMBER - 1);
        fs::remove_dir_all(data).unwrap();
    }
}

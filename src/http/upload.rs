//! `POST /upload`: files in chunks, straight to disk (spec 30 section 15.1). A chunk is in memory, a
//! file never is.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    net::IpAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::{HeaderMap, Request, Response, StatusCode, body::Incoming};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Body, Client, headers};
use crate::{
    model::{ids::MemberId, permissions::Permission},
    node::{Node, Place, media},
    security::{random, token::TokenHash},
};

/// Largest chunk, bytes; existing clients send 256 KiB.
const MAX_CHUNK: usize = 1024 * 1024;
/// For a chunk to arrive.
const CHUNK_TIMEOUT: Duration = Duration::from_mins(1);
/// An upload that nobody goes on with is given up after this.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);
/// Uploads that one member may have open, and all together.
const MAX_OF_MEMBER: usize = 4;
const MAX_OPEN: usize = 64;
/// Longest file name that is kept, bytes.
const MAX_NAME: usize = 150;
/// Largest emoji, bytes.
const MAX_EMOJI: u64 = 1024 * 1024;
const MIB: u64 = 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Upload,
    Emoji,
}

/// A file that is on its way.
#[derive(Debug)]
struct Open {
    file: File,
    path: PathBuf,
    hasher: Sha256,
    name: String,
    kind: Kind,
    next: u64,
    total: u64,
    bytes: u64,
    limit: u64,
    touched: Instant,
}

impl Drop for Open {
    fn drop(&mut self) {
        // Moved to its place already if all went well.
        let _ = fs::remove_file(&self.path);
    }
}

type Key = (MemberId, String);

/// All uploads that are on their way.
#[derive(Debug, Default)]
pub struct Uploads {
    open: RefCell<HashMap<Key, Open>>,
}

/// Why an upload is refused: status and the word that clients show.
#[derive(Clone, Copy, Debug)]
struct Refusal(StatusCode, &'static str);

impl Refusal {
    const PERMISSION: Self = Self(StatusCode::FORBIDDEN, "no_permission");
    const FULL: Self = Self(StatusCode::INSUFFICIENT_STORAGE, "storage_full");
    const KIND: Self = Self(StatusCode::UNSUPPORTED_MEDIA_TYPE, "mime_not_allowed");
    const SIZE: Self = Self(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large");
    const MALFORMED: Self = Self(StatusCode::BAD_REQUEST, "malformed_request");
    const ORDER: Self = Self(StatusCode::CONFLICT, "wrong_chunk");
    const MANY: Self = Self(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads");
    const FAILED: Self = Self(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        log::error!("an upload could not be written: {error}");
        if error.kind() == io::ErrorKind::StorageFull { Self::FULL } else { Self::FAILED }
    }
}

/// What the query says.
struct Asked {
    member: MemberId,
    kind: Kind,
    name: String,
    index: u64,
    total: u64,
    file_id: String,
}

impl Asked {
    fn read(query: &str) -> Result<Self, Refusal> {
        let field = |name: &str| {
            let value = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
            Some(percent_decode_str(&value.replace('+', " ")).decode_utf8().ok()?.into_owned())
        };
        let number = |name: &str| field(name).and_then(|value| value.parse::<u64>().ok()).ok_or(Refusal::MALFORMED);
        let file_id = field("fileId").unwrap_or_default();
        let is_id = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if file_id.is_empty() || file_id.len() > 100 || !file_id.chars().all(is_id) {
            return Err(Refusal::MALFORMED);
        }
        let kind = match field("type").as_deref() {
            None | Some("" | "upload") => Kind::Upload,
            Some("emoji") => Kind::Emoji,
            Some(_) => return Err(Refusal::MALFORMED),
        };
        let member = field("id").and_then(|id| id.parse().ok()).ok_or(Refusal::PERMISSION)?;
        let name = media::clean_name(&field("filename").unwrap_or_default(), MAX_NAME);
        let (index, total) = (number("chunkIndex")?, number("totalChunks")?);
        if index >= total { Err(Refusal::MALFORMED) } else { Ok(Self { member, kind, name, index, total, file_id }) }
    }
}

/// Answers a chunk.
pub(super) async fn answer(
    uploads: &Uploads,
    node: &Node,
    request: Request<Incoming>,
    client: Client,
) -> Response<Body> {
    let (status, value) = match take(uploads, node, request, client).await {
        Ok(value) => (StatusCode::OK, value),
        Err(Refusal(status, word)) => (status, json!({"ok": false, "error": word})),
    };
    headers::respond(status, "application/json; charset=utf-8", value.to_string())
}

async fn take(uploads: &Uploads, node: &Node, request: Request<Incoming>, client: Client) -> Result<Value, Refusal> {
    let asked = Asked::read(request.uri().query().unwrap_or_default())?;
    if !is_sender(node, asked.member, request.headers(), client.address) {
        log::info!("{}: an upload for {} by somebody else was refused", client.address, asked.member);
        return Err(Refusal::PERMISSION);
    }
    let permission = if asked.kind == Kind::Emoji { Permission::ManageEmojis } else { Permission::UploadFiles };
    if !node.may(asked.member, permission, Place::Server) {
        return Err(Refusal::PERMISSION);
    }
    let body = Limited::new(request.into_body(), MAX_CHUNK).collect();
    let chunk = match tokio::time::timeout(CHUNK_TIMEOUT, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => return Err(Refusal::SIZE),
        Ok(Err(_)) | Err(_) => return Err(Refusal::FAILED),
    };
    // While a chunk is written its upload is not in the list: a second one for it finds none.
    let key = (asked.member, asked.file_id.clone());
    let known = uploads.open.borrow_mut().remove(&key);
    let mut open = match known {
        Some(open) if asked.index == open.next && asked.total == open.total => open,
        Some(_) | None if asked.index > 0 => return Err(Refusal::ORDER),
        _ => begin(uploads, node, &asked, &chunk).await?,
    };
    if open.bytes + chunk.len() as u64 > open.limit {
        return Err(Refusal::SIZE);
    }
    open = append(open, chunk).await?;
    if open.next < open.total {
        uploads.open.borrow_mut().insert(key, open);
        return Ok(json!({"ok": true, "part": true}));
    }
    finish(node, open, asked.member).await
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

async fn begin(uploads: &Uploads, node: &Node, asked: &Asked, chunk: &Bytes) -> Result<Open, Refusal> {
    {
        let mut open = uploads.open.borrow_mut();
        open.retain(|_, upload| upload.touched.elapsed() < ABANDONED_AFTER);
        let of_member = open.keys().filter(|(member, _)| *member == asked.member).count();
        if of_member >= MAX_OF_MEMBER || open.len() >= MAX_OPEN {
            return Err(Refusal::MANY);
        }
    }
    let limit = match asked.kind {
        Kind::Emoji => MAX_EMOJI,
        Kind::Upload => node.max_upload(asked.member).map_or(u64::MAX, |number| number.saturating_mul(MIB)),
    };
    // What cannot fit is refused before anything is written.
    if (asked.total - 1).saturating_mul(chunk.len() as u64) > limit {
        return Err(Refusal::SIZE);
    }
    if !is_allowed(node, asked.kind, media_type(chunk)) {
        return Err(Refusal::KIND);
    }
    if asked.kind == Kind::Emoji {
        node.check_emoji_count().await.map_err(|_| Refusal::FULL)?;
    }
    let quota = (node.config().serverinfo.max_upload_storage.max(0) as u64).saturating_mul(MIB);
    let in_flight: u64 = uploads.open.borrow().values().map(|upload| upload.bytes).sum();
    let data = node.data().to_owned();
    let (name, kind, total) = (asked.name.clone(), asked.kind, asked.total);
    let begun = tokio::task::spawn_blocking(move || {
        let used: u64 = media::upload_folders(&data).iter().map(|folder| folder_size(folder)).sum();
        if used + in_flight >= quota {
            return Err(Refusal::FULL);
        }
        let folder = waiting_folder(&data);
        fs::create_dir_all(&folder)?;
        let path = folder.join(random::hex(32));
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let hasher = Sha256::new();
        Ok(Open { file, path, hasher, name, kind, next: 0, total, bytes: 0, limit, touched: Instant::now() })
    });
    begun.await.map_err(|_| Refusal::FAILED)?
}

fn waiting_folder(data: &Path) -> PathBuf {
    data.join("uploading")
}

fn folder_size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|about| about.len()).sum()
}

/// Removes what uploads left behind that ended with the last run.
pub fn clean_up(data: &Path) {
    let left = fs::read_dir(waiting_folder(data)).into_iter().flatten().flatten();
    for entry in left {
        if let Err(error) = fs::remove_file(entry.path()) {
            log::warn!("{}: {error}", entry.path().display());
        }
    }
}

async fn append(mut open: Open, chunk: Bytes) -> Result<Open, Refusal> {
    let written = tokio::task::spawn_blocking(move || {
        open.file.write_all(&chunk)?;
        open.hasher.update(&chunk);
        open.bytes += chunk.len() as u64;
        open.next += 1;
        open.touched = Instant::now();
        Ok(open)
    });
    written.await.map_err(|_| Refusal::FAILED)?
}

/// Gives a complete file its name, which tells its content.
async fn finish(node: &Node, open: Open, member: MemberId) -> Result<Value, Refusal> {
    let data = node.data().to_owned();
    let kind = open.kind;
    let moved = tokio::task::spawn_blocking(move || {
        let [folder, _] =
            if open.kind == Kind::Emoji { media::emoji_folders(&data) } else { media::upload_folders(&data) };
        fs::create_dir_all(&folder)?;
        open.file.sync_all()?;
        let digest = open.hasher.clone().finalize();
        let hash = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|n| char::from_digit(n.into(), 16));
        let hash: String = hash.collect();
        let start = format!("{hash}_");
        let known = fs::read_dir(&folder)?.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        if let Some(known) = known.into_iter().find(|name| name.starts_with(&start)) {
            return Ok((known, true));
        }
        let name = format!("{start}{}", open.name);
        fs::rename(&open.path, folder.join(&name))?;
        Ok((name, false))
    });
    let (name, exists) = moved.await.map_err(|_| Refusal::FAILED)?.map_err(|error: io::Error| Refusal::from(error))?;
    if kind == Kind::Emoji && !exists {
        node.emoji_uploaded(&name, member).await.map_err(|_| Refusal::FAILED)?;
    }
    let place = if kind == Kind::Emoji { "emojis" } else { "uploads" };
    Ok(json!({"ok": true, "exists": exists, "path": format!("/{place}/{name}")}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let asked =
            Asked::read("id=123456789012&type=emoji&filename=a%20b.png&chunkIndex=0&totalChunks=2&fileId=x-1").unwrap();
        assert_eq!((asked.kind, asked.name.as_str(), asked.total), (Kind::Emoji, "a_b.png", 2));
        for bad in [
            "id=123456789012&filename=a&chunkIndex=2&totalChunks=2&fileId=x",
            "id=123456789012&filename=a&chunkIndex=0&totalChunks=2&fileId=../x",
            "id=123456789012&filename=a&chunkIndex=0&totalChunks=2",
            "id=123456789012&type=other&filename=a&chunkIndex=0&totalChunks=2&fileId=x",
            "id=&filename=a&chunkIndex=0&totalChunks=2&fileId=x",
            "",
        ] {
            assert!(Asked::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn types_are_told_by_content() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n0000"), "image/png");
        assert_eq!(media_type(b"RIFF\0\0\0\0WAVEfmt "), "audio/vnd.wave");
        assert_eq!(media_type(b"hello"), "text/plain");
        assert_eq!(media_type(b"\0\x01\x02"), "application/octet-stream");
        assert_ne!(media_type(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "image/png");
    }
}

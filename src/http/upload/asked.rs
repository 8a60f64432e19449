//! What a request to `/upload` says, and why it may be refused.

use std::io;

use hyper::StatusCode;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use crate::{model::ids::MemberId, node::media};

/// Longest file name that is kept, bytes.
const MAX_NAME: usize = 150;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A message, a profile, a group.
    Upload,
    /// The server's emojis.
    Emoji,
}

/// A member's file that is on its way.
pub(super) type Key = (MemberId, String);

/// Why an upload is refused: status and the word that clients show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) StatusCode, pub(super) &'static str);

impl Refusal {
    pub(super) const PERMISSION: Self = Self(StatusCode::FORBIDDEN, "no_permission");
    pub(super) const FULL: Self = Self(StatusCode::INSUFFICIENT_STORAGE, "storage_full");
    pub(super) const KIND: Self = Self(StatusCode::UNSUPPORTED_MEDIA_TYPE, "mime_not_allowed");
    pub(super) const SIZE: Self = Self(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large");
    pub(super) const MALFORMED: Self = Self(StatusCode::BAD_REQUEST, "malformed_request");
    pub(super) const ORDER: Self = Self(StatusCode::CONFLICT, "wrong_chunk");
    pub(super) const MANY: Self = Self(StatusCode::TOO_MANY_REQUESTS, "too_many_uploads");
    pub(super) const FAILED: Self = Self(StatusCode::INTERNAL_SERVER_ERROR, "server_error");
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        log::error!("an upload could not be written: {error}");
        if error.kind() == io::ErrorKind::StorageFull { Self::FULL } else { Self::FAILED }
    }
}

fn field(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8().ok()?.into_owned())
}

/// Whose file a query is about.
pub(super) fn key(query: &str) -> Result<Key, Refusal> {
    let file_id = field(query, "fileId").unwrap_or_default();
    let is_id = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if file_id.is_empty() || file_id.len() > 100 || !file_id.chars().all(is_id) {
        return Err(Refusal::MALFORMED);
    }
    let member = field(query, "id").and_then(|id| id.parse().ok()).ok_or(Refusal::PERMISSION)?;
    Ok((member, file_id))
}

/// What the query of a chunk says.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) member: MemberId,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) index: u64,
    pub(super) total: u64,
    pub(super) file_id: String,
}

impl Asked {
    pub(super) fn read(query: &str) -> Result<Self, Refusal> {
        let (member, file_id) = key(query)?;
        let number =
            |name: &str| field(query, name).and_then(|value| value.parse::<u64>().ok()).ok_or(Refusal::MALFORMED);
        let kind = match field(query, "type").as_deref() {
            None | Some("" | "upload") => Kind::Upload,
            Some("emoji") => Kind::Emoji,
            Some(_) => return Err(Refusal::MALFORMED),
        };
        let name = media::clean_name(&field(query, "filename").unwrap_or_default(), MAX_NAME);
        let (index, total) = (number("chunkIndex")?, number("totalChunks")?);
        if index >= total { Err(Refusal::MALFORMED) } else { Ok(Self { member, kind, name, index, total, file_id }) }
    }

    pub(super) fn key(&self) -> Key {
        (self.member, self.file_id.clone())
    }
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
            "id=123456789012&filename=a&chunkIndex=0&totalChunks=0&fileId=x",
            "id=123456789012&filename=a&chunkIndex=0&totalChunks=2&fileId=../x",
            "id=123456789012&filename=a&chunkIndex=0&totalChunks=2",
            "id=123456789012&type=other&filename=a&chunkIndex=0&totalChunks=2&fileId=x",
            "id=&filename=a&chunkIndex=0&totalChunks=2&fileId=x",
            "",
        ] {
            assert!(Asked::read(bad).is_err(), "{bad}");
        }
    }
}

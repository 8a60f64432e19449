//! Searching in what was written: what both databases have in common.

use super::MessageRow;
use crate::{
    model::{
        ids::{MemberId, RoomId},
        messages,
        search::{self, Terms},
    },
    security::text::plain_text,
};

/// Old messages of one transaction of the indexing in the background: some ten milliseconds of work, also
/// on an SD card, so that whoever sends meanwhile hardly notices.
pub(super) const BATCH: u32 = 200;

/// For one search. Beyond it people have given up, and the machine has other things to do.
pub(super) const TIME_LIMIT: std::time::Duration = std::time::Duration::from_secs(3);

/// Most bytes of a message that are indexed: several times what the longest that a node takes can have.
const MAX_TEXT: usize = 64 * 1024;

/// What to look for, and where.
#[derive(Clone, Debug)]
pub struct Search {
    /// What has to be in the text.
    pub terms: Terms,
    /// The rooms to look in, sorted: those that whoever asks may read.
    pub rooms: Vec<RoomId>,
    /// Only what this member wrote.
    pub author: Option<MemberId>,
    /// Only what was written before, ms since the epoch.
    pub before: Option<i64>,
    /// Most messages to find; more only if several of the last millisecond belong to the page.
    pub limit: u32,
}

impl Search {
    /// Whether a row is in the right place and of the right author.
    pub(super) fn wants(&self, row: &MessageRow) -> bool {
        let is_there = row.room.parse().is_ok_and(|room| self.rooms.binary_search(&room).is_ok());
        is_there && self.author.is_none_or(|author| author.as_str() == row.author)
    }
}

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Newest first.
    pub rows: Vec<MessageRow>,
    /// The `before` of the next page, if there may be one.
    pub next: Option<i64>,
}

/// How far the indexing of old messages is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Indexed {
    /// Messages of this batch.
    pub messages: usize,
    /// Whether all are in the index now.
    pub is_complete: bool,
}

/// The words of a stored message; none if there is nothing in it that anybody wrote.
pub(super) fn words_of(json: &str) -> impl Iterator<Item = String> {
    let mut text = messages::written_html(json).map(|html| plain_text(&html)).unwrap_or_default();
    text.truncate(text.floor_char_boundary(MAX_TEXT));
    search::words(&text).collect::<Vec<_>>().into_iter()
}

//! The full-text index, and what a transaction changes in it.
//!
//! The number of a row in the index is the time of its message in ms (a following one if that is taken),
//! so that the newest are found first, pages continue at a time, and old messages can be added in any order.
//!
//! Changes are collected while a transaction runs and made before its commit, all at once: the index writes
//! a piece of its own for each time that it is asked to, and would for each savepoint.

use std::cell::{Cell, RefCell};

use rusqlite::{Connection, OptionalExtension, params};

use super::Db;
use crate::{
    model::ids::{ChannelId, MessageId},
    store::{EditedMessage, NewMessage, search::words_of},
};

/// How far from its time a row may be for lack of room. Nodes give every message a time of its own; only
/// imported rows with a resolution of one second come near this.
const MAX_SHIFT: i64 = 1000;

/// A change of the index.
enum Change {
    Add { id: MessageId, written: i64, words: String, tags: String },
    Replace { id: MessageId, written: i64, words: String, tags: String },
    Remove { id: MessageId, written: i64 },
}

/// What the current transaction changes.
#[derive(Default)]
pub(super) struct Index {
    pub(super) is_on: Cell<bool>,
    changes: RefCell<Vec<Change>>,
}

impl Index {
    /// Takes note of a new message.
    pub(super) fn add(&self, message: &NewMessage) {
        if self.is_on.get() {
            let (words, tags) = texts(&message.json, message.room.channel, message.author.as_str());
            self.note(Change::Add { id: message.id, written: message.created_at, words, tags });
        }
    }

    /// Takes note of another text of a message that was written at that time.
    pub(super) fn replace(&self, edit: &EditedMessage, written: i64) {
        if self.is_on.get() {
            let (words, tags) = texts(&edit.json, edit.room.channel, edit.author.as_str());
            self.note(Change::Replace { id: edit.id, written, words, tags });
        }
    }

    /// Takes note that a message of that time is gone.
    pub(super) fn remove(&self, id: MessageId, written: i64) {
        if self.is_on.get() {
            self.note(Change::Remove { id, written });
        }
    }

    fn note(&self, change: Change) {
        self.changes.borrow_mut().push(change);
    }

    /// How much is noted so far.
    pub(super) fn noted(&self) -> usize {
        self.changes.borrow().len()
    }

    /// Forgets what a job has noted that was undone.
    pub(super) fn forget_after(&self, noted: usize) {
        self.changes.borrow_mut().truncate(noted);
    }

    /// Makes the changes that were noted. A broken index must not keep anybody from writing: it is given up
    /// then, and made anew at the next start.
    pub(super) fn apply(&self, db: &Db) {
        let changes = self.changes.take();
        if changes.is_empty() || db.is_autocommit() {
            return;
        }
        let applied = super::in_savepoint(db, |db| changes.iter().try_for_each(|change| make(db, change)));
        // If everything was undone with it, nothing is wrong with the index.
        if let Err(error) = applied
            && !db.is_autocommit()
        {
            log::error!("the index for searching is broken; it is made anew at the next start: {error}");
            self.is_on.set(false);
            if let Err(error) = db.execute("DELETE FROM search_state", []) {
                log::error!("marking the index as broken: {error}");
            }
        }
    }
}

/// What the index holds of a message: its words, and the channel and author as words that nobody searches for.
pub(super) fn texts(json: &str, channel: ChannelId, author: &str) -> (String, String) {
    let mut words = String::new();
    for word in words_of(json) {
        words.push_str(&word);
        words.push(' ');
    }
    (words, format!("{} {}", channel_tag(channel), author_tag(author)))
}

pub(super) fn channel_tag(channel: ChannelId) -> String {
    format!("c{channel}")
}

/// Old ids may have other characters than digits.
pub(super) fn author_tag(author: &str) -> String {
    let plain: String = author.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("a{plain}")
}

fn make(db: &Connection, change: &Change) -> rusqlite::Result<()> {
    match change {
        Change::Add { id, written, words, tags } => add(db, id.as_str(), *written, words, tags),
        Change::Replace { id, written, words, tags } => match row_of(db, id.as_str(), *written)? {
            Some(row) => insert(db, row, words, tags),
            // Not indexed yet: it will be, with the text that it has then.
            None => Ok(()),
        },
        Change::Remove { id, written } => {
            if let Some(row) = row_of(db, id.as_str(), *written)? {
                db.prepare_cached("DELETE FROM search WHERE rowid = ?")?.execute([row])?;
                db.prepare_cached("DELETE FROM search_rows WHERE id = ?")?.execute([row])?;
            }
            Ok(())
        }
    }
}

pub(super) fn row_of(db: &Connection, id: &str, written: i64) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT id FROM search_rows WHERE id BETWEEN ? AND ? AND messageId = ?")?
        .query_row(params![written, written + MAX_SHIFT, id], |row| row.get(0))
        .optional()
}

pub(super) fn add(db: &Connection, id: &str, written: i64, words: &str, tags: &str) -> rusqlite::Result<()> {
    let mut note = db.prepare_cached("INSERT OR IGNORE INTO search_rows(id, messageId) VALUES (?, ?)")?;
    for row in written..=written + MAX_SHIFT {
        if note.execute(params![row, id])? > 0 {
            return insert(db, row, words, tags);
        }
    }
    log::warn!("the message {id} cannot be searched for: a thousand others have its time");
    Ok(())
}

fn insert(db: &Connection, row: i64, words: &str, tags: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO search(rowid, words, tags) VALUES (?, ?, ?)")?
        .execute(params![row, words, tags])?;
    Ok(())
}

//! Searching in the full-text index, and filling it with what was written before it was there.

use std::{fmt::Write, path::Path, thread};

use rusqlite::{Connection, InterruptHandle, OpenFlags, OptionalExtension, params};
use tokio::{sync::oneshot, time::timeout};

use super::{
    Db, SqliteStore,
    index::{add, author_tag, channel_tag, row_of, texts},
    messages::{COLUMNS, message_from},
    sparing,
};
use crate::{
    model::{
        ids::{ChannelId, MemberId, RoomId},
        search::Terms,
    },
    store::{
        Found, Indexed, MessageRow, Search, StoreError,
        search::{BATCH, TIME_LIMIT},
    },
};

/// With more rooms than this, what is found is looked through instead of asking the index for all of them.
const MAX_ROOM_TERMS: usize = 16;

impl SqliteStore {
    pub(in crate::store) async fn enable_search(&self) -> Result<bool, StoreError> {
        self.write(|db| {
            let is_complete = sparing(db, prepare)?;
            db.index.is_on.set(true);
            Ok(is_complete)
        })
        .await
    }

    pub(in crate::store) async fn disable_search(&self) -> Result<(), StoreError> {
        self.write(|db| {
            db.index.is_on.set(false);
            let state: Option<i64> = state(db)?;
            if state.is_some() { clear(db) } else { Ok(()) }
        })
        .await
    }

    pub(in crate::store) async fn index_history(&self) -> Result<Indexed, StoreError> {
        self.write(index_batch).await
    }

    /// On a connection and a thread of its own: those who write do not wait for those who search.
    pub(in crate::store) async fn search(&self, search: Search) -> Result<Found, StoreError> {
        let (handle, interruptible) = oneshot::channel();
        let (answer, answered) = oneshot::channel();
        let path = self.path.clone();
        thread::Builder::new()
            .name("search".into())
            .stack_size(512 * 1024)
            .spawn(move || {
                // Here this is about the thread alone. It is a courtesy to others: searching goes without.
                #[cfg(target_os = "linux")]
                let _ = rustix::process::nice(10);
                // Whoever asked may have gone away.
                let _ = answer.send(find(&path, &search, handle).map_err(StoreError::from));
            })
            .map_err(|error| StoreError::Failed(format!("cannot start a thread to search: {error}")))?;
        let Ok(handle) = interruptible.await else { return answered.await.map_err(|_| StoreError::Closed)? };
        let Ok(answered) = timeout(TIME_LIMIT, answered).await else {
            handle.interrupt();
            return Err(StoreError::TookTooLong);
        };
        answered.map_err(|_| StoreError::Closed)?
    }
}

/// The row before which nothing is indexed yet; 0 when all is, none when the index is off.
fn state(db: &Connection) -> rusqlite::Result<Option<i64>> {
    db.query_row("SELECT nextRow FROM search_state", [], |row| row.get(0)).optional()
}

fn clear(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "INSERT INTO search(search) VALUES ('delete-all'); DELETE FROM search_rows; DELETE FROM search_state;",
    )
}

/// Begins with an empty index, or goes on with one that lacks nothing new. Whether it is complete.
fn prepare(db: &Connection) -> rusqlite::Result<bool> {
    let newest: Option<(i64, String, i64)> = db
        .query_row("SELECT rowid, messageId, createdAt FROM messages ORDER BY rowid DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let is_known = match &newest {
        Some((_, id, written)) => row_of(db, id, *written)?.is_some(),
        None => true,
    };
    match state(db)? {
        Some(next) if is_known => return Ok(next == 0),
        Some(_) => {}
        None => clear(db)?,
    }
    // Messages that come one by one are merged into larger pieces less often: a sixth less work for each.
    db.execute("INSERT INTO search(search, rank) VALUES ('automerge', 8)", [])?;
    let next = newest.map_or(0, |(row, ..)| row + 1);
    db.execute("DELETE FROM search_state", [])?;
    db.execute("INSERT INTO search_state(nextRow) VALUES (?)", [next])?;
    Ok(next == 0)
}

/// Adds the next messages, going from new to old.
fn index_batch(db: &Db) -> rusqlite::Result<Indexed> {
    let next = state(db)?.filter(|_| db.index.is_on.get()).unwrap_or(0);
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS}, rowid FROM messages WHERE rowid < ? ORDER BY rowid DESC LIMIT ?"
    ))?;
    let rows: Vec<(MessageRow, i64)> = query
        .query_map(params![next, BATCH], |row| Ok((message_from(row)?, row.get(5)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (row, _) in &rows {
        if row_of(db, &row.id, row.created_at)?.is_none() {
            let channel = row.room.parse().map_or(ChannelId(u32::MAX), |room: RoomId| room.channel);
            let (words, tags) = texts(&row.json, channel, &row.author);
            add(db, &row.id, row.created_at, &words, &tags)?;
        }
    }
    let is_complete = rows.len() < BATCH as usize;
    let reached = rows.last().filter(|_| !is_complete).map_or(0, |(_, row)| *row);
    db.prepare_cached("UPDATE search_state SET nextRow = ?")?.execute([reached])?;
    Ok(Indexed { messages: rows.len(), is_complete })
}

fn find(path: &Path, search: &Search, handle: oneshot::Sender<InterruptHandle>) -> rusqlite::Result<Found> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let _ = handle.send(db.get_interrupt_handle());
    db.pragma_update(None, "busy_timeout", 1000)?;
    let mut query = db.prepare(
        "SELECT m.messageId, m.authorId, m.room, m.message, m.createdAt, search.rowid FROM search \
         CROSS JOIN search_rows r ON r.id = search.rowid CROSS JOIN messages m ON m.messageId = r.messageId \
         WHERE search MATCH ? AND search.rowid < ? ORDER BY search.rowid DESC",
    )?;
    let mut rows = query.query(params![expression(search), search.before.unwrap_or(i64::MAX)])?;
    let mut found = Found::default();
    while let Some(row) = rows.next()? {
        let message = message_from(row)?;
        if !search.wants(&message) {
            continue;
        }
        found.rows.push(message);
        if found.rows.len() >= search.limit as usize {
            found.next = Some(row.get(5)?);
            break;
        }
    }
    Ok(found)
}

/// The query in the index's own language. SECURITY: words are letters and digits, in quotes.
fn expression(search: &Search) -> String {
    let mut text = format!("words : ({})", phrases(&search.terms));
    if search.rooms.len() <= MAX_ROOM_TERMS {
        let rooms: Vec<String> = search.rooms.iter().map(|room| format!("\"{}\"", channel_tag(room.channel))).collect();
        // Writing to a String cannot fail.
        let _ = write!(text, " AND tags : ({})", rooms.join(" OR "));
    }
    if let Some(author) = search.author.as_ref().map(MemberId::as_str) {
        let _ = write!(text, " AND tags : (\"{}\")", author_tag(author));
    }
    text
}

fn phrases(terms: &Terms) -> String {
    let phrase = |phrase: &crate::model::search::Phrase| {
        format!("\"{}\"{}", phrase.words.join(" "), if phrase.is_prefix { " *" } else { "" })
    };
    terms.phrases().iter().map(phrase).collect::<Vec<_>>().join(" AND ")
}

//! Searching in the full-text index, and filling it with what was written before it was there.

use std::{collections::HashSet, fmt::Write};

use mysql_async::{Conn, Params, Row, Value, prelude::Queryable};

use super::{
    DbError, MariaStore, connect,
    index::{OF_ROW, author_tag, indexed_row, put, room_tag},
    messages,
    values::{number, text},
};
use crate::{
    model::search::Phrase,
    order,
    store::{
        Found, Indexed, MessageRow, Search, StoreError,
        rows::MAX_TIES,
        search::{BATCH, TIME_LIMIT},
    },
};

/// No key but the first: rows lie in the order of time, and a message tells its own.
const CREATE: &str = "CREATE TABLE IF NOT EXISTS edge_search (createdAt bigint NOT NULL, messageId varchar(100) NOT NULL, \
     words longtext NOT NULL, PRIMARY KEY (createdAt, messageId), FULLTEXT KEY edge_words (words)) \
     ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci";

/// One row: which message comes next when old ones are indexed.
const CREATE_STATE: &str = "CREATE TABLE IF NOT EXISTS edge_search_state (isComplete BOOLEAN NOT NULL, createdAt bigint NOT NULL, \
     messageId varchar(100) NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci";

/// With more rooms than this, what is found is looked through instead of asking the index for all of them.
const MAX_ROOM_TERMS: usize = 16;

impl MariaStore {
    /// On a connection of its own: making a table would end the transaction of others.
    pub(in crate::store) async fn enable_search(&self) -> Result<bool, StoreError> {
        let mut conn = connect(&self.shared.options).await?;
        let is_complete = prepare(&mut conn).await?;
        let _ = conn.disconnect().await;
        self.shared.is_indexing.set(true);
        Ok(is_complete)
    }

    pub(in crate::store) async fn disable_search(&self) -> Result<(), StoreError> {
        self.shared.is_indexing.set(false);
        let mut conn = connect(&self.shared.options).await?;
        forget_index(&mut conn).await?;
        let _ = conn.disconnect().await;
        Ok(())
    }

    pub(in crate::store) async fn index_history(&self) -> Result<Indexed, StoreError> {
        if !self.shared.is_indexing.get() {
            return Ok(Indexed { messages: 0, is_complete: true });
        }
        // Read where it is written, so that nothing changes in between.
        self.write(async |conn| index_batch(conn).await).await
    }

    pub(in crate::store) async fn search(&self, search: Search) -> Result<Found, StoreError> {
        let page = self.read(async |conn| find(conn, &search).await).await?;
        if !page.outdated.is_empty() {
            self.write(async move |conn| put(conn, &page.outdated).await).await?;
        }
        Ok(page.found)
    }
}

/// Removes the index; whoever enables searching makes it anew.
pub(in crate::store) async fn forget_index(conn: &mut Conn) -> Result<(), DbError> {
    Ok(conn.query_drop("DROP TABLE IF EXISTS edge_search, edge_search_state").await?)
}

/// Makes what is missing. Whether everything is indexed that is there.
async fn prepare(conn: &mut Conn) -> Result<bool, DbError> {
    conn.query_drop(CREATE).await?;
    conn.query_drop(CREATE_STATE).await?;
    let newest = "SELECT createdAt, messageId FROM messages ORDER BY createdAt DESC, messageId DESC LIMIT 1";
    let newest: Option<Row> = conn.query_first(newest).await?;
    // DCTS may have been here: what it wrote is not indexed, and nobody knows where it began.
    let is_known = match &newest {
        Some(row) => {
            let query = "SELECT 1 FROM edge_search WHERE createdAt = ? AND messageId = ?";
            let known: Option<u8> = conn.exec_first(query, (number(row, 0), text(row, 1))).await?;
            known.is_some()
        }
        None => true,
    };
    let state: Option<Row> = conn.query_first("SELECT isComplete FROM edge_search_state").await?;
    if let Some(state) = state.filter(|_| is_known) {
        return Ok(number(&state, 0) != 0);
    }
    conn.query_drop("DELETE FROM edge_search_state").await?;
    let state = "INSERT INTO edge_search_state(isComplete, createdAt, messageId) VALUES (?, ?, '')";
    conn.exec_drop(state, (newest.is_none(), i64::MAX)).await?;
    Ok(newest.is_none())
}

/// Adds the next messages, going from new to old.
async fn index_batch(conn: &mut Conn) -> Result<Indexed, DbError> {
    let state: Option<Row> =
        conn.query_first("SELECT createdAt, messageId FROM edge_search_state WHERE isComplete = 0").await?;
    let Some(state) = state else { return Ok(Indexed { messages: 0, is_complete: true }) };
    let (time, id) = (number(&state, 0), text(&state, 1).unwrap_or_default());
    let query = format!(
        "SELECT {} FROM messages WHERE createdAt < ? OR (createdAt = ? AND messageId < ?) \
         ORDER BY createdAt DESC, messageId DESC LIMIT {BATCH}",
        messages::COLUMNS
    );
    let rows = messages::fetch(conn, query, (time, time, id)).await?;
    put(conn, &rows).await?;
    let is_complete = rows.len() < BATCH as usize;
    let update = "UPDATE edge_search_state SET isComplete = ?, createdAt = ?, messageId = ?";
    let (time, id) = rows.last().map_or((0, ""), |row| (row.created_at, row.id.as_str()));
    conn.exec_drop(update, (is_complete, time, id)).await?;
    Ok(Indexed { messages: rows.len(), is_complete })
}

/// Newest rows that are looked through before the index is asked: what stands in many messages is found there at
/// once, while the index would first gather all of them. What is not has a few thousand finds in a million.
const LOOKED_THROUGH: u32 = 4000;

/// A page, and what was found only because the index does not know of a change: DCTS may have been here.
struct Page {
    found: Found,
    outdated: Vec<MessageRow>,
}

/// A row and the words by which it was found.
type Hit = (MessageRow, String);

async fn find(conn: &mut Conn, search: &Search) -> Result<Page, DbError> {
    let before = search.before.unwrap_or(i64::MAX);
    let oldest = "SELECT createdAt FROM edge_search WHERE createdAt < ? ORDER BY createdAt DESC, messageId DESC";
    let oldest = format!("{oldest} LIMIT 1 OFFSET {LOOKED_THROUGH}");
    let oldest: Option<i64> = conn.exec_first(oldest, (before,)).await?;
    let recent = Query::of_recent(search, oldest.unwrap_or(i64::MIN));
    let (mut hits, mut next) = recent.page(conn, before, search.limit as usize).await?;
    if let Some(oldest) = oldest
        && hits.len() < search.limit as usize
    {
        let missing = search.limit as usize - hits.len();
        let (older, last) = Query::of_index(search).page(conn, oldest, missing).await?;
        hits.extend(older);
        next = last;
    }
    // Old databases may lack the unique key.
    let mut seen = HashSet::with_capacity(hits.len());
    hits.retain(|(row, _)| seen.insert(row.id.clone()));
    let (valid, outdated): (Vec<_>, Vec<_>) = hits.into_iter().partition(|(row, words)| indexed_row(row) == *words);
    let row = |(row, _): Hit| row;
    let rows = valid.into_iter().map(row).filter(|row| search.wants(row)).collect();
    Ok(Page { found: Found { rows, next }, outdated: outdated.into_iter().map(row).collect() })
}

/// A way to find rows.
struct Query {
    /// The index to use.
    hint: &'static str,
    /// What has to be true of a row.
    condition: String,
    values: Vec<Value>,
}

impl Query {
    /// Looks through what was written since a time.
    fn of_recent(search: &Search, since: i64) -> Self {
        let mut query =
            Self { hint: "FORCE INDEX (PRIMARY)", condition: "s.createdAt >= ?".into(), values: vec![since.into()] };
        query.add(search, |_| true);
        query
    }

    /// Asks the index.
    fn of_index(search: &Search) -> Self {
        let condition = "MATCH(s.words) AGAINST(? IN BOOLEAN MODE)".into();
        let mut query = Self { hint: "", condition, values: vec![expression(search).into()] };
        query.add(search, is_to_be_checked);
        query
    }

    /// SECURITY: words are letters and digits, and values all the same; rooms are numbers.
    fn add(&mut self, search: &Search, is_to_be_checked: impl Fn(&Phrase) -> bool) {
        for phrase in search.terms.phrases().iter().filter(|phrase| is_to_be_checked(phrase)) {
            self.condition.push_str(" AND s.words LIKE ?");
            self.values.push(pattern(phrase).into());
        }
        if let Some(author) = &search.author {
            self.condition.push_str(" AND m.authorId = ?");
            self.values.push(author.as_str().into());
        }
        let rooms: Vec<String> = search.rooms.iter().map(|room| format!("'{room}'")).collect();
        // Writing to a String cannot fail.
        let _ = write!(self.condition, " AND m.room IN ({})", rooms.join(", "));
    }

    /// The newest rows before a time, and the `before` of the next page, if there is one. Whoever asks for it
    /// names the time of the last row, so all rows of that time belong to this page.
    async fn page(&self, conn: &mut Conn, before: i64, limit: usize) -> Result<(Vec<Hit>, Option<i64>), DbError> {
        let mut hits = self.select(conn, "s.createdAt < ?", before, limit + 1).await?;
        if hits.len() <= limit {
            return Ok((hits, None));
        }
        let last = hits[limit - 1].0.created_at;
        if hits.pop().is_some_and(|(row, _)| row.created_at == last) {
            hits.retain(|(row, _)| row.created_at > last);
            hits.extend(self.select(conn, "s.createdAt = ?", last, MAX_TIES as usize).await?);
        }
        Ok((hits, Some(last)))
    }

    async fn select(&self, conn: &mut Conn, time: &str, at: i64, limit: usize) -> Result<Vec<Hit>, DbError> {
        let query = format!(
            "SET STATEMENT max_statement_time = {} FOR SELECT STRAIGHT_JOIN \
             m.messageId, m.authorId, m.room, m.message, m.createdAt, s.words FROM edge_search s {} JOIN {OF_ROW} \
             WHERE {} AND {time} ORDER BY s.createdAt DESC, s.messageId DESC LIMIT {limit}",
            TIME_LIMIT.as_secs(),
            self.hint,
            self.condition
        );
        let values = self.values.iter().cloned().chain([at.into()]).collect();
        let rows: Vec<Row> = conn.exec(query, Params::Positional(values)).await?;
        Ok(rows.iter().map(|row| (messages::message_from(row), text(row, 5).unwrap_or_default())).collect())
    }
}

/// What the index is asked for. The rarest words come first, as far as one can tell: what follows is looked up
/// among the messages with them.
fn expression(search: &Search) -> String {
    let mut terms: Vec<String> = Vec::new();
    for phrase in search.terms.phrases() {
        terms.extend(phrase.words.iter().map(|word| format!("+qq{word}")));
        if let Some(last) = terms.last_mut().filter(|_| phrase.is_prefix) {
            last.push('*');
        }
    }
    order::by_number(&mut terms, |term| (i64::from(term.ends_with('*')) << 32) - term.len() as i64);
    if let Some(author) = search.author {
        terms.insert(0, format!("+{}", author_tag(author.as_str())));
    }
    if search.rooms.len() <= MAX_ROOM_TERMS {
        let rooms: Vec<String> = search.rooms.iter().map(room_tag).collect();
        terms.push(format!("+({})", rooms.join(" ")));
    }
    terms.join(" ")
}

/// The index knows nothing of neighbours, and the server takes some letters for the end of a word.
fn is_to_be_checked(phrase: &Phrase) -> bool {
    phrase.words.len() > 1 || !phrase.words.iter().all(|word| word.is_ascii())
}

fn pattern(phrase: &Phrase) -> String {
    let words: Vec<String> = phrase.words.iter().map(|word| format!("qq{word}")).collect();
    format!("% {}{}%", words.join(" "), if phrase.is_prefix { "" } else { " " })
}

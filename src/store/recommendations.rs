//! Bans that other nodes recommend, and what this one did about such and recommends itself (spec 52 sections 6 and 7).
//!
//! Rows of others are found by the sender's key and its id. Rows of our own have a sender that no key is: [`AUTOMATIC`],
//! [`NEVER`], and [`OURS`] with the address of the receiver behind it.

#![cfg_attr(not(feature = "tls"), allow(dead_code))]

use super::{
    Store, StoreError,
    portable::{Row, Statement, cells},
};

/// "Sender" of members whom the network's word has banned here.
pub const AUTOMATIC: &str = "-auto";
/// "Sender" of members about whom nothing of the network counts.
pub const NEVER: &str = "-never";
/// Begins the "sender" of what was recommended to the node whose address follows.
pub const OURS: &str = "-@";
/// Rows of a page.
pub const RECOMMENDATIONS_PAGE: u32 = 50;

/// How long a statement counts, and the longest that one is kept, ms.
const YEAR: i64 = 365 * 24 * 60 * 60 * 1000;
/// How long it is tried to deliver a recommendation, and the taking back of one, ms.
const TRIED: i64 = 7 * 24 * 60 * 60 * 1000;
const TRIED_LONGER: i64 = 30 * 24 * 60 * 60 * 1000;

/// Most recommendations: all together, and of one sender. Our own are bounded by the second alone.
#[derive(Clone, Copy, Debug)]
pub struct RecommendationBounds {
    /// All together.
    pub all: i64,
    /// Of one sender.
    pub each: i64,
}

impl RecommendationBounds {
    /// Those of the protocol.
    pub const SPEC: Self = Self { all: 50_000, each: 1000 };
}

/// What somebody recommends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecommendationRow {
    /// The key that signed it, or what stands for our own rows.
    pub from: String,
    /// Its id, chosen by the sender.
    pub id: String,
    /// By what the receiver recognises its member.
    pub member: String,
    /// The member of this node that it is about; empty if it is about nobody here.
    pub about: String,
    /// Why: one of five words.
    pub reason: String,
    /// Why, in words of the sender; not escaped.
    pub note: String,
    /// End, ms since the epoch.
    pub until: i64,
    /// When it was signed, ms since the epoch.
    pub ts: i64,
    /// `active` or `revoked`; of our own `new`, `sent` and `revoke`.
    pub state: String,
    /// What the staff decided about it.
    pub decision: Option<String>,
}

/// Which rows.
#[derive(Clone, Copy, Debug)]
pub enum Recommendations<'a> {
    /// What counts about a member of this node at a time in ms: the newest of each sender, and not what was dismissed.
    About(&'a str, i64),
    /// The one of a sender and an id.
    One(&'a str, &'a str),
    /// A page, counted from 0: about members of this node first, then the newest.
    Page(i64),
    /// [`AUTOMATIC`] and [`NEVER`].
    Local,
    /// Our own that have to go out, at a time in ms.
    Waiting(i64),
}

/// What changes about rows that are there.
#[derive(Clone, Copy, Debug)]
pub enum RecommendationChange<'a> {
    /// The staff has decided: sender, id, decision.
    Decide(&'a str, &'a str, &'a str),
    /// What is there about a member is not to ban it again.
    Dismiss(&'a str),
    /// A row of our own has got a state: sender, id, state, the time of the row.
    State(&'a str, &'a str, &'a str, i64),
    /// The ban of a member was lifted, at a time: those who heard of it hear that.
    Revoke(&'a str, i64),
    /// Rows of ours about a member have done their work: sender, member.
    Over(&'a str, &'a str),
    /// A row goes: sender, id.
    Remove(&'a str, &'a str),
    /// All rows of a sender go.
    RemoveAll(&'a str),
    /// A member has proven the key of this hash: hash, member.
    About(&'a str, &'a str),
    /// What is there about a member is about nobody here any more.
    Nobody(&'a str),
    /// A sender has another key now.
    Rename(&'a str, &'a str),
    /// What is too old goes.
    Forget(i64),
}

const COLUMNS: &str = "from_key, id, member, about, reason, note, until, ts, state, decision";

impl Store {
    /// Takes a statement, unless a newer one about the same id is there. When there is no room, what the staff has not
    /// decided about goes, and no tombstone: of the same key the oldest, of all the one of the lowest score that is not
    /// above `trust`, in hundredths.
    ///
    /// A row without `member` takes one back.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn put_recommendation(
        &self,
        row: RecommendationRow,
        trust: i64,
        most: RecommendationBounds,
    ) -> Result<bool, StoreError> {
        let (from, id) = (row.from.as_str(), row.id.as_str());
        let mut statements = Vec::new();
        if !from.starts_with('-') {
            let sql = "SELECT COUNT(*), COALESCE(SUM(from_key = ?), 0), COALESCE(SUM(from_key = ? AND id = ?), 0) \
                       FROM network_bans WHERE from_key > '.'";
            let counts = self.first(sql, cells![from, from, id]).await?.unwrap_or_default();
            if counts.number(2) == 0 && counts.number(1) >= most.each {
                let sql = "DELETE FROM network_bans WHERE from_key = ? AND id = (SELECT id FROM (SELECT id FROM network_bans \
                           WHERE from_key = ? AND state = 'active' AND decision IS NULL ORDER BY ts LIMIT 1) AS oldest)";
                statements.push(Statement::new(sql, cells![from, from]));
            } else if counts.number(2) == 0 && counts.number(0) >= most.all {
                let sql = "DELETE FROM network_bans WHERE (from_key, id) IN (SELECT k, i FROM (SELECT b.from_key AS k, \
                           b.id AS i FROM network_bans b LEFT JOIN network_servers s ON s.node_key = b.from_key \
                           WHERE b.from_key > '.' AND b.state = 'active' AND b.decision IS NULL \
                           AND COALESCE(s.trust, 0) <= ? ORDER BY COALESCE(s.trust, 0), b.ts LIMIT 1) AS least)";
                statements.push(Statement::new(sql, cells![trust]));
            }
        }
        // What takes back leaves alone what it does not know.
        let is_whole = !row.member.is_empty();
        let kept = |text: &str| is_whole.then(|| text.to_owned());
        let insert = format!(
            "INSERT INTO network_bans({COLUMNS}) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL FROM (SELECT COUNT(*) AS n, \
             COALESCE(SUM(from_key = ?), 0) AS each_n, COALESCE(SUM(from_key = ? AND id = ?), 0) AS known \
             FROM network_bans WHERE from_key > '.' OR from_key = ?) AS c WHERE known = 0 AND (n < ? OR ? < '.') AND each_n < ?"
        );
        statements.push(Statement::new(
            insert,
            cells![
                from,
                id,
                row.member.as_str(),
                row.about.as_str(),
                row.reason.as_str(),
                row.note.as_str(),
                row.until,
                row.ts,
                row.state.as_str(),
                from,
                from,
                id,
                from,
                most.all,
                from,
                most.each
            ],
        ));
        let update = "UPDATE network_bans SET member = COALESCE(?, member), about = COALESCE(?, about), \
                      reason = COALESCE(?, reason), note = COALESCE(?, note), until = COALESCE(?, until), state = ?, \
                      ts = ? WHERE from_key = ? AND id = ? AND ts < ?";
        statements.push(Statement::new(
            update,
            cells![
                kept(&row.member),
                kept(&row.about),
                kept(&row.reason),
                kept(&row.note),
                is_whole.then_some(row.until),
                row.state.as_str(),
                row.ts,
                from,
                id,
                row.ts
            ],
        ));
        Ok(self.run(statements).await?.iter().rev().take(2).any(|changed| *changed > 0))
    }

    /// Recommendations, newest first but for [`Recommendations::Waiting`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recommendations(&self, which: Recommendations<'_>) -> Result<Vec<RecommendationRow>, StoreError> {
        let (what, values) = match which {
            Recommendations::About(member, now) => {
                // One of each sender, so that nobody's many hide what others say.
                (
                    "about = ? AND (from_key, ts) IN (SELECT from_key, MAX(ts) FROM network_bans WHERE about = ? AND \
                     from_key > '.' AND state = 'active' AND until > ? AND (decision IS NULL OR decision <> 'dismiss') \
                     GROUP BY from_key) ORDER BY ts DESC LIMIT 2000",
                    cells![member, member, now],
                )
            }
            Recommendations::One(from, id) => ("from_key = ? AND id = ?", cells![from, id]),
            Recommendations::Page(page) => (
                "from_key > '.' ORDER BY (about = ''), ts DESC, from_key, id LIMIT ? OFFSET ?",
                cells![RECOMMENDATIONS_PAGE, page.saturating_mul(RECOMMENDATIONS_PAGE.into())],
            ),
            Recommendations::Local => ("from_key IN (?, ?)", cells![AUTOMATIC, NEVER]),
            Recommendations::Waiting(now) => (
                "from_key >= '-@' AND from_key < '-A' AND (state = 'new' AND ts > ? OR state = 'revoke' AND ts > ?) \
                 ORDER BY ts LIMIT 5000",
                cells![now - TRIED, now - TRIED_LONGER],
            ),
        };
        let rows = self.rows(format!("SELECT {COLUMNS} FROM network_bans WHERE {what}"), values).await?;
        Ok(rows.iter().map(from_row).collect())
    }

    /// How many rows there are of others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_recommendations(&self) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM network_bans WHERE from_key > '.'";
        Ok(self.first(sql, Vec::new()).await?.map_or(0, |row| row.number(0)))
    }

    /// Changes rows that are there. How many it were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_recommendations(&self, change: RecommendationChange<'_>) -> Result<u64, StoreError> {
        use RecommendationChange as C;
        let (sql, values) = match change {
            C::Decide(from, id, decision) => {
                ("UPDATE network_bans SET decision = ? WHERE from_key = ? AND id = ?", cells![decision, from, id])
            }
            C::Dismiss(member) => (
                "UPDATE network_bans SET decision = 'dismiss' WHERE about = ? AND from_key > '.' AND decision IS NULL",
                cells![member],
            ),
            C::State(from, id, state, ts) => (
                "UPDATE network_bans SET state = ? WHERE from_key = ? AND id = ? AND ts = ?",
                cells![state, from, id, ts],
            ),
            C::Revoke(member, now) => (
                "UPDATE network_bans SET state = 'revoke', ts = ? WHERE about = ? AND from_key >= '-@' \
                 AND from_key < '-A' AND state <> 'revoke' AND until > ?",
                cells![now, member, now],
            ),
            C::Over(from, member) => {
                ("UPDATE network_bans SET state = 'over' WHERE from_key = ? AND about = ?", cells![from, member])
            }
            C::Remove(from, id) => ("DELETE FROM network_bans WHERE from_key = ? AND id = ?", cells![from, id]),
            C::RemoveAll(from) => ("DELETE FROM network_bans WHERE from_key = ?", cells![from]),
            C::Nobody(member) => {
                ("UPDATE network_bans SET about = '' WHERE about = ? AND from_key > '.'", cells![member])
            }
            C::About(hash, member) => {
                ("UPDATE network_bans SET about = ? WHERE member = ? AND from_key > '.'", cells![member, hash])
            }
            C::Rename(old, new) => ("UPDATE network_bans SET from_key = ? WHERE from_key = ?", cells![new, old]),
            // The number of automatic bans of a day is counted from rows that are over.
            C::Forget(now) => (
                "DELETE FROM network_bans WHERE from_key <> ? AND (ts < ? OR from_key < '.' AND until < ?)",
                cells![NEVER, now - YEAR, now - TRIED],
            ),
        };
        self.run_one(sql, values).await
    }
}

fn from_row(row: &Row) -> RecommendationRow {
    RecommendationRow {
        from: row.text(0),
        id: row.text(1),
        member: row.text(2),
        about: row.text(3),
        reason: row.text(4),
        note: row.text(5),
        until: row.number(6),
        ts: row.number(7),
        state: row.text(8),
        decision: row.maybe(9),
    }
}

//! Direct messages: rooms, who is in them, what was said, and what was read (spec 40 section 3).

use std::collections::HashMap;

use super::{
    Store, StoreError,
    portable::{Cell, Row, Statement, cells, places},
};
use crate::model::ids::{DmRoomId, MemberId, MessageId};

/// A room of direct messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DmRoomRow {
    /// Number of the row.
    pub row_id: i64,
    /// The room.
    pub id: DmRoomId,
    /// Names of the participants, as they were when it was made.
    pub title: String,
    /// Member id of who made it.
    pub creator: String,
    /// ms since the epoch.
    pub created_at: i64,
    /// Member ids, in the order in which they came.
    pub participants: Vec<String>,
}

/// A direct message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DmRow {
    /// Its id.
    pub id: MessageId,
    /// The room.
    pub room: DmRoomId,
    /// Member id of the author.
    pub author: String,
    /// JSON.
    pub json: String,
    /// ms since the epoch.
    pub created_at: i64,
    /// ms since the epoch.
    pub edited_at: Option<i64>,
}

/// Most rooms of one member that are looked at: who has more than this has lost sight of them.
const MAX_ROOMS: u32 = 1000;
/// Rooms of one question.
const CHUNK: usize = 100;

const ROOM: &str = "r.id, r.roomId, r.title, r.creatorId, r.createdAt";
const MESSAGE: &str = "messageId, roomId, authorId, message, createdAt, editedAt";

fn message_from(row: &Row) -> Option<DmRow> {
    Some(DmRow {
        id: row.text(0).parse().ok()?,
        room: row.text(1).parse().ok()?,
        author: row.text(2),
        json: row.text(3),
        created_at: row.number(4),
        edited_at: Some(row.number(5)).filter(|_| !row.is_null(5)),
    })
}

fn add_participant(room: DmRoomId, member: &str, now: i64) -> Statement {
    Statement::new(
        "INSERT INTO dm_room_participants(roomId, memberId, createdAt) SELECT ?, ?, ? FROM (SELECT 1 AS one) AS o \
         WHERE NOT EXISTS (SELECT 1 FROM dm_room_participants WHERE roomId = ? AND memberId = ?)",
        cells![room.as_str(), member, now, room.as_str(), member],
    )
}

impl Store {
    /// A room; `None` if there is none of this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_room(&self, id: DmRoomId) -> Result<Option<DmRoomRow>, StoreError> {
        let rows = self.rows(format!("SELECT {ROOM} FROM dm_rooms r WHERE r.roomId = ?"), cells![id.as_str()]).await?;
        Ok(self.with_participants(rows).await?.pop())
    }

    /// The rooms that a member is in, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_rooms_of(&self, member: MemberId, limit: u32) -> Result<Vec<DmRoomRow>, StoreError> {
        let ids = self.dm_room_ids_of(member).await?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {ROOM} FROM dm_rooms r WHERE r.roomId IN ({}) ORDER BY r.createdAt DESC, r.id DESC LIMIT {limit}",
            places(ids.len())
        );
        let rows = self.rows(sql, ids).await?;
        self.with_participants(rows).await
    }

    /// Ids of the rooms that a member is in. Tables of old versions may have different collations, so that they
    /// cannot be joined.
    async fn dm_room_ids_of(&self, member: MemberId) -> Result<Vec<Cell>, StoreError> {
        let sql =
            format!("SELECT roomId FROM dm_room_participants WHERE memberId = ? ORDER BY id DESC LIMIT {MAX_ROOMS}");
        Ok(self.rows(sql, cells![member.as_str()]).await?.iter().map(|row| row.text(0).into()).collect())
    }

    async fn with_participants(&self, rows: Vec<Row>) -> Result<Vec<DmRoomRow>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Cell> = rows.iter().map(|row| row.text(1).into()).collect();
        let sql = format!(
            "SELECT roomId, memberId FROM dm_room_participants WHERE roomId IN ({}) ORDER BY id",
            places(ids.len())
        );
        let mut participants = HashMap::<String, Vec<String>>::new();
        for row in self.rows(sql, ids).await? {
            participants.entry(row.text(0)).or_default().push(row.text(1));
        }
        let room = |row: Row| {
            let id = row.text(1);
            Some(DmRoomRow {
                row_id: row.number(0),
                participants: participants.remove(&id).unwrap_or_default(),
                id: id.parse().ok()?,
                title: row.text(2),
                creator: row.text(3),
                created_at: row.number(4),
            })
        };
        Ok(rows.into_iter().filter_map(room).collect())
    }

    /// The room in which exactly these members are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_room_of_exactly(&self, members: &[MemberId]) -> Result<Option<DmRoomId>, StoreError> {
        let Some(first) = members.first() else { return Ok(None) };
        let is_it = |room: &DmRoomRow| {
            room.participants.len() == members.len()
                && members.iter().all(|member| room.participants.iter().any(|id| id == member.as_str()))
        };
        Ok(self.dm_rooms_of(*first, MAX_ROOMS).await?.iter().find(|room| is_it(room)).map(|room| room.id))
    }

    /// Makes a room with its participants.
    ///
    /// # Errors
    /// When the database fails or the id is taken; there is no room then.
    pub async fn create_dm_room(&self, room: &DmRoomRow) -> Result<(), StoreError> {
        let mut statements = vec![Statement::new(
            "INSERT INTO dm_rooms(roomId, title, creatorId, createdAt) VALUES (?, ?, ?, ?)",
            cells![room.id.as_str(), room.title.as_str(), room.creator.as_str(), room.created_at],
        )];
        statements.extend(room.participants.iter().map(|member| add_participant(room.id, member, room.created_at)));
        self.run(statements).await.map(drop)
    }

    /// Adds somebody to a room. False if they are in it already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_dm_participant(&self, room: DmRoomId, member: MemberId, now: i64) -> Result<bool, StoreError> {
        let changed = self.run(vec![add_participant(room, member.as_str(), now)]).await?;
        Ok(changed.first() == Some(&1))
    }

    /// Takes somebody out of a room; the room goes with the last of them, and all that was said in it. False if
    /// they were not in it.
    ///
    /// # Errors
    /// When the database fails; nothing was changed then.
    pub async fn remove_dm_participant(&self, room: DmRoomId, member: &str) -> Result<bool, StoreError> {
        const NOBODY: &str =
            "NOT EXISTS (SELECT 1 FROM dm_room_participants WHERE roomId = ? AND memberId <> 'system')";
        let room = room.as_str();
        let mut statements = vec![
            Statement::new("DELETE FROM dm_room_participants WHERE roomId = ? AND memberId = ?", cells![room, member]),
            Statement::new("DELETE FROM dm_reads WHERE targetId = ? AND memberId = ?", cells![room, member]),
        ];
        for (table, column) in [("dm_reads", "targetId"), ("dms", "roomId"), ("dm_rooms", "roomId")] {
            // The server alone is nobody.
            let sql = format!("DELETE FROM {table} WHERE {column} = ? AND {NOBODY}");
            statements.push(Statement::new(sql, cells![room, room]));
        }
        // What is left is that of a room that is gone.
        let orphan = "DELETE FROM dm_room_participants WHERE roomId = ? AND memberId = 'system' AND NOT EXISTS \
                      (SELECT 1 FROM dm_rooms WHERE roomId = ?)";
        statements.push(Statement::new(orphan, cells![room, room]));
        Ok(self.run(statements).await?.first().is_some_and(|removed| *removed > 0))
    }

    /// Removes a room and all that was said in it.
    ///
    /// # Errors
    /// When the database fails; nothing was removed then.
    pub async fn delete_dm_room(&self, room: DmRoomId) -> Result<(), StoreError> {
        let tables =
            [("dm_reads", "targetId"), ("dms", "roomId"), ("dm_room_participants", "roomId"), ("dm_rooms", "roomId")];
        let delete =
            |(table, column)| Statement::new(format!("DELETE FROM {table} WHERE {column} = ?"), cells![room.as_str()]);
        self.run(tables.into_iter().map(delete).collect()).await.map(drop)
    }

    /// The newest messages of a room, or the newest before a time; newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_page(&self, room: DmRoomId, before: Option<i64>, limit: u32) -> Result<Vec<DmRow>, StoreError> {
        let sql = format!(
            "SELECT {MESSAGE} FROM dms WHERE roomId = ? AND createdAt < ? ORDER BY createdAt DESC, id DESC LIMIT {limit}"
        );
        let rows = self.rows(sql, cells![room.as_str(), before.unwrap_or(i64::MAX)]).await?;
        Ok(rows.iter().filter_map(message_from).collect())
    }

    /// The direct messages with these ids, in no order; unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dms_by_id(&self, ids: &[MessageId]) -> Result<Vec<DmRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {MESSAGE} FROM dms WHERE messageId IN ({})", places(ids.len()));
        let rows = self.rows(sql, ids.iter().map(|id| Cell::from(id.as_str())).collect()).await?;
        Ok(rows.iter().filter_map(message_from).collect())
    }

    /// Stores a new direct message; its author has read the room until then.
    ///
    /// # Errors
    /// When the database fails or the id is taken; nothing was stored then.
    pub async fn append_dm(&self, message: &DmRow) -> Result<(), StoreError> {
        let insert = Statement::new(
            format!("INSERT INTO dms({MESSAGE}) VALUES (?, ?, ?, ?, ?, ?)"),
            cells![
                message.id.as_str(),
                message.room.as_str(),
                message.author.as_str(),
                message.json.as_str(),
                message.created_at,
                message.edited_at
            ],
        );
        self.run(vec![insert]).await.map(drop)
    }

    /// Gives a direct message another content. False if there is no such message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edit_dm(&self, id: MessageId, json: &str, edited_at: i64) -> Result<bool, StoreError> {
        let update = "UPDATE dms SET message = ?, editedAt = ? WHERE messageId = ?";
        Ok(self.run_one(update, cells![json, edited_at, id.as_str()]).await? > 0)
    }

    /// Removes a direct message. False if there is no such message.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_dm(&self, id: MessageId) -> Result<bool, StoreError> {
        Ok(self.run_one("DELETE FROM dms WHERE messageId = ?", cells![id.as_str()]).await? > 0)
    }

    /// Takes note that a member has read a room until a time; never goes back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_dm_read(&self, member: MemberId, room: DmRoomId, until: i64) -> Result<(), StoreError> {
        let (member, room) = (member.as_str(), room.as_str());
        let insert = Statement::new(
            "INSERT INTO dm_reads(memberId, targetId, lastReadAt) SELECT ?, ?, ? FROM (SELECT 1 AS one) AS o \
             WHERE NOT EXISTS (SELECT 1 FROM dm_reads WHERE memberId = ? AND targetId = ?)",
            cells![member, room, until, member, room],
        );
        let update = Statement::new(
            "UPDATE dm_reads SET lastReadAt = ? WHERE memberId = ? AND targetId = ? AND lastReadAt < ?",
            cells![until, member, room, until],
        );
        self.run(vec![insert, update]).await.map(drop)
    }

    /// How many messages of others each room of a member has since it was read last; rooms without any are left
    /// out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unread_dms(&self, member: MemberId) -> Result<Vec<(DmRoomId, i64)>, StoreError> {
        let ids = self.dm_room_ids_of(member).await?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        // A room that is gone may have left messages behind.
        let known =
            self.rows(format!("SELECT roomId FROM dm_rooms WHERE roomId IN ({})", places(ids.len())), ids).await?;
        let reads = self.rows("SELECT targetId, lastReadAt FROM dm_reads WHERE memberId = ?", cells![member.as_str()]);
        let reads: HashMap<String, i64> = reads.await?.iter().map(|row| (row.text(0), row.number(1))).collect();
        let mut counts = Vec::new();
        for rooms in known.chunks(CHUNK) {
            let each = vec!["(roomId = ? AND createdAt > ?)"; rooms.len()].join(" OR ");
            let sql = format!("SELECT roomId, COUNT(*) FROM dms WHERE ({each}) AND authorId <> ? GROUP BY roomId");
            let mut values = Vec::new();
            for id in rooms.iter().map(|row| row.text(0)) {
                let read = reads.get(&id).copied().unwrap_or_default();
                values.extend(cells![id, read]);
            }
            values.push(member.as_str().into());
            let rows = self.rows(sql, values).await?;
            counts.extend(rows.iter().filter_map(|row| Some((row.text(0).parse().ok()?, row.number(1)))));
        }
        Ok(counts)
    }
}

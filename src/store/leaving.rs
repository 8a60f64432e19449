//! What a member leaves behind who has no account any more.

use super::{
    Store, StoreError,
    portable::{Cell, Statement, cells, places},
};
use crate::model::ids::MemberId;

/// Rooms and tickets of one statement.
const CHUNK: usize = 100;

impl Store {
    /// Removes an account with its sessions and notices; with `messages` also everything that it wrote. What was
    /// only between the member and the server, or the staff, goes in any case.
    ///
    /// # Errors
    /// When the database fails; nothing was removed then.
    pub async fn delete_member(&self, member: MemberId, messages: bool) -> Result<(), StoreError> {
        let leaving = self.leaving(member, messages).await?;
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(store) => store.delete_member(member, messages, leaving).await,
            #[cfg(feature = "mariadb")]
            Self::MariaDb(store) => store.delete_member(member, messages, leaving).await,
        }
    }

    /// Takes a member out of rooms and tickets, and removes those that nobody is left in.
    async fn leaving(&self, member: MemberId, messages: bool) -> Result<Vec<Statement>, StoreError> {
        let id = member.as_str();
        let is_own = |who: &String| who == id || who == MemberId::SYSTEM.as_str();
        let rooms = self.dm_rooms_of(member, u32::MAX).await?;
        let abandoned = rooms.iter().filter(|room| room.participants.iter().all(is_own));
        let rooms: Vec<Cell> = abandoned.map(|room| room.id.as_str().into()).collect();
        let tickets = self.rows("SELECT threadId FROM tickets WHERE creatorId = ?", cells![id]).await?;
        let tickets: Vec<Cell> = tickets.iter().map(|row| row.text(0).into()).collect();

        let mut statements = Vec::new();
        let mut remove = |table: &str, column: &str, keys: &[Cell]| {
            for keys in keys.chunks(CHUNK) {
                let sql = format!("DELETE FROM {table} WHERE {column} IN ({})", places(keys.len()));
                statements.push(Statement::new(sql, keys.to_vec()));
            }
        };
        remove("dm_reads", "targetId", &rooms);
        for table in ["dms", "dm_room_participants", "dm_rooms"] {
            remove(table, "roomId", &rooms);
        }
        for table in
            ["dms_message_logs", "dms_messages", "edge_thread_reads", "dms_participants", "tickets", "dms_threads"]
        {
            remove(table, "threadId", &tickets);
        }
        let own = cells![id];
        for table in ["dm_room_participants", "dm_reads", "dms_participants", "edge_thread_reads"] {
            remove(table, "memberId", &own);
        }
        remove("content_reads", "userId", &own);
        if messages {
            for table in ["dms", "dms_messages", "dms_message_logs"] {
                remove(table, "authorId", &own);
            }
        }
        Ok(statements)
    }
}

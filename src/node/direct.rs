//! Direct messages (spec 40 sections 5 and 6): who is in a room, what is said there, and who is told.
//!
//! Everything goes to the sockets of the participants themselves, never to whoever joined a room: nobody can listen
//! in on what is not theirs, whatever they join.

use std::{cell::RefCell, collections::HashMap, time::Instant};

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Map, Value, json};

use super::{Node, now_ms};
use crate::{
    model::{
        direct::{self, DirectDraft, StoredDirect},
        ids::{DmRoomId, MemberId, MessageId},
    },
    realtime::Packet,
    security::{limits::Buckets, random, text::truncate},
    store::{DmRoomRow, DmRow, StoreError},
};

/// Rooms of one answer (spec 40 section 5.2).
const MAX_ROOMS: u32 = 50;
/// Messages of one page.
const PAGE: u32 = 50;
/// Longest title: the column of DCTS holds 204 characters.
const MAX_TITLE: usize = 200;
/// Messages that one member may send at once and in so many seconds (spec 40 section 8).
const SENDS: (u32, u32) = (5, 5);
/// Rooms that one member may make in an hour.
const ROOMS: (u32, u32) = (10, 3600);

/// What the node remembers about direct messages.
pub(super) struct Direct {
    /// Held while something is looked for and made, so that nobody makes its twin meanwhile.
    creating: tokio::sync::Mutex<()>,
    sends: RefCell<Buckets<MemberId>>,
    rooms: RefCell<Buckets<MemberId>>,
}

impl Default for Direct {
    fn default() -> Self {
        Self {
            creating: tokio::sync::Mutex::default(),
            sends: RefCell::new(Buckets::new(SENDS.0, SENDS.1)),
            rooms: RefCell::new(Buckets::new(ROOMS.0, ROOMS.1)),
        }
    }
}

/// Direct messages of a page by their ids, in their order.
#[derive(Debug)]
pub struct DirectPage(Vec<(MessageId, Value)>);

impl DirectPage {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for DirectPage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, message) in &self.0 {
            map.serialize_entry(id, message)?;
        }
        map.end()
    }
}

/// Why a direct message was not taken.
#[derive(Debug)]
pub enum DirectError {
    /// The room is not there, or the sender is not in it.
    NoRoom,
    /// The message to be replaced is not there, or is not the sender's.
    NoMessage,
    /// Too many in a short time.
    TooFast,
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for DirectError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Node {
    /// A room, if the member is in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_room_of(&self, member: MemberId, room: DmRoomId) -> Result<Option<DmRoomRow>, StoreError> {
        let found = self.store.dm_room(room).await?;
        Ok(found.filter(|room| room.participants.iter().any(|id| id == member.as_str())))
    }

    /// The rooms that a member is in, as they are sent: newest first, at most fifty.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_rooms(&self, member: MemberId) -> Result<Vec<Value>, StoreError> {
        let rooms = self.store.dm_rooms_of(member, MAX_ROOMS).await?;
        let mut known = HashMap::<String, Value>::new();
        let mut show = |id: &str| known.entry(id.to_owned()).or_insert_with(|| self.public_object(id)).clone();
        let room = |room: DmRoomRow| {
            let participants: Map<String, Value> = room.participants.iter().map(|id| (id.clone(), show(id))).collect();
            json!({"id": room.row_id, "roomId": room.id, "title": room.title, "creatorId": room.creator,
                "createdAt": room.created_at, "participants": participants})
        };
        Ok(rooms.into_iter().map(room).collect())
    }

    /// The public object of a member by the text of its id, or of the unknown one.
    pub fn public_object(&self, id: &str) -> Value {
        let id = id.parse().ok().or_else(|| "0".parse().ok());
        id.map_or(Value::Null, |id| {
            self.with_public_member(id, |member| serde_json::to_value(member).unwrap_or_default())
        })
    }

    /// Sends to all sockets of some members.
    pub fn send_to_people(&self, people: &[String], packet: &Packet) {
        for member in people.iter().filter_map(|id| id.parse().ok()) {
            self.send_to_member(member, packet);
        }
    }

    /// Waits until nobody else makes something of which there must be one, or so many. Rooms see to it themselves.
    pub async fn turn_to_create(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.direct.creating.lock().await
    }

    /// Whether a member may make another room now.
    pub fn may_make_dm_room(&self, member: MemberId) -> bool {
        self.direct.rooms.borrow_mut().take(member, Instant::now())
    }

    /// The room in which exactly these members are; `None` if there is none yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_dm_room(&self, members: &[MemberId]) -> Result<Option<DmRoomId>, StoreError> {
        self.store.dm_room_of_exactly(members).await
    }

    /// The room in which exactly these members are; it is made if there is none, and all of them are told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_dm_room(&self, creator: MemberId, members: &[MemberId]) -> Result<DmRoomId, StoreError> {
        let _creating = self.direct.creating.lock().await;
        if let Some(found) = self.store.dm_room_of_exactly(members).await? {
            return Ok(found);
        }
        let names = members.iter().take(3).map(|id| self.name_of(*id).unwrap_or_default());
        let mut title = names.collect::<Vec<_>>().join(",");
        if members.len() > 3 {
            title.push_str(", ...");
        }
        let id = random::digits(12).parse().map_err(|_| StoreError::Failed("no random numbers".into()))?;
        let room = DmRoomRow {
            row_id: 0,
            id,
            title: truncate(&title, MAX_TITLE),
            creator: creator.to_string(),
            created_at: now_ms(),
            participants: members.iter().map(ToString::to_string).collect(),
        };
        self.note(self.store.create_dm_room(&room).await)?;
        self.send_to_people(&room.participants, &Packet::event("roomInvitation", &json!({"roomId": id})));
        Ok(id)
    }

    /// A page of a room, newest first. Whoever asks must be in the room.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_page(&self, room: DmRoomId, before: Option<i64>) -> Result<DirectPage, StoreError> {
        let rows = self.store.dm_page(room, before, PAGE).await?;
        self.show_dms(rows).await
    }

    /// Messages as they are sent, with what they answer; what cannot be read is left out.
    async fn show_dms(&self, rows: Vec<DmRow>) -> Result<DirectPage, StoreError> {
        let mut around = HashMap::<MessageId, DmRow>::new();
        let mut wanted: Vec<MessageId> = rows.iter().filter_map(reply_of).collect();
        // An answer that is shown in an answer shows what it answers, and no more.
        for _ in 0..2 {
            wanted.retain(|id| !around.contains_key(id));
            wanted.sort_unstable();
            wanted.dedup();
            let found = self.store.dms_by_id(&wanted).await?;
            wanted = found.iter().filter_map(reply_of).collect();
            around.extend(found.into_iter().map(|row| (row.id, row)));
        }
        let shown = rows.iter().filter_map(|row| Some((row.id, self.show_dm(row, &around, 2)?)));
        Ok(DirectPage(shown.collect()))
    }

    fn show_dm(&self, row: &DmRow, around: &HashMap<MessageId, DmRow>, depth: u8) -> Option<Value> {
        let StoredDirect { data, edit_id } = StoredDirect::read(&row.json)?;
        let mut author = self.public_object(&row.author);
        if author.get("isBanned").is_none() {
            author["isBanned"] = false.into();
        }
        let is_system = row.author == MemberId::SYSTEM.as_str();
        // SAFER: an answer shows nothing of another room.
        let replied = reply_of(row).and_then(|id| around.get(&id)).filter(|other| other.room == row.room);
        let reply = match replied.filter(|_| depth > 0) {
            Some(replied) => self.show_dm(replied, around, depth - 1).unwrap_or_default(),
            None if is_system => json!({"id": null}),
            None => json!({"data": {}, "meta": {}}),
        };
        Some(json!({"data": data, "messageEditId": edit_id, "meta": {
            "messageId": row.id, "timestamp": row.created_at, "author": author, "editedAt": row.edited_at, "reply": reply,
        }}))
    }

    /// Stores a direct message, a new one or a changed one, and shows it to everybody in its room. Gives it back as
    /// it was shown, with its id.
    ///
    /// # Errors
    /// See [`DirectError`]; nobody has seen it then.
    pub async fn send_dm(&self, sender: MemberId, mut draft: DirectDraft) -> Result<(Value, MessageId), DirectError> {
        if !self.direct.sends.borrow_mut().take(sender, Instant::now()) {
            return Err(DirectError::TooFast);
        }
        let room = self.dm_room_of(sender, draft.room).await?.ok_or(DirectError::NoRoom)?;
        if room.participants.iter().any(|id| id == MemberId::SYSTEM.as_str()) {
            // Nobody reads what the server is told.
            return Err(DirectError::NoRoom);
        }
        draft.restrict(&room.participants);
        let row = match draft.replaces {
            None => self.append_dm(sender, &draft).await?,
            Some(id) => self.replace_dm(sender, id, &draft).await?,
        };
        let id = row.id;
        let shown = self.show_sent(row, draft.replaces).await?.ok_or(DirectError::NoMessage)?;
        self.send_to_people(&room.participants, &Packet::event("newDmMessage", &json!({"payload": shown})));
        Ok((shown, id))
    }

    /// One message as clients get it after it was sent.
    async fn show_sent(&self, row: DmRow, edit_id: Option<MessageId>) -> Result<Option<Value>, StoreError> {
        let page = self.show_dms(vec![row]).await?;
        let mut shown = page.0.into_iter().next().map(|(_, shown)| shown);
        if let Some(shown) = &mut shown {
            shown["messageEditId"] = json!(edit_id);
        }
        Ok(shown)
    }

    /// A direct message as it was shown when it was sent, if the member is in its room.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shown_dm(&self, member: MemberId, id: MessageId) -> Result<Option<Value>, StoreError> {
        let Some(row) = self.dm_for(member, id).await? else { return Ok(None) };
        self.show_sent(row, None).await
    }

    async fn append_dm(&self, sender: MemberId, draft: &DirectDraft) -> Result<DmRow, DirectError> {
        let no_id = || StoreError::Failed("no random numbers".into());
        let (id, now) = (Self::new_message_id().ok_or_else(no_id)?, self.message_time());
        let row = DmRow {
            id,
            room: draft.room,
            author: sender.to_string(),
            json: draft.stored(id, now, None),
            created_at: now,
            edited_at: None,
        };
        self.note(self.store.append_dm(&row).await)?;
        self.counters().messages.add(1);
        Ok(row)
    }

    async fn replace_dm(&self, sender: MemberId, id: MessageId, draft: &DirectDraft) -> Result<DmRow, DirectError> {
        let found = self.store.dms_by_id(&[id]).await?.pop();
        let is_own = |row: &DmRow| row.author == sender.as_str() && row.room == draft.room;
        let mut row = found.filter(is_own).ok_or(DirectError::NoMessage)?;
        let now = now_ms();
        row.json = draft.stored(id, row.created_at, Some(now));
        row.edited_at = Some(now);
        if !self.note(self.store.edit_dm(id, &row.json, now).await)? {
            return Err(DirectError::NoMessage);
        }
        Ok(row)
    }

    /// A direct message, if the member is in its room.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dm_for(&self, member: MemberId, id: MessageId) -> Result<Option<DmRow>, StoreError> {
        let Some(row) = self.store.dms_by_id(&[id]).await?.pop() else { return Ok(None) };
        Ok(self.dm_room_of(member, row.room).await?.map(|_| row))
    }

    /// Removes a direct message and tells everybody in its room. False if it is gone already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_dm(&self, row: &DmRow) -> Result<bool, StoreError> {
        let is_removed = self.note(self.store.delete_dm(row.id).await)?;
        let room = self.store.dm_room(row.room).await?;
        let packet = Packet::event("receiveDeleteMessage", &json!({"messageId": row.id}));
        self.send_to_people(&room.map(|room| room.participants).unwrap_or_default(), &packet);
        Ok(is_removed)
    }

    /// Takes note that a member has read a room until a time, and tells the member's other sockets.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_dm_read(&self, member: MemberId, room: DmRoomId, until: i64) -> Result<(), StoreError> {
        self.note(self.store.mark_dm_read(member, room, until).await)?;
        self.send_to_member(member, &Packet::event_empty("updateUnread"));
        Ok(())
    }

    /// Tells a member something in the name of the server: a direct message of `system`. `html` is trusted.
    ///
    /// # Errors
    /// When the database fails; nothing was said then.
    pub async fn tell(&self, member: MemberId, html: &str) -> Result<(), StoreError> {
        let room = self.open_dm_room(MemberId::SYSTEM, &[member, MemberId::SYSTEM]).await?;
        let no_id = || StoreError::Failed("no random numbers".into());
        let (id, now) = (Self::new_message_id().ok_or_else(no_id)?, self.message_time());
        let row = DmRow {
            id,
            room,
            author: MemberId::SYSTEM.to_string(),
            json: direct::system_message(member, room, html, id, now),
            created_at: now,
            edited_at: None,
        };
        self.note(self.store.append_dm(&row).await)?;
        let shown = self.show_dm(&row, &HashMap::new(), 0).unwrap_or_default();
        self.send_to_member(member, &Packet::event("newDmMessage", &json!({"payload": shown})));
        Ok(())
    }
}

fn reply_of(row: &DmRow) -> Option<MessageId> {
    StoredDirect::read(&row.json)?.reply()
}

//! Direct messages (spec 40 section 5).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    model::{
        direct::DirectDraft,
        ids::{DmRoomId, MemberId, MessageId},
    },
    node::{DirectError, DirectPage, now_ms},
    realtime::Packet,
    store::DmRoomRow,
};

/// As the pages of existing clients compare it.
const UNAUTHORIZED: &str = "unauthorized";

impl From<DirectError> for EventError {
    fn from(error: DirectError) -> Self {
        match error {
            DirectError::NoRoom => UNAUTHORIZED.into(),
            DirectError::NoMessage => {
                Self::Ack(json!({"error": "This message does not exist any more", "payload": null}))
            }
            DirectError::TooFast => "You are writing too fast. Wait a moment.".into(),
            DirectError::Store(error) => error.into(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    room_id: Option<Value>,
    message_id: Option<Value>,
    member_id: Option<Value>,
    participants: Option<Value>,
    timestamp: Option<Value>,
    payload: Option<Value>,
    nonce: Option<Value>,
}

impl Request {
    fn room(&self) -> Result<DmRoomId, EventError> {
        let given = self.room_id.as_ref().filter(|room| !room.is_null()).ok_or(EventError::from("roomId missing"))?;
        twelve(given).ok_or("Invalid roomId format".into())
    }
}

/// An id of exactly twelve characters.
fn twelve<T: std::str::FromStr>(value: &Value) -> Option<T> {
    text::text(Some(value)).filter(|text| text.len() == 12)?.parse().ok()
}

/// The room that a request names, if the caller is in it.
async fn own_room(cx: &Cx, request: &Request) -> Result<DmRoomRow, EventError> {
    cx.node.dm_room_of(cx.member, request.room()?).await?.ok_or(UNAUTHORIZED.into())
}

fn most_participants(cx: &Cx) -> usize {
    cx.node.config().serverinfo.dms.max_participants.max(1) as usize
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Opened {
    error: Option<()>,
    room_id: DmRoomId,
}

/// `createDmRoom`: finds the room of exactly these people, or makes it.
pub(super) async fn create(cx: &Cx, request: Request) -> Result<Opened, EventError> {
    let given = request.participants.ok_or(EventError::from("participants array missing"))?;
    let given = given.as_array().ok_or(EventError::from("participants must be an array"))?;
    let mut members: Vec<MemberId> = Vec::new();
    for id in given.iter().filter_map(text::id::<MemberId>) {
        // SAFER: only members, and never the server itself.
        if id != MemberId::SYSTEM && id != cx.member && cx.node.is_member(id) && !members.contains(&id) {
            members.push(id);
        }
    }
    let most = most_participants(cx);
    if members.len() > most {
        return Err(EventError::Text(format!("A conversation may have up to {most} people besides you").into()));
    }
    if members.is_empty() && !given.iter().all(|id| text::id::<MemberId>(id) == Some(cx.member)) {
        return Err("There is nobody of that name".into());
    }
    members.push(cx.member);
    if let Some(room_id) = cx.node.find_dm_room(&members).await? {
        return Ok(Opened { error: None, room_id });
    }
    if !cx.node.may_make_dm_room(cx.member) {
        return Err("You have begun many conversations. Wait a while.".into());
    }
    Ok(Opened { error: None, room_id: cx.node.open_dm_room(cx.member, &members).await? })
}

/// `getDmRooms`: the caller's rooms, newest first.
pub(super) async fn rooms(cx: &Cx, _request: Request) -> Result<Value, EventError> {
    let rooms = cx.node.dm_rooms(cx.member).await?;
    Ok(json!({"error": null, "rooms": if rooms.is_empty() { Value::Null } else { rooms.into() }}))
}

#[derive(Serialize)]
pub(super) struct Page {
    error: Option<()>,
    messages: Option<DirectPage>,
}

/// `getDmRoomMessages`: a page, newest first; nothing of a room that the caller is not in.
pub(super) async fn page(cx: &Cx, request: Request) -> Result<Page, EventError> {
    let room = request.room()?;
    let before = request.timestamp.as_ref().and_then(text::id::<i64>).filter(|before| *before > 0);
    if cx.node.dm_room_of(cx.member, room).await?.is_none() {
        return Ok(Page { error: None, messages: None });
    }
    let page = cx.node.dm_page(room, before).await?;
    Ok(Page { error: None, messages: Some(page).filter(|page| !page.is_empty()) })
}

/// `joinDmRoom`: says whether the caller may. What happens in a room comes to its participants anyway.
pub(super) async fn join(cx: &Cx, request: Request) -> Result<Done, EventError> {
    own_room(cx, &request).await?;
    Ok(Done::default())
}

#[derive(Serialize)]
pub(super) struct Sent {
    error: Option<()>,
    payload: Value,
}

/// `sendDmMessage`: a new message, or another text for one of the caller's.
pub(super) async fn send(cx: &Cx, request: Request) -> Result<Sent, EventError> {
    let payload = request.payload.unwrap_or_default();
    let draft = DirectDraft::read(&payload, cx.member, most_participants(cx) + 1)?;
    cx.check_mute()?;
    // What is encrypted is another text each time it is sent, so it has its name outside.
    let nonce = request.nonce.as_ref().and_then(Value::as_str);
    let sent = cx.node.post_once(cx.member, nonce, cx.node.send_dm(cx.member, draft)).await?;
    let payload = match sent {
        Ok(shown) => shown,
        Err(id) => cx.node.shown_dm(cx.member, id).await?.ok_or(EventError::from(UNAUTHORIZED))?,
    };
    Ok(Sent { error: None, payload })
}

/// `addDmRoomParticipant`
pub(super) async fn add(cx: &Cx, request: Request) -> Result<Done, EventError> {
    let (room, member) = room_and_member(&request)?;
    let _turn = cx.node.turn_to_create().await;
    let room = cx.node.dm_room_of(cx.member, room).await?.ok_or(EventError::from(UNAUTHORIZED))?;
    if room.participants.iter().any(|id| id == MemberId::SYSTEM.as_str()) {
        return Err("Nobody can be added to what the server tells you".into());
    }
    if !cx.node.is_member(member) || member == MemberId::SYSTEM {
        return Err("There is no such member".into());
    }
    if room.participants.iter().any(|id| id == member.as_str()) {
        return Err("already in room".into());
    }
    if room.participants.len() > most_participants(cx) {
        return Err("There is no place left in this conversation".into());
    }
    if !cx.node.store.add_dm_participant(room.id, member, now_ms()).await? {
        return Err("already in room".into());
    }
    let added = Packet::event("dmParticipantAdded", &json!({"roomId": room.id, "memberId": member}));
    cx.node.send_to_people(&room.participants, &added);
    cx.node.send_to_member(member, &Packet::event("roomInvitation", &json!({"roomId": room.id})));
    Ok(Done::default())
}

fn room_and_member(request: &Request) -> Result<(DmRoomId, MemberId), EventError> {
    let room = request.room_id.as_ref().and_then(twelve).ok_or(EventError::from("invalid roomId"))?;
    let member = request.member_id.as_ref().and_then(twelve).ok_or(EventError::from("invalid memberId"))?;
    Ok((room, member))
}

/// `removeDmRoomParticipant`: oneself, or anybody for who made the room.
pub(super) async fn remove(cx: &Cx, request: Request) -> Result<Done, EventError> {
    let (room, member) = room_and_member(&request)?;
    let room = cx.node.dm_room_of(cx.member, room).await?.ok_or(EventError::from("room not found"))?;
    if member != cx.member && room.creator != cx.member.as_str() {
        return Err(UNAUTHORIZED.into());
    }
    leave(cx, &room, member).await?;
    Ok(Done::default())
}

/// Takes somebody out of a room: for them it is gone, the others are told who left.
async fn leave(cx: &Cx, room: &DmRoomRow, member: MemberId) -> Result<(), EventError> {
    if !cx.node.store.remove_dm_participant(room.id, member.as_str()).await? {
        return Err("not in room".into());
    }
    let removed = Packet::event("dmParticipantRemoved", &json!({"roomId": room.id, "memberId": member}));
    cx.node.send_to_people(&room.participants, &removed);
    tell_gone(cx, room.id, &[member.to_string()]);
    Ok(())
}

/// Existing pages listen to the second one only.
fn tell_gone(cx: &Cx, room: DmRoomId, people: &[String]) {
    let gone = json!({"roomId": room, "error": null});
    cx.node.send_to_people(people, &Packet::event("roomDeleted", &gone));
    cx.node.send_to_people(people, &Packet::event("roomDeletion", &gone));
}

/// `deleteDmRoom`: who made the room removes it for all, anybody else leaves it.
pub(super) async fn delete(cx: &Cx, request: Request) -> Result<Done, EventError> {
    let not_found = EventError::from("Unable to delete DM: Room not found");
    let room = cx.node.dm_room_of(cx.member, request.room()?).await?.ok_or(not_found)?;
    if room.creator == cx.member.as_str() {
        cx.node.store.delete_dm_room(room.id).await?;
        tell_gone(cx, room.id, &room.participants);
    } else {
        leave(cx, &room, cx.member).await?;
    }
    Ok(Done::default())
}

/// `markDmAsRead`: until a message, or until now.
pub(super) async fn mark_read(cx: &Cx, request: Request) -> Result<Done, EventError> {
    let given = |value: &Option<Value>| value.clone().filter(|value| !value.is_null() && value != "");
    if let Some(id) = given(&request.message_id) {
        let id: MessageId = twelve(&id).ok_or(EventError::from("invalid messageId"))?;
        if let Some(row) = cx.node.dm_for(cx.member, id).await? {
            cx.node.mark_dm_read(cx.member, row.room, row.created_at).await?;
        }
        return Ok(Done::default());
    }
    let room = given(&request.room_id).ok_or(EventError::from("messageId or roomId required"))?;
    let room: DmRoomId = twelve(&room).ok_or(EventError::from("invalid roomId"))?;
    let room = cx.node.dm_room_of(cx.member, room).await?.ok_or(EventError::from(UNAUTHORIZED))?;
    cx.node.mark_dm_read(cx.member, room.id, now_ms()).await?;
    Ok(Done::default())
}

/// `deleteMessage` of a direct message: one's own only. Moderators go by a report.
pub(super) async fn delete_message(cx: &Cx, id: Option<MessageId>) -> Result<Done, EventError> {
    let found = match id {
        Some(id) => cx.node.dm_for(cx.member, id).await?,
        None => None,
    };
    let row = found.filter(|row| row.author == cx.member.as_str());
    let row = row.ok_or(EventError::from("Unauthorized or not message author"))?;
    cx.node.delete_dm(&row).await?;
    Ok(Done::default())
}

/// `getAllUnread`: what the member has not read, by room and in all; `unread` is what older pages read, `tickets`
/// and `articles` what ours does.
pub(super) async fn unread(cx: &Cx, _request: Request) -> Result<Value, EventError> {
    let rooms = cx.node.store.unread_dms(cx.member).await?;
    let total: i64 = rooms.iter().map(|(_, count)| count).sum();
    let unreads: serde_json::Map<String, Value> =
        rooms.into_iter().map(|(room, count)| (room.to_string(), count.into())).collect();
    let tickets = super::threads::unread(cx).await?;
    let articles = cx.node.store.unread_articles(cx.member).await?.len();
    Ok(json!({"type": "success", "unreads": unreads, "total": total, "unread": total, "tickets": tickets,
        "articles": articles}))
}

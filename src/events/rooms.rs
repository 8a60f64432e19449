//! Which channel a socket looks at, and typing in it (spec 30 sections 3 and 11).

use serde::Deserialize;
use serde_json::Value;

use super::{Cx, Done, EventError};
use crate::{
    model::{ids::RoomId, permissions::Permission},
    node::Place,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InRoom {
    room: Option<Value>,
}

impl InRoom {
    /// The room, if it is one: a page without a channel sends texts such as `0-null-null`.
    fn room(&self) -> Option<RoomId> {
        self.room.as_ref()?.as_str()?.parse().ok()
    }
}

/// `setRoom`: leaves the channel that was open, and opens another one.
pub(super) async fn set_room(cx: &Cx, request: InRoom) -> Result<Done, EventError> {
    let node = &cx.node;
    node.enter_room(cx.conn, None);
    let Some(room) = request.room() else { return Ok(Done::default()) };
    let kind = {
        let config = node.config();
        config.groups.channel_at(room).map(|found| found.channel.kind.clone())
    };
    let place = Place::Channel(room.channel);
    if !node.may(cx.member, Permission::ViewChannel, place) {
        cx.notice("error", "Access denied", "You may not see this channel.");
        return Err(EventError::denied());
    }
    match kind.as_deref() {
        None => return Err("No such channel".into()),
        Some("voice") if !node.may(cx.member, Permission::UseVoip, place) => {
            cx.notice("error", "Not allowed", "You may not use voice in this channel.");
            return Err(EventError::denied());
        }
        Some(_) => node.enter_room(cx.conn, Some(room)),
    }
    Ok(Done::default())
}

/// The room of a typing notice: an existing channel where the caller may write.
fn writable(cx: &Cx, request: &InRoom) -> Result<RoomId, EventError> {
    let room = request.room().ok_or(EventError::from("No such channel"))?;
    if cx.node.config().groups.channel_at(room).is_none() {
        return Err("No such channel".into());
    }
    let needed = [Permission::ViewChannel, Permission::SendMessages];
    if !cx.node.may_all(cx.member, &needed, Place::Channel(room.channel)) {
        return Err(EventError::denied());
    }
    Ok(room)
}

/// `isTyping`
pub(super) async fn is_typing(cx: &Cx, request: InRoom) -> Result<Done, EventError> {
    let room = writable(cx, &request)?;
    cx.node.start_typing(room, cx.member);
    Ok(Done::default())
}

/// `stoppedTyping`
pub(super) async fn stopped_typing(cx: &Cx, request: InRoom) -> Result<Done, EventError> {
    let room = writable(cx, &request)?;
    cx.node.stop_typing(room, cx.member);
    Ok(Done::default())
}

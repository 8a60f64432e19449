//! `getRoomCharts` (spec 10 section 10.2).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Cx, EventError};
use crate::{
    model::{ids::RoomId, permissions::Permission},
    node::{ChartPaths, Place},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfRoom {
    room: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct Charts {
    error: Option<()>,
    paths: ChartPaths,
}

/// Draws how busy a channel is, for those who set its limits and may see it.
pub(super) async fn draw(cx: &Cx, request: OfRoom) -> Result<Charts, EventError> {
    let unknown = EventError::from("No such channel");
    let room: Option<RoomId> = request.room.as_ref().and_then(Value::as_str).and_then(|room| room.parse().ok());
    let room = room.filter(|room| cx.node.config().groups.channel_at(*room).is_some()).ok_or(unknown)?;
    let needed = [Permission::ManageRateSettings, Permission::ViewChannel];
    if !cx.node.may_all(cx.member, &needed, Place::Channel(room.channel)) {
        return Err(EventError::denied());
    }
    Ok(Charts { error: None, paths: cx.node.draw_charts(room).await? })
}

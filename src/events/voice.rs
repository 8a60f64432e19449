//! Who is in a voice channel (spec 42 section 5). Sound and pictures take another way.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    model::ids::{ChannelId, MemberId},
    node::VoiceError,
};

impl From<VoiceError> for EventError {
    fn from(error: VoiceError) -> Self {
        error.text().into()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Someone {
    channel_id: Option<Value>,
    member_id: Option<Value>,
}

impl Someone {
    /// The channel: of the name of a room, which existing clients send as well, it is the last part.
    fn channel(&self) -> Result<ChannelId, EventError> {
        let given = self.channel_id.as_ref();
        let of_room =
            given.and_then(Value::as_str).and_then(|text| text.rsplit('-').next()).and_then(|id| id.parse().ok());
        of_room.or_else(|| given.and_then(text::id)).ok_or(EventError::from("No such channel"))
    }

    fn member(&self) -> Option<MemberId> {
        self.member_id.as_ref().and_then(text::id)
    }
}

/// `notifyVcMemberJoined`: the caller is in a call now. SAFER: nobody else is by its word.
pub(super) async fn joined(cx: &Cx, request: Someone) -> Result<Done, EventError> {
    if request.member() != Some(cx.member) {
        return Err("You can only say that of yourself".into());
    }
    cx.node.voice_joined(cx.member, request.channel()?, cx.conn)?;
    Ok(Done::default())
}

/// `notifyVcMemberLeft`: the caller is in no call any more, or misses somebody in its own.
pub(super) async fn left(cx: &Cx, request: Someone) -> Result<Done, EventError> {
    if cx.node.voice().is_none() {
        return Err(VoiceError::NotSetUp.into());
    }
    match request.member() {
        None => return Err("No such member".into()),
        Some(member) if member == cx.member => cx.node.voice_left(member),
        Some(missed) => cx.node.voice_missed(cx.member, missed),
    }
    Ok(Done::default())
}

#[derive(Debug, Serialize)]
pub(super) struct Members {
    error: Option<()>,
    members: Vec<MemberId>,
}

/// `getVcChannelMembers`
pub(super) async fn members(cx: &Cx, request: Someone) -> Result<Members, EventError> {
    let refuse = |error: VoiceError| EventError::Ack(json!({"error": error.text(), "members": null}));
    let members = cx.node.voice_members(cx.member, request.channel()?).map_err(refuse)?;
    Ok(Members { error: None, members })
}

//! Reacting to messages (spec 30 section 10).

use serde::Deserialize;
use serde_json::Value;

use super::{Cx, Done, EventError, text};
use crate::{
    model::{
        ids::MessageId,
        messages::StoredMessage,
        reactions::{is_custom_emoji, is_standard_emoji},
    },
    node::ReactionError,
};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct React {
    message_id: Option<Value>,
    emoji_hash: Option<Value>,
    default: Option<Value>,
}

impl React {
    fn emoji(&self) -> Result<String, EventError> {
        let emoji = text::text(self.emoji_hash.as_ref()).filter(|emoji| !emoji.is_empty());
        emoji.ok_or(EventError::from("Missing emoji id"))
    }

    /// The message, if the caller may see it.
    async fn message(&self, cx: &Cx) -> Result<StoredMessage, EventError> {
        let given = self.message_id.as_ref().filter(|id| !id.is_null() && *id != "");
        let id: Option<MessageId> = text::id(given.ok_or(EventError::from("Missing message id"))?);
        self.emoji()?;
        let found = match id {
            Some(id) => cx.node.message(id).await?,
            None => None,
        };
        let found = found.filter(|message| cx.node.sees(cx.member, message));
        found.ok_or(EventError::from("The message was not found"))
    }

    fn is_standard(&self) -> bool {
        match &self.default {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => !text.is_empty(),
            Some(_) => true,
        }
    }
}

/// `addMessageReaction`
pub(super) async fn add(cx: &Cx, request: React) -> Result<Done, EventError> {
    if let (Some(_), Ok(emoji)) = (&request.message_id, request.emoji()) {
        let is_known = if request.is_standard() { is_standard_emoji(&emoji) } else { is_custom_emoji(&emoji) };
        if !is_known {
            return Err("Invalid emoji hash".into());
        }
    }
    let message = request.message(cx).await?;
    cx.node.react(&message, cx.member, &request.emoji()?).await?;
    Ok(Done::default())
}

/// `removeMessageReaction`: also of what could not be added any more.
pub(super) async fn remove(cx: &Cx, request: React) -> Result<Done, EventError> {
    let message = request.message(cx).await?;
    // What is no emoji was stored by DCTS with its `<` escaped.
    let emoji = request.emoji()?.replace('<', "&lt;");
    cx.node.take_reaction_back(&message, cx.member, &emoji).await?;
    Ok(Done::default())
}

impl From<ReactionError> for EventError {
    fn from(error: ReactionError) -> Self {
        match error {
            ReactionError::TooMany => Self::Text(error.to_string().into()),
            ReactionError::Store(error) => error.into(),
        }
    }
}

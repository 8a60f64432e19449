//! Stands in for the crate of this name, for livekit-api's tokens and webhooks. The real one knows every message of
//! LiveKit's protocol, and reading two of them costs half a megabyte; these read the fields that a node looks at and
//! skip all others. Names and meanings are those of LiveKit's protocol; 64-bit numbers come as digits or as numbers.

use serde::{Deserialize, Deserializer, Serialize, de};

/// How a room is to be made, in a token that asks for it. The node's never do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoomConfiguration {}

/// What LiveKit tells a webhook.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WebhookEvent {
    /// `participant_joined` and others.
    pub event: String,
    /// Where it happened.
    pub room: Option<Room>,
    /// To whom.
    pub participant: Option<ParticipantInfo>,
    /// The same each time it is told.
    pub id: String,
    /// Seconds since the epoch.
    #[serde(alias = "created_at", deserialize_with = "number")]
    pub created_at: i64,
}

/// A room.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Room {
    /// Of this life of the room.
    pub sid: String,
    /// As tokens name it.
    pub name: String,
}

/// Somebody in a room.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ParticipantInfo {
    /// Of this stay.
    pub sid: String,
    /// As the token says.
    pub identity: String,
    /// As the token says.
    pub metadata: String,
    /// Seconds since the epoch.
    #[serde(alias = "joined_at", deserialize_with = "number")]
    pub joined_at: i64,
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    struct Number;
    impl de::Visitor<'_> for Number {
        type Value = i64;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a number, or its digits")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
            text.parse().map_err(E::custom)
        }
        fn visit_u64<E: de::Error>(self, number: u64) -> Result<i64, E> {
            i64::try_from(number).map_err(E::custom)
        }
        fn visit_i64<E: de::Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }
    }
    deserializer.deserialize_any(Number)
}

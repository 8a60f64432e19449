//! LiveKit's room service: Twirp, which is POST with JSON both ways.

use std::{fmt, time::Duration};

use hyper::{
    HeaderMap, Method,
    header::{self, HeaderValue},
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Livekit, Rights, Task};
use crate::{
    outgoing::{self, Answer, Ask, Outgoing, OutgoingError, Policy},
    security::outbound::Target,
};

pub(super) const SERVICE: Policy = Policy {
    purpose: "voice",
    allows_http: true,
    allows_private: false,
    port: |_| true,
    redirects: 0,
    time: Duration::from_secs(3),
    accepts: |_| true,
    // Some hundred people with all they show.
    max_body: 1024 * 1024,
    cuts_body: false,
};

/// A client that asks this server, wherever it is, and nobody else.
pub(super) fn only(target: &Target) -> Outgoing {
    Outgoing::new(outgoing::Settings { enabled: true, only: Some(target.origin().into()), ..Default::default() })
}

/// What LiveKit did not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomError {
    /// It cannot be reached, or is out of order: try again later.
    Unreachable(OutgoingError),
    /// It does not take the token: the key is another one, or the clocks differ by more than a minute.
    Refused,
    /// There is no such room, or nobody of that name in it.
    Nobody,
    /// It answers something that makes no sense.
    Nonsense,
}

impl fmt::Display for RoomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "LiveKit: {error}"),
            Self::Refused => f.write_str("LiveKit does not accept the key, or its clock differs from this machine's"),
            Self::Nobody => f.write_str("LiveKit knows no such room or participant"),
            Self::Nonsense => f.write_str("LiveKit's answer makes no sense"),
        }
    }
}

impl std::error::Error for RoomError {}

impl From<OutgoingError> for RoomError {
    fn from(error: OutgoingError) -> Self {
        match error {
            OutgoingError::Status(401 | 403) => Self::Refused,
            // Something that is no LiveKit says that, too; its other answers tell.
            OutgoingError::Status(404) => Self::Nobody,
            error => Self::Unreachable(error),
        }
    }
}

/// Somebody in a room. Names as in LiveKit's protocol, which writes them in two ways.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Participant {
    /// Of this stay in the room.
    pub sid: String,
    /// Who, as the token said.
    pub identity: String,
    /// What the token said besides.
    pub metadata: String,
    /// Since when, seconds since the epoch.
    #[serde(alias = "joinedAt", deserialize_with = "number")]
    pub joined_at: i64,
    /// What it may send.
    pub permission: Option<Permission>,
    /// What it sends.
    pub tracks: Vec<Track>,
}

/// What somebody may send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Permission {
    #[serde(alias = "canPublish")]
    can_publish: bool,
    #[serde(alias = "canPublishSources")]
    can_publish_sources: Vec<String>,
}

/// Something that is sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Track {
    /// Its id.
    pub sid: String,
    /// `MICROPHONE` and others.
    pub source: String,
    /// Whether nothing of it is passed on.
    pub muted: bool,
}

impl Participant {
    /// What it may send, as far as LiveKit told.
    pub fn rights(&self) -> Option<Rights> {
        let permission = self.permission.as_ref()?;
        let sources = &permission.can_publish_sources;
        let may = |name: &str| {
            permission.can_publish
                && (sources.is_empty() || sources.iter().any(|source| source.eq_ignore_ascii_case(name)))
        };
        Some(Rights { speak: may("microphone"), camera: may("camera"), screen: may("screen_share") })
    }
}

/// A number of 64 bits: JSON has them as digits.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(digits) => digits.parse().unwrap_or(0),
        other => other.as_i64().unwrap_or(0),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    name: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rooms {
    rooms: Vec<Named>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Participants {
    participants: Vec<Participant>,
}

impl Livekit {
    /// Which of these rooms there are.
    ///
    /// # Errors
    /// See [`RoomError`].
    pub async fn rooms(&self, names: &[String]) -> Result<Vec<String>, RoomError> {
        let found: Rooms = self.ask("ListRooms", Task::List, &json!({"names": names})).await?;
        Ok(found.rooms.into_iter().map(|room| room.name).filter(|name| names.contains(name)).collect())
    }

    /// Who is in a room.
    ///
    /// # Errors
    /// See [`RoomError`].
    pub async fn participants(&self, room: &str) -> Result<Vec<Participant>, RoomError> {
        let asked = self.ask("ListParticipants", Task::Manage(room), &json!({"room": room})).await;
        match asked {
            Ok(Participants { participants }) => Ok(participants),
            Err(RoomError::Nobody) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Ends somebody's stay in a room; the token that was joined with lets in again until it has ended.
    ///
    /// # Errors
    /// See [`RoomError`].
    pub async fn remove(&self, room: &str, identity: &str) -> Result<(), RoomError> {
        self.tell("RemoveParticipant", Task::Manage(room), &json!({"room": room, "identity": identity})).await
    }

    /// Ends a room and the stay of everybody in it.
    ///
    /// # Errors
    /// See [`RoomError`].
    pub async fn end(&self, room: &str) -> Result<(), RoomError> {
        self.tell("DeleteRoom", Task::End, &json!({"room": room})).await
    }

    /// Changes what somebody may send; what is sent already and may not be is ended.
    ///
    /// # Errors
    /// See [`RoomError`].
    pub async fn set_rights(&self, room: &str, identity: &str, rights: Rights) -> Result<(), RoomError> {
        let sources: Vec<String> = rights.sources().map(str::to_ascii_uppercase).collect();
        let permission = json!({"can_subscribe": true, "can_publish": rights.any(), "can_publish_data": rights.any(),
            "can_publish_sources": sources});
        let change = json!({"room": room, "identity": identity, "permission": permission});
        self.tell("UpdateParticipant", Task::Manage(room), &change).await
    }

    /// Mutes something that somebody sends.
    ///
    /// # Errors
    /// See [`RoomError`].
    pub async fn mute(&self, room: &str, identity: &str, track: &str) -> Result<(), RoomError> {
        let change = json!({"room": room, "identity": identity, "track_sid": track, "muted": true});
        self.tell("MutePublishedTrack", Task::Manage(room), &change).await
    }

    async fn tell(&self, method: &str, task: Task<'_>, request: &Value) -> Result<(), RoomError> {
        match self.ask::<serde::de::IgnoredAny>(method, task, request).await {
            // Who is gone already has left.
            Ok(_) | Err(RoomError::Nobody) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn ask<T: DeserializeOwned>(&self, method: &str, task: Task<'_>, request: &Value) -> Result<T, RoomError> {
        let answer = self.post(method, task, request).await?.bytes().await?;
        serde_json::from_slice(&answer).map_err(|_| RoomError::Nonsense)
    }

    async fn post(&self, method: &str, task: Task<'_>, request: &Value) -> Result<Answer, RoomError> {
        let path = format!("twirp/livekit.RoomService/{method}");
        let target = self.settings.api.join(&path).map_err(|_| RoomError::Nonsense)?;
        let token = self.signer.task(task).ok_or(RoomError::Nonsense)?;
        let bearer = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| RoomError::Nonsense)?;
        let fields =
            [(header::CONTENT_TYPE, HeaderValue::from_static("application/json")), (header::AUTHORIZATION, bearer)];
        let headers = HeaderMap::from_iter(fields);
        let ask = Ask { method: Method::POST, target, headers, body: request.to_string().into() };
        Ok(self.outgoing.send(ask, &SERVICE).await?)
    }
}

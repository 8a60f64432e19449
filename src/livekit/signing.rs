//! Tokens, and whether a notice is LiveKit's.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use livekit_api::{
    access_token::{AccessToken, TokenVerifier, VideoGrants},
    webhooks::WebhookReceiver,
};

use super::{Absent, Happened, Notice, Participant, Rights, Task};

/// How long a token lets somebody in. LiveKit looks at it on joining only, and keeps those who are in supplied.
const PASS_LASTS: Duration = Duration::from_mins(10);
/// How long a token of the node itself is good: for one request.
const TASK_LASTS: Duration = Duration::from_mins(1);
/// How far LiveKit's clock may be from ours in a notice, seconds (spec 42 section 4.2).
const TOLERANCE: u64 = 10;

/// Holds the key and secret that LiveKit knows, too.
pub struct Signer {
    key: String,
    secret: String,
    verifier: TokenVerifier,
    receiver: WebhookReceiver,
}

// SECURITY: the secret must not get into a log.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Signer {
    /// With a key and its secret.
    ///
    /// # Errors
    /// None in this build.
    #[expect(clippy::unnecessary_wraps, reason = "there is a build where it fails")]
    pub(super) fn new(key: &str, secret: &str) -> Result<Self, Absent> {
        let verifier = TokenVerifier::with_api_key(key, secret);
        let receiver = WebhookReceiver::new(verifier.clone());
        Ok(Self { key: key.into(), secret: secret.into(), verifier, receiver })
    }

    /// A token that lets somebody into a room, and how long it does so. `pass` is shown to others in the room and
    /// comes back in notices and lists.
    pub fn pass(&self, room: &str, identity: &str, rights: Rights, pass: &str) -> Option<(String, Duration)> {
        let grants = VideoGrants {
            room_join: true,
            room: room.into(),
            can_publish: Some(rights.any()),
            can_subscribe: Some(true),
            can_publish_data: Some(rights.any()),
            can_publish_sources: rights.sources().map(Into::into).collect(),
            ..Default::default()
        };
        let token = self.token(grants, PASS_LASTS, |token| token.with_identity(identity).with_metadata(pass))?;
        Some((token, PASS_LASTS))
    }

    /// A token with which the node itself asks.
    pub(super) fn task(&self, task: Task<'_>) -> Option<String> {
        let mut grants = VideoGrants::default();
        match task {
            Task::List => grants.room_list = true,
            Task::End => grants.room_create = true,
            Task::Manage(room) => {
                grants.room_admin = true;
                grants.room = room.into();
            }
        }
        self.token(grants, TASK_LASTS, |token| token)
    }

    fn token(
        &self,
        grants: VideoGrants,
        ttl: Duration,
        add: impl FnOnce(AccessToken) -> AccessToken,
    ) -> Option<String> {
        let token = AccessToken::with_api_key(&self.key, &self.secret).with_grants(grants).with_ttl(ttl);
        add(token).to_jwt().inspect_err(|error| log::error!("no token could be made: {error}")).ok()
    }

    /// A notice, if LiveKit signed it for this body a moment ago. `None` tells no reason: SECURITY: whoever tries
    /// learns nothing.
    pub fn receive(&self, body: &[u8], authorization: &str) -> Option<Notice> {
        let body = std::str::from_utf8(body).ok()?;
        let no = |error: String| log::debug!("a notice of somebody else: {error}");
        let claims = self.verifier.verify(authorization).inspect_err(|error| no(error.to_string())).ok()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        // The crate takes a minute's difference, and a token that names no key.
        let is_fresh = claims.exp as u64 + TOLERANCE >= now && claims.nbf as u64 <= now + TOLERANCE;
        if !is_fresh || claims.iss != self.key {
            return None;
        }
        let event = self.receiver.receive(body, authorization).inspect_err(|error| no(error.to_string())).ok()?;
        let happened = match event.event.as_str() {
            "participant_joined" => Happened::Joined,
            "participant_left" | "participant_connection_aborted" => Happened::Left,
            "room_finished" => Happened::Ended,
            _ => Happened::Other,
        };
        let who = event.participant.unwrap_or_default();
        let participant = Participant {
            sid: who.sid,
            identity: who.identity,
            metadata: who.metadata,
            joined_at: who.joined_at,
            ..Default::default()
        };
        let room = event.room.unwrap_or_default().name;
        Some(Notice { happened, id: event.id, at: event.created_at, room, participant })
    }

    /// A notice as LiveKit would send it, and its signature: for finding out whether notices arrive.
    pub fn imitate(&self, event: &str) -> Option<(String, String)> {
        use base64::{Engine, engine::general_purpose::STANDARD};
        use sha2::{Digest, Sha256};
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        let body = format!(r#"{{"event":"{event}","id":"{event}-{now}","createdAt":"{now}"}}"#);
        let hash = STANDARD.encode(Sha256::digest(body.as_bytes()));
        let token = self.token(VideoGrants::default(), TASK_LASTS, |token| token.with_sha256(&hash))?;
        Some((body, token))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(secret: &str) -> Signer {
        Signer::new("key", secret).unwrap()
    }

    #[test]
    fn a_notice_is_believed_once_it_is_signed_for_its_body() {
        let ours = signer("a secret of more than thirty-two letters");
        let (body, token) = ours.imitate("room_started").unwrap();
        let notice = ours.receive(body.as_bytes(), &token).unwrap();
        assert_eq!((notice.happened, notice.room.as_str()), (Happened::Other, ""));
        assert!(notice.at > 1_700_000_000);
        assert!(ours.receive(body.replace("room", "rOom").as_bytes(), &token).is_none());
        assert!(ours.receive(body.as_bytes(), "").is_none());
        assert!(signer("another secret of more than thirty-two").receive(body.as_bytes(), &token).is_none());
        // SECURITY: members hold tokens of the same secret.
        let (pass, _) = ours.pass("0-0-1", "112233445566", Rights::NONE, "p").unwrap();
        assert!(ours.receive(body.as_bytes(), &pass).is_none() && ours.receive(b"", &pass).is_none());
    }
}

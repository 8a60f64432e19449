//! Tokens for calls, and what LiveKit tells (spec 42 section 4).

use std::time::Duration;

use hyper::{HeaderMap, Method, Request, Response, StatusCode, body::Incoming, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Body, Client, Site, headers,
    json::{self, Unreadable},
    limit::{Quota, Subject},
};
use crate::{
    model::ids::{MemberId, RoomId},
    node::VoiceError,
    security::token::TokenHash,
};

/// A person needs one for each call; behind one address there may be a family.
const TOKEN: Quota = Quota { route: "POST /token", each: 10, all: 1200 };
/// The same for a member, wherever it asks from.
const TOKEN_OF_MEMBER: Quota = Quota { route: "POST /token of a member", each: 10, all: 1200 };
/// LiveKit tells of every track of everybody.
const WEBHOOK: Quota = Quota { route: "POST /livekit/webhook", each: 6000, all: 12_000 };
/// Longest notice of LiveKit, bytes.
const MAX_NOTICE: usize = 64 * 1024;
/// How long a request may be ahead of the event that opens its channel.
const OPENS_WITHIN: Duration = Duration::from_secs(2);
const LOOKS_EVERY: Duration = Duration::from_millis(50);

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Asked {
    room_name: Option<Value>,
    participant_name: Option<Value>,
    member_id: Option<Value>,
    channel_id: Option<Value>,
    token: Option<Value>,
}

/// Whether a path is one of these.
pub(super) fn is_here(path: &str) -> bool {
    path == "/token" || path == "/livekit/webhook"
}

/// Answers a request. SECURITY: no page of another site may read it.
pub(super) async fn answer(site: &Site, request: Request<Incoming>, client: Client) -> Response<Body> {
    if request.method() != Method::POST {
        return super::method_not_allowed("POST");
    }
    if request.uri().path() == "/token" {
        token(site, request, client).await
    } else {
        notice(site, request, client).await
    }
}

fn refuse(status: StatusCode, why: &str) -> Response<Body> {
    // Existing clients read the one or the other.
    json::answer(status, &json!({"error": why, "errorMessage": why}))
}

fn refuse_for(error: VoiceError) -> Response<Body> {
    let status = match error {
        VoiceError::NotSetUp | VoiceError::Denied => StatusCode::FORBIDDEN,
        VoiceError::Away | VoiceError::Refused => StatusCode::SERVICE_UNAVAILABLE,
    };
    refuse(status, error.text())
}

async fn token(site: &Site, request: Request<Incoming>, client: Client) -> Response<Body> {
    if site.limits.spend(TOKEN, Subject::Address(client.address), client.address).is_err() {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "You are doing that too often. Wait a moment.");
    }
    if site.node.ban_of_address(client.address).is_some() {
        return refuse(StatusCode::FORBIDDEN, "This address is banned from this server.");
    }
    let bearer = bearer(request.headers());
    let visit = headers::visit(request.headers());
    let asked: Asked = match json::read(request).await {
        Ok(asked) => asked,
        Err(Unreadable::TooLong) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, "Too long"),
        Err(Unreadable::NoJson) => return refuse(StatusCode::BAD_REQUEST, "Missing a body in JSON"),
    };
    let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    let (room_name, name) = (text(&asked.room_name), text(&asked.participant_name));
    if room_name.is_empty() || name.is_empty() {
        return refuse(StatusCode::BAD_REQUEST, "roomName and participantName are required");
    }
    if site.node.voice().is_none() {
        return refuse_for(VoiceError::NotSetUp);
    }
    // SAFER: nobody joins under another's name, or a room for the right to another.
    let channel = asked.channel_id.as_ref().and_then(|id| serde_json::from_value(id.clone()).ok());
    let place = (room_name.parse::<RoomId>(), name.parse::<MemberId>());
    let (Ok(room), Ok(member)) = place else { return refuse_for(VoiceError::Denied) };
    if name != text(&asked.member_id) || channel != Some(room.channel) {
        return refuse_for(VoiceError::Denied);
    }
    let given = asked.token.as_ref().and_then(Value::as_str).map(ToOwned::to_owned).or(bearer);
    let session = match given {
        Some(token) => Some(TokenHash::of(&token)).filter(|token| site.node.has_session(member, token)),
        None => opened(site, member, room, visit, client).await,
    };
    let Some(session) = session else { return refuse_for(VoiceError::Denied) };
    // Counted only now, so that nobody uses up what another has.
    if site.limits.spend(TOKEN_OF_MEMBER, Subject::Member(member), client.address).is_err() {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "You are doing that too often. Wait a moment.");
    }
    match site.node.voice_pass(member, room, session).await {
        Ok((livekit, token)) => {
            let url = livekit.settings().url(client.is_secure);
            let screen = &site.node.config().dcts_edge.voice.screen;
            let limits = json!({"screen": {"maxHeight": screen.max_height, "maxFrameRate": screen.max_frame_rate,
                "maxBitrate": screen.max_bitrate}});
            json::answer(StatusCode::OK, &json!({"token": token, "livekitUrl": url, "limits": limits}))
        }
        Err(error) => refuse_for(error),
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    Some(given.strip_prefix("Bearer ")?.trim().to_owned())
}

/// The session of a client that shows no token: it has opened the channel on a socket, from the same page.
async fn opened(
    site: &Site,
    member: MemberId,
    room: RoomId,
    visit: Option<crate::realtime::Visit>,
    client: Client,
) -> Option<TokenHash> {
    // Who may not be there need not wait.
    site.node.voice_rights(member, room)?;
    let mut left = OPENS_WITHIN;
    loop {
        let session = site.node.session_in_room(member, room, visit, client.address);
        if session.is_some() || left.is_zero() {
            return session;
        }
        tokio::time::sleep(LOOKS_EVERY).await;
        left = left.saturating_sub(LOOKS_EVERY);
    }
}

async fn notice(site: &Site, request: Request<Incoming>, client: Client) -> Response<Body> {
    if let Err(refusal) = site.limits.spend(WEBHOOK, Subject::Address(client.address), client.address) {
        return *refusal;
    }
    let Some(livekit) = site.node.voice() else { return refuse_for(VoiceError::NotSetUp) };
    let field = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let signature = field.map(ToOwned::to_owned).unwrap_or_default();
    let body = match json::bytes(request, MAX_NOTICE).await {
        Ok(body) => body,
        Err(Unreadable::TooLong) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, "Too long"),
        Err(Unreadable::NoJson) => return refuse(StatusCode::BAD_REQUEST, "Missing a body"),
    };
    match livekit.signer().receive(&body, &signature) {
        Some(notice) => {
            log::debug!("voice: {:?} in {} ({})", notice.happened, notice.room, notice.participant.identity);
            site.node.voice_notice(&notice);
            headers::respond(StatusCode::OK, "text/plain; charset=utf-8", "")
        }
        None => refuse(StatusCode::UNAUTHORIZED, "That is not signed with the key of this server's LiveKit"),
    }
}

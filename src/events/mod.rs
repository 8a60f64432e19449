//! Floor 4: what clients can ask for. One file a feature; [`table::EVENTS`] is the protocol at a glance.
//!
//! `dispatch` does once what every feature would repeat: the rate limit, who is asking and whether
//! the token proves it, parsing, and the shape of the answer. A feature function holds only the
//! feature: `async fn(&Cx, Request) -> Result<Answer, EventError>`.

// Every feature has the same shape, whether it waits for something or not.
#![allow(clippy::unused_async)]

mod absent;
mod account;
mod articles;
mod channels;
mod charts;
mod difference;
mod direct;
mod emojis;
mod error;
mod groups;
mod history;
mod inbox;
mod invites;
mod join;
mod links;
mod login;
mod members;
mod messages;
mod messenger;
mod moderation;
mod network;
mod overrides;
mod permissions;
mod reactions;
mod reports;
mod role_changes;
mod roles;
mod rooms;
mod search;
mod server_info;
mod settings;
mod structure;
mod table;
mod text;
mod threads;
mod voice;

pub use error::EventError;
pub use table::{EVENTS, Guard};

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use crate::{
    model::{ids::MemberId, permissions::Permission},
    node::{Identity, Node, Place, Spent, now_ms},
    realtime::{AckId, App, CloseReason, ConnId, Event, EventName, Hub},
    security::{text::escape_html, token::TokenHash},
};

/// Connects the sockets with the node.
#[derive(Debug)]
pub struct Dispatcher {
    node: Rc<Node>,
}

impl Dispatcher {
    /// Serves the events of a node's sockets.
    pub fn new(node: Rc<Node>) -> Self {
        Self { node }
    }
}

impl App for Dispatcher {
    fn connected(&self, hub: &Hub, conn: ConnId, _auth: Option<Box<RawValue>>) {
        let Some(handshake) = hub.handshake(conn) else { return };
        self.node.socket_connected(conn, handshake);
    }

    fn event(&self, _hub: &Hub, conn: ConnId, event: Event) {
        // Tasks start in the order they are spawned, and most features answer without waiting: the
        // events of a socket take effect in order. One that waits for the store does not hold up
        // the others.
        tokio::task::spawn_local(dispatch(Rc::clone(&self.node), conn, event));
    }

    fn disconnected(&self, _hub: &Hub, conn: ConnId, reason: CloseReason) {
        log::debug!("{conn:?} is gone: {reason:?}");
        self.node.socket_disconnected(conn);
    }
}

/// What a feature function knows about its caller.
#[derive(Debug)]
pub struct Cx {
    /// The node.
    pub node: Rc<Node>,
    /// The calling socket.
    pub conn: ConnId,
    /// The caller. [`MemberId::SYSTEM`] for events that need no account.
    pub member: MemberId,
    /// The session that the caller's token belongs to.
    pub session: Option<TokenHash>,
    /// What to acknowledge, for the features that do it themselves.
    pub ack: Option<AckId>,
}

impl Cx {
    /// Answers the caller, if an answer was asked for.
    pub fn answer<T: Serialize>(&self, payload: &T) {
        if let Some(ack) = self.ack {
            self.node.hub.ack(self.conn, ack, payload);
        }
    }

    /// A mute in force refuses; one that is over is lifted (spec 30 section 4.2 defect a).
    pub(crate) fn check_mute(&self) -> Result<(), EventError> {
        let mute = self.node.config().mutelist.get(self.member.as_str()).cloned();
        let Some(mute) = mute else { return Ok(()) };
        if mute.duration <= now_ms() {
            self.node.lift_mute(self.member);
            return Ok(());
        }
        let until = humantime::format_rfc3339_seconds(
            std::time::UNIX_EPOCH
                + std::time::Duration::from_millis(mute.duration.clamp(0, 253_402_300_799_000) as u64),
        );
        let text = format!("You are muted until {until}. {}", escape_html(&mute.reason));
        Err(EventError::Ack(json!({"error": text, "muted": true, "type": "error", "msg": text})))
    }

    /// Refuses a caller who holds none of these permissions at a place. Existing clients show only the
    /// notice for some events, so there is one.
    pub(crate) fn require(&self, any: &[Permission], place: Place) -> Result<(), EventError> {
        if any.iter().any(|permission| self.node.may(self.member, *permission, place)) {
            return Ok(());
        }
        self.notice("error", "Missing permissions", "You may not do that here.");
        Err(EventError::denied())
    }

    /// Writes down who did what.
    pub(crate) fn audit(&self, what: &str) {
        self.node.audit(self.member, what);
    }

    /// Writes down who changed something, and what it was before and is now. Nothing, if that is the same.
    pub(crate) fn audit_change(&self, what: &str, before: &impl Serialize, after: &impl Serialize) {
        let before = serde_json::to_value(before).unwrap_or_default();
        let after = serde_json::to_value(after).unwrap_or_default();
        let difference = difference::difference(&before, &after);
        if !difference.is_empty() {
            self.audit(&format!("{what}: {difference}"));
        }
    }

    /// Shows a notice to the calling socket only (spec 10 section 13.1). Texts are HTML: escape what
    /// users wrote.
    pub fn notice(&self, kind: &str, title: &str, message: &str) {
        let notice = json!({
            "title": title,
            "message": message,
            "buttons": {"0": {"text": "Ok", "events": ""}},
            "type": kind,
            "popup_type": "confirm",
        });
        self.node.hub.emit(self.conn, "modalMessage", &notice);
    }
}

/// The answer of a feature that has nothing to say: `{"error":null}`.
#[derive(Debug, Default, Serialize)]
pub struct Done {
    error: Option<()>,
}

/// The answer of a change: `{"type":"success","msg":"...","error":null}`. Existing pages read one or
/// the other.
#[derive(Debug, Serialize)]
pub struct Changed {
    #[serde(rename = "type")]
    kind: &'static str,
    msg: &'static str,
    error: Option<()>,
}

impl Changed {
    /// With what the person is told.
    pub fn new(msg: &'static str) -> Self {
        Self { kind: "success", msg, error: None }
    }
}

/// What a feature function gave back.
#[derive(Debug)]
pub enum Outcome {
    /// To be acknowledged.
    Answer(Box<RawValue>),
    /// The feature answers by itself, now or later.
    Answered,
}

#[derive(Deserialize)]
struct Credentials {
    id: Option<Value>,
    token: Option<Value>,
    author: Option<Value>,
}

async fn dispatch(node: Rc<Node>, conn: ConnId, event: Event) {
    let EventName::Text(name) = event.name else { return };
    let ack = event.ack;
    let request = event.args.into_iter().next().unwrap_or_else(|| RawValue::NULL.to_owned());
    let mut cx = Cx { node, conn, member: MemberId::SYSTEM, session: None, ack };
    match serve(&mut cx, &name, request).await {
        Ok(Outcome::Answer(answer)) => cx.answer(&answer),
        Ok(Outcome::Answered) => {}
        Err(error) => {
            log::debug!("{} ({conn:?}): {name} refused: {error}", cx.member);
            cx.node.counters().refused.add(1);
            cx.answer(&error.to_ack());
        }
    }
}

async fn serve(cx: &mut Cx, name: &str, request: Box<RawValue>) -> Result<Outcome, EventError> {
    if cx.node.spend_event(cx.conn) != Spent::Served {
        return Err("You are doing that too often. Wait a moment.".into());
    }
    let Some(entry) = table::find(name) else {
        return Err(absent::refusal());
    };
    match entry.guard {
        Guard::Open => {}
        Guard::Member | Guard::Author => {
            let identity = authenticate(cx, &request, entry.guard)?;
            cx.member = identity.member;
            cx.session = Some(identity.session);
        }
    }
    let cx = Cx { node: Rc::clone(&cx.node), conn: cx.conn, member: cx.member, session: cx.session, ack: cx.ack };
    (entry.run)(cx, request).await
}

/// The guard of every member event (spec 10 section 3.5): the socket must have joined as the member
/// that the event names, and the token must open that member's account.
fn authenticate(cx: &Cx, request: &RawValue, guard: Guard) -> Result<Identity, EventError> {
    let credentials: Credentials =
        serde_json::from_str(request.get()).map_err(|_| EventError::from("Malformed request"))?;
    let id = match guard {
        Guard::Author => credentials.author.as_ref().and_then(|author| author.get("id")).and_then(text::id),
        Guard::Open | Guard::Member => credentials.id.as_ref().and_then(text::id),
    };
    // SECURITY: a missing token is a failure like a wrong one.
    let token = credentials.token.as_ref().and_then(Value::as_str).unwrap_or_default();
    let presented = TokenHash::of(token);
    let joined = cx.node.identity(cx.conn).ok_or(EventError::unauthenticated())?;
    if id != Some(joined.member) || !cx.node.has_session(joined.member, &presented) {
        return Err(EventError::unauthenticated());
    }
    if cx.node.is_banned(joined.member) {
        return Err("You are banned from this server.".into());
    }
    cx.node.touch(joined.member, None);
    Ok(Identity { member: joined.member, session: presented })
}

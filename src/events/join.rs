//! Joining: proof of work, registration, and the return of a known member (spec 10 sections 3.2, 3.3).

use std::{net::IpAddr, rc::Rc};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{
    Cx, EventError, Outcome,
    account::{ABOUT_ME_LENGTH, NAME_LENGTH, STATUS_LENGTH, acceptable},
    text,
};
use crate::{
    model::{
        ids::{ChannelId, MemberId},
        members::PublicMember,
        messages::StoredMessage,
    },
    node::{Ban, Identity, Node, Proven, now_ms},
    security::{keys::PublicKey, pow::Proof, random, sanitize, text as clean, token::TokenHash},
    store::NewMember,
};

/// Longest login name.
const LOGIN_NAME_LENGTH: usize = 64;
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Join {
    id: Option<Value>,
    token: Option<Value>,
    name: Option<Value>,
    login_name: Option<Value>,
    password: Option<Value>,
    onboarding: Option<Value>,
    icon: Option<Value>,
    banner: Option<Value>,
    status: Option<Value>,
    aboutme: Option<Value>,
    public_key: Option<Value>,
    /// Clients that can log in by key send it, `null` at first; for the others a challenge would be no answer.
    #[serde(deserialize_with = "super::account::given")]
    key_solution: Option<Value>,
    session_id: Option<Value>,
    code: Option<Value>,
    known_servers: Option<Value>,
    pow: Option<Pow>,
}

impl Join {
    fn key(&self) -> Option<PublicKey> {
        PublicKey::parse(&text::text(self.public_key.as_ref())?)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Pow {
    challenge: Option<Value>,
    solution: Option<Value>,
}

impl Pow {
    fn proof(&self) -> Option<Proof> {
        Proof::parse(&text::text(self.challenge.as_ref())?, &text::text(self.solution.as_ref())?)
    }
}

/// `userConnected`: the ack may come much later, when the client has proven work.
pub(super) async fn user_connected(cx: Cx, request: Box<RawValue>) -> Result<Outcome, EventError> {
    let join: Join = serde_json::from_str(request.get()).map_err(|_| EventError::from("Malformed request"))?;
    let id = member_id(&join)?;
    let token = join.token.as_ref().and_then(Value::as_str).unwrap_or_default();
    let difficulty = cx.node.difficulty(cx.node.has_session(id, &TokenHash::of(token)));
    if cx.node.proven(cx.conn).is_none() {
        let shown = join.pow.as_ref().and_then(Pow::proof).filter(|proof| proof.satisfies(difficulty));
        let Some(proof) = shown else {
            demand_proof(cx, join, id, difficulty);
            return Ok(Outcome::Answered);
        };
        cx.node.set_proven(cx.conn, Some(Proven(proof.to_string().into())));
    }
    enter(&cx, join, id).await
}

fn member_id(join: &Join) -> Result<MemberId, EventError> {
    let Some(id) = text::text(join.id.as_ref()).filter(|id| !id.is_empty()) else {
        return Err("No Account id provided".into());
    };
    if id.chars().count() != 12 {
        return Err("Account id length not 12".into());
    }
    id.parse().map_err(|_| "Account id is not valid".into())
}

/// Sends the challenge; the join goes on in [`verify_pow`].
fn demand_proof(cx: Cx, join: Join, id: MemberId, difficulty: u32) {
    let (node, conn) = (Rc::clone(&cx.node), cx.conn);
    let resume = Box::new(move || {
        crate::tasks::spawn(async move {
            match enter(&cx, join, id).await {
                Ok(Outcome::Answer(answer)) => cx.answer(&answer),
                Ok(Outcome::Answered) => {}
                Err(error) => cx.answer(&error.to_ack()),
            }
        });
    });
    if let Some(challenge) = node.await_proof(conn, difficulty, resume) {
        node.hub.emit(conn, "powChallenge", &json!({"challenge": challenge, "difficulty": difficulty}));
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct VerifyPow {
    challenge: Option<Value>,
    solution: Option<Value>,
}

/// `verifyPow`: a proof for the challenge that this socket was given, or for the client's own.
pub(super) async fn verify_pow(cx: Cx, request: Box<RawValue>) -> Result<Outcome, EventError> {
    let shown: VerifyPow = serde_json::from_str(request.get()).map_err(|_| EventError::from("Malformed request"))?;
    let asked = cx.node.challenge(cx.conn);
    let difficulty = asked.as_ref().map_or_else(|| cx.node.difficulty(false), |(_, difficulty)| *difficulty);
    let solution = text::text(shown.solution.as_ref()).unwrap_or_default();
    let own = text::text(shown.challenge.as_ref());
    let issued = asked.map(|(challenge, _)| challenge);
    let proofs = [own.as_deref(), issued.as_deref()].map(|challenge| Proof::parse(challenge?, &solution));
    let Some(proof) = proofs.iter().flatten().find(|proof| proof.satisfies(difficulty)) else {
        let level = proofs.iter().flatten().map(Proof::level).max().unwrap_or_default();
        return Err(EventError::Ack(json!({
            "type": "error",
            "error": "invalidIdentity",
            "msg": "The proof of work is not strong enough for this server.",
            "displayTime": 6_000_000,
            "powResult": {"level": level, "required": difficulty, "valid": false},
        })));
    };
    cx.node.set_proven(cx.conn, Some(Proven(proof.to_string().into())));
    cx.answer(&json!({"type": "success", "msg": "Authenticated"}));
    cx.node.hub.emit_empty(cx.conn, "powAccepted");
    if let Some(pending) = cx.node.take_pending_join(cx.conn) {
        (pending.resume)();
    }
    Ok(Outcome::Answered)
}

/// Goes on with a join after the proof of work.
async fn enter(cx: &Cx, join: Join, id: MemberId) -> Result<Outcome, EventError> {
    let address = cx.node.address(cx.conn).ok_or(EventError::from("The connection is gone"))?;
    if !cx.node.admits(address, None) {
        turn_away(cx, &Ban { reason: Some("This address is not let in".into()), until: i64::MAX });
        return Ok(Outcome::Answered);
    }
    let by_key = match by_key(cx, &join, id, address).await? {
        ByKey::Asked => return Ok(Outcome::Answered),
        ByKey::Owner(owner) => Some(owner),
        ByKey::No => None,
    };
    let id = by_key.unwrap_or(id);
    if let Some(ban) = cx.node.ban_of(id, address) {
        turn_away(cx, &ban);
        return Ok(Outcome::Answered);
    }
    if cx.node.is_full_for(id, address) {
        turn_away_full(cx);
        return Ok(Outcome::Answered);
    }
    let known = cx.node.joined_member(id);
    let outcome = match known {
        Some(member) if member.onboarding && by_key.is_some() => {
            let token = random::digits(48);
            cx.node.add_session(id, TokenHash::of(&token)).await?;
            log_in(cx, &join, id, member.login_name, token).await
        }
        Some(member) if member.onboarding => {
            let token = join.token.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
            log_in(cx, &join, id, member.login_name, token).await
        }
        _ => register(cx, &join, id).await,
    };
    if let Some(servers) = &join.known_servers
        && outcome.is_ok()
    {
        cx.node.take_known_servers(id, servers);
    }
    outcome
}

/// What a key in the request means.
enum ByKey {
    /// Nothing: the account is opened in the usual way.
    No,
    /// The client has to answer a challenge first, and was told so.
    Asked,
    /// The member who has proven to own it.
    Owner(MemberId),
}

/// Logs in by key (spec 41 section 5.3): only who can read for it that the proof of a key was recorded, and only
/// where the token does not open the account anyway.
async fn by_key(cx: &Cx, join: &Join, id: MemberId, address: IpAddr) -> Result<ByKey, EventError> {
    let (Some(solution), Some(key)) = (&join.key_solution, join.key()) else { return Ok(ByKey::No) };
    let token = join.token.as_ref().and_then(Value::as_str).unwrap_or_default();
    let Some(owner) = cx.node.owner_of_key(key.fingerprint()) else { return Ok(ByKey::No) };
    if cx.node.has_session(id, &TokenHash::of(token)) {
        return Ok(ByKey::No);
    }
    if let Some(session) = text::text(join.session_id.as_ref()).filter(|session| !session.is_empty()) {
        let known = cx.node.key_session(&session).await?;
        if known.is_some_and(|known| known.key == key.fingerprint()) {
            return Ok(ByKey::Owner(owner));
        }
    }
    // SECURITY: failures count for the address alone. Nobody guesses an answer, but with one anybody could lock
    // the owner out, whose key is public.
    if cx.node.must_stop_guessing(address, "key login") {
        return Err("Too many failed logins. Wait a few minutes.".into());
    }
    let Some(solution) = text::text(Some(solution)).filter(|solution| !solution.is_empty()) else {
        let sealed = cx.node.challenge_socket(cx.conn, &key);
        let challenge = sealed.ok_or(EventError::from("The challenge could not be made"))?;
        cx.answer(&json!({"keyAuth": true, "challenge": challenge}));
        return Ok(ByKey::Asked);
    };
    if cx.node.answers_on_socket(cx.conn, &key, &solution) {
        return Ok(ByKey::Owner(owner));
    }
    cx.node.guessed_wrong(address, "key login");
    Err(invalid_login())
}

fn invalid_login() -> EventError {
    let text = "This device is not logged in to that account. Log in with your name and password.";
    EventError::Ack(json!({
        "error": "Invalid login", "title": "Invalid Login", "msg": text, "type": "error", "displayTime": 3_600_000,
    }))
}

/// Tells somebody that there is no room left, then ends the connection.
fn turn_away_full(cx: &Cx) {
    let text = "All places of this server are taken. Try again later.";
    cx.answer(&json!({"error": text, "type": "error", "msg": text, "displayTime": 60_000}));
    let notice = json!({"title": "Server is full", "message": text, "type": "error", "displayTime": 60_000,
        "buttons": {"0": {"text": "Ok", "events": ""}}});
    cx.node.hub.emit(cx.conn, "modalMessage", &notice);
    cx.node.hub.disconnect(cx.conn, true);
}

/// Tells a banned member why, then ends the connection. The word `banned` makes the web client show
/// the instance page.
fn turn_away(cx: &Cx, ban: &Ban) {
    let until = humantime::format_rfc3339_seconds(
        std::time::UNIX_EPOCH + std::time::Duration::from_millis(ban.until.clamp(0, 253_402_300_799_000) as u64),
    );
    let reason = clean::escape_html(ban.reason.as_deref().unwrap_or("none given"));
    let text = format!("You are banned from this server until {until}. Reason: {reason}");
    cx.answer(&json!({"error": text, "type": "error", "msg": text, "displayTime": 60_000}));
    let notice = json!({"title": "Banned", "message": text, "type": "error", "displayTime": 600_000,
        "buttons": {"0": {"text": "Ok", "events": ""}}});
    cx.node.hub.emit(cx.conn, "modalMessage", &notice);
    cx.node.hub.disconnect(cx.conn, true);
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JoinAck<'a> {
    finished_onboarding: bool,
    #[serde(flatten)]
    member: &'a PublicMember<'a>,
    token: &'a str,
    login_name: &'a str,
}

/// Acknowledges a successful join with the member's own object: the public one, and the token that
/// was presented or just made.
fn answer_joined(cx: &Cx, id: MemberId, token: &str, login_name: &str) {
    cx.node.with_public_member(id, |member| {
        cx.answer(&JoinAck { finished_onboarding: true, member, token, login_name });
    });
}

async fn log_in(
    cx: &Cx,
    join: &Join,
    id: MemberId,
    login_name: Option<String>,
    token: String,
) -> Result<Outcome, EventError> {
    let session = TokenHash::of(&token);
    let is_valid = token.len() == 48 && cx.node.has_session(id, &session);
    let Some(login_name) = login_name.filter(|_| is_valid) else {
        return Err(invalid_login());
    };
    cx.node.let_in(cx.conn, Identity { member: id, session });
    answer_joined(cx, id, &token, &login_name);
    #[cfg(feature = "tls")]
    cx.node.consider_bans(id, false).await;
    if let Some(key) = join.key()
        && let Err(error) = cx.node.offer_key(id, &key, cx.conn).await
    {
        log::warn!("the key of {id} could not be saved: {error}");
    }
    if let Some(Proven(proof)) = cx.node.proven(cx.conn)
        && let Err(error) = cx.node.store.set_pow(id, proof.into()).await
    {
        log::warn!("the proof of work of {id} could not be saved: {error}");
    }
    Ok(Outcome::Answered)
}

async fn register(cx: &Cx, join: &Join, id: MemberId) -> Result<Outcome, EventError> {
    if !is_true(join.onboarding.as_ref()) {
        check_invite(cx, join)?;
        cx.node.hub.emit_empty(cx.conn, "doAccountOnboarding");
        return Err(EventError::Ack(
            json!({"error": "Onboarding not completed", "finishedOnboarding": false, "type": "success"}),
        ));
    }
    let code = check_invite(cx, join)?;
    let form = read_form(cx, join, id).inspect_err(|_| {
        // The client has closed its form; this opens it again.
        cx.node.hub.emit_empty(cx.conn, "doAccountOnboarding");
    })?;
    create(cx, form, code).await
}

/// Refuses the refused registration in its own shape.
fn refused(text: &str) -> EventError {
    EventError::Ack(json!({"error": text, "displayTime": 10_000, "type": "error", "msg": text}))
}

struct Form {
    wanted_id: MemberId,
    login_name: String,
    password: String,
    name: String,
    status: String,
    about_me: String,
    icon: String,
    banner: String,
    key: Option<PublicKey>,
}

fn read_form(cx: &Cx, join: &Join, id: MemberId) -> Result<Form, EventError> {
    // SECURITY: new ids are digits only, whatever older databases hold.
    if !id.is_decimal() {
        return Err(refused("The account id must consist of 12 digits."));
    }
    let login_name = text::text(join.login_name.as_ref()).unwrap_or_default();
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    if login_name.is_empty() || login_name.len() > LOGIN_NAME_LENGTH || !login_name.chars().all(is_legal) {
        return Err(refused("The login name may have up to 64 letters, digits, dots and underscores."));
    }
    let password = text::text(join.password.as_ref()).unwrap_or_default();
    if !acceptable(&cx.node, &password) {
        return Err(refused("The password is too short or too long."));
    }
    let name = clean::truncate(&clean::clean_name(&text::text(join.name.as_ref()).unwrap_or_default()), NAME_LENGTH);
    let about_me = clean::truncate(&text::text(join.aboutme.as_ref()).unwrap_or_default(), ABOUT_ME_LENGTH);
    let status = clean::clean_name(&text::text(join.status.as_ref()).unwrap_or_default());
    Ok(Form {
        wanted_id: id,
        login_name,
        password,
        name: if name.is_empty() { "User".into() } else { name },
        status: clean::truncate(&status, STATUS_LENGTH),
        about_me: sanitize::sanitize_profile(&about_me),
        icon: text::picture(join.icon.as_ref()).unwrap_or_default(),
        banner: text::picture(join.banner.as_ref()).unwrap_or_default(),
        key: join.key().filter(|key| cx.node.owner_of_key(key.fingerprint()).is_none()),
    })
}

fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.trim().eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// The invite code to be used up, if one is needed (spec 10 section 6.3).
fn check_invite(cx: &Cx, join: &Join) -> Result<Option<String>, EventError> {
    let config = cx.node.config();
    let registration = &config.serverinfo.registration;
    if registration.enabled {
        return Ok(None);
    }
    let refuse = |text: &str| {
        EventError::Ack(
            json!({"error": text, "displayTime": 6_000_000, "registration": false, "type": "error", "msg": text}),
        )
    };
    let Some(code) = text::text(join.code.as_ref()).filter(|code| !code.is_empty()) else {
        return Err(refuse("This server is invite only. You need an invite code."));
    };
    let address = cx.node.address(cx.conn).ok_or(EventError::from("The connection is gone"))?;
    if cx.node.must_stop_guessing(address, "invite") {
        return Err(refuse("Too many wrong codes. Wait a few minutes."));
    }
    let now = now_ms();
    // DCTS escaped what it stored twice (spec 10 section 6.1).
    let escaped = clean::escape_html(&clean::escape_html(&code));
    let known = [code, escaped].into_iter().find(|code| registration.access_codes.contains_key(code));
    match known.and_then(|code| Some((registration.access_codes.get(&code)?, code))) {
        Some((invite, code)) if invite.is_usable(now) => Ok(Some(code)),
        _ => {
            cx.node.guessed_wrong(address, "invite");
            Err(refuse("This invite code is not valid, or not any more."))
        }
    }
}

async fn create(cx: &Cx, form: Form, code: Option<String>) -> Result<Outcome, EventError> {
    let node = &cx.node;
    let hash = node.hash_password(node.queue_of(cx.conn), form.password).await?;
    // SECURITY: hashing takes a while, and another registration may have used the code up meanwhile.
    if let Some(code) = &code
        && !node.change_config(|config| config.serverinfo.registration.use_code(code, now_ms()))
    {
        return Err(refused("This invite code is not valid, or not any more."));
    }
    let token = random::digits(48);
    let session = TokenHash::of(&token);
    let pow = node.proven(cx.conn).map(|Proven(proof)| proof.to_string()).unwrap_or_default();
    let now = now_ms();
    let created = node
        .register(NewMember {
            wanted_id: form.wanted_id,
            login_name: form.login_name,
            password: hash,
            name: form.name,
            status: form.status,
            about_me: form.about_me,
            icon: form.icon,
            banner: form.banner,
            public_key: form.key.as_ref().map(PublicKey::to_pem).unwrap_or_default(),
            session,
            pow,
            now,
        })
        .await;
    let member = match created {
        Ok(member) => member,
        Err(error) => {
            if let Some(code) = &code {
                node.change_config(|config| config.serverinfo.registration.give_back(code));
            }
            return Err(error.into());
        }
    };
    log::info!("{} registered as {}", member.id, member.login_name);
    remember_country(cx, member.id).await;
    node.count_newcomer();
    node.let_in(cx.conn, Identity { member: member.id, session });
    answer_joined(cx, member.id, &token, &member.login_name);
    // The existing web client only stores the ack; this makes it load its page.
    let welcome = json!({"title": "Welcome", "message": "Your account has been created.", "type": "success",
        "displayTime": 1500, "action": "register", "buttons": {"0": {"text": "Ok", "events": ""}}});
    node.hub.emit(cx.conn, "modalMessage", &welcome);
    if let Some(key) = form.key {
        node.ask_for_proof(member.id, &key, cx.conn);
    }
    announce(node, member.id).await;
    greet(node, member.id).await;
    Ok(Outcome::Answered)
}

/// Writes down where somebody registered, if that was looked up already; otherwise it follows.
async fn remember_country(cx: &Cx, member: MemberId) {
    let Some(country) = cx.node.address(cx.conn).and_then(|address| cx.node.country_of(address)) else { return };
    if let Err(error) = cx.node.set_country(member, country).await {
        log::warn!("the country of {member} could not be saved: {error}");
    }
}

/// Tells a newcomer what the operator wants newcomers to know.
async fn greet(node: &Node, member: MemberId) {
    let text = {
        let config = node.config();
        let welcome = &config.serverinfo.system.welcome;
        welcome.enabled.then(|| sanitize::sanitize_profile(&welcome.message))
    };
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return };
    if let Err(error) = node.tell(member, &text).await {
        log::warn!("{member} could not be welcomed: {error}");
    }
}

/// Says in the default channel that somebody joined. Without such a channel nothing is said.
async fn announce(node: &Node, member: MemberId) {
    let room = {
        let config = node.config();
        let channel = config.serverinfo.default_channel.parse::<ChannelId>().ok();
        channel.and_then(|id| config.groups.find_channel(id)).map(|found| found.room)
    };
    let (Some(room), Some(name), Some(id)) = (room, node.name_of(member), Node::new_message_id()) else { return };
    let text = format!(
        "<label class=\"username\" data-member-id=\"{member}\">{} joined the server!</label>",
        clean::escape_html(&clean::truncate(&name, 50))
    );
    let mut message = StoredMessage::new(id, member, room, text, node.message_time());
    message.is_system_msg = true;
    if let Err(error) = node.announce(message).await {
        log::warn!("the arrival of {member} could not be announced: {error}");
    }
}

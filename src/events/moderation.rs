//! Banning, muting and sending away (spec 10 section 7).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    model::{duration, ids::MemberId, permissions::Permission},
    node::{BanOrder, Place, now_ms},
    security::{
        dsync::{MAX_NOTE, is_reason},
        text::{clean_name, escape_html, truncate},
    },
    store::BanDetails,
};

/// Longest reason, in UTF-16 units.
const REASON_LENGTH: usize = 500;
/// Bans of one page.
const PAGE: u32 = 50;
/// Until the end of this notice somebody may be away from the screen, ms.
const LONG: i64 = 600_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Order {
    target: Option<Value>,
    reason: Option<Value>,
    duration: Option<Value>,
    time: Option<Value>,
    /// Ours: why other nodes are told of the ban; without it they are not.
    #[serde(rename = "networkReason")]
    network_reason: Option<Value>,
    #[serde(rename = "networkNote")]
    network_note: Option<Value>,
}

/// The answer of a change here: existing pages read one or the other.
#[derive(Serialize)]
pub(super) struct Answer {
    #[serde(rename = "type")]
    kind: &'static str,
    msg: &'static str,
    error: Option<()>,
}

impl Answer {
    fn new(msg: &'static str) -> Self {
        Self { kind: "success", msg, error: None }
    }
}

impl Order {
    fn target(&self, cx: &Cx) -> Result<MemberId, EventError> {
        let id: Option<MemberId> = self.target.as_ref().and_then(text::id);
        id.filter(|id| cx.node.is_member(*id)).ok_or(EventError::from("There is no such member"))
    }

    fn reason(&self) -> String {
        truncate(text::text(self.reason.as_ref()).unwrap_or_default().trim(), REASON_LENGTH)
    }

    /// Why and in which words other nodes are told of a ban.
    fn network(&self) -> Result<Option<(String, String)>, EventError> {
        let given = |value: &Option<Value>| text::text(value.as_ref()).filter(|text| !text.is_empty());
        let Some(reason) = given(&self.network_reason) else { return Ok(None) };
        if !is_reason(&reason) {
            return Err("networkReason: expected spam, scam, harassment, illegal or other".into());
        }
        let note = clean_name(&given(&self.network_note).unwrap_or_default());
        if note.chars().count() > MAX_NOTE {
            return Err("networkNote: expected a text of up to 300 characters".into());
        }
        Ok(Some((reason, note)))
    }

    /// The end that a duration gives, ms since the epoch.
    fn until(length: Option<&Value>) -> Result<i64, EventError> {
        let length = text::text(length).unwrap_or_default();
        let ms = duration::length_ms(&length).ok().filter(|ms| *ms > 0);
        let ms = ms.ok_or(EventError::from("That is no duration. Expected for example \"10 minutes\""))?;
        Ok(now_ms().saturating_add(ms).min(duration::FOREVER))
    }
}

/// Checks in the order of the protocol: not oneself, the permission, the hierarchy.
fn check(cx: &Cx, order: &Order, permission: Permission) -> Result<MemberId, EventError> {
    let target = order.target(cx)?;
    check_target(cx, target, permission)?;
    Ok(target)
}

pub(super) fn check_target(cx: &Cx, target: MemberId, permission: Permission) -> Result<(), EventError> {
    if target == cx.member {
        return Err("You cannot do that to yourself".into());
    }
    cx.require(&[permission], Place::Server)?;
    if cx.node.rank(cx.member) <= cx.node.rank(target) {
        return Err("This member does not stand below you".into());
    }
    Ok(())
}

fn notice(title: &str, message: &str, kind: &str) -> Value {
    json!({"title": title, "message": message, "type": kind, "popup_type": "confirm", "displayTime": LONG,
        "buttons": {"0": {"text": "Ok", "events": ""}}})
}

fn date(until: i64) -> String {
    let ms = until.clamp(0, duration::FOREVER) as u64;
    humantime::format_rfc3339_seconds(std::time::UNIX_EPOCH + std::time::Duration::from_millis(ms)).to_string()
}

fn end(until: i64) -> String {
    if until >= duration::FOREVER { "permanently".into() } else { format!("until {}", date(until)) }
}

pub(super) fn name(cx: &Cx, member: MemberId) -> String {
    format!("{} ({member})", escape_html(&cx.node.name_of(member).unwrap_or_default()))
}

/// `banUser`
pub(super) async fn ban(cx: &Cx, order: Order) -> Result<Answer, EventError> {
    let target = check(cx, &order, Permission::BanMember)?;
    let until = Order::until(order.duration.as_ref())?;
    let network = order.network()?;
    ban_member(cx, target, until, order.reason()).await?;
    let Some((why, note)) = network else { return Ok(Answer::new("User has been banned")) };
    let count = cx.node.recommend_ban(target, &why, &note, until);
    if count == 0 {
        return Ok(Answer::new(
            "User has been banned. No other server can be told: none is trusted, or no key is proven",
        ));
    }
    cx.audit(&format!("recommended to {count} servers to ban {}: {why}", name(cx, target)));
    Ok(Answer::new("User has been banned, and trusted servers are told"))
}

/// Bans a member, tells it and the audit log.
pub(super) async fn ban_member(cx: &Cx, target: MemberId, until: i64, reason: String) -> Result<(), EventError> {
    let shown = escape_html(if reason.is_empty() { "none given" } else { &reason });
    // The word makes existing clients show the page of the instance.
    let notice = notice(&format!("You are banned {}", end(until)), &format!("Reason: {shown}"), "error");
    let who = name(cx, target);
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    cx.node.ban(BanOrder { issuer: cx.member, target, reason, until }, &notice).await?;
    cx.audit(&format!("banned {who} {}: {shown}", end(until)));
    Ok(())
}

/// `unbanUser`: a member or an address.
pub(super) async fn unban(cx: &Cx, order: Order) -> Result<Answer, EventError> {
    cx.require(&[Permission::ManageBans], Place::Server)?;
    let subject = text::text(order.target.as_ref()).filter(|subject| !subject.is_empty() && subject.len() <= 100);
    let subject = subject.ok_or(EventError::from("Whose ban is to be lifted?"))?;
    if !cx.node.lift_bans(subject.trim()).await? {
        return Err("There is no such ban".into());
    }
    cx.audit(&format!("lifted the ban of {}", escape_html(&subject)));
    Ok(Answer::new("The ban was lifted"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    timestamp: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownBan {
    row_id: i64,
    member_id: String,
    issuer_id: String,
    ip: Option<String>,
    reason: Option<String>,
    created: i64,
    until: i64,
    banned_user_obj: Value,
    banned_mod_obj: Value,
}

#[derive(Serialize)]
pub(super) struct Bans {
    #[serde(rename = "type")]
    kind: &'static str,
    msg: &'static str,
    data: Option<Vec<ShownBan>>,
}

/// `getBans`: the newest, or those from a time on backwards.
pub(super) async fn bans(cx: &Cx, page: Page) -> Result<Bans, EventError> {
    cx.require(&[Permission::ManageBans], Place::Server)?;
    let until = page.timestamp.as_ref().and_then(Value::as_f64).map(|time| time as i64);
    let rows = cx.node.store.bans(until, PAGE).await?;
    let shown: Vec<ShownBan> = rows.into_iter().map(|row| shown(cx, row)).collect();
    Ok(Bans { kind: "success", msg: "Bans found", data: Some(shown).filter(|shown| !shown.is_empty()) })
}

/// SAFER: texts are escaped, existing pages put them into HTML.
fn shown(cx: &Cx, row: BanDetails) -> ShownBan {
    let object = |id: &str| cx.node.public_object(id);
    ShownBan {
        row_id: row.row_id,
        banned_user_obj: object(&row.subject),
        banned_mod_obj: object(&row.issuer),
        member_id: escape_html(&row.subject),
        issuer_id: escape_html(&row.issuer),
        ip: row.ip,
        reason: row.reason.map(|reason| escape_html(&reason)),
        created: row.created,
        until: row.until,
    }
}

/// `muteUser`
pub(super) async fn mute(cx: &Cx, order: Order) -> Result<Answer, EventError> {
    let target = check(cx, &order, Permission::MuteUsers)?;
    let until = Order::until(order.time.as_ref().or(order.duration.as_ref()))?;
    let reason = order.reason();
    let shown = escape_html(&reason);
    cx.node.mute(cx.member, target, reason, until).await?;
    cx.audit(&format!("muted {} {}: {shown}", name(cx, target), end(until)));
    let message = if shown.is_empty() { String::new() } else { format!("Reason: {shown}") };
    cx.node.notify(target, &notice(&format!("You are muted {}", end(until)), &message, "warning"));
    Ok(Answer::new("The member was muted"))
}

/// `unmuteUser`
pub(super) async fn unmute(cx: &Cx, order: Order) -> Result<Answer, EventError> {
    let target = check(cx, &order, Permission::MuteUsers)?;
    if !cx.node.unmute(target).await? {
        return Err("The member is not muted".into());
    }
    cx.audit(&format!("lifted the mute of {}", name(cx, target)));
    cx.node.notify(target, &notice("You are no longer muted", "", "success"));
    Ok(Answer::new("The mute was lifted"))
}

/// `kickUser`: the account goes; who comes back registers anew.
pub(super) async fn kick(cx: &Cx, order: Order) -> Result<Done, EventError> {
    let target = check(cx, &order, Permission::KickUsers).inspect_err(|error| {
        // Existing clients show only the notice.
        cx.notice("error", "Not kicked", &escape_html(&error.to_string()));
    })?;
    let shown = escape_html(&order.reason());
    let who = name(cx, target);
    let told = notice("You have been kicked", &format!("Reason: {shown}"), "error");
    cx.node.delete_member(target, false, &told).await?;
    cx.audit(&format!("kicked {who}: {shown}"));
    cx.notice("success", "Kicked", &format!("{who} was kicked."));
    Ok(Done::default())
}

/// `disconnectUser`: ends all connections of a member; the account stays.
pub(super) async fn disconnect(cx: &Cx, order: Order) -> Result<Answer, EventError> {
    let target = check(cx, &order, Permission::DisconnectUsers)?;
    let shown = escape_html(&order.reason());
    let mut told = notice("You've been disconnected", &format!("Reason:<br>{shown}"), "error");
    told["wasDisconnected"] = true.into();
    if cx.node.send_away(target, &told) == 0 {
        return Err("The member is not connected".into());
    }
    cx.audit(&format!("disconnected {}: {shown}", name(cx, target)));
    Ok(Answer::new("The member was disconnected"))
}

/// Entries of one page of the audit log.
const AUDIT_PAGE: u32 = 250;
/// Most entries that may be skipped.
const AUDIT_SKIP: u32 = 1_000_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AuditPage {
    index: Option<Value>,
    /// Ours: only entries that contain this.
    filter: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct AuditLog {
    error: Option<()>,
    logs: Vec<Value>,
}

/// `getAuditlog`: newest first.
pub(super) async fn audit_log(cx: &Cx, page: AuditPage) -> Result<AuditLog, EventError> {
    cx.require(&[Permission::ViewAuditLog], Place::Server)?;
    let skip = page.index.as_ref().and_then(Value::as_u64).unwrap_or(0).min(u64::from(AUDIT_SKIP)) as u32;
    let filter = truncate(&text::text(page.filter.as_ref()).unwrap_or_default(), 100);
    // Texts of users stand escaped in it.
    let rows = cx.node.store.audit_log(escape_html(&filter), skip, AUDIT_PAGE).await?;
    let logs = rows.into_iter().map(|row| json!({"text": row.text, "datetime": date(row.at)})).collect();
    Ok(AuditLog { error: None, logs })
}

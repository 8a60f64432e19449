//! Other servers, for those who look after the list (spec 51 section 7).

#![cfg_attr(not(feature = "tls"), allow(dead_code))]

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, moderation, text};
use crate::{
    model::{ids::MemberId, permissions::Permission},
    node::{Node, Place, ServerStatus, now_ms},
    order,
    security::{dsync::NodeKey, text::escape_html},
    store::{RECOMMENDATIONS_PAGE, RecommendationChange, RecommendationRow, Recommendations, ServerRow, TrustRow},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

#[derive(Serialize)]
pub(super) struct Servers {
    error: Option<()>,
    servers: Vec<Shown>,
}

/// `data` is text of JSON and never absent: existing clients leave out whom they cannot describe.
#[derive(Serialize)]
struct Shown {
    id: i64,
    address: String,
    status: String,
    data: String,
    last_sync: Option<i64>,
    trust: i64,
    #[serde(rename = "nodeKey")]
    node_key: Option<String>,
    #[serde(rename = "nodeId")]
    node_id: Option<String>,
    #[serde(rename = "decidedBy")]
    decided_by: Option<String>,
    #[serde(rename = "blockedReason")]
    blocked_reason: Option<String>,
    #[serde(rename = "blockedUntil")]
    blocked_until: Option<i64>,
    #[serde(rename = "lastSeen")]
    last_seen: i64,
    #[serde(rename = "newKey")]
    new_key: Option<String>,
}

impl Shown {
    fn new(node: &Node, row: ServerRow) -> Self {
        let is_known = |data: &String| {
            serde_json::from_str::<Value>(data).is_ok_and(|data| data.get("serverinfo").is_some_and(Value::is_object))
        };
        let data = row.data.filter(is_known).unwrap_or_else(|| {
            json!({"serverinfo": {"name": escape_html(&row.address), "about": "", "banner": ""}}).to_string()
        });
        let node_id = row.node_key.as_deref().and_then(NodeKey::parse).map(|key| key.id());
        Self {
            new_key: node.strange_key(&row.address),
            id: row.id,
            address: row.address,
            status: row.status,
            data,
            last_sync: row.last_sync,
            trust: row.trust / 100,
            node_key: row.node_key,
            node_id,
            decided_by: row.decided_by,
            blocked_reason: row.blocked_reason,
            blocked_until: Some(row.blocked_until).filter(|until| *until > 0),
            last_seen: row.last_seen,
        }
    }
}

fn require(cx: &Cx) -> Result<(), EventError> {
    if cx.node.may(cx.member, Permission::ManageNetworkServers, Place::Server) {
        return Ok(());
    }
    let text = "Missing permissions";
    Err(EventError::Ack(json!({"error": text, "type": "error", "msg": text, "servers": []})))
}

/// `getNetworkServers`: all that are known, whatever their status.
pub(super) async fn list(cx: &Cx, _: Nothing) -> Result<Servers, EventError> {
    require(cx)?;
    let mut servers = cx.node.servers();
    order::by_number(&mut servers, |row| row.id);
    Ok(Servers { error: None, servers: servers.into_iter().map(|row| Shown::new(&cx.node, row)).collect() })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Decision {
    address: Option<Value>,
    status: Option<Value>,
    key: Option<Value>,
    trust: Option<Value>,
}

fn address(request: &Decision) -> Result<String, EventError> {
    text::text(request.address.as_ref()).ok_or(EventError::from("Missing address"))
}

fn unknown() -> EventError {
    "This server is not known".into()
}

/// `changeNetworkServerStatus`
pub(super) async fn decide(cx: &Cx, request: Decision) -> Result<Done, EventError> {
    require(cx)?;
    let address = address(&request)?;
    let status = text::text(request.status.as_ref()).ok_or(EventError::from("Missing status"))?;
    let status = ServerStatus::from_name(&status).ok_or(EventError::from("There is no such status"))?;
    if !cx.node.decide_server(&address, status) {
        return Err(unknown());
    }
    cx.audit(&format!("set the server {} to {}", escape_html(&address), status.name()));
    Ok(Done::default())
}

/// `getNetworkNode`: a server, and how its score came about (spec 52 section 8).
pub(super) async fn node(cx: &Cx, request: Decision) -> Result<Value, EventError> {
    require(cx)?;
    let row = cx.node.server(&address(&request)?).ok_or_else(unknown)?;
    let log = cx.node.store.trust_log(&row.address).await?;
    let evidence: Vec<Value> = log.iter().filter_map(|entry| summary(entry, &row.address)).collect();
    let log: Vec<Value> = log
        .into_iter()
        .map(|entry| {
            json!({"delta": entry.delta as f64 / 100.0, "reason": escape_html(&entry.reason), "eventId": entry.event,
                "evidence": entry.evidence.map(|evidence| cut(evidence.items)), "time": entry.at})
        })
        .collect();
    Ok(json!({"error": null, "server": Shown::new(&cx.node, row), "log": log, "evidence": evidence}))
}

/// What of an evidence is shown, for people to read: the events can be 60 KiB.
fn cut(mut items: String) -> String {
    const MOST: usize = 8000;
    if items.len() > MOST {
        items.truncate(items.floor_char_boundary(MOST));
        items.push('…');
    }
    items
}

/// What the evidence of an entry proves: what, by how many events, and who said so, if it was not this node.
fn summary(entry: &TrustRow, address: &str) -> Option<Value> {
    let evidence = entry.evidence.as_ref()?;
    let count = serde_json::from_str::<Vec<serde::de::IgnoredAny>>(&evidence.items).map_or(0, |items| items.len());
    let from = Some(evidence.sender.as_str()).filter(|sender| *sender != address);
    Some(json!({"kind": evidence.kind, "eventId": entry.event, "count": count, "from": from, "at": entry.at}))
}

/// `acceptNodeKey`: the key that the last check found instead of the known one.
pub(super) async fn accept_key(cx: &Cx, request: Decision) -> Result<Done, EventError> {
    require(cx)?;
    let address = address(&request)?;
    let key = text::text(request.key.as_ref()).ok_or(EventError::from("Missing key"))?;
    if !cx.node.accept_key(&address, &key) {
        return Err("The last check found another key".into());
    }
    cx.audit(&format!("accepted the new key of the server {}", escape_html(&address)));
    Ok(Done::default())
}

/// `setNodeTrust`
pub(super) async fn set_trust(cx: &Cx, request: Decision) -> Result<Done, EventError> {
    require(cx)?;
    let address = address(&request)?;
    let trust = request.trust.as_ref().and_then(Value::as_i64).filter(|trust| (0..=100).contains(trust));
    let trust = trust.ok_or(EventError::from("trust is a number from 0 to 100"))?;
    if !cx.node.set_trust(&address, trust) {
        return Err("This server is no node".into());
    }
    cx.audit(&format!("set the trust in the server {} to {trust}", escape_html(&address)));
    Ok(Done::default())
}

/// `getNetworkState`: whether there is federation, as whom, and with whom.
pub(super) async fn state(cx: &Cx, _: Value) -> Result<Value, EventError> {
    require(cx)?;
    let recommendations = cx.node.store.count_recommendations().await?;
    Ok(cx.node.network_state(recommendations))
}

/// `getBanRecommendations`: what other nodes recommend, those about members of this one first (spec 52 section 6).
pub(super) async fn recommendations(cx: &Cx, request: Value) -> Result<Value, EventError> {
    require(cx)?;
    let page = request.get("page").and_then(Value::as_i64).unwrap_or(1).max(1);
    let total = cx.node.store.count_recommendations().await?;
    let rows = cx.node.store.recommendations(Recommendations::Page(page - 1)).await?;
    let (servers, now) = (cx.node.servers(), now_ms());
    let shown: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            let server = servers.iter().find(|server| server.node_key.as_ref() == Some(&row.from));
            let member = row.about.parse::<MemberId>().ok();
            let name = member.and_then(|member| cx.node.name_of(member)).map(|name| escape_html(&name));
            let state = if row.state == "active" && row.until <= now { "expired" } else { &row.state };
            let mut shown = about(&row, server);
            shown["recommendation"] = row.id.as_str().into();
            shown["fromKey"] = row.from.as_str().into();
            shown["memberId"] = member.map(|member| member.to_string()).into();
            shown["memberName"] = name.into();
            shown["state"] = state.into();
            shown["decision"] = row.decision.as_deref().into();
            shown
        })
        .collect();
    let pages = ((total + i64::from(RECOMMENDATIONS_PAGE) - 1) / i64::from(RECOMMENDATIONS_PAGE)).max(1);
    Ok(json!({"error": null, "page": page, "pages": pages, "total": total, "policy": cx.node.ban_policy(),
        "recommendations": shown}))
}

/// SAFER: what another node wrote is escaped.
fn about(row: &RecommendationRow, server: Option<&ServerRow>) -> Value {
    json!({"fromAddress": server.map(|server| &server.address), "trust": server.map(|server| server.trust / 100),
        "reason": row.reason, "note": escape_html(&row.note), "until": row.until, "time": row.ts})
}

/// `decideBanRecommendation`: `ban`, `dismiss`, or `never` anything of the network about that member.
pub(super) async fn decide_recommendation(cx: &Cx, request: Value) -> Result<Done, EventError> {
    require(cx)?;
    let given = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let (id, from, decision) = (given("recommendation"), given("fromKey"), given("decision"));
    if !matches!(decision, "ban" | "dismiss" | "never") {
        return Err("decision: expected ban, dismiss or never".into());
    }
    // What is our own stands beside them under names that no key has.
    let found = cx.node.store.recommendations(Recommendations::One(from, id)).await?;
    let row = found.into_iter().find(|row| NodeKey::parse(&row.from).is_some());
    let row = row.ok_or(EventError::from("There is no such recommendation"))?;
    let member = row.about.parse::<MemberId>().ok().filter(|member| cx.node.is_member(*member));
    let nobody = || EventError::from("This recommendation is about nobody here");
    if decision == "ban" {
        let member = member.ok_or_else(nobody)?;
        if row.state != "active" || row.until <= now_ms() {
            return Err("This recommendation does not count any more".into());
        }
        moderation::check_target(cx, member, Permission::BanMember)?;
        let reason = if row.note.is_empty() { row.reason.clone() } else { format!("{}: {}", row.reason, row.note) };
        moderation::ban_member(cx, member, row.until, reason).await?;
    }
    if decision == "never" {
        cx.node.exempt(member.ok_or_else(nobody)?).await?;
    }
    cx.node.store.change_recommendations(RecommendationChange::Decide(&row.from, &row.id, decision)).await?;
    let who = member.map_or_else(|| "somebody unknown".into(), |member| moderation::name(cx, member));
    cx.audit(&format!("decided about the recommendation to ban {who}: {decision}"));
    if let Some(member) = member {
        cx.node.review_automatic(member).await;
    }
    Ok(Done::default())
}

/// `getNetworkBans`: what trusted nodes say about a member.
pub(super) async fn bans(cx: &Cx, request: Value) -> Result<Value, EventError> {
    let any = [Permission::BanMember, Permission::ManageBans, Permission::ManageNetworkServers];
    if !any.iter().any(|permission| cx.node.may(cx.member, *permission, Place::Server)) {
        return Err(EventError::denied());
    }
    let member = request.get("memberId").and_then(text::id).filter(|member| cx.node.is_member(*member));
    let member: MemberId = member.ok_or(EventError::from("There is no such member"))?;
    let policy = cx.node.ban_policy();
    let found = if policy == "ignore" { Vec::new() } else { cx.node.trusted_bans(member).await? };
    let shown: Vec<Value> = found.iter().map(|(row, server)| about(row, Some(server))).collect();
    Ok(json!({"error": null, "policy": policy, "nodes": Node::voices(&found), "isNever": cx.node.is_exempt(member),
        "recommendations": shown}))
}

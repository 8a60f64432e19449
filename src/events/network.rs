//! Other servers, for those who look after the list (spec 51 section 7).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    model::permissions::Permission,
    node::{Place, ServerStatus},
    order,
    security::{dsync::NodeKey, text::escape_html},
    store::ServerRow,
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
    #[serde(rename = "lastSeen")]
    last_seen: i64,
}

impl From<ServerRow> for Shown {
    fn from(row: ServerRow) -> Self {
        let is_known = |data: &String| {
            serde_json::from_str::<Value>(data).is_ok_and(|data| data.get("serverinfo").is_some_and(Value::is_object))
        };
        let data = row.data.filter(is_known).unwrap_or_else(|| {
            json!({"serverinfo": {"name": escape_html(&row.address), "about": "", "banner": ""}}).to_string()
        });
        let node_id = row.node_key.as_deref().and_then(NodeKey::parse).map(|key| key.id());
        Self {
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
    Ok(Servers { error: None, servers: servers.into_iter().map(Shown::from).collect() })
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
    let log: Vec<Value> = log
        .into_iter()
        .map(|entry| {
            json!({"delta": entry.delta as f64 / 100.0, "reason": escape_html(&entry.reason), "eventId": entry.event,
                "evidence": entry.evidence, "time": entry.at})
        })
        .collect();
    Ok(json!({"error": null, "server": Shown::from(row), "log": log}))
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

//! Other servers, for those who look after the list (spec 51 section 7).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    model::permissions::Permission,
    node::{Place, ServerStatus},
    security::text::escape_html,
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
}

impl From<ServerRow> for Shown {
    fn from(row: ServerRow) -> Self {
        let is_known = |data: &String| {
            serde_json::from_str::<Value>(data).is_ok_and(|data| data.get("serverinfo").is_some_and(Value::is_object))
        };
        let data = row.data.filter(is_known).unwrap_or_else(|| {
            json!({"serverinfo": {"name": escape_html(&row.address), "about": "", "banner": ""}}).to_string()
        });
        Self { id: row.id, address: row.address, status: row.status, data, last_sync: row.last_sync }
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
    let servers = cx.node.store.servers().await?;
    Ok(Servers { error: None, servers: servers.into_iter().map(Shown::from).collect() })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Decision {
    address: Option<Value>,
    status: Option<Value>,
}

/// `changeNetworkServerStatus`
pub(super) async fn decide(cx: &Cx, request: Decision) -> Result<Done, EventError> {
    require(cx)?;
    let address = text::text(request.address.as_ref()).ok_or(EventError::from("Missing address"))?;
    let status = text::text(request.status.as_ref()).ok_or(EventError::from("Missing status"))?;
    let status = ServerStatus::from_name(&status).ok_or(EventError::from("There is no such status"))?;
    if !cx.node.set_server_status(address.clone(), status).await? {
        return Err("This server is not known".into());
    }
    cx.audit(&format!("set the server {} to {}", escape_html(&address), status.name()));
    Ok(Done::default())
}

//! The list of other servers (spec 51 sections 6.2 and 6.3).

use hyper::{Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{
    Body, Client, Site, json,
    limit::{Quota, Subject},
};
use crate::{
    node::{SubmitError, dsync},
    security::host,
    store::ServerRow,
};

const LIST: Quota = Quota { route: "GET /servers", each: 1500, all: 120_000 };
const SUBMIT: Quota = Quota { route: "POST /servers/add", each: 10, all: 50 };

/// Whether a path is one of the list.
pub(super) fn is_here(path: &str) -> bool {
    path == "/servers" || path.starts_with("/servers/add/")
}

/// Answers a request.
pub(super) fn answer(site: &Site, method: &Method, path: &str, client: Client) -> Response<Body> {
    let submitted = path.strip_prefix("/servers/add/");
    let quota = if submitted.is_some() { SUBMIT } else { LIST };
    let spent = match site.limits.spend(quota, Subject::Address(client.address), client.address) {
        Ok(spent) => spent,
        Err(refusal) => return *refusal,
    };
    let mut response = match (submitted, method) {
        (None, &Method::GET | &Method::HEAD) => list(site),
        (Some(address), &Method::POST) => submit(site, address),
        _ => json::answer(StatusCode::METHOD_NOT_ALLOWED, &json!({"error": "Not like that"})),
    };
    spent.tell(response.headers_mut());
    response
}

fn list(site: &Site) -> Response<Body> {
    if !site.node.config().serverinfo.discovery.enabled {
        let value = json!({"error": "Discovery is not enabled on this server", "servers": []});
        return json::answer(StatusCode::OK, &value);
    }
    let servers: Vec<_> = site.node.listed_servers().iter().map(entry).collect();
    json::answer(StatusCode::OK, &json!({"servers": servers}))
}

/// A server with what it said of itself last, each text cut to a size: our own client may ask no other server. Existing
/// clients read the address alone.
fn entry(row: &ServerRow) -> Value {
    let mut entry = json!({"address": row.address, "seen": row.last_sync});
    let data: Value = row.data.as_deref().and_then(|data| serde_json::from_str(data).ok()).unwrap_or_default();
    let said = &data["serverinfo"];
    for (name, most) in [("name", 100), ("about", 500), ("description", 500), ("icon", 300), ("version", 20)] {
        if let Some(text) = said[name].as_str() {
            entry[name] = text.chars().take(most).collect::<String>().into();
        }
    }
    if let Some(online) = said["online"].as_u64() {
        entry["online"] = online.into();
    }
    entry
}

/// Takes an address for the operator to look at. SECURITY: the answer is the same whatever is known about it.
fn submit(site: &Site, address: &str) -> Response<Body> {
    let refuse = |status, why: &str| json::answer(status, &json!({"error": why}));
    if !site.node.config().serverinfo.discovery.enabled {
        return refuse(StatusCode::FORBIDDEN, "Discovery is not enabled on this server");
    }
    let host = percent_decode_str(address).decode_utf8().ok().and_then(|address| host::extract(&address));
    let Some(host) = host.filter(|host| host::is_public(host) || dsync::allows_private(&site.node.config())) else {
        return refuse(StatusCode::BAD_REQUEST, "That is no address of a server");
    };
    match site.node.submit_server(&host) {
        Ok(()) | Err(SubmitError::Full) => json::answer(StatusCode::OK, &json!({"success": true})),
        Err(SubmitError::Own) => refuse(StatusCode::BAD_REQUEST, "That is this server"),
    }
}

//! The inbox over HTTP (spec 30 section 13): marking notices as read, and fetching them for clients that
//! look after several servers.

use hyper::{Method, Request, Response, StatusCode, body::Incoming};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Body, Client, Site, json,
    limit::{Quota, Spent, Subject},
};
use crate::{
    model::ids::MemberId,
    node::{InboxItem, Node},
    security::{keys::PublicKey, token::TokenHash},
    store::StoreError,
};

/// For each member: a client marks one notice for each message that names it.
const OF_MEMBER: Quota = Quota { route: "POST /inbox", each: 600, all: 120_000 };
/// For addresses whose requests were refused.
const OF_STRANGERS: Quota = Quota { route: "POST /inbox (refused)", each: 100, all: 120_000 };
/// Longest id of a notice, characters.
const MAX_ID: usize = 250;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Credentials {
    id: Option<Value>,
    token: Option<Value>,
    public_key: Option<Value>,
    session_id: Option<Value>,
}

enum Asked {
    /// Marks a notice as read.
    Read(String),
    /// Fetches unread notices, those before a time if one is given.
    Fetch(Option<i64>),
}

impl Asked {
    fn read(path: &str) -> Option<Self> {
        let decoded = percent_decode_str(path.strip_prefix("/inbox/")?).decode_utf8().ok()?;
        match decoded.split('/').collect::<Vec<_>>()[..] {
            ["fetch"] => Some(Self::Fetch(None)),
            ["fetch", index] => Some(Self::Fetch(Some(index.parse::<f64>().ok().filter(|at| *at >= 0.0)? as i64))),
            [id, "read"] if !id.is_empty() && id.len() <= MAX_ID => Some(Self::Read(id.into())),
            _ => None,
        }
    }
}

/// Whether a path is one of the inbox.
pub(super) fn is_here(path: &str) -> bool {
    path.starts_with("/inbox/")
}

/// Answers a request; the caller lets other sites read the answer.
pub(super) async fn answer(site: &Site, request: Request<Incoming>, client: Client) -> Response<Body> {
    if request.method() != Method::POST {
        return json::answer(StatusCode::METHOD_NOT_ALLOWED, &json!({"error": "Only POST"}));
    }
    let Some(asked) = Asked::read(request.uri().path()) else {
        return json::answer(StatusCode::NOT_FOUND, &json!({"error": "There is nothing here"}));
    };
    let credentials: Credentials = json::read(request).await.unwrap_or_default();
    if let (Asked::Fetch(_), Some(session)) = (&asked, credentials.session_id.as_ref().and_then(Value::as_str)) {
        return fetch_by_key(site, &credentials, session, client).await;
    }
    let (member, spent) = match authenticate(site, &credentials, client) {
        Ok(known) => known,
        Err(refusal) => return *refusal,
    };
    let outcome = match asked {
        Asked::Read(key) => mark_read(&site.node, member, &key).await,
        Asked::Fetch(before) => fetch(&site.node, member, before).await,
    };
    let mut response = outcome.unwrap_or_else(|error| {
        log::warn!("the inbox of {member}: {error}");
        json::answer(StatusCode::OK, &json!({"error": "The server cannot do that now. Try again in a moment."}))
    });
    spent.tell(response.headers_mut());
    response
}

async fn mark_read(node: &Node, member: MemberId, key: &str) -> Result<Response<Body>, StoreError> {
    node.read_notice(member, key).await?;
    Ok(json::answer(StatusCode::OK, &json!({"error": null})))
}

async fn fetch(node: &Node, member: MemberId, before: Option<i64>) -> Result<Response<Body>, StoreError> {
    let items = node.unread_inbox(member, before).await?;
    Ok(json::answer(StatusCode::OK, &json!({"error": null, "inbox": items})))
}

/// Fetches for the desktop client, which has a session of its key (spec 41 section 8.1).
async fn fetch_by_key(site: &Site, credentials: &Credentials, session: &str, client: Client) -> Response<Body> {
    let spent = match site.limits.spend(OF_STRANGERS, Subject::Address(client.address), client.address) {
        Ok(spent) => spent,
        Err(refusal) => return *refusal,
    };
    let pem = credentials.public_key.as_ref().and_then(Value::as_str).unwrap_or_default();
    let mut response = match by_key(site, session, pem, client).await {
        Ok(Some(inbox)) => json::answer(StatusCode::OK, &json!({"error": null, "inbox": inbox})),
        Ok(None) => json::answer(StatusCode::FORBIDDEN, &json!({"error": "The session is not valid"})),
        Err(error) => {
            log::warn!("the inbox of a key: {error}");
            let why = json!({"error": "The server cannot do that now. Try again in a moment."});
            json::answer(StatusCode::SERVICE_UNAVAILABLE, &why)
        }
    };
    spent.tell(response.headers_mut());
    response
}

/// The inbox of the member who has proven to own the session's key.
async fn by_key(site: &Site, session: &str, pem: &str, client: Client) -> Result<Option<Vec<Value>>, StoreError> {
    let Some(key) = PublicKey::parse(pem) else { return Ok(None) };
    let known = site.node.key_session(session).await?.filter(|known| known.key == key.fingerprint());
    let owner = known.and_then(|known| site.node.owner_of_key(known.key));
    let Some(member) = owner.filter(|member| site.node.ban_of(*member, client.address).is_none()) else {
        return Ok(None);
    };
    let items = site.node.unread_inbox(member, None).await?;
    Ok(Some(items.iter().map(InboxItem::for_desktop).collect()))
}

/// The member that a request comes from. Requests are counted by member; only those that are refused
/// count for their address, which many may share.
fn authenticate(
    site: &Site,
    credentials: &Credentials,
    client: Client,
) -> Result<(MemberId, Spent), Box<Response<Body>>> {
    let refuse = |status, why: &str| {
        let spent = site.limits.spend(OF_STRANGERS, Subject::Address(client.address), client.address)?;
        let mut response = json::answer(status, &json!({"error": why}));
        spent.tell(response.headers_mut());
        Err(Box::new(response))
    };
    let token = credentials.token.as_ref().and_then(Value::as_str).unwrap_or_default();
    let id = match &credentials.id {
        Some(Value::String(id)) => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    let Some(id) = id.filter(|_| !token.is_empty()) else {
        return refuse(StatusCode::FORBIDDEN, "Missing id or token");
    };
    let member: Option<MemberId> = id.parse().ok();
    let Some(member) = member.filter(|member| site.node.name_of(*member).is_some()) else {
        return refuse(StatusCode::NOT_FOUND, "Member not found");
    };
    if !site.node.has_session(member, &TokenHash::of(token)) {
        return refuse(StatusCode::FORBIDDEN, "Invalid token");
    }
    if site.node.ban_of(member, client.address).is_some() {
        return refuse(StatusCode::FORBIDDEN, "You are banned from this server");
    }
    Ok((member, site.limits.spend(OF_MEMBER, Subject::Member(member), client.address)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert!(matches!(Asked::read("/inbox/12/read"), Some(Asked::Read(id)) if id == "12"));
        assert!(matches!(Asked::read("/inbox/1%2D2/read"), Some(Asked::Read(id)) if id == "1-2"));
        assert!(matches!(Asked::read("/inbox/fetch"), Some(Asked::Fetch(None))));
        assert!(matches!(Asked::read("/inbox/fetch/17"), Some(Asked::Fetch(Some(17)))));
        for bad in ["/inbox/", "/inbox//read", "/inbox/12", "/inbox/fetch/x", "/inbox/fetch/-1", "/inbox/a/b/c"] {
            assert!(Asked::read(bad).is_none(), "{bad}");
        }
    }
}

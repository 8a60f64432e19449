//! Proving to own a key, and the sessions that this opens (spec 41 section 5.2, spec 50 section A4).

use hyper::{Method, Request, Response, StatusCode, body::Incoming};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Body, Client, Site,
    json::{self, Unreadable},
    limit::{Quota, Subject},
};
use crate::{
    node::ChallengeError,
    security::keys::{Fingerprint, PublicKey},
    store::StoreError,
};

/// A challenge costs an RSA encryption. Several desktop clients may share an address.
const LOGIN: Quota = Quota { route: "POST /dSyncAuth/login", each: 20, all: 1200 };
const VERIFY: Quota = Quota { route: "POST /dSyncAuth/verify", each: 60, all: 6000 };
const SESSION: Quota = Quota { route: "POST /dSyncAuth/verify/session", each: 120, all: 12_000 };
const CHALLENGE: Quota = Quota { route: "POST /dSyncAuth/challenge", each: 10, all: 600 };

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Asked {
    public_key: Option<Value>,
    identifier: Option<Value>,
    solution: Option<Value>,
    session_id: Option<Value>,
    challenge: Option<Value>,
}

/// Whether a path is one of these.
pub(super) fn is_here(path: &str) -> bool {
    path.starts_with("/dSyncAuth/")
}

/// Answers a request; the caller lets other sites read the answer.
pub(super) async fn answer(site: &Site, request: Request<Incoming>, client: Client) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let quota = match path.as_str() {
        "/dSyncAuth/login" => LOGIN,
        "/dSyncAuth/verify" => VERIFY,
        "/dSyncAuth/verify/session" => SESSION,
        "/dSyncAuth/challenge" => CHALLENGE,
        _ => return refuse(StatusCode::NOT_FOUND, "There is nothing here"),
    };
    if request.method() != Method::POST {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, "Only POST");
    }
    if site.node.ban_of_address(client.address).is_some() {
        return refuse(StatusCode::FORBIDDEN, "This address is banned from this server");
    }
    let spent = match site.limits.spend(quota, Subject::Address(client.address), client.address) {
        Ok(spent) => spent,
        Err(refusal) => return *refusal,
    };
    let asked: Asked = match json::read(request).await {
        Ok(asked) => asked,
        Err(Unreadable::TooLong) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, "Too long"),
        Err(Unreadable::NoJson) => return refuse(StatusCode::BAD_REQUEST, "Missing a body in JSON"),
    };
    let mut response = match path.as_str() {
        "/dSyncAuth/login" => log_in(site, &asked),
        "/dSyncAuth/verify" => verify(site, &asked, client).await,
        "/dSyncAuth/verify/session" => verify_session(site, &asked).await,
        _ => match site.node.solve_challenge(asked.challenge.as_ref().unwrap_or(&Value::Null)) {
            Some((solution, key)) => json::answer(StatusCode::OK, &json!({"solution": solution, "publicKey": key})),
            None => refuse(StatusCode::BAD_REQUEST, "That is no challenge for a key of this server"),
        },
    };
    spent.tell(response.headers_mut());
    response
}

fn refuse(status: StatusCode, why: &str) -> Response<Body> {
    json::answer(status, &json!({"error": why}))
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn log_in(site: &Site, asked: &Asked) -> Response<Body> {
    let Some(pem) = text(asked.public_key.as_ref()) else {
        return refuse(StatusCode::BAD_REQUEST, "Missing public key");
    };
    let Some(key) = PublicKey::parse(pem) else {
        return refuse(StatusCode::BAD_REQUEST, "That is no RSA public key of 2048 to 8192 bits");
    };
    match site.node.challenge_key(&key) {
        Some((identifier, challenge)) => {
            json::answer(StatusCode::OK, &json!({"identifier": identifier, "challenge": challenge}))
        }
        None => refuse(StatusCode::INTERNAL_SERVER_ERROR, "The challenge could not be made"),
    }
}

async fn verify(site: &Site, asked: &Asked, client: Client) -> Response<Body> {
    let Some(identifier) = text(asked.identifier.as_ref()) else {
        return refuse(StatusCode::BAD_REQUEST, "Missing identifier");
    };
    let Some(solution) = text(asked.solution.as_ref()) else {
        return refuse(StatusCode::BAD_REQUEST, "Missing solution");
    };
    let invalid = || refuse(StatusCode::FORBIDDEN, "Invalid solution or key");
    let Some(key) = text(asked.public_key.as_ref()).and_then(PublicKey::parse) else {
        site.node.drop_challenge(identifier);
        return invalid();
    };
    match site.node.open_key_session(identifier, &key, solution, client.address).await {
        Ok(session) => {
            let value = json!({"error": null, "sessionId": session.id, "expiresAt": session.expires});
            json::answer(StatusCode::OK, &value)
        }
        Err(ChallengeError::Unknown) => refuse(StatusCode::NOT_FOUND, "Challenge not found"),
        Err(ChallengeError::Wrong) => invalid(),
        Err(ChallengeError::Store(error)) => unavailable(&error),
    }
}

fn unavailable(error: &StoreError) -> Response<Body> {
    log::warn!("a session of a key: {error}");
    refuse(StatusCode::SERVICE_UNAVAILABLE, "The server cannot do that now. Try again in a moment.")
}

async fn verify_session(site: &Site, asked: &Asked) -> Response<Body> {
    let Some(id) = text(asked.session_id.as_ref()) else {
        return refuse(StatusCode::BAD_REQUEST, "Missing sessionId");
    };
    let known = match site.node.key_session(id).await {
        Ok(known) => known,
        Err(error) => return unavailable(&error),
    };
    let presented = text(asked.public_key.as_ref());
    let is_its = |key: Fingerprint| {
        presented.is_none_or(|pem| PublicKey::parse(pem).is_some_and(|presented| presented.fingerprint() == key))
    };
    match known.filter(|session| is_its(session.key)) {
        Some(session) => {
            let value = json!({"error": null, "valid": true, "publicKey": session.pem, "expiresAt": session.expires});
            json::answer(StatusCode::OK, &value)
        }
        None => refuse(StatusCode::UNAUTHORIZED, "Invalid session"),
    }
}

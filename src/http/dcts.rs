//! `POST /dcts`: events of other servers (spec 50 section A2).

use std::{cell::RefCell, net::IpAddr, time::Duration};

use hyper::{Method, Request, Response, StatusCode, body::Incoming, header};
use serde_json::json;

use super::{
    Body, Client, Site, headers,
    json::{self, Unreadable},
    limit::{Quota, Subject},
};
use crate::{node::dsync::Received, security::ip::subscriber};

/// Largest event, bytes (spec 52 section 2).
const MAX_BODY: usize = 64 * 1024;
/// Of one address in a minute, and of all.
const EVENTS: Quota = Quota { route: "POST /dcts", each: 60, all: 6000 };
/// Of one address at a time, and of all.
const AT_A_TIME: (usize, usize) = (8, 64);
/// For a body to arrive.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whose events are being read.
#[derive(Debug, Default)]
pub struct Reading(RefCell<Vec<IpAddr>>);

struct Place<'a>(&'a Reading, IpAddr);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut open = self.0.0.borrow_mut();
        if let Some(at) = open.iter().position(|address| *address == self.1) {
            open.swap_remove(at);
        }
    }
}

impl Reading {
    fn enter(&self, address: IpAddr) -> Option<Place<'_>> {
        let address = subscriber(address);
        let mut open = self.0.borrow_mut();
        let of_it = open.iter().filter(|other| **other == address).count();
        if of_it >= AT_A_TIME.0 || open.len() >= AT_A_TIME.1 {
            return None;
        }
        open.push(address);
        Some(Place(self, address))
    }
}

/// Answers a request.
pub(super) async fn answer(site: &Site, request: Request<Incoming>, client: Client) -> Response<Body> {
    let refuse = |status, why: &str| json::answer(status, &json!({"error": why}));
    if request.method() != Method::POST {
        return refuse(StatusCode::NOT_FOUND, "There is nothing here");
    }
    if site.node.ban_of_address(client.address).is_some() {
        return refuse(StatusCode::FORBIDDEN, "This address is banned from this server");
    }
    if let Err(refusal) = site.limits.spend(EVENTS, Subject::Address(client.address), client.address) {
        return *refusal;
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/json")) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Only JSON");
    }
    let Some(_place) = site.reading.enter(client.address) else {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
    };
    let body = match tokio::time::timeout(PATIENCE, json::bytes(request, MAX_BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(Unreadable::TooLong)) => return refuse(StatusCode::PAYLOAD_TOO_LARGE, "Too long"),
        Ok(Err(Unreadable::NoJson)) | Err(_) => return refuse(StatusCode::BAD_REQUEST, "Invalid JSON"),
    };
    match site.node.receive_event(&body, client.address) {
        Received::Nothing => headers::respond(StatusCode::OK, "application/json; charset=utf-8", ""),
        Received::Unnamed => json::answer(StatusCode::OK, &json!({"error": "Missing eventId"})),
        Received::NoJson => refuse(StatusCode::BAD_REQUEST, "Invalid JSON"),
        Received::Answer(said) => {
            let limit = json!({"ipRateLimited": false, "rateLimited": said["error"] == "rate_limited",
                "rateLimitedIP": client.address.to_string()});
            json::answer(StatusCode::OK, &json!({"payload": said, "ratelimit": limit}))
        }
    }
}

//! Who somebody of the messenger is (spec 41 section 8.3).

use hyper::{Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::{
    Body, Client, Site, json,
    limit::{Quota, Subject},
};

const PROFILE: Quota = Quota { route: "GET /messenger/profile", each: 60, all: 6000 };
/// Longest identifier: a key in PEM has less.
const MAX_IDENTIFIER: usize = 4096;

/// Whether a path is one of these.
pub(super) fn is_here(path: &str) -> bool {
    path.starts_with("/messenger/profile/")
}

/// Answers a request; the caller lets other sites read the answer.
pub(super) async fn answer(site: &Site, method: &Method, path: &str, client: Client) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return json::answer(StatusCode::METHOD_NOT_ALLOWED, &json!({"error": "Only GET"}));
    }
    let spent = match site.limits.spend(PROFILE, Subject::Address(client.address), client.address) {
        Ok(spent) => spent,
        Err(refusal) => return *refusal,
    };
    let mut response = profile(site, path).await;
    spent.tell(response.headers_mut());
    response
}

async fn profile(site: &Site, path: &str) -> Response<Body> {
    let unknown = || json::answer(StatusCode::NOT_FOUND, &json!({"error": "Nobody of that address is known here"}));
    let asked = path.strip_prefix("/messenger/profile/").unwrap_or_default();
    let identifier = percent_decode_str(asked).decode_utf8().ok().filter(|text| text.len() <= MAX_IDENTIFIER);
    let Some(identifier) = identifier.filter(|_| site.node.has_messenger()) else { return unknown() };
    let found = match site.node.correspondent(&identifier).await {
        Ok(Some(found)) => site.node.show_correspondent(&found, None).await,
        Ok(None) => return unknown(),
        Err(error) => Err(error),
    };
    match found {
        Ok(target) => json::answer(StatusCode::OK, &json!({"error": null, "target": target})),
        Err(error) => {
            log::warn!("a profile of the messenger: {error}");
            let why = json!({"error": "The server cannot do that now. Try again in a moment."});
            json::answer(StatusCode::SERVICE_UNAVAILABLE, &why)
        }
    }
}

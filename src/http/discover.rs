//! `GET /discover`: what other servers and launchers may know (spec 20 section 14.3).

use hyper::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::{
    Body, Client, Site, json,
    limit::{Quota, Subject},
};
use crate::node::Node;

/// Answers, also to banned addresses: the page that tells them so needs it.
pub(super) fn answer(site: &Site, method: &Method, client: Client) -> Response<Body> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return json::answer(StatusCode::METHOD_NOT_ALLOWED, &json!({"error": "Only GET"}));
    }
    let each = site.node.config().dcts_edge.discover_per_minute.clamp(1, i64::from(u32::MAX)) as u32;
    let quota = Quota { route: "GET /discover", each, all: 20_000 };
    match site.limits.spend(quota, Subject::Address(client.address), client.address) {
        Ok(spent) => {
            let mut response = json::answer(StatusCode::OK, &body(&site.node));
            spent.tell(response.headers_mut());
            response
        }
        Err(refusal) => *refusal,
    }
}

fn body(node: &Node) -> Value {
    let config = node.config();
    if !config.serverinfo.discovery.enabled {
        return json!({"error": "Discovery is not enabled on this server"});
    }
    let mut info = node.public_info();
    if let Some(fields) = info.as_object_mut() {
        // Existing clients read them here as well.
        let home = node.home_page();
        fields.insert("about".into(), home["about"].clone());
        fields.insert("banner".into(), home["banner_url"].clone());
    }
    let mut shown = json!({"serverinfo": info});
    if let Some(node) = node.node_object() {
        shown["node"] = node;
    }
    shown
}

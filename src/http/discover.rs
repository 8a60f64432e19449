//! `GET /discover`: what other servers and launchers may know (spec 20 section 14.3).

use hyper::{
    Method, Response, StatusCode,
    header::{self, HeaderValue},
};
use serde_json::json;

use super::{Body, headers};
use crate::node::Node;

/// Answers, also to banned addresses: the page that tells them so needs it.
pub(super) fn answer(node: &Node, method: &Method) -> Response<Body> {
    let mut response = match *method {
        Method::GET | Method::HEAD => headers::respond(StatusCode::OK, "application/json; charset=utf-8", body(node)),
        Method::OPTIONS => headers::respond(StatusCode::NO_CONTENT, "text/plain; charset=utf-8", ""),
        _ => headers::respond(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", ""),
    };
    let fields = response.headers_mut();
    fields.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    fields.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET,OPTIONS"));
    fields.insert(header::VARY, HeaderValue::from_static("Origin"));
    if *method == Method::HEAD { headers::without_body(response) } else { response }
}

fn body(node: &Node) -> String {
    let config = node.config();
    if !config.serverinfo.discovery.enabled {
        return json!({"error": "Discovery is not enabled on this server"}).to_string();
    }
    let mut info = node.public_info();
    if let Some(fields) = info.as_object_mut() {
        fields.insert("about".into(), config.serverinfo.home.about.clone().into());
        fields.insert("banner".into(), config.serverinfo.home.banner_url.clone().into());
    }
    json!({"serverinfo": info}).to_string()
}

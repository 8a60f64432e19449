//! Floor 4: plain HTTP. The web client, what other servers may know, and the way to `/socket.io/`.

mod body;
mod discover;
mod embedded;
mod folder;
mod headers;
mod mime;
mod template;

pub use body::Body;
pub use folder::WebFolder;

use std::{net::IpAddr, rc::Rc};

use hyper::{Method, Request, Response, StatusCode, body::Incoming, header};

use crate::{node::Node, realtime};

/// What requests are answered from.
#[derive(Debug)]
pub struct Site {
    /// The node.
    pub node: Rc<Node>,
    /// Another web client than the embedded one.
    pub web: Option<WebFolder>,
}

/// Answers a request of a client with this address.
pub async fn handle(site: &Site, request: Request<Incoming>, client: IpAddr) -> Response<Body> {
    let path = request.uri().path();
    if path.starts_with("/socket.io/") {
        return realtime::handle(&site.node.hub, request, client).await.map(Body::from);
    }
    if path == "/discover" {
        return discover::answer(&site.node, request.method());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return method_not_allowed();
    }
    let is_head = request.method() == Method::HEAD;
    let response = match &site.web {
        None => embedded::answer(path, request.headers()),
        Some(folder) => folder::answer(folder, &site.node, &request).await,
    };
    if is_head { headers::without_body(response) } else { response }
}

/// A small page for people who took a wrong turn.
fn not_found() -> Response<Body> {
    let page = "<!doctype html><meta charset=utf-8><title>Not found</title><p>There is nothing here. <a href=\"/\">To the chat</a>";
    headers::respond(StatusCode::NOT_FOUND, "text/html; charset=utf-8", page)
}

fn method_not_allowed() -> Response<Body> {
    let mut response = headers::respond(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "");
    response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
    response
}

//! Floor 4: plain HTTP. The web client, what other servers may know, and the way to `/socket.io/`.

mod body;
mod content;
mod dcts;
mod discover;
mod dsync_auth;
mod embedded;
mod files;
mod folder;
mod headers;
mod health;
mod inbox;
mod json;
mod limit;
mod messenger;
mod metrics;
mod mime;
mod pictures;
mod previews;
mod redirect;
mod servers;
mod template;
mod upload;
mod voice;
pub mod waiting;

pub use body::Body;
pub use dcts::Reading;
pub use folder::WebFolder;
pub use limit::RequestLimits;
pub use pictures::Pictures;
pub use redirect::to_https;
pub use upload::Uploads;

use std::{net::IpAddr, path::PathBuf, rc::Rc};

use hyper::{Method, Request, Response, StatusCode, body::Incoming, header};

use crate::{node::Node, realtime};

/// What requests are answered from.
#[derive(Debug)]
pub struct Site {
    /// The node.
    pub node: Rc<Node>,
    /// Another web client than the embedded one.
    pub web: Option<WebFolder>,
    /// Where the data are kept.
    pub data: PathBuf,
    /// Files that are on their way.
    pub uploads: Rc<Uploads>,
    /// Pictures of other servers.
    pub pictures: Pictures,
    /// Whose events are being read.
    pub reading: Reading,
    /// How often others asked.
    pub limits: RequestLimits,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// The client's address, told by a trusted proxy or the peer's.
    pub address: IpAddr,
    /// The other end of the connection: a proxy, or the client itself.
    pub peer: IpAddr,
    /// Whether the client came by HTTPS, here or at a trusted proxy.
    pub is_secure: bool,
}

/// Answers a request.
pub async fn handle(site: &Site, mut request: Request<Incoming>, client: Client) -> Response<Body> {
    let (base, hsts) = {
        let config = site.node.config();
        (config.dcts_edge.base_path.clone(), config.dcts_edge.tls.hsts)
    };
    if let Some(elsewhere) = redirect::enter_base(&mut request, &base) {
        return elsewhere;
    }
    let visit = headers::visit(request.headers());
    let mut response = route(site, request, client).await;
    if visit.is_none() && is_page(&response) {
        headers::begin_visit(&mut response, client.is_secure);
    }
    if client.is_secure && hsts > 0 {
        let value = header::HeaderValue::from_str(&format!("max-age={hsts}"));
        response.headers_mut().extend(value.ok().map(|value| (header::STRICT_TRANSPORT_SECURITY, value)));
    }
    response
}

async fn route(site: &Site, request: Request<Incoming>, client: Client) -> Response<Body> {
    // LiveKit's signature says who it is, wherever it comes from.
    if request.uri().path() == "/livekit/webhook" {
        return Box::pin(voice::answer(site, request, client)).await;
    }
    if !site.node.admits(client.address, Some(request.uri().path())) {
        log::debug!("{} is kept out by the address rules", client.address);
        return headers::respond(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", "Forbidden");
    }
    site.node.look_up(client.address);
    let path = request.uri().path();
    if path.starts_with("/socket.io/") {
        let visit = headers::visit(request.headers());
        return realtime::handle(&site.node.hub, request, client.address, visit).await.map(Body::from);
    }
    if path == "/upload" && matches!(*request.method(), Method::GET | Method::POST) {
        return upload::answer(&site.uploads, &site.node, request, client).await;
    }
    if path == "/dcts" {
        return Box::pin(dcts::answer(site, request, client)).await;
    }
    if voice::is_here(path) {
        return Box::pin(voice::answer(site, request, client)).await;
    }
    if previews::is_here(path) {
        return previews::answer(site, &request, client).await;
    }
    let request = match shared(site, request, client).await {
        Ok(response) => return response,
        Err(request) => request,
    };
    let path = request.uri().path();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return method_not_allowed("GET, HEAD");
    }
    let is_head = request.method() == Method::HEAD;
    if let Some(file) = path.strip_prefix("/graphs/") {
        let response = graph(&site.node, file, request.uri().query().unwrap_or_default());
        return if is_head { headers::without_body(response) } else { response };
    }
    if let Some(response) = content::answer(&site.data, path, request.headers()).await {
        return if is_head { headers::without_body(response) } else { response };
    }
    let calls = || site.node.voice().map(|livekit| livekit.settings().url(client.is_secure));
    let response = match (path, &site.web) {
        ("/healthz", _) => health::alive(),
        ("/readyz", _) => health::ready(&site.node, &site.data).await,
        ("/metrics", _) => metrics::answer(&site.node, &site.data, client, request.headers()),
        ("/home" | "/home/", None) => home(&request),
        (_, None) => embedded::answer(path, request.headers(), calls().as_deref()),
        (_, Some(folder)) => {
            let response = folder::answer(folder, &site.node, &request).await;
            if response.status() == StatusCode::NOT_FOUND && matches!(path, "/home" | "/home/") {
                return home(&request);
            }
            // Pictures that the node itself names are there in any case.
            let is_missing = response.status() == StatusCode::NOT_FOUND && path.starts_with("/img/");
            if is_missing { embedded::answer(path, request.headers(), calls().as_deref()) } else { response }
        }
    };
    if is_head { headers::without_body(response) } else { response }
}

/// Answers a request to what pages of other sites may use as well, for it takes no cookies. Gives the request
/// back if it is to something else.
async fn shared(site: &Site, request: Request<Incoming>, client: Client) -> Result<Response<Body>, Request<Incoming>> {
    let path = request.uri().path();
    let is_inbox = inbox::is_here(path);
    let is_auth = dsync_auth::is_here(path);
    let is_messenger = messenger::is_here(path);
    if !is_inbox && !is_auth && !is_messenger && path != "/discover" && !servers::is_here(path) {
        return Err(request);
    }
    let is_head = request.method() == Method::HEAD;
    let mut response = if request.method() == Method::OPTIONS {
        headers::respond(StatusCode::NO_CONTENT, "text/plain; charset=utf-8", "")
    } else if is_inbox {
        inbox::answer(site, request, client).await
    } else if is_auth {
        dsync_auth::answer(site, request, client).await
    } else if is_messenger {
        messenger::answer(site, request.method(), path, client).await
    } else if path == "/discover" {
        discover::answer(site, request.method(), client)
    } else {
        servers::answer(site, request.method(), path, client)
    };
    headers::share(&mut response);
    Ok(if is_head { headers::without_body(response) } else { response })
}

/// The home page is part of our client's one page; others link to it by this path (spec 40 section 4.1).
fn home<T>(request: &Request<T>) -> Response<Body> {
    let (path, query) = (request.uri().path(), request.uri().query());
    let target = match query {
        _ if !path.ends_with('/') => format!("home/{}", query.map(|query| format!("?{query}")).unwrap_or_default()),
        Some(query) => format!("../?home=1&{query}"),
        None => "../?home=1".into(),
    };
    let status = if path.ends_with('/') { StatusCode::FOUND } else { StatusCode::MOVED_PERMANENTLY };
    let mut response = headers::respond(status, "text/plain; charset=utf-8", "");
    if let Ok(target) = header::HeaderValue::from_str(&target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

/// A chart. Nothing in it can run, and its address changes with it.
fn graph(node: &Node, file: &str, query: &str) -> Response<Body> {
    let key = query.strip_prefix("v=").unwrap_or_default();
    match node.chart(file, key) {
        Some(svg) => headers::respond(StatusCode::OK, "image/svg+xml", svg.to_string()),
        None => not_found(),
    }
}

fn is_page(response: &Response<Body>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    response.status() == StatusCode::OK && kind.is_some_and(|kind| kind.starts_with("text/html"))
}

/// A small page for people who took a wrong turn.
fn not_found() -> Response<Body> {
    let page = "<!doctype html><meta charset=utf-8><title>Not found</title><p>There is nothing here. <a href=\"/\">To the chat</a>";
    headers::respond(StatusCode::NOT_FOUND, "text/html; charset=utf-8", page)
}

fn method_not_allowed(allowed: &'static str) -> Response<Body> {
    let mut response = headers::respond(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "");
    response.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static(allowed));
    response
}

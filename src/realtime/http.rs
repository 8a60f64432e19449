//! The HTTP side of `/socket.io/`: the checks in their order, errors, CORS, and the WebSocket
//! handshake (spec 05 sections 2 and 10).

use std::{borrow::Cow, net::IpAddr};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::Incoming,
    header::{self, HeaderName, HeaderValue},
};
use tungstenite::handshake::derive_accept_key;

use super::{
    heartbeat,
    hub::Hub,
    ids::{ConnId, Handshake, Visit},
    polling::{self, Answer},
    session::Transport,
    websocket,
};

/// The body of every answer.
pub type Body = Full<Bytes>;

/// Errors by their code (spec 05 section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    UnknownTransport,
    UnknownSession,
    BadMethod,
    BadRequest,
    Forbidden,
    UnsupportedVersion,
}

impl Refusal {
    fn message(self) -> &'static str {
        match self {
            Self::UnknownTransport => "Transport unknown",
            Self::UnknownSession => "Session ID unknown",
            Self::BadMethod => "Bad handshake method",
            Self::BadRequest => "Bad request",
            Self::Forbidden => "Forbidden",
            Self::UnsupportedVersion => "Unsupported protocol version",
        }
    }

    fn answer(self, is_upgrade: bool) -> Response<Body> {
        let status = if self == Self::Forbidden { StatusCode::FORBIDDEN } else { StatusCode::BAD_REQUEST };
        if is_upgrade {
            let mut answer = respond(StatusCode::BAD_REQUEST, "text/html", self.message());
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            return answer;
        }
        let body = format!("{{\"code\":{},\"message\":\"{}\"}}", self as u8, self.message());
        respond(status, "application/json", body)
    }
}

/// What the query of a request says.
#[derive(Default)]
struct Query<'a> {
    version: Option<&'a str>,
    transport: Option<&'a str>,
    sid: Option<Cow<'a, str>>,
}

impl<'a> Query<'a> {
    fn read(query: &'a str) -> Self {
        let mut found = Self::default();
        for pair in query.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match key {
                "EIO" => found.version = Some(value),
                "transport" => found.transport = Some(value),
                "sid" if !value.is_empty() => found.sid = Some(Cow::Borrowed(value)),
                _ => {}
            }
        }
        found
    }
}

/// Answers a request to `/socket.io/` of a client with this address.
pub async fn handle(hub: &Hub, request: Request<Incoming>, client: IpAddr, visit: Option<Visit>) -> Response<Body> {
    let handshake = Handshake { address: client, visit };
    if request.method() == Method::OPTIONS {
        return preflight(request.headers());
    }
    let is_upgrade = is_websocket(request.headers());
    match admit(hub, &request, is_upgrade) {
        Err(refusal) => {
            log::debug!("{client}: {}", refusal.message());
            refusal.answer(is_upgrade)
        }
        Ok(session) if is_upgrade => upgrade(hub, request, session, handshake),
        Ok(None) => match hub.open(handshake, Transport::Polling) {
            None => Refusal::Forbidden.answer(false),
            Some((_, sid)) => {
                heartbeat::watch(hub);
                payload(hub.open_packet(&sid, true))
            }
        },
        Ok(Some(conn)) if request.method() == Method::GET => render(polling::get(hub, conn).await),
        Ok(Some(conn)) if request.method() == Method::POST => render(polling::post(hub, conn, request).await),
        Ok(Some(_)) => respond(StatusCode::METHOD_NOT_ALLOWED, "text/plain", ""),
    }
}

fn admit(hub: &Hub, request: &Request<Incoming>, is_upgrade: bool) -> Result<Option<ConnId>, Refusal> {
    let query = Query::read(request.uri().query().unwrap_or_default());
    let transport = match query.transport {
        Some("polling") => Transport::Polling,
        Some("websocket") => Transport::WebSocket,
        _ => return Err(Refusal::UnknownTransport),
    };
    if request.headers().get(header::ORIGIN).is_some_and(|origin| origin.to_str().is_err()) {
        return Err(Refusal::BadRequest);
    }
    if is_upgrade && transport == Transport::Polling {
        return Err(Refusal::BadRequest);
    }
    let Some(sid) = query.sid else {
        if request.method() != Method::GET {
            return Err(Refusal::BadMethod);
        }
        if transport == Transport::WebSocket && !is_upgrade {
            return Err(Refusal::BadRequest);
        }
        return if query.version == Some("4") { Ok(None) } else { Err(Refusal::UnsupportedVersion) };
    };
    let conn = hub.find(&sid).ok_or(Refusal::UnknownSession)?;
    let current = hub.with(conn, |session| session.transport).ok_or(Refusal::UnknownSession)?;
    if !is_upgrade && (transport != current || current == Transport::WebSocket) {
        return Err(Refusal::BadRequest);
    }
    // What still waits may be fetched, but nothing is taken in any more.
    let is_closing = hub.with(conn, |session| session.closing.is_some()).unwrap_or_default();
    if is_closing && request.method() != Method::GET {
        return Err(Refusal::UnknownSession);
    }
    Ok(Some(conn))
}

fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(token))
}

fn is_websocket(headers: &HeaderMap) -> bool {
    has_token(headers, header::UPGRADE, "websocket") && has_token(headers, header::CONNECTION, "upgrade")
}

/// Completes the WebSocket handshake (RFC 6455 section 4.2); extensions are not accepted.
fn upgrade(hub: &Hub, mut request: Request<Incoming>, session: Option<ConnId>, handshake: Handshake) -> Response<Body> {
    let headers = request.headers();
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
    let is_version_13 = headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    let Some(key) = key.filter(|_| is_version_13 && request.method() == Method::GET) else {
        return Refusal::BadRequest.answer(true);
    };
    let accept = derive_accept_key(key.as_bytes());
    let start = match session {
        Some(conn) => websocket::Start::Probe(conn),
        None => match hub.open(handshake, Transport::WebSocket) {
            Some((conn, sid)) => {
                heartbeat::watch(hub);
                websocket::Start::Open(conn, sid)
            }
            None => return Refusal::Forbidden.answer(true),
        },
    };
    let upgraded = hyper::upgrade::on(&mut request);
    crate::tasks::spawn(websocket::accept(hub.clone(), start, upgraded));
    let mut answer = respond(StatusCode::SWITCHING_PROTOCOLS, "", "");
    let headers = answer.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CACHE_CONTROL);
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    if let Ok(accept) = HeaderValue::from_str(&accept) {
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    }
    answer
}

fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

fn payload(text: String) -> Response<Body> {
    respond(StatusCode::OK, "text/plain; charset=UTF-8", text)
}

fn render(answer: Answer) -> Response<Body> {
    match answer {
        Answer::Payload(text) => payload(text),
        Answer::Taken => respond(StatusCode::OK, "text/html", "ok"),
        Answer::Empty(status) => respond(status, "text/plain", ""),
    }
}

fn preflight(headers: &HeaderMap) -> Response<Body> {
    let mut answer = respond(StatusCode::NO_CONTENT, "text/plain", "");
    let answered = answer.headers_mut();
    answered.remove(header::CONTENT_TYPE);
    answered.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET,POST"));
    answered.insert(header::VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    if let Some(asked) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        answered.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let query = Query::read("EIO=4&transport=polling&t=P1b&sid=ENGINESID00000000001&b64");
        assert_eq!(query.version, Some("4"));
        assert_eq!(query.transport, Some("polling"));
        assert_eq!(query.sid.as_deref(), Some("ENGINESID00000000001"));
        assert_eq!(Query::read("sid=").sid, None);
    }

    #[test]
    fn codes_are_those_of_the_spec() {
        assert_eq!(Refusal::UnknownTransport as u8, 0);
        assert_eq!(Refusal::UnknownSession as u8, 1);
        assert_eq!(Refusal::BadMethod as u8, 2);
        assert_eq!(Refusal::BadRequest as u8, 3);
        assert_eq!(Refusal::Forbidden as u8, 4);
        assert_eq!(Refusal::UnsupportedVersion as u8, 5);
    }
}

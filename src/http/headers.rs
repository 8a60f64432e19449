//! What the answers have in common.

use bytes::Bytes;
use hyper::{
    HeaderMap, Response, StatusCode,
    header::{self, HeaderValue},
};

use super::Body;
use crate::{realtime::Visit, security::random};

/// What our own client may load and do: its own files, and nothing of others. Pictures of other sites come
/// through this node. Inline styles are let be: they run nothing, and browsers complain of those that messages had
/// before they were cleaned.
const CLIENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; manifest-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'none'; connect-src 'self'";

/// The policy of our own client. Where it talks to besides this node is the server of calls, if there is one.
pub(super) fn client_policy(calls: Option<&str>) -> HeaderValue {
    let plain = HeaderValue::from_static(CLIENT_POLICY);
    // A WebSocket, and questions over HTTP before it.
    let Some((scheme, rest)) = calls.and_then(|url| url.split_once("://")) else { return plain };
    let host = rest.trim_end_matches('/');
    let policy = if host.starts_with('[') {
        // A policy cannot name an address of IPv6.
        format!("{CLIENT_POLICY} {scheme}: {}:", scheme.replacen("ws", "http", 1))
    } else {
        // LiveKit's own service tells a client which of its servers is near.
        let near = if host.ends_with(".livekit.cloud") { "*.livekit.cloud" } else { host };
        format!("{CLIENT_POLICY} {scheme}://{near} {}://{near}", scheme.replacen("ws", "http", 1))
    };
    HeaderValue::from_str(&policy).unwrap_or(plain)
}

/// The cookie that ties the requests of a page to the connection that it joins on: existing clients
/// upload without a token (spec 30 section 15.1).
const VISIT: &str = "dcts_edge_visit";

/// The visit that a request belongs to.
pub(super) fn visit(headers: &HeaderMap) -> Option<Visit> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == VISIT)?;
    if value.len() == 32 { u128::from_str_radix(value, 16).ok().map(Visit) } else { None }
}

/// Gives a page a visit of its own.
pub(super) fn begin_visit(response: &mut Response<Body>, is_secure: bool) {
    let secure = if is_secure { "; Secure" } else { "" };
    let cookie = format!("{VISIT}={}; Path=/; HttpOnly; SameSite=Strict{secure}", random::hex(32));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// An answer that no cache keeps.
pub(super) fn respond(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response<Body> {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Lets pages of other sites read an answer (spec 51 section 5): only of routes that need no cookie.
pub(super) fn share(response: &mut Response<Body>) {
    let fields = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::VARY, "Origin"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET,POST,PUT,PATCH,DELETE,OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Authorization, X-Requested-With, sessionid, publickey"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    for (name, value) in fields {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

/// The answer to HEAD: the length is said, the body left out.
pub(super) fn without_body(mut response: Response<Body>) -> Response<Body> {
    let length = hyper::body::Body::size_hint(response.body()).exact();
    if let Some(length) = length.filter(|_| !response.headers().contains_key(header::CONTENT_LENGTH)) {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    *response.body_mut() = Body::from(Bytes::new());
    response
}

/// The answer to a client that has the current version already.
pub(super) fn not_modified(mut response: Response<Body>) -> Response<Body> {
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.body_mut() = Body::from(Bytes::new());
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    response
}

/// Whether `If-None-Match` names a version (weak comparison, RFC 9110 section 13.1.2).
pub(super) fn has_version(headers: &HeaderMap, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().strip_prefix("W/").unwrap_or(tag.trim()).to_owned();
    let named = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}

/// Whether the client accepts a content encoding (RFC 9110 section 12.5.3).
pub(super) fn accepts_encoding(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    let mut verdict = None;
    for part in values.flat_map(|value| value.split(',')) {
        let mut fields = part.split(';').map(str::trim);
        let name = fields.next().unwrap_or_default();
        let quality = fields.find_map(|field| field.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok());
        let is_accepted = quality.unwrap_or(1.0) > 0.0;
        if name.eq_ignore_ascii_case(encoding) {
            return is_accepted;
        }
        if name == "*" {
            verdict = Some(is_accepted);
        }
    }
    verdict.unwrap_or(false)
}

/// A range of bytes that a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// All of it.
    Whole,
    /// From the first to the last byte, both included.
    Part(u64, u64),
    /// Outside of the file.
    Unsatisfiable,
}

/// Reads `Range`. Lists of ranges, which no player asks for, count as the whole.
pub(super) fn range(headers: &HeaderMap, length: u64) -> Range {
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let Some(asked) = asked.and_then(|value| value.trim().strip_prefix("bytes=")) else { return Range::Whole };
    let Some((first, last)) = asked.split_once('-').filter(|_| !asked.contains(',')) else { return Range::Whole };
    let (first, last) = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.min(length.saturating_sub(1))),
        (Ok(first), Err(_)) if last.trim().is_empty() => (first, length.saturating_sub(1)),
        (Err(_), Ok(suffix)) if first.trim().is_empty() && suffix > 0 => {
            (length.saturating_sub(suffix), length.saturating_sub(1))
        }
        (Err(_), Ok(0)) => return Range::Unsatisfiable,
        _ => return Range::Whole,
    };
    if first < length { Range::Part(first, last) } else { Range::Unsatisfiable }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn our_client_talks_to_this_node_and_the_server_of_calls() {
        let allowed = |calls| {
            let policy = client_policy(calls);
            let (_, connect) = policy.to_str().unwrap().split_once("connect-src ").unwrap();
            connect.to_owned()
        };
        assert_eq!(allowed(None), "'self'");
        assert_eq!(
            allowed(Some("wss://calls.example.org:7880/")),
            "'self' wss://calls.example.org:7880 https://calls.example.org:7880"
        );
        assert_eq!(allowed(Some("ws://10.0.0.2:7880/")), "'self' ws://10.0.0.2:7880 http://10.0.0.2:7880");
        assert_eq!(allowed(Some("wss://x.livekit.cloud/")), "'self' wss://*.livekit.cloud https://*.livekit.cloud");
        assert_eq!(allowed(Some("ws://[::1]:7880/")), "'self' ws: http:");
    }

    #[test]
    fn encodings() {
        let accepts =
            |value: &str, encoding: &str| accepts_encoding(&headers(header::ACCEPT_ENCODING, value), encoding);
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("gzip;q=0.5", "gzip"));
        assert!(accepts("*", "br"));
        assert!(!accepts("br;q=0, *", "br"));
        assert!(!accepts("identity", "gzip"));
        assert!(!accepts_encoding(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn versions() {
        let knows = |value: &str| has_version(&headers(header::IF_NONE_MATCH, value), "\"abc\"");
        assert!(knows("\"abc\"") && knows("W/\"abc\"") && knows("\"x\", \"abc\"") && knows("*"));
        assert!(!knows("\"ab\"") && !knows("abc"));
    }

    #[test]
    fn ranges() {
        let asked = |value: &str| range(&headers(header::RANGE, value), 100);
        assert_eq!(asked("bytes=0-9"), Range::Part(0, 9));
        assert_eq!(asked("bytes=90-"), Range::Part(90, 99));
        assert_eq!(asked("bytes=-10"), Range::Part(90, 99));
        assert_eq!(asked("bytes=-1000"), Range::Part(0, 99));
        assert_eq!(asked("bytes=50-1000"), Range::Part(50, 99));
        assert_eq!(asked("bytes=100-"), Range::Unsatisfiable);
        assert_eq!(asked("bytes=-0"), Range::Unsatisfiable);
        assert_eq!(asked("bytes=9-0"), Range::Whole);
        assert_eq!(asked("bytes=0-1,5-6"), Range::Whole);
        assert_eq!(asked("lines=0-1"), Range::Whole);
    }
}

//! Sending clients elsewhere: to HTTPS, and into the path under which a proxy serves the node.

use hyper::{
    Request, Response, StatusCode, Uri,
    header::{self, HeaderValue},
    http::uri::PathAndQuery,
};

use super::{Body, headers};

/// Sends a plain request on to HTTPS at the port, the same path there.
pub fn to_https<T>(request: &Request<T>, port: u16) -> Response<Body> {
    let told = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = told.and_then(|host| host.parse::<hyper::http::uri::Authority>().ok());
    let Some(host) = host else {
        return headers::respond(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", "This server speaks HTTPS.\n");
    };
    let port = if port == 443 { String::new() } else { format!(":{port}") };
    let path = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    moved(&format!("https://{}{port}{path}", host.host()))
}

/// Takes the base path off a request's, so that everything below it is found as if at the root. The
/// base path without its slash is answered with where to go instead.
pub(super) fn enter_base<T>(request: &mut Request<T>, base: &str) -> Option<Response<Body>> {
    if base.is_empty() {
        return None;
    }
    let rest = request.uri().path().strip_prefix(base)?;
    if rest.is_empty() {
        return Some(moved(&format!("{base}/")));
    }
    if !rest.starts_with('/') {
        return None;
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(inside) = format!("{rest}{query}").parse::<Uri>() {
        *request.uri_mut() = inside;
    }
    None
}

fn moved(target: &str) -> Response<Body> {
    let mut response = headers::respond(StatusCode::PERMANENT_REDIRECT, "text/plain; charset=utf-8", "");
    if let Ok(target) = HeaderValue::from_str(target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, host: Option<&str>) -> Request<()> {
        let mut request = Request::new(());
        *request.uri_mut() = uri.parse().unwrap();
        request.headers_mut().extend(host.map(|host| (header::HOST, host.parse().unwrap())));
        request
    }

    fn location(response: &Response<Body>) -> &str {
        response.headers()[header::LOCATION].to_str().unwrap()
    }

    #[test]
    fn plain_requests_are_sent_to_the_same_place_by_https() {
        assert_eq!(location(&to_https(&request("/a?b=1", Some("pi.local:80")), 2052)), "https://pi.local:2052/a?b=1");
        assert_eq!(location(&to_https(&request("/", Some("[::1]:80")), 443)), "https://[::1]/");
        for host in [None, Some("a/b"), Some("")] {
            assert_eq!(to_https(&request("/", host), 443).status(), StatusCode::BAD_REQUEST);
        }
    }

    #[test]
    fn the_base_path_is_taken_off() {
        let mut inside = request("/chat/socket.io/?a=1", None);
        assert!(enter_base(&mut inside, "/chat").is_none());
        assert_eq!(inside.uri(), "/socket.io/?a=1");
        assert_eq!(location(&enter_base(&mut request("/chat", None), "/chat").unwrap()), "/chat/");
        for path in ["/chatter", "/", "/healthz"] {
            let mut outside = request(path, None);
            assert!(enter_base(&mut outside, "/chat").is_none());
            assert_eq!(outside.uri().path(), path);
        }
    }
}

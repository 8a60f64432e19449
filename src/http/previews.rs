//! `/proxy` and `/meta/`: pictures of other servers, and what their pages say of themselves
//! (spec 30 section 14). SAFER: pages of other sites may use neither (spec 51 section 5), so there are
//! no headers that let them.

use std::net::IpAddr;

use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::Incoming,
    header::{self, HeaderValue},
};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::{
    Body, Client, Site, files, headers, json,
    limit::{Quota, Subject},
    method_not_allowed,
    pictures::{NoPicture, PICTURE, Picture},
};
use crate::{
    outgoing::{OutgoingError, VIA},
    security::outbound::Target,
};

/// A page of chat with pictures in every message, several people behind one address.
const PICTURES: Quota = Quota { route: "GET /proxy", each: 600, all: 120_000 };
const PAGES: Quota = Quota { route: "GET /meta", each: 120, all: 20_000 };
/// A picture of another server runs nothing, even if it is opened by itself.
const POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
const CACHED: &str = "public, max-age=86400";

/// Whether a path is one of these.
pub(super) fn is_here(path: &str) -> bool {
    path == "/proxy" || path.starts_with("/meta/")
}

/// Answers a request.
pub(super) async fn answer(site: &Site, request: &Request<Incoming>, client: Client) -> Response<Body> {
    let path = request.uri().path();
    let page = path.strip_prefix("/meta/");
    match *request.method() {
        Method::OPTIONS => return headers::respond(StatusCode::NO_CONTENT, "text/plain; charset=utf-8", ""),
        Method::GET => {}
        Method::HEAD if page.is_none() => {}
        _ => return method_not_allowed("GET, HEAD"),
    }
    let spent = match spend(site, page.is_some(), client.address) {
        Ok(spent) => spent,
        Err(refusal) => return *refusal,
    };
    let mut response = if is_circle(request.headers()) {
        text(StatusCode::LOOP_DETECTED, "This server does not ask itself.")
    } else if let Some(url) = page {
        meta(site, url).await
    } else {
        proxy(site, request).await
    };
    spent.tell(response.headers_mut());
    response
}

fn spend(site: &Site, is_page: bool, address: IpAddr) -> Result<super::limit::Spent, Box<Response<Body>>> {
    site.limits.spend(if is_page { PAGES } else { PICTURES }, Subject::Address(address), address)
}

/// Whether a node asks, this one or another: together they could go on asking for ever.
fn is_circle(asked: &HeaderMap) -> bool {
    // A proxy in between adds itself to the list.
    let hops = asked.get_all(header::VIA).iter().filter_map(|via| via.to_str().ok());
    hops.flat_map(|via| via.split(',')).any(|hop| hop.trim() == VIA)
}

fn text(status: StatusCode, text: &'static str) -> Response<Body> {
    headers::respond(status, "text/plain; charset=utf-8", text)
}

/// The single parameter `url`.
fn url_of(query: &str) -> Option<Target> {
    let mut urls = query.split('&').filter_map(|pair| pair.strip_prefix("url="));
    let (first, second) = (urls.next()?, urls.next());
    if second.is_some() {
        return None;
    }
    percent_decode_str(&first.replace('+', " ")).decode_utf8().ok()?.parse().ok()
}

async fn proxy(site: &Site, request: &Request<Incoming>) -> Response<Body> {
    let Some(target) = url_of(request.uri().query().unwrap_or_default()) else {
        return text(StatusCode::BAD_REQUEST, "Expected the URL of a picture.");
    };
    let known = if request.method() == Method::HEAD {
        match site.pictures.known(&target).await {
            Some(known) => Ok(known),
            None => return told(site, target).await,
        }
    } else {
        site.pictures.get(&site.node, target).await
    };
    match known {
        Ok(picture) => shown(&picture, request),
        Err(error) => refused(error),
    }
}

fn shown(picture: &Picture, request: &Request<Incoming>) -> Response<Body> {
    // The ending says nothing: the type is told.
    match files::file(&picture.path, "", request.headers()) {
        Ok(response) if request.method() == Method::HEAD => headers::without_body(as_picture(response, &picture.kind)),
        Ok(response) => as_picture(response, &picture.kind),
        Err(error) => refused(error.into()),
    }
}

/// The answer to HEAD for a picture that is not here: it is asked for, not fetched.
async fn told(site: &Site, target: Target) -> Response<Body> {
    match site.node.ask_for_head(target, &PICTURE).await {
        Ok(answer) => as_picture(text(StatusCode::OK, ""), &answer.media_type()),
        Err(error) => refused(error.into()),
    }
}

fn as_picture(mut response: Response<Body>, kind: &str) -> Response<Body> {
    let fields = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind) {
        fields.insert(header::CONTENT_TYPE, kind);
    }
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHED));
    fields.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn refused(error: NoPicture) -> Response<Body> {
    let NoPicture::Outgoing(error) = error else {
        return text(StatusCode::INTERNAL_SERVER_ERROR, "The picture could not be kept.");
    };
    let status = match error {
        OutgoingError::Status(404 | 410) => StatusCode::NOT_FOUND,
        OutgoingError::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        OutgoingError::Off => StatusCode::FORBIDDEN,
        OutgoingError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut response = headers::respond(status, "text/plain; charset=utf-8", error.to_string());
    if error == OutgoingError::Busy {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

async fn meta(site: &Site, url: &str) -> Response<Body> {
    let target: Option<Target> = percent_decode_str(url).decode_utf8().ok().and_then(|url| url.parse().ok());
    let Some(target) = target else { return text(StatusCode::BAD_REQUEST, "Expected the URL of a page.") };
    match site.node.page_meta(target).await {
        Ok(meta) => json::answer(StatusCode::OK, &json!({"error": null, "meta": &*meta})),
        Err(error) => {
            let value = json!({"error": error.to_string(), "meta": null});
            json::answer(StatusCode::INTERNAL_SERVER_ERROR, &value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_url_is_asked_for() {
        assert_eq!(url_of("url=http%3A%2F%2Fe.org%2Fa%26b").unwrap().as_str(), "http://e.org/a&b");
        assert_eq!(url_of("x=1&url=http://e.org/").unwrap().as_str(), "http://e.org/");
        for bad in [
            "",
            "url=",
            "url=x",
            "url=http://a.org&url=http://b.org",
            "url=%ff",
            "url[]=http://a.org",
            "url=ftp://a.org",
        ] {
            assert!(url_of(bad).is_none(), "{bad}");
        }
    }
}

//! The web client that is part of the binary.

use std::io::Read;

use bytes::Bytes;
use flate2::read::GzDecoder;
use hyper::{
    HeaderMap, Response, StatusCode,
    header::{self, HeaderValue},
};

use super::{Body, headers, mime, not_found};

/// A file of the web client.
struct Embedded {
    path: &'static str,
    etag: &'static str,
    /// Only of a file that is not there compressed.
    plain: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

impl Embedded {
    /// As it is, for the few clients that take no encoding: browsers all do.
    fn plain(&self) -> Bytes {
        let Some(packed) = self.gzip.filter(|_| self.plain.is_none()) else {
            return Bytes::from_static(self.plain.unwrap_or_default());
        };
        let mut plain = Vec::new();
        if let Err(error) = GzDecoder::new(packed).read_to_end(&mut plain) {
            log::error!("{}: {error}", self.path);
        }
        plain.into()
    }
}

/// All files, sorted by path.
static FILES: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Files whose name holds the hash of their content never change.
const HASHED: &str = "/assets/";

/// Answers with a file of the web client, which may talk to the server of calls.
pub(super) fn answer(path: &str, asked: &HeaderMap, calls: Option<&str>) -> Response<Body> {
    let path = if path == "/" { "/index.html" } else { path };
    let Ok(found) = FILES.binary_search_by_key(&path, |file| file.path) else { return not_found() };
    let file = &FILES[found];
    let (data, encoding) = match file.gzip {
        Some(data) if headers::accepts_encoding(asked, "gzip") => (Bytes::from_static(data), Some("gzip")),
        _ => (file.plain(), None),
    };
    let mut response = headers::respond(StatusCode::OK, mime::of(path), data);
    let fields = response.headers_mut();
    // Each encoding is a representation of its own (RFC 9110 section 8.8.3.3).
    let etag = match encoding {
        None => HeaderValue::from_static(file.etag),
        Some(encoding) => {
            let tag = format!("\"{}-{encoding}\"", file.etag.trim_matches('"'));
            HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static(file.etag))
        }
    };
    let is_known = etag.to_str().is_ok_and(|tag| headers::has_version(asked, tag));
    fields.insert(header::ETAG, etag);
    fields.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let caching = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    fields.insert(header::CONTENT_SECURITY_POLICY, headers::client_policy(calls));
    fields.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if is_known { headers::not_modified(response) } else { response }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_and_start_with_a_page() {
        assert!(FILES.is_sorted_by_key(|file| file.path));
        assert_eq!(answer("/", &HeaderMap::new(), None).status(), StatusCode::OK);
        assert_eq!(answer("/../Cargo.toml", &HeaderMap::new(), None).status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn each_encoding_has_its_own_version() {
        let ask = |encoding: &'static str| {
            let asked = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding))]);
            let response = answer("/", &asked, None);
            response.headers()[header::ETAG].clone()
        };
        assert_ne!(ask("gzip"), ask("identity"));
        let asked = HeaderMap::from_iter([
            (header::ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
            (header::IF_NONE_MATCH, ask("gzip")),
        ]);
        assert_eq!(answer("/", &asked, None).status(), StatusCode::NOT_MODIFIED);
    }
}

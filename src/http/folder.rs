//! Another web client, from a folder (spec 20 sections 10.1 and 10.2): placeholders in pages and
//! scripts, ranges and versions for everything else.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Component, Path, PathBuf},
    time::UNIX_EPOCH,
};

use hyper::{
    HeaderMap, Request, Response, StatusCode,
    body::Incoming,
    header::{self, HeaderValue},
};
use sha2::{Digest, Sha256};

use super::{
    Body, headers,
    headers::Range,
    mime, not_found,
    template::{self, Language},
};
use crate::node::Node;

/// Largest page or script; real ones have a few hundred KB.
const MAX_TEMPLATE: u64 = 4 * 1024 * 1024;

/// A folder with a web client.
#[derive(Debug)]
pub struct WebFolder {
    root: PathBuf,
}

impl WebFolder {
    /// Serves a folder.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        if root.is_dir() { Ok(Self { root }) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// The file of a path of ours, if it is one inside of the folder. SECURITY: the path is taken as
    /// it is, not percent-decoded; what leads out of the folder, also by a link, is not there.
    fn file(&self, path: &Path) -> Option<PathBuf> {
        let found = self.root.join(path).canonicalize().ok()?;
        (found.starts_with(&self.root) && found.is_file()).then_some(found)
    }
}

/// A path relative to the folder; `None` if it could mean something else somewhere.
fn relative(path: &str) -> Option<PathBuf> {
    if path.contains(['\\', '\0', '%', ':']) {
        return None;
    }
    let relative = PathBuf::from(path.trim_start_matches('/'));
    let is_plain =
        |part: Component<'_>| matches!(part, Component::Normal(name) if !name.to_string_lossy().starts_with('.'));
    relative.components().all(is_plain).then_some(relative)
}

enum Found {
    File(PathBuf),
    /// A folder without its slash.
    Redirect,
    Nothing,
}

fn find(folder: &WebFolder, path: &str) -> Found {
    let Some(relative) = relative(path) else { return Found::Nothing };
    let is_folder = path.ends_with('/');
    if relative.extension().is_none() || is_folder {
        let page = relative.with_extension("html");
        if !is_folder && let Some(found) = folder.file(&page) {
            return Found::File(found);
        }
        if let Some(found) = folder.file(&relative.join("index.html")) {
            return if is_folder { Found::File(found) } else { Found::Redirect };
        }
    }
    folder.file(&relative).map_or(Found::Nothing, Found::File)
}

/// Answers with a file of the folder.
pub(super) async fn answer(folder: &WebFolder, node: &Node, request: &Request<Incoming>) -> Response<Body> {
    let path = request.uri().path();
    let found = match find(folder, path) {
        Found::File(found) => found,
        Found::Redirect => return redirect(request),
        Found::Nothing => return not_found(),
    };
    let name = found.to_string_lossy();
    let answered = match template::language(&name) {
        Some(language) => page(&found, &name, language, node, request.headers()).await,
        None => file(&found, &name, request.headers()),
    };
    answered.unwrap_or_else(|error| {
        log::warn!("{}: {error}", found.display());
        not_found()
    })
}

fn redirect(request: &Request<Incoming>) -> Response<Body> {
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = headers::respond(StatusCode::MOVED_PERMANENTLY, "text/plain; charset=utf-8", "");
    // Two slashes at the start would be another host.
    let target = format!("/{}/{query}", request.uri().path().trim_start_matches('/'));
    if let Ok(target) = HeaderValue::from_str(&target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

async fn page(
    path: &Path,
    name: &str,
    language: Language,
    node: &Node,
    asked: &HeaderMap,
) -> io::Result<Response<Body>> {
    let path = path.to_owned();
    let read = move || {
        let mut text = String::new();
        File::open(path)?.take(MAX_TEMPLATE).read_to_string(&mut text).map(|_| text)
    };
    let text = tokio::task::spawn_blocking(read).await.map_err(io::Error::other)??;
    let rendered = template::render(&text, language, |name| template::value(node, name));
    let mut tag = String::new();
    for byte in &Sha256::digest(rendered.as_bytes())[..12] {
        // Writing to a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    let response = headers::respond(StatusCode::OK, mime::of(name), rendered);
    Ok(versioned(response, &format!("\"{tag}\""), asked))
}

/// Says which version it is, and leaves out what the client has already.
fn versioned(mut response: Response<Body>, etag: &str, asked: &HeaderMap) -> Response<Body> {
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        fields.insert(header::ETAG, etag);
    }
    if headers::has_version(asked, etag) { headers::not_modified(response) } else { response }
}

fn file(path: &Path, name: &str, asked: &HeaderMap) -> io::Result<Response<Body>> {
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    let length = about.len();
    let modified = about.modified()?;
    let age = modified.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let etag = format!("\"{length:x}-{age:x}\"");
    let mut response = headers::respond(StatusCode::OK, mime::of(name), "");
    let fields = response.headers_mut();
    fields.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(modified)) {
        fields.insert(header::LAST_MODIFIED, date);
    }
    // A range of another version would not fit to what the client has.
    let is_same = asked.get(header::IF_RANGE).is_none_or(|known| known.as_bytes() == etag.as_bytes());
    let range = if is_same { headers::range(asked, length) } else { Range::Whole };
    match range {
        Range::Whole => *response.body_mut() = Body::file(file, length),
        Range::Part(first, last) => {
            file.seek(SeekFrom::Start(first))?;
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            let told = format!("bytes {first}-{last}/{length}");
            response
                .headers_mut()
                .insert(header::CONTENT_RANGE, HeaderValue::from_str(&told).map_err(io::Error::other)?);
            *response.body_mut() = Body::file(file, last - first + 1);
        }
        Range::Unsatisfiable => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            let told = format!("bytes */{length}");
            response
                .headers_mut()
                .insert(header::CONTENT_RANGE, HeaderValue::from_str(&told).map_err(io::Error::other)?);
        }
    }
    Ok(versioned(response, &etag, asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_not_there() {
        for bad in ["/../x", "/a/../../x", "/%2e%2e/x", "/a\\..\\x", "/.git/config", "/a/.env", "/c:/x", "/a\0b"] {
            assert_eq!(relative(bad), None, "{bad}");
        }
        assert_eq!(relative("/css/a.css"), Some(PathBuf::from("css/a.css")));
        assert_eq!(relative("//etc/passwd"), Some(PathBuf::from("etc/passwd")));
    }
}

//! Another web client, from a folder (spec 20 sections 10.1 and 10.2): placeholders in pages and
//! scripts, ranges and versions for everything else.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use hyper::{
    Request, Response, StatusCode,
    body::Incoming,
    header::{self, HeaderValue},
};
use sha2::{Digest, Sha256};

use super::{
    Body,
    files::{self, Folder},
    headers, mime, not_found,
    template::{self, Language},
};
use crate::node::Node;

/// Largest page or script; real ones have a few hundred KB.
const MAX_TEMPLATE: u64 = 4 * 1024 * 1024;

/// A folder with a web client.
#[derive(Debug)]
pub struct WebFolder(Folder);

impl WebFolder {
    /// Serves a folder.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Folder::new(folder).map(Self)
    }
}

enum Found {
    File(PathBuf),
    /// A folder without its slash.
    Redirect,
    Nothing,
}

fn find(folder: &WebFolder, path: &str) -> Found {
    let Some(relative) = files::relative(path) else { return Found::Nothing };
    let is_folder = path.ends_with('/');
    if relative.extension().is_none() || is_folder {
        let page = relative.with_extension("html");
        if !is_folder && let Some(found) = folder.0.file(&page) {
            return Found::File(found);
        }
        if let Some(found) = folder.0.file(&relative.join("index.html")) {
            return if is_folder { Found::File(found) } else { Found::Redirect };
        }
    }
    folder.0.file(&relative).map_or(Found::Nothing, Found::File)
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
        Some(language) => page(&found, &name, language, node, request).await,
        None => files::file(&found, &name, request.headers()),
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
    request: &Request<Incoming>,
) -> io::Result<Response<Body>> {
    let path = path.to_owned();
    let read = move || {
        let mut text = String::new();
        File::open(path)?.take(MAX_TEMPLATE).read_to_string(&mut text).map(|_| text)
    };
    let text = tokio::task::spawn_blocking(read).await.map_err(io::Error::other)??;
    let query = request.uri().query().unwrap_or_default();
    let rendered = template::render(&text, language, |name| template::value(node, name, query));
    let mut tag = String::new();
    for byte in &Sha256::digest(rendered.as_bytes())[..12] {
        // Writing to a String cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    let response = headers::respond(StatusCode::OK, mime::of(name), rendered);
    Ok(files::versioned(response, &format!("\"{tag}\""), request.headers()))
}

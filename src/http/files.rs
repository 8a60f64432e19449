//! Files from folders: only what is inside of them, with versions and ranges.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
    path::{Component, Path, PathBuf},
    time::UNIX_EPOCH,
};

use hyper::{
    HeaderMap, Response, StatusCode,
    header::{self, HeaderValue},
};

use super::{Body, headers, headers::Range, mime};

/// A folder whose files are served.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Serves a folder.
    ///
    /// # Errors
    /// When there is no such folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let root = folder.canonicalize()?;
        if root.is_dir() { Ok(Self { root }) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// The file of a path, if it is one inside of the folder. SECURITY: what leads out of the folder,
    /// also by a link, is not there.
    pub(super) fn file(&self, path: &Path) -> Option<PathBuf> {
        let found = self.root.join(path).canonicalize().ok()?;
        (found.starts_with(&self.root) && found.is_file()).then_some(found)
    }
}

/// A path relative to a folder; `None` if it could mean something else somewhere. It is taken as it is,
/// not percent-decoded.
pub(super) fn relative(path: &str) -> Option<PathBuf> {
    if path.contains(['\\', '\0', '%', ':']) {
        return None;
    }
    let relative = PathBuf::from(path.trim_start_matches('/'));
    let is_plain =
        |part: Component<'_>| matches!(part, Component::Normal(name) if !name.to_string_lossy().starts_with('.'));
    relative.components().all(is_plain).then_some(relative)
}

/// Says which version it is, and leaves out what the client has already.
pub(super) fn versioned(mut response: Response<Body>, etag: &str, asked: &HeaderMap) -> Response<Body> {
    let fields = response.headers_mut();
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        fields.insert(header::ETAG, etag);
    }
    if headers::has_version(asked, etag) { headers::not_modified(response) } else { response }
}

/// Answers with a file, or the part of it that was asked for.
///
/// # Errors
/// When it cannot be read.
pub(super) fn file(path: &Path, name: &str, asked: &HeaderMap) -> io::Result<Response<Body>> {
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

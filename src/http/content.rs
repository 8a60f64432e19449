//! What members and operators put into the data folder: uploads, emojis, themes, plugins' web parts,
//! documentation, badges (spec 20 sections 10 to 14).

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use hyper::{
    HeaderMap, Response, StatusCode,
    header::{self, HeaderValue},
};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{
    Body,
    files::{self, Folder},
    headers, mime, not_found,
};
use crate::{model::theme, node::media};

/// Files named by the hash of their content never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// SECURITY: what members uploaded runs nothing and loads nothing, even if it is opened by itself.
const UPLOAD_POLICY: &str = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";
/// Deepest folder of the documentation that is looked into.
const MAX_DEPTH: usize = 8;
/// Most documents that are listed.
const MAX_DOCUMENTS: usize = 2000;

/// Answers a path that belongs to the data folder; `None` for all others.
pub(super) async fn answer(data: &Path, path: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let (first, rest) = path.strip_prefix('/')?.split_once('/')?;
    let found = match (first, rest) {
        ("uploads", name) => uploaded(&media::upload_folders(data), name, asked),
        ("emojis", name) => uploaded(&media::emoji_folders(data), name, asked),
        ("plugins", rest) => plugin_file(data, rest, asked),
        ("css", rest) => theme_file(data, rest.strip_prefix("themes/")?, asked),
        ("themes", "list") => Some(themes(data)),
        ("themes", rest) => match rest.strip_prefix("variables/") {
            Some(name) => theme_variables(data, name),
            None => Some(about_theme(data, rest.strip_prefix("download/")?)),
        },
        ("docs", "list") => Some(documents(data).await),
        ("docs", rest) => document(data, rest, asked),
        ("badges", rest) => Some(badges(data, rest)),
        _ => return None,
    };
    // A theme of the web client's own may have this path.
    if found.is_none() && first == "css" {
        return None;
    }
    Some(found.unwrap_or_else(not_found))
}

fn decoded(part: &str) -> Option<String> {
    percent_decode_str(part).decode_utf8().ok().map(Into::into)
}

/// SECURITY: one name inside of the folder, whatever it was encoded as.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

fn file_in(folder: &Path, relative: &Path, asked: &HeaderMap) -> Option<Response<Body>> {
    let found = Folder::new(folder).ok()?.file(relative)?;
    let name = found.to_string_lossy();
    files::file(&found, &name, asked).inspect_err(|error| log::warn!("{name}: {error}")).ok()
}

fn uploaded(folders: &[PathBuf], name: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let name = decoded(name).filter(|name| is_plain_name(name))?;
    let mut response = folders.iter().find_map(|folder| file_in(folder, Path::new(&name), asked))?;
    let kind = mime::of(&name);
    let is_shown =
        kind != "image/svg+xml" && ["image/", "audio/", "video/"].iter().any(|start| kind.starts_with(start));
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(UPLOAD_POLICY));
    if !is_shown {
        // SECURITY: pages and scripts of members are files to be saved, not part of this site.
        fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    }
    if media::hash_of(&name).is_some() {
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    }
    Some(response)
}

fn plain(folder: &Path, rest: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    file_in(folder, &files::relative(rest)?, asked)
}

/// `plugins/<name>/web/...` of a plugin that is switched on.
fn plugin_file(data: &Path, rest: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let (name, rest) = rest.split_once('/')?;
    if !media::plugins(data).iter().any(|plugin| plugin == name) {
        return None;
    }
    plain(&data.join("plugins").join(name).join("web"), rest, asked)
}

fn respond_json(status: StatusCode, value: &Value) -> Response<Body> {
    let mut response = headers::respond(status, "application/json; charset=utf-8", value.to_string());
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// `GET /themes/list`
fn themes(data: &Path) -> Response<Body> {
    respond_json(StatusCode::OK, &json!({"ok": true, "themes": media::themes(data)}))
}

/// `GET /themes/download/:theme`: says where a theme is. SAFER: only names, and nothing is fetched.
fn about_theme(data: &Path, name: &str) -> Response<Body> {
    let is_known = media::themes(data).iter().any(|theme| theme == name);
    if !is_known {
        return respond_json(StatusCode::NOT_FOUND, &json!({"ok": false, "error": "There is no such theme"}));
    }
    let folder = media::theme_folder(data).join(name);
    let own = media::own_theme(data, name).map(|_| json!({"name": name, "author": "dcts-edge", "socials": {}}));
    let about = fs::read(folder.join("config.json")).ok();
    let about = own.or_else(|| about.and_then(|text| serde_json::from_slice(&text).ok())).unwrap_or_default();
    let css = media::style_sheet(data, name).map(|_| format!("/css/themes/{name}/{name}.css"));
    respond_json(StatusCode::OK, &json!({"ok": true, "theme": name, "css": css, "config": about}))
}

const STYLE_SHEET: &str = "text/css; charset=utf-8";

/// `/css/themes/<name>/<file>`
fn theme_file(data: &Path, rest: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let own = rest
        .split_once('/')
        .and_then(|(name, file)| media::own_theme(data, name).filter(|_| file.strip_suffix(".css") == Some(name)));
    match own {
        Some(css) => Some(headers::respond(StatusCode::OK, STYLE_SHEET, css)),
        None => plain(&media::theme_folder(data), rest, asked),
    }
}

/// `GET /themes/variables/<name>`: what our web client takes of a theme. SECURITY: variables only, for a theme
/// may come from anywhere.
fn theme_variables(data: &Path, name: &str) -> Option<Response<Body>> {
    let css = media::style_sheet(data, name)?;
    Some(headers::respond(StatusCode::OK, STYLE_SHEET, theme::variables(&css)))
}

/// `GET /docs/list`
async fn documents(data: &Path) -> Response<Body> {
    let root = data.join("docs");
    if !root.is_dir() {
        return respond_json(StatusCode::NOT_FOUND, &json!({"error": "There is no documentation here"}));
    }
    let found = tokio::task::spawn_blocking(move || {
        let mut found = Vec::new();
        list(&root, "/docs", 0, &mut found).map(|()| found)
    });
    match found.await {
        Ok(Ok(found)) => respond_json(StatusCode::OK, &json!({"error": null, "docs": found})),
        _ => respond_json(StatusCode::INTERNAL_SERVER_ERROR, &json!({"error": "The documentation cannot be read"})),
    }
}

/// SECURITY: links are not followed.
fn list(folder: &Path, path: &str, depth: usize, found: &mut Vec<Value>) -> io::Result<()> {
    let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.sort_unstable_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let about = entry.metadata()?;
        if name.starts_with('.') || about.is_symlink() || found.len() >= MAX_DOCUMENTS {
            continue;
        }
        let path = format!("{path}/{name}");
        if about.is_dir() && depth < MAX_DEPTH {
            list(&entry.path(), &path, depth + 1, found)?;
        } else if about.is_file() && Path::new(&name).extension().is_some_and(|ending| ending == "md") {
            let ms = |time: io::Result<std::time::SystemTime>| {
                time.ok()
                    .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
                    .map_or(0.0, |since| since.as_secs_f64() * 1000.0)
            };
            let modified = ms(about.modified());
            let created = about.created().map_or(modified, |time| ms(Ok(time)));
            found.push(json!({"path": path, "createdAt": created, "modifiedAt": modified}));
        }
    }
    Ok(())
}

fn document(data: &Path, rest: &str, asked: &HeaderMap) -> Option<Response<Body>> {
    let path = decoded(rest)?;
    if !path.split('/').all(is_plain_name) {
        return None;
    }
    file_in(&data.join("docs"), Path::new(&path), asked)
}

/// `GET /badges/:type/:id`: local files only.
fn badges(data: &Path, rest: &str) -> Response<Body> {
    let known = rest.split_once('/').and_then(|(kind, id)| {
        let id = decoded(id)?;
        let is_id = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "+/=_-".contains(c));
        (["users", "servers"].contains(&kind) && is_id && id.len() <= 200).then_some((kind, id))
    });
    let Some((kind, id)) = known else {
        return respond_json(StatusCode::NOT_FOUND, &json!({"error": "There are no such badges"}));
    };
    // An id may hold slashes, a file name must not.
    let file = data.join("badges").join(kind).join(format!("{}.json", id.replace('/', "_")));
    let text = fs::read_to_string(file).ok().filter(|text| serde_json::from_str::<Value>(text).is_ok());
    respond_json(StatusCode::OK, &json!({"error": null, "badges": {"data": text.unwrap_or_else(|| "{}".into())}}))
}

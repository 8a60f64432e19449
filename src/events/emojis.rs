//! The server's own emojis, and the lists of themes and plugins (spec 20 sections 11 to 13).

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json, value::RawValue};

use super::{Changed, Cx, Done, EventError, text};
use crate::{
    model::permissions::Permission,
    node::{EmojiError, Place, media},
};

/// Longest name of an emoji.
const NAME_LENGTH: usize = 32;

#[derive(Serialize)]
pub(super) struct Emojis {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Rc<RawValue>,
    msg: &'static str,
}

/// `getEmojis`: an empty list is a success too, or the picker of the existing client would not open.
pub(super) async fn list(cx: &Cx, _request: Value) -> Result<Emojis, EventError> {
    Ok(Emojis { kind: "success", data: cx.node.emojis().await, msg: "These are the emojis" })
}

/// `uploadedEmoji`: a client says that it changed something; the node has noticed by itself.
pub(super) async fn uploaded(cx: &Cx, _request: Value) -> Result<Done, EventError> {
    cx.require(&[Permission::ManageEmojis], Place::Server)?;
    cx.node.emojis_changed();
    Ok(Done::default())
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Rename {
    filehash: Option<Value>,
    emoji_name: Option<Value>,
}

fn failed(error: EmojiError) -> EventError {
    if let EmojiError::Io(error) = &error {
        log::error!("an emoji could not be saved: {error}");
    }
    match error {
        EmojiError::Unknown => "There is no such emoji".into(),
        EmojiError::TooMany => "There are too many emojis".into(),
        EmojiError::Io(_) => "The server could not save that. Try again later.".into(),
    }
}

/// `updateEmoji`: another name for an emoji.
pub(super) async fn rename(cx: &Cx, request: Rename) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageEmojis], Place::Server)?;
    let hash = text::text(request.filehash.as_ref()).filter(|hash| media::hash_of(&format!("{hash}_x")).is_some());
    let hash = hash.ok_or(EventError::from("There is no such emoji"))?;
    let name = text::text(request.emoji_name.as_ref()).unwrap_or_default();
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name: String = name.chars().filter(|c| is_legal(*c)).take(NAME_LENGTH).collect();
    if name.is_empty() {
        return Err("The name may have up to 32 letters, digits, dashes and underscores".into());
    }
    cx.node.rename_emoji(hash, name.clone()).await.map_err(failed)?;
    cx.audit(&format!("renamed an emoji to {name}"));
    Ok(Changed::new("The emoji was renamed"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Delete {
    filename: Option<Value>,
}

/// `deleteEmoji`
pub(super) async fn delete(cx: &Cx, request: Delete) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageEmojis], Place::Server)?;
    let filename = text::text(request.filename.as_ref()).filter(|name| media::hash_of(name).is_some());
    let filename = filename.ok_or(EventError::from("There is no such emoji"))?;
    cx.node.delete_emoji(filename).await.map_err(failed)?;
    cx.audit("deleted an emoji");
    Ok(Changed::new("The emoji was deleted"))
}

/// `getThemes`
pub(super) async fn themes(cx: &Cx, _request: Value) -> Result<Value, EventError> {
    Ok(json!({"error": null, "themes": media::themes(cx.node.data())}))
}

/// `getThemeFiles`: the argument is the name itself.
pub(super) async fn theme_files(cx: &Cx, request: Value) -> Result<Value, EventError> {
    let name = request.as_str().or_else(|| request.get("theme").and_then(Value::as_str)).unwrap_or_default();
    Ok(json!({"error": null, "files": media::theme_files(cx.node.data(), name)}))
}

/// `getPluginList`: the scripts of the plugins that are switched on.
pub(super) async fn plugins(cx: &Cx, _request: Value) -> Result<Value, EventError> {
    let root = cx.node.data().join("plugins");
    let files = |name: &String| {
        let has_script = root.join(name).join("web").join("main.js").is_file();
        let paths: Vec<String> = has_script.then(|| format!("plugins/{name}/main.js")).into_iter().collect();
        json!({"filePaths": paths})
    };
    let plugins: Map<String, Value> =
        media::plugins(cx.node.data()).into_iter().map(|name| (name.clone(), files(&name))).collect();
    Ok(json!({"type": "success", "plugins": plugins}))
}

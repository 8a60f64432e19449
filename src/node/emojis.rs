//! The server's own emojis: files named `<hash>_<name>.<ending>`, and who uploaded them
//! (spec 20 section 13).

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
    rc::Rc,
};

use serde_json::{Map, Value, json, value::RawValue};
use sha2::{Digest, Sha256};

use super::{Node, media};
use crate::{config, model::ids::MemberId, realtime::Packet};

/// Most emojis of a server; the picker shows them all.
const MAX_EMOJIS: usize = 1000;

/// Why an emoji could not be changed.
#[derive(Debug)]
pub enum EmojiError {
    /// There is no such emoji.
    Unknown,
    /// There are too many.
    TooMany,
    /// The disk refused.
    Io(io::Error),
}

impl fmt::Display for EmojiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such emoji"),
            Self::TooMany => f.write_str("There are too many emojis"),
            Self::Io(error) => write!(f, "the emoji could not be saved: {error}"),
        }
    }
}

impl std::error::Error for EmojiError {}

impl From<io::Error> for EmojiError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// One emoji file.
#[derive(Clone, Debug)]
struct Emoji {
    path: PathBuf,
    filename: String,
    created: u64,
}

impl Emoji {
    fn hash(&self) -> &str {
        media::hash_of(&self.filename).unwrap_or_default()
    }

    fn name(&self) -> &str {
        let stem = self.filename.rsplit_once('.').map_or(self.filename.as_str(), |(stem, _)| stem);
        stem.split_once('_').map_or(stem, |(_, name)| name)
    }
}

/// What is known of emojis beside their files: `configs/emojis.json`, by hash.
type Known = BTreeMap<String, Map<String, Value>>;

fn read_known(path: &Path) -> Known {
    fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// All emojis, the newest first. Files of old versions that are not named by their content get such
/// a name.
fn scan(data: &Path) -> Vec<Emoji> {
    let mut found: Vec<Emoji> = Vec::new();
    for folder in media::emoji_folders(data) {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Some(mut filename) = entry.file_name().into_string().ok() else { continue };
            let about = entry.metadata().ok().filter(fs::Metadata::is_file);
            let Some(about) = about.filter(|_| !filename.starts_with('.') && filename.contains('.')) else { continue };
            let mut path = entry.path();
            if media::hash_of(&filename).is_none() {
                let Some((named, new)) = name_by_content(&path, &filename) else { continue };
                (path, filename) = (named, new);
            }
            let time = about.created().or_else(|_| about.modified()).ok();
            let created = time.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            found.push(Emoji { path, filename, created: created.map_or(0, |since| since.as_millis() as u64) });
        }
    }
    found.sort_unstable_by(|a, b| (b.created, &b.filename).cmp(&(a.created, &a.filename)));
    found.truncate(MAX_EMOJIS);
    found
}

fn name_by_content(path: &Path, filename: &str) -> Option<(PathBuf, String)> {
    let digest = Sha256::digest(fs::read(path).ok()?);
    let hash: String = digest
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|n| char::from_digit(n.into(), 16))
        .collect::<Option<_>>()?;
    let new = format!("{hash}_{}", media::clean_name(filename, 100));
    let named = path.with_file_name(&new);
    fs::rename(path, &named).ok()?;
    Some((named, new))
}

fn render(emojis: &[Emoji], known: &Known) -> Box<RawValue> {
    let shown: Vec<Value> = emojis
        .iter()
        .map(|emoji| {
            let about = known.get(emoji.hash());
            let uploader = about.and_then(|about| about.get("uploader")).cloned().unwrap_or_default();
            json!({
                "filename": emoji.filename, "name": emoji.name(), "uploader": uploader, "user_reaction": null,
                "userReactionLimit": null, "allowedRoles": [], "group": null, "group_icon": null,
                "audio": {"src": null, "volume": null, "random_pitch": null},
            })
        })
        .collect();
    serde_json::value::to_raw_value(&shown).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

impl Node {
    fn known_emojis(&self) -> PathBuf {
        self.config_path.with_file_name("emojis.json")
    }

    /// All emojis as `getEmojis` sends them. Kept ready until something changes.
    pub async fn emojis(&self) -> Rc<RawValue> {
        if let Some(ready) = &*self.emojis.borrow() {
            return Rc::clone(ready);
        }
        let (data, known) = (self.data.clone(), self.known_emojis());
        let listed = tokio::task::spawn_blocking(move || render(&scan(&data), &read_known(&known)));
        let listed: Rc<RawValue> = listed.await.unwrap_or_else(|_| RawValue::NULL.to_owned()).into();
        *self.emojis.borrow_mut() = Some(Rc::clone(&listed));
        listed
    }

    /// Takes note that emojis changed, and tells everybody.
    pub fn emojis_changed(&self) {
        *self.emojis.borrow_mut() = None;
        self.send_to_members(&Packet::event_empty("updatedEmojis"));
    }

    /// Remembers who uploaded an emoji.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn emoji_uploaded(&self, filename: &str, uploader: MemberId) -> Result<(), EmojiError> {
        let hash = media::hash_of(filename).ok_or(EmojiError::Unknown)?.to_owned();
        let emoji = Emoji { path: PathBuf::new(), filename: filename.to_owned(), created: 0 };
        let name = emoji.name().to_owned();
        self.change_known(move |known| {
            let about = known.entry(hash).or_default();
            about.insert("uploader".into(), uploader.as_str().into());
            about.insert("name".into(), name.into());
        })
        .await?;
        self.emojis_changed();
        Ok(())
    }

    /// Renames the emoji with this hash.
    ///
    /// # Errors
    /// [`EmojiError::Unknown`] when there is none; [`EmojiError::Io`] when the disk refuses.
    pub async fn rename_emoji(&self, hash: String, name: String) -> Result<(), EmojiError> {
        let (data, wanted, new_name) = (self.data.clone(), hash.clone(), name.clone());
        let rename = move || {
            let found = scan(&data).into_iter().find(|emoji| emoji.hash() == wanted).ok_or(EmojiError::Unknown)?;
            let ending = found.filename.rsplit_once('.').map_or("", |(_, ending)| ending);
            let renamed = found.path.with_file_name(format!("{wanted}_{new_name}.{ending}"));
            Ok::<_, EmojiError>(fs::rename(&found.path, renamed)?)
        };
        tokio::task::spawn_blocking(rename).await.map_err(io::Error::other)??;
        self.change_known(move |known| {
            known.entry(hash).or_default().insert("name".into(), name.into());
        })
        .await?;
        self.emojis_changed();
        Ok(())
    }

    /// Deletes an emoji by its file name.
    ///
    /// # Errors
    /// [`EmojiError::Unknown`] when there is none; [`EmojiError::Io`] when the disk refuses.
    pub async fn delete_emoji(&self, filename: String) -> Result<(), EmojiError> {
        let data = self.data.clone();
        let wanted = filename.clone();
        let delete = move || {
            let found = scan(&data).into_iter().find(|emoji| emoji.filename == wanted).ok_or(EmojiError::Unknown)?;
            Ok::<_, EmojiError>(fs::remove_file(found.path)?)
        };
        tokio::task::spawn_blocking(delete).await.map_err(io::Error::other)??;
        self.change_known(move |known| {
            media::hash_of(&filename).map(|hash| known.remove(hash));
        })
        .await?;
        self.emojis_changed();
        Ok(())
    }

    async fn change_known(&self, change: impl FnOnce(&mut Known) + Send + 'static) -> Result<(), EmojiError> {
        let path = self.known_emojis();
        let save = move || {
            let mut known = read_known(&path);
            change(&mut known);
            let text = serde_json::to_string_pretty(&known).map_err(io::Error::other)?;
            config::write_atomic(&path, text.as_bytes())
        };
        Ok(tokio::task::spawn_blocking(save).await.map_err(io::Error::other)??)
    }

    /// Whether there is room for another emoji.
    ///
    /// # Errors
    /// [`EmojiError::TooMany`] when there is not.
    pub async fn check_emoji_count(&self) -> Result<(), EmojiError> {
        let data = self.data.clone();
        let count = tokio::task::spawn_blocking(move || scan(&data).len()).await.map_err(io::Error::other)?;
        if count < MAX_EMOJIS { Ok(()) } else { Err(EmojiError::TooMany) }
    }
}

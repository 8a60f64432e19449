//! Where files are in the data folder, and how they are named (spec 20 sections 1, 11 to 13). The
//! folders of an existing DCTS installation are used as they are.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use serde_json::Value;

/// How much of a picture is looked at for its size. What cameras put before it has up to 64 KiB a piece.
/// SECURITY: the time to look grows with this.
const MAX_HEADER: u64 = 256 * 1024;
/// Longest side of a picture that is believed; browsers show no larger ones.
const MAX_SIDE: usize = 65_535;
/// Length of the content hash in a file's name, hexadecimal digits.
const HASH_LENGTH: usize = 64;
/// Longest name of a theme or plugin.
const NAME_LENGTH: usize = 64;

/// Where uploads are; new ones go to the first.
pub fn upload_folders(data: &Path) -> [PathBuf; 2] {
    [data.join("public").join("uploads"), data.join("uploads")]
}

/// Where emojis are; new ones go to the first.
pub fn emoji_folders(data: &Path) -> [PathBuf; 2] {
    [data.join("public").join("emojis"), data.join("emojis")]
}

/// Where themes are, a folder each.
pub fn theme_folder(data: &Path) -> PathBuf {
    data.join("public").join("css").join("themes")
}

/// The hash in the name of a file that is named by its content: `<hash>_<name>`.
pub fn hash_of(name: &str) -> Option<&str> {
    let (hash, rest) = name.split_once('_')?;
    let is_hash = hash.len() == HASH_LENGTH && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (is_hash && !rest.is_empty()).then_some(hash)
}

/// A file name of a client, made harmless: letters, digits, `.`, `_` and `-`.
pub fn clean_name(name: &str, longest: usize) -> String {
    let clean = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' };
    let name: String = name.chars().map(clean).collect();
    let name = name.trim_start_matches('.');
    // What is too long loses its start: the ending says what it is.
    let cut = &name[name.len().saturating_sub(longest)..];
    if cut.is_empty() { "file".into() } else { cut.trim_start_matches('.').into() }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= NAME_LENGTH
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn folders_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| is_name(name));
    names.sort_unstable();
    names
}

/// Our own themes: name and style sheet. A folder of the same name takes their place.
const OWN_THEMES: [(&str, &str); 2] = [
    ("dark", include_str!(concat!(env!("OUT_DIR"), "/dark.css"))),
    ("light", include_str!(concat!(env!("OUT_DIR"), "/light.css"))),
];

/// Largest style sheet of a theme that is read, bytes.
const MAX_STYLE_SHEET: u64 = 1024 * 1024;

/// Bytes of the files in a folder.
pub fn folder_size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|about| about.len()).sum()
}

/// Width and height of a picture, as its header says.
pub fn image_size(path: &Path) -> Option<(u32, u32)> {
    let mut head = Vec::new();
    let mut file = File::open(path).ok()?;
    // Most pictures tell it at their very beginning.
    file.by_ref().take(4096).read_to_end(&mut head).ok()?;
    let size = imagesize::blob_size(&head).ok().or_else(|| {
        file.take(MAX_HEADER).read_to_end(&mut head).ok()?;
        imagesize::blob_size(&head).ok()
    })?;
    let checked = |length: usize| u32::try_from(length).ok().filter(|_| (1..=MAX_SIDE).contains(&length));
    Some((checked(size.width)?, checked(size.height)?))
}

/// The themes that are here.
pub fn themes(data: &Path) -> Vec<String> {
    let mut names = folders_in(&theme_folder(data));
    names.extend(OWN_THEMES.iter().map(|(name, _)| (*name).to_owned()));
    names.sort_unstable();
    names.dedup();
    names
}

/// The style sheet of one of our own themes, if no folder takes its place.
pub fn own_theme(data: &Path, theme: &str) -> Option<&'static str> {
    let (_, css) = OWN_THEMES.iter().find(|(name, _)| *name == theme)?;
    (!theme_folder(data).join(theme).is_dir()).then_some(*css)
}

/// The style sheet of a theme.
pub fn style_sheet(data: &Path, theme: &str) -> Option<String> {
    if let Some(css) = own_theme(data, theme) {
        return Some(css.to_owned());
    }
    let path = theme_folder(data).join(theme).join(format!("{theme}.css"));
    let is_readable = is_name(theme) && fs::metadata(&path).is_ok_and(|about| about.len() <= MAX_STYLE_SHEET);
    if is_readable { fs::read_to_string(path).ok() } else { None }
}

/// The `.css` files of a theme.
pub fn theme_files(data: &Path, theme: &str) -> Vec<String> {
    if !is_name(theme) {
        return Vec::new();
    }
    if own_theme(data, theme).is_some() {
        return vec![format!("{theme}.css")];
    }
    let entries = fs::read_dir(theme_folder(data).join(theme)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == "css") && !name.starts_with('.'));
    names.sort_unstable();
    names
}

/// The plugins that are switched on.
pub fn plugins(data: &Path) -> Vec<String> {
    let root = data.join("plugins");
    let is_on = |name: &String| {
        let about = fs::read(root.join(name).join("config.json")).ok();
        let about: Option<Value> = about.and_then(|text| serde_json::from_slice(&text).ok());
        about.is_some_and(|about| about.get("enabled") == Some(&Value::Bool(true)))
    };
    folders_in(&root).into_iter().filter(is_on).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn safer_names_cannot_leave_their_folder() {
        assert_eq!(clean_name("../../etc/passwd", 150), "_.._etc_passwd");
        assert_eq!(clean_name("ä b.png", 150), "__b.png");
        assert_eq!(clean_name("...", 150), "file");
        assert_eq!(clean_name(&"x".repeat(200), 150).len(), 150);
        for bad in ["", "..", "a/b", "a b", "ä", ".git"] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[test]
    fn hashes_are_recognised() {
        let hash = "0123456789abcdef".repeat(4);
        assert_eq!(hash_of(&format!("{hash}_wave.png")), Some(hash.as_str()));
        for other in
            [format!("{hash}.png"), format!("{hash}_"), "upload_123456789012_a.png".into(), hash.to_uppercase() + "_a"]
        {
            assert_eq!(hash_of(&other), None);
        }
    }
}

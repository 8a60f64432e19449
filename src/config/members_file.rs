//! Members that very old versions kept in config.json (spec 31 section 5, legacy). They are set aside
//! before anything saves the configuration without them, and stay there until a store has them.

use std::{fs, io, path::Path};

use serde_json::{Map, Value};

use super::write_atomic;

/// Where they wait, beside config.json.
const WAITING: &str = "servermembers.json";

/// What the file is called once a store has them.
const DONE: &str = "servermembers.imported.json";

/// Sets the members of a config.json aside, if it has any and it was not done before.
///
/// # Errors
/// When a file cannot be read or written; the configuration must not be saved then.
pub fn set_members_aside(config_path: &Path) -> io::Result<()> {
    let text = match fs::read_to_string(config_path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other?,
    };
    let waiting = config_path.with_file_name(WAITING);
    // What is no JSON is refused elsewhere, with more words.
    let Ok(Value::Object(config)) = serde_json::from_str(&text) else { return Ok(()) };
    match config.get("servermembers") {
        Some(Value::Object(members)) if !members.is_empty() && !waiting.exists() => {
            write_atomic(&waiting, &serde_json::to_vec_pretty(members)?)
        }
        _ => Ok(()),
    }
}

/// The members that wait, by id.
///
/// # Errors
/// When the file cannot be read.
pub fn members_aside(config_path: &Path) -> io::Result<Map<String, Value>> {
    match fs::read_to_string(config_path.with_file_name(WAITING)) {
        Ok(text) => Ok(serde_json::from_str(&text)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Map::new()),
        Err(error) => Err(error),
    }
}

/// Takes note that a store has them; the file is kept under another name.
///
/// # Errors
/// When it cannot be renamed.
pub fn members_are_stored(config_path: &Path) -> io::Result<()> {
    fs::rename(config_path.with_file_name(WAITING), config_path.with_file_name(DONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_wait_until_they_are_stored() {
        let folder = std::env::temp_dir().join(format!("dcts-edge-{}", crate::security::random::hex(8)));
        fs::create_dir(&folder).unwrap();
        let path = folder.join("config.json");
        set_members_aside(&path).unwrap();
        fs::write(&path, r#"{"servermembers":{"112233445566":{"name":"x"}}}"#).unwrap();
        set_members_aside(&path).unwrap();
        fs::write(&path, "{}").unwrap();
        set_members_aside(&path).unwrap();
        assert_eq!(members_aside(&path).unwrap().len(), 1);
        members_are_stored(&path).unwrap();
        assert!(members_aside(&path).unwrap().is_empty());
        fs::remove_dir_all(folder).unwrap();
    }
}

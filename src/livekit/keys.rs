//! Where the key that LiveKit knows is found: in its own YAML file, in a file of secrets, in the environment, or in
//! config.json.

use std::{fs, io, path::Path};

/// Largest file that is read, bytes: a longer one is something else.
const MAX_FILE: u64 = 256 * 1024;

/// A key and its secret.
pub(super) type Pair = (String, String);

/// What is of interest in LiveKit's own configuration.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Yaml {
    /// All keys in their order.
    pub(super) keys: Vec<Pair>,
    /// Which servers it tells what happens.
    pub(super) webhooks: Vec<String>,
    /// The key that it signs that with.
    pub(super) webhook_key: Option<String>,
}

/// Reads a file; `None` if there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, String> {
    let problem = |error: io::Error| format!("{}: cannot be read: {error}", path.display());
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(problem(error)),
        Ok(found) if found.len() > MAX_FILE => return Err(format!("{}: is too large", path.display())),
        Ok(_) => {}
    }
    fs::read_to_string(path).map(Some).map_err(problem)
}

/// A key and its secret, or the secret alone, as the only line of a file.
pub(super) fn secret(text: &str) -> (Option<String>, String) {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match line.split_once(':') {
        Some((key, secret)) => (Some(plain(key)), plain(secret)),
        None => (None, line.to_owned()),
    }
}

/// A scalar without its quotes and what is remarked behind it.
fn plain(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some((inside, _)) = text.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inside.to_owned();
        }
    }
    text.split(" #").next().unwrap_or_default().trim().to_owned()
}

/// Reads as much YAML as such files have: maps of scalars and lists of them, in blocks or in braces.
pub(super) fn yaml(text: &str) -> Yaml {
    let mut found = Yaml::default();
    let (mut top, mut below) = (String::new(), String::new());
    for line in text.lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') || bare == "---" {
            continue;
        }
        if let Some(item) = bare.strip_prefix("- ") {
            if (top.as_str(), below.as_str()) == ("webhook", "urls") {
                found.webhooks.push(plain(item));
            }
            continue;
        }
        let Some((name, value)) = entry(bare) else { continue };
        if line.starts_with([' ', '\t']) {
            below.clone_from(&name);
            found.take(&top, name, &value);
        } else {
            (top, below) = (name, String::new());
            let inside = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
            inside.split(',').filter_map(|pair| entry(pair.trim())).for_each(|(name, value)| {
                found.take(&top, name, &value);
            });
        }
    }
    found
}

/// `name: value`; a colon within a value, as in a URL, has no space behind it.
fn entry(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(": ").or_else(|| Some((text.strip_suffix(':')?, "")))?;
    Some((plain(name), plain(value)))
}

impl Yaml {
    fn take(&mut self, top: &str, name: String, value: &str) {
        match (top, name.as_str()) {
            ("keys", _) if !value.is_empty() => self.keys.push((name, value.into())),
            ("webhook", "api_key") => self.webhook_key = Some(value.into()),
            ("webhook", "urls") => {
                let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
                self.webhooks.extend(list.split(',').map(plain).filter(|url| !url.is_empty()));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_key_of_a_file_as_people_write_them() {
        let text = "# mine\nport: 7880\nrtc:\n  udp_port: 7882\n  use_external_ip: true\nkeys:\n  # first\n  APIabc: \"s:e c#ret\" # x\n  other: 's2'\nwebhook:\n  api_key: APIabc\n  urls:\n    - https://a.example/livekit/webhook # ours\n    - 'http://b.example/'\nlogging:\n  level: info\n";
        let found = yaml(text);
        let pair = |key: &str, secret: &str| (key.to_owned(), secret.to_owned());
        assert_eq!(found.keys, [pair("APIabc", "s:e c#ret"), pair("other", "s2")]);
        assert_eq!(found.webhooks, ["https://a.example/livekit/webhook", "http://b.example/"]);
        assert_eq!(found.webhook_key.as_deref(), Some("APIabc"));
        assert_eq!(yaml("keys: {dev: secret, b: c}\n").keys, [pair("dev", "secret"), pair("b", "c")]);
        assert_eq!(yaml("webhook:\n  urls: ['http://a/x', http://b/y]").webhooks, ["http://a/x", "http://b/y"]);
        assert_eq!(yaml("keys:\n\nport: 1\nno yaml at all"), Yaml::default());
    }

    #[test]
    fn a_file_of_secrets_holds_both_or_the_secret_alone() {
        assert_eq!(secret("\n  APIabc: secret  \n"), (Some("APIabc".into()), "secret".into()));
        assert_eq!(secret("secret\n"), (None, "secret".into()));
        assert_eq!(secret(""), (None, String::new()));
    }
}

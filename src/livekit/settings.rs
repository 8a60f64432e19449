//! Whether there is a LiveKit server, and where (spec 42 section 1).

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
    path::{Path, PathBuf},
};

use url::Host;

use super::keys::{self, Pair};
use crate::{
    config::{Config, Overrides},
    security::outbound::{Target, is_global, is_public_name},
};

/// Shortest secret, characters: a shorter one can be guessed from a token, which every member holds.
const MIN_SECRET: usize = 32;
/// The secret of LiveKit's and DCTS's examples: everybody knows it.
const SAMPLE: &str = "Minimum32CharacterLongKeyForSecurity";
/// What config.json holds as long as nobody said anything.
const UNSET: (&str, &str) = ("dev", "testing");
/// Where LiveKit's own configuration is, unless the environment says otherwise.
const YAML: &str = "livekit/livekit.yaml";

/// Where the key was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// In this file.
    File(PathBuf),
    /// In config.json.
    Config,
    /// In the environment.
    Environment,
}

impl fmt::Display for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Config => f.write_str("config.json"),
            Self::Environment => f.write_str("the environment"),
        }
    }
}

/// A LiveKit server that can be used.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// `host[:port]` for members' clients.
    pub address: String,
    /// Whether they come by TLS, if the address says so; else as they come to this node.
    pub is_tls: Option<bool>,
    /// Where this node reaches it.
    pub api: Target,
    /// The name of the key.
    pub key: String,
    /// The key's secret.
    pub secret: String,
    /// Where the key was found.
    pub source: KeySource,
}

// SECURITY: the secret must not get into a log.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("address", &self.address).field("api", &self.api).finish_non_exhaustive()
    }
}

impl Settings {
    /// Where a client connects to that came to this node with or without TLS.
    pub fn url(&self, is_secure: bool) -> String {
        let scheme = if self.is_tls.unwrap_or(is_secure) { "wss" } else { "ws" };
        format!("{scheme}://{}/", self.address)
    }
}

/// Why there is no voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    /// The settings say so.
    Off,
    /// Nobody said where it is.
    Unset,
    /// This program was built without it.
    NotBuilt,
    /// There is a secret without the name of its key, or the other way round.
    Half,
    /// The secret is too short.
    Short,
    /// The secret is the one of the examples, on a server that others reach.
    Sample,
    /// That is no address.
    Address(String),
    /// A file that has to be there cannot be read.
    File(String),
}

impl Absent {
    /// Whether somebody has to do something about it.
    pub fn is_mistake(&self) -> bool {
        !matches!(self, Self::Off | Self::Unset | Self::NotBuilt)
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("serverinfo.livekit.enabled is false"),
            Self::Unset => f.write_str("serverinfo.livekit has no key and secret of its own yet"),
            Self::NotBuilt => f.write_str("this build has no voice"),
            Self::Half => f.write_str("the key or the secret of LiveKit is missing"),
            Self::Short => write!(f, "the secret of LiveKit has less than {MIN_SECRET} characters"),
            Self::Sample => f.write_str("the secret of LiveKit is the one of the examples, which everybody knows"),
            Self::Address(what) => f.write_str(what),
            Self::File(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Absent {}

/// Finds the LiveKit server that the settings and the environment name.
///
/// # Errors
/// When there is none, or none that could be used safely.
pub fn find(config: &Config, overrides: &Overrides) -> Result<Settings, Absent> {
    let livekit = &config.serverinfo.livekit;
    if !livekit.enabled {
        return Err(Absent::Off);
    }
    let written = overrides.livekit_url.as_deref().unwrap_or(&livekit.url).trim();
    let ((key, secret), source) = key(config, overrides)?;
    if key.is_empty() || secret.is_empty() {
        return Err(Absent::Half);
    }
    if secret.chars().count() < MIN_SECRET {
        return Err(Absent::Short);
    }
    let (is_tls, address, target) = address(written)?;
    if secret == SAMPLE && !is_this_machine(&target) {
        return Err(Absent::Sample);
    }
    let api = match config.dcts_edge.voice.api_url.as_str() {
        "" => {
            let scheme = if is_tls.unwrap_or_else(|| is_far(&target)) { "https" } else { "http" };
            format!("{scheme}://{address}/")
        }
        url => format!("{}/", url.trim_end_matches('/')),
    };
    let api = api.parse().map_err(|_| Absent::Address(format!("{api:?} is no address of LiveKit")))?;
    Ok(Settings { address, is_tls, api, key, secret, source })
}

/// `host[:port]`; a scheme in front of it, which DCTS cannot have, is understood.
fn address(written: &str) -> Result<(Option<bool>, String, Target), Absent> {
    let (scheme, rest) = written.split_once("://").map_or((None, written), |(scheme, rest)| (Some(scheme), rest));
    let no_address = || Absent::Address(format!("serverinfo.livekit.url: expected host[:port], found {written:?}"));
    let is_tls = match scheme {
        None => None,
        Some("ws" | "http") => Some(false),
        Some("wss" | "https") => Some(true),
        Some(_) => return Err(no_address()),
    };
    let address = rest.trim_end_matches('/');
    let target: Target = format!("http://{address}/").parse().map_err(|_| no_address())?;
    let is_host = !address.contains(['/', '?', '#', '@', ' ']) && target.path_and_query() == "/";
    if is_host { Ok((is_tls, address.to_owned(), target)) } else { Err(no_address()) }
}

fn ip(target: &Target) -> Option<IpAddr> {
    match target.host() {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(IpAddr::from(address).to_canonical()),
        Host::Domain(_) => None,
    }
}

fn is_this_machine(target: &Target) -> bool {
    ip(target).map_or(target.host() == Host::Domain("localhost"), |ip| ip.is_loopback() || ip == Ipv6Addr::LOCALHOST)
}

/// Whether there is a public network in between, so that nothing goes without TLS.
fn is_far(target: &Target) -> bool {
    match target.host() {
        Host::Domain(name) => is_public_name(name),
        _ => ip(target).is_some_and(is_global),
    }
}

/// Where LiveKit's own configuration is.
fn yaml_path(overrides: &Overrides) -> &Path {
    Path::new(overrides.livekit_yaml_path.as_deref().unwrap_or(YAML))
}

/// The key and its secret: of a file of secrets, then of LiveKit's own configuration, then of config.json, then of
/// the environment.
fn key(config: &Config, overrides: &Overrides) -> Result<(Pair, KeySource), Absent> {
    let livekit = &config.serverinfo.livekit;
    let configured = (livekit.key.as_str(), livekit.secret.as_str());
    let named = || overrides.livekit_key.clone().unwrap_or_else(|| livekit.key.clone());
    if let Some(path) = &overrides.livekit_secret_file {
        let text = keys::read(path).map_err(Absent::File)?;
        let text = text.ok_or_else(|| Absent::File(format!("{}: there is no such file", path.display())))?;
        let (key, secret) = keys::secret(&text);
        return Ok(((key.unwrap_or_else(named), secret), KeySource::File(path.clone())));
    }
    let path = yaml_path(overrides);
    match keys::read(path).map_err(Absent::File)? {
        Some(text) => {
            if let Some(pair) = keys::yaml(&text).keys.into_iter().next() {
                return Ok((pair, KeySource::File(path.to_owned())));
            }
        }
        None if overrides.livekit_yaml_path.is_some() => {
            log::warn!("{}: there is no such file (LIVEKIT_YAML_PATH)", path.display());
        }
        None => {}
    }
    if configured != UNSET && !configured.1.is_empty() {
        return Ok(((livekit.key.clone(), livekit.secret.clone()), KeySource::Config));
    }
    match &overrides.livekit_secret {
        Some(secret) => Ok(((named(), secret.clone()), KeySource::Environment)),
        None => Err(Absent::Unset),
    }
}

/// Whom LiveKit tells what happens, by its own configuration.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// The addresses.
    pub urls: Vec<String>,
    /// The key that it signs with.
    pub key: Option<String>,
}

/// Whom LiveKit tells what happens, where its own configuration can be read here.
pub fn told(overrides: &Overrides) -> Option<Told> {
    let found = keys::yaml(&keys::read(yaml_path(overrides)).ok()??);
    Some(Told { urls: found.webhooks, key: found.webhook_key })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of more than thirty-two letters";

    fn found(url: &str, key: &str, secret: &str) -> Result<Settings, Absent> {
        let mut config = Config::default();
        config.serverinfo.livekit.url = url.into();
        config.serverinfo.livekit.key = key.into();
        config.serverinfo.livekit.secret = secret.into();
        find(&config, &Overrides::default())
    }

    #[test]
    fn where_it_is_and_how_it_is_reached() {
        for (written, api, secure, plain) in [
            ("localhost:7880", "http://localhost:7880/", "wss://localhost:7880/", "ws://localhost:7880/"),
            ("127.0.0.1:1", "http://127.0.0.1:1/", "wss://127.0.0.1:1/", "ws://127.0.0.1:1/"),
            ("192.168.1.5:7880", "http://192.168.1.5:7880/", "wss://192.168.1.5:7880/", "ws://192.168.1.5:7880/"),
            ("livekit:7880", "http://livekit:7880/", "wss://livekit:7880/", "ws://livekit:7880/"),
            ("voice.example.org", "https://voice.example.org/", "wss://voice.example.org/", "ws://voice.example.org/"),
            ("8.8.8.8:7880", "https://8.8.8.8:7880/", "wss://8.8.8.8:7880/", "ws://8.8.8.8:7880/"),
            ("wss://v.example.org/", "https://v.example.org/", "wss://v.example.org/", "wss://v.example.org/"),
            ("ws://v.example.org:80", "http://v.example.org/", "ws://v.example.org:80/", "ws://v.example.org:80/"),
        ] {
            let settings = found(written, "key", SECRET).unwrap();
            assert_eq!(settings.api.as_str(), api);
            assert_eq!((settings.url(true).as_str(), settings.url(false).as_str()), (secure, plain));
        }
        for bad in ["", "a b", "host/path", "ftp://host", "user@host", "host?x", "http://"] {
            assert!(matches!(found(bad, "key", SECRET), Err(Absent::Address(_))), "{bad}");
        }
    }

    #[test]
    fn safer_secrets_that_could_be_guessed_are_none() {
        assert_eq!(found("localhost:7880", "dev", "testing"), Err(Absent::Unset));
        assert_eq!(found("localhost:7880", "dev", "short"), Err(Absent::Short));
        assert_eq!(found("localhost:7880", "", SECRET), Err(Absent::Half));
        assert!(found("localhost:7880", "dev", SAMPLE).is_ok() && found("127.0.0.1:7880", "dev", SAMPLE).is_ok());
        assert_eq!(found("voice.example.org", "dev", SAMPLE), Err(Absent::Sample));
        assert_eq!(found("192.168.1.5:7880", "dev", SAMPLE), Err(Absent::Sample));
    }

    #[test]
    fn the_key_comes_from_the_safest_place() {
        let folder = std::env::temp_dir().join(format!("dcts-edge-{}-livekit", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (yaml, file) = (folder.join("livekit.yaml"), folder.join("secret"));
        std::fs::write(&yaml, format!("keys:\n  of-yaml: {SECRET}\n")).unwrap();
        std::fs::write(&file, format!("{SECRET}\n")).unwrap();
        let mut config = Config::default();
        let mut overrides = Overrides {
            livekit_key: Some("of-environment".into()),
            livekit_secret: Some(SECRET.into()),
            livekit_yaml_path: Some(folder.join("none").display().to_string()),
            ..Default::default()
        };
        let key = |config: &Config, overrides: &Overrides| find(config, overrides).map(|found| found.key);
        assert_eq!(key(&config, &overrides).as_deref(), Ok("of-environment"));
        config.serverinfo.livekit.key = "of-config".into();
        config.serverinfo.livekit.secret = SECRET.into();
        assert_eq!(key(&config, &overrides).as_deref(), Ok("of-config"));
        overrides.livekit_yaml_path = Some(yaml.display().to_string());
        assert_eq!(key(&config, &overrides).as_deref(), Ok("of-yaml"));
        overrides.livekit_secret_file = Some(file.clone());
        assert_eq!(key(&config, &overrides).as_deref(), Ok("of-environment"));
        std::fs::write(&file, format!("of-file: {SECRET}\n")).unwrap();
        assert_eq!(key(&config, &overrides).as_deref(), Ok("of-file"));
        std::fs::remove_file(&file).unwrap();
        assert!(matches!(find(&config, &overrides), Err(Absent::File(_))));
        config.serverinfo.livekit.enabled = false;
        assert_eq!(find(&config, &overrides), Err(Absent::Off));
        std::fs::remove_dir_all(folder).unwrap();
    }
}

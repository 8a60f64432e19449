//! Loading and saving of config.json.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::Serialize;
use serde_json::Value;

use super::{Config, EdgeSettings, culprit};
use crate::{
    model::{
        duration,
        permissions::{Permission, PermissionSet},
    },
    security::ip::Network,
};

/// What a new installation starts with. Kept outside of the source so that it is the example for
/// operators too.
const DEFAULTS: &str = include_str!("../../config.example.json");

/// Why config.json cannot be used. Reads as one line that names the file, the key and the
/// expectation; the file is left as it is.
#[derive(Debug)]
pub struct ConfigError {
    file: PathBuf,
    problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.problem)
    }
}

impl std::error::Error for ConfigError {}

impl Default for Config {
    fn default() -> Self {
        match read(DEFAULTS) {
            Ok(config) => config,
            Err(error) => unreachable!("a test reads the defaults: {error}"),
        }
    }
}

/// Loads config.json; `None` if there is no such file.
///
/// # Errors
/// When the file cannot be read or used.
pub fn load(path: &Path) -> Result<Option<Config>, ConfigError> {
    let error = |problem: String| ConfigError { file: path.to_owned(), problem };
    match fs::read_to_string(path) {
        Ok(text) => parse(&text).map(Some).map_err(|problem| error(problem + &hint(path))),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(error(format!("cannot be read: {cause}"))),
    }
}

/// Where to find a file that can be used, if the one before this one can.
fn hint(path: &Path) -> String {
    let backup = with_ending(path, ".bak");
    let is_good = fs::read_to_string(&backup).is_ok_and(|text| parse(&text).is_ok());
    if is_good { format!("; {} is the one before", backup.display()) } else { String::new() }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// Reads the text of a config.json: missing keys of `serverinfo` get their defaults, as do missing
/// parts of the top level.
///
/// # Errors
/// A line that names the key and the expectation.
pub fn parse(text: &str) -> Result<Config, String> {
    let mut stored: Value = serde_json::from_str(text)
        .map_err(|error| format!("is no JSON: line {}, column {}: {error}", error.line(), error.column()))?;
    if !stored.is_object() {
        return Err("expected a JSON object".into());
    }
    remove_members(&mut stored);
    let mut defaults: Value = serde_json::from_str(DEFAULTS).unwrap_or_default();
    if let Some(defaults) = defaults.as_object_mut() {
        // Absent means an existing server of another version, whose own default differs.
        defaults.remove("dcts_edge");
    }
    add_missing(&mut stored, defaults);
    let config = read(&stored.to_string()).map_err(|problem| match culprit::find(&stored, &problem, &read) {
        path if path.is_empty() => problem,
        path => format!("{path}: {problem}"),
    })?;
    check(&config)?;
    Ok(config)
}

/// Reads a complete config.json. Always from text, so that the code for it is there once.
fn read(text: &str) -> Result<Config, String> {
    serde_json::from_str(text).map_err(|error| without_position(&error.to_string()).to_owned())
}

/// The channels of a file of another version (one without our own settings) that some role may view, but
/// without their history: that made no difference before.
pub fn channels_without_history(path: &Path) -> Vec<String> {
    const MAX_NAMED: usize = 50;
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let is_foreign = serde_json::from_str::<Value>(&text).is_ok_and(|stored| stored.get("dcts_edge").is_none());
    let Ok(config) = parse(&text) else { return Vec::new() };
    if !is_foreign {
        return Vec::new();
    }
    let lacks = |set: &PermissionSet| {
        set.value(Permission::ViewChannel) == Some(1) && set.value(Permission::ViewChannelHistory) != Some(1)
    };
    let found = config.groups.channels().filter(|place| place.channel.permissions.iter().any(|(_, set)| lacks(set)));
    found.map(|place| format!("{} ({})", place.channel.name, place.room)).take(MAX_NAMED).collect()
}

/// Member data that very old files hold, at any depth.
fn remove_members(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.remove("servermembers");
        fields.values_mut().for_each(remove_members);
    }
}

/// Adds what is missing, level by level. Roles and groups are data, not settings: they are only added
/// as a whole.
fn add_missing(stored: &mut Value, defaults: Value) {
    let (Value::Object(stored), Value::Object(defaults)) = (stored, defaults) else { return };
    for (key, default) in defaults {
        match stored.get_mut(&key) {
            None => {
                stored.insert(key, default);
            }
            Some(_) if key == "serverroles" || key == "groups" => {}
            Some(present) => add_missing(present, default),
        }
    }
}

fn without_position(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

fn check_tls(edge: &EdgeSettings) -> Result<(), String> {
    let tls = &edge.tls;
    if tls.is_on() && !cfg!(feature = "tls") {
        return Err("dcts_edge.tls: this build has no TLS; use a proxy, or a build with the feature tls".into());
    }
    if tls.cert.is_empty() != tls.key.is_empty() {
        return Err("dcts_edge.tls: expected both cert and key, or none of them".into());
    }
    if tls.self_signed && !tls.cert.is_empty() {
        return Err("dcts_edge.tls.selfSigned: expected false when there is a cert".into());
    }
    if !tls.redirect_from.is_empty() && tls.redirect_from.parse::<std::net::SocketAddr>().is_err() {
        let found = &tls.redirect_from;
        return Err(format!("dcts_edge.tls.redirectFrom: expected address:port such as 0.0.0.0:80, found {found:?}"));
    }
    Ok(())
}

/// Checks what the types cannot say.
///
/// # Errors
/// A line that names the key and the expectation.
pub fn check(config: &Config) -> Result<(), String> {
    let within = |key: &str, value: i64, range: std::ops::RangeInclusive<i64>| {
        let (low, high) = (range.start(), range.end());
        if range.contains(&value) {
            Ok(())
        } else {
            Err(format!("{key}: expected a number from {low} to {high}, found {value}"))
        }
    };
    let server = &config.serverinfo;
    within("serverinfo.pow.difficulty", server.pow.difficulty, 0..=16)?;
    within("serverinfo.rateLimit", server.rate_limit, 1..=1_000_000)?;
    within("serverinfo.dropInterval", server.drop_interval, 1..=86_400)?;
    let edge = &config.dcts_edge;
    within("dcts_edge.minPasswordLength", edge.min_password_length, 1..=1024)?;
    within("dcts_edge.powMaxDifficulty", edge.pow_max_difficulty, 0..=16)?;
    within("dcts_edge.maxPayload", edge.max_payload, 10_000..=100_000_000)?;
    within("dcts_edge.maxConnections", edge.max_connections, 1..=1_000_000)?;
    if edge.listen_address.parse::<std::net::IpAddr>().is_err() {
        return Err(format!("dcts_edge.listenAddress: expected an IP address, found {:?}", edge.listen_address));
    }
    within("dcts_edge.discoverPerMinute", edge.discover_per_minute, 1..=1_000_000)?;
    within("dcts_edge.retention.readInboxDays", edge.retention.read_inbox_days, 0..=36_500)?;
    within("dcts_edge.retention.cacheDays", edge.retention.cache_days, 0..=36_500)?;
    check_tls(edge)?;
    edge.outgoing.check()?;
    edge.voice.check()?;
    let is_path = edge.base_path.starts_with('/') && !edge.base_path.ends_with('/') && edge.base_path.is_ascii();
    if !edge.base_path.is_empty() && !is_path {
        return Err(format!("dcts_edge.basePath: expected a path such as /chat, found {:?}", edge.base_path));
    }
    for network in &edge.trusted_proxies {
        network.parse::<Network>().map_err(|()| {
            format!("dcts_edge.trustedProxies: expected addresses or networks such as 10.0.0.0/8, found {network:?}")
        })?;
    }
    let durations = [
        ("serverinfo.system.members.ignoreTimeout", &server.system.members.ignore_timeout),
        ("serverinfo.moderation.bans.ipBanDuration", &server.moderation.bans.ip_ban_duration),
    ];
    for (key, text) in durations {
        duration::length_ms(text).map_err(|error| format!("{key}: {error}, found {text:?}"))?;
    }
    Ok(())
}

/// The text of config.json, with an indent of four as DCTS writes it.
pub fn serialize(config: &Config) -> Vec<u8> {
    let mut text = Vec::with_capacity(16 * 1024);
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let written = config.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter));
    debug_assert!(written.is_ok(), "all keys are texts and nothing else can fail: {written:?}");
    text.push(b'\n');
    text
}

/// Replaces a file so that at any moment the old or the new one is there as a whole; the one before is
/// kept as `<name>.bak`. Only the owner may read it: it holds keys.
///
/// # Errors
/// When the disk fails; the old file is still there then.
pub fn write_atomic(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let fresh = with_ending(path, ".tmp");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(text)?;
    file.sync_all()?;
    drop(file);
    let backup = with_ending(path, ".bak");
    match fs::remove_file(&backup) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match fs::hard_link(path, &backup) {
        // Some file systems know no links; a missing backup must not prevent saving.
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let _ = fs::copy(path, &backup);
        }
        _ => {}
    }
    fs::rename(&fresh, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn histories_that_strictness_would_hide_are_named() {
        let folder = std::env::temp_dir().join(format!("dcts-edge-{}-history", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("config.json");
        let write = |history: i64, edge: bool| {
            let channel = json!({"id": "7", "name": "den", "type": "text", "sortId": 0,
                "permissions": {"0": {"viewChannel": 1, "viewChannelHistory": history}}});
            let mut config = json!({"groups": {"5": {"info": {"id": "5", "name": "g"}, "permissions": {}, "channels":
                {"categories": {"6": {"info": {"id": "6", "name": "c"}, "channel": {"7": channel}}}}}}});
            if edge {
                config["dcts_edge"] = json!({});
            }
            fs::write(&path, config.to_string()).unwrap();
            channels_without_history(&path)
        };
        assert_eq!(write(0, false), ["den (5-6-7)"]);
        assert!(write(1, false).is_empty() && write(0, true).is_empty());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_example_is_what_the_code_starts_with() {
        assert_eq!(String::from_utf8(serialize(&Config::default())).unwrap(), DEFAULTS);
        assert!(check(&Config::default()).is_ok());
    }

    #[test]
    fn edge_defaults_agree_with_the_example_but_for_history() {
        let written = Config::default().dcts_edge;
        assert!(written.strict_history);
        assert_eq!(EdgeSettings { strict_history: true, ..Default::default() }, written);
    }

    #[test]
    fn an_empty_object_becomes_a_complete_configuration() {
        let config = parse("{}").unwrap();
        assert_eq!(config.serverinfo, Config::default().serverinfo);
        assert_eq!(config.serverroles.iter().count(), 3);
        assert!(!config.dcts_edge.strict_history);
    }

    #[test]
    fn unknown_keys_survive_at_every_level() {
        let unknown = json!({"a": [1, {"b": null}]});
        let mut stored: Value = serde_json::from_str(DEFAULTS).unwrap();
        let places = [
            "",
            "/serverinfo",
            "/serverinfo/slots",
            "/serverroles/0",
            "/serverroles/0/info",
            "/groups/0",
            "/groups/0/info",
            "/groups/0/channels/categories/0/channel/0",
            "/serverinfo/moderation/ip",
            "/dcts_edge",
        ];
        for place in places {
            let object = stored.pointer_mut(place).unwrap().as_object_mut().unwrap();
            object.insert("fromElsewhere".into(), unknown.clone());
        }
        let written: Value = serde_json::from_slice(&serialize(&parse(&stored.to_string()).unwrap())).unwrap();
        assert_eq!(written, stored);
    }

    #[test]
    fn other_types_are_accepted_and_the_first_is_written() {
        let stored = json!({"serverinfo": {"rateLimit": "100", "uploadFileTypes": "a/b, c/d", "defaultChannel": 7, "name": 5,
            "description": null, "registration": {"accessCodes": []}}, "ipblacklist": [], "banlist": []});
        let config = parse(&stored.to_string()).unwrap();
        assert_eq!(config.serverinfo.rate_limit, 100);
        assert_eq!(config.serverinfo.upload_file_types, ["a/b", "c/d"]);
        assert_eq!(config.serverinfo.default_channel, "7");
        assert_eq!(config.serverinfo.name, "5");
        assert_eq!(config.serverinfo.description, None);
    }

    #[test]
    fn errors_name_key_and_expectation() {
        let rows = [
            (json!({"serverinfo": {"port": "http"}}), "serverinfo.port: expected a number"),
            (json!({"serverinfo": {"port": 70_000}}), "serverinfo.port: expected a port"),
            (json!({"serverinfo": {"slots": {"limit": []}}}), "serverinfo.slots.limit: expected a number"),
            (
                json!({"serverinfo": {"pow": {"difficulty": 90}}}),
                "serverinfo.pow.difficulty: expected a number from 0 to 16",
            ),
            (
                json!({"serverinfo": {"system": {"members": {"ignoreTimeout": "soon"}}}}),
                "ignoreTimeout: expected a duration",
            ),
            (json!({"dcts_edge": {"durability": "some"}}), "dcts_edge.durability"),
            (json!({"dcts_edge": {"trustedProxies": ["x"]}}), "dcts_edge.trustedProxies"),
            (json!({"dcts_edge": {"trustedProxies": ["::1", 5]}}), "dcts_edge.trustedProxies[1]: invalid type"),
            // Also where other settings are wrong in the same way.
            (json!({"serverinfo": {"port": "x", "rateLimit": "x"}}), "serverinfo.rateLimit: expected a number"),
            (json!({"serverinfo": {"slots": 5}}), "serverinfo.slots: invalid type"),
            (json!({"mutelist": {"7": {"reason": "r"}}}), "mutelist.7: missing field `duration`"),
            (json!({"groups": {"5": {"info": {"id": "5"}}}}), "groups: 5: missing field `name`"),
            (json!([]), "expected a JSON object"),
        ];
        for (stored, expected) in rows {
            let error = parse(&stored.to_string()).unwrap_err();
            assert!(error.contains(expected), "{error}");
            assert_eq!(error.lines().count(), 1);
        }
        assert!(parse("{\"a\":").unwrap_err().contains("line 1"));
    }

    #[test]
    fn saving_keeps_the_file_before() {
        let folder = std::env::temp_dir().join(format!("dcts-edge-{}", crate::security::random::hex(8)));
        fs::create_dir(&folder).unwrap();
        let path = folder.join("config.json");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read(folder.join("config.json.bak")).unwrap(), b"one");
        assert!(!folder.join("config.json.tmp").exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::remove_dir_all(folder).unwrap();
    }
}

//! Requests of the node to other servers.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::lenient;
use crate::security::outbound::Target;

/// Smallest and largest `pictureCacheMiB`: one picture has to fit in, and it is a part of a disk.
const PICTURE_CACHE: std::ops::RangeInclusive<i64> = 16..=1_000_000;

/// What the node asks other servers for: pictures and previews of the links that members write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OutgoingSettings {
    /// One switch for all of it.
    #[serde(deserialize_with = "lenient::switch")]
    pub enabled: bool,
    /// `address:port` that may be asked although it is not public, such as that of a server in the
    /// own network.
    pub allow: Vec<String>,
    /// Addresses of names, as in `/etc/hosts`. What is not public has to be in `allow` too.
    pub hosts: BTreeMap<String, Vec<String>>,
    /// How much of the disk the pictures take that are shown from other servers.
    #[serde(rename = "pictureCacheMiB", deserialize_with = "lenient::number")]
    pub picture_cache_mib: i64,
    /// The service that says of an address whether it is a VPN, and in which country: a URL with `{ip}` in it, such
    /// as `https://api.ipapi.is/?q={ip}`. It learns of every visitor; empty asks nobody.
    pub ip_lookup: String,
    /// Keys of later versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for OutgoingSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            allow: Vec::new(),
            hosts: BTreeMap::new(),
            picture_cache_mib: 256,
            ip_lookup: String::new(),
            extra: Map::new(),
        }
    }
}

impl OutgoingSettings {
    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// A line that names the key and the expectation.
    pub(super) fn check(&self) -> Result<(), String> {
        if let Some(found) = self.allow.iter().find(|text| text.parse::<SocketAddr>().is_err()) {
            return Err(format!(
                "dcts_edge.outgoing.allow: expected address:port such as 10.0.0.2:80, found {found:?}"
            ));
        }
        if let Some(found) = self.hosts.values().flatten().find(|text| text.parse::<IpAddr>().is_err()) {
            return Err(format!("dcts_edge.outgoing.hosts: expected lists of IP addresses, found {found:?}"));
        }
        let is_url = |text: &str| text.contains("{ip}") && text.replace("{ip}", "192.0.2.1").parse::<Target>().is_ok();
        if !self.ip_lookup.is_empty() && !is_url(&self.ip_lookup) {
            let found = &self.ip_lookup;
            return Err(format!("dcts_edge.outgoing.ipLookup: expected a URL with {{ip}} in it, found {found:?}"));
        }
        if PICTURE_CACHE.contains(&self.picture_cache_mib) {
            return Ok(());
        }
        let (low, high, found) = (PICTURE_CACHE.start(), PICTURE_CACHE.end(), self.picture_cache_mib);
        Err(format!("dcts_edge.outgoing.pictureCacheMiB: expected a number from {low} to {high}, found {found}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_sizes_are_checked() {
        let read = |text: &str| serde_json::from_str::<OutgoingSettings>(text).unwrap().check();
        assert_eq!(read("{}"), Ok(()));
        let good =
            r#"{"enabled":0,"allow":["10.0.0.2:80","[::1]:8080"],"hosts":{"nas.example":["10.0.0.2","fd00::1"]}}"#;
        assert_eq!(read(good), Ok(()));
        for (bad, key) in [
            (r#"{"allow":["10.0.0.2"]}"#, "allow"),
            (r#"{"allow":["nas:80"]}"#, "allow"),
            (r#"{"hosts":{"a":["nas"]}}"#, "hosts"),
            (r#"{"pictureCacheMiB":0}"#, "pictureCacheMiB"),
        ] {
            assert!(read(bad).unwrap_err().contains(key), "{bad}");
        }
    }
}

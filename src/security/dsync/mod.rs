//! What nodes say to each other, and how it is known to be theirs (spec 52 sections 1, 2, 5 and 6). Pure functions of
//! bytes: nothing here knows who is pinned, what was seen, or what time it is.

#![cfg_attr(not(feature = "tls"), allow(dead_code))]

mod event;
mod evidence;
mod identity;
mod profile;
mod verified;

pub use event::{Event, MAX_NOTE, answer, fits, is_reason, limit, seal};
pub use evidence::{Kind, is_proven};
pub use identity::{Identity, NodeKey, NodeObject, follow, is_retired, node_object, rotate};
pub use profile::parse;
pub use verified::Verified;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::host;

/// SHA-256 as base64url without padding.
fn hash(text: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// By what a receiver recognises a member in a recommendation (spec 52 section 6): different for each receiver, so that two
/// of them cannot compare what they got. `spki` is the member's key in DER.
pub fn member_hash(receiver: &str, spki: &[u8]) -> String {
    hash(&[b"dsync1-ban\n", receiver.as_bytes(), b"\n", spki].concat())
}

/// Whom an address (`host` or `host:port`) belongs to, coarsely: the last two labels of a name, three under endings such as
/// `co.uk`; of IP addresses the network (spec 52 section 6).
pub fn site(address: &str) -> String {
    let name = host::name_of(address);
    match name.parse() {
        Ok(std::net::IpAddr::V4(ip)) => {
            let [a, b, c, _] = ip.octets();
            return format!("{a}.{b}.{c}.0/24");
        }
        Ok(std::net::IpAddr::V6(ip)) => {
            let [a, b, c, ..] = ip.segments();
            return format!("{a:x}:{b:x}:{c:x}::/48");
        }
        Err(_) => {}
    }
    let labels: Vec<&str> = name.split('.').collect();
    let is_short = |from_end: usize, most: usize| {
        labels.len().checked_sub(from_end).and_then(|at| labels.get(at)).is_some_and(|label| label.len() <= most)
    };
    let kept = if is_short(1, 2) && is_short(2, 3) { 3 } else { 2 };
    labels[labels.len().saturating_sub(kept)..].join(".")
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::Value;

    use super::*;

    pub(crate) fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/fixtures/vectors/dsync-trust.json")).unwrap()
    }

    #[test]
    fn sites_and_hashes_of_members_are_those_of_the_spec() {
        let vectors = vectors();
        for pair in vectors["sites"].as_array().unwrap() {
            assert_eq!(site(pair[0].as_str().unwrap()), pair[1].as_str().unwrap());
        }
        assert_eq!(site("chat.example.org:2052"), "example.org");
        assert_eq!(site("localhost"), "localhost");
        let sign: Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/vectors/dsync-sign.json")).unwrap();
        let key = sign["keys"]["A"]["publicKeySpkiPem"].as_str().unwrap();
        let spki = crate::security::keys::PublicKey::parse(key).unwrap().to_spki();
        for (node, field) in [("B", "forB"), ("C", "forC")] {
            let id = vectors["keys"][node]["id"].as_str().unwrap();
            assert_eq!(member_hash(id, &spki), vectors["memberHash"][field].as_str().unwrap());
        }
    }
}

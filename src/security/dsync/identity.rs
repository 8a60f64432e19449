//! Who a node is: its key, the object that it shows, and how one key follows another (spec 52 section 1).

use std::fmt;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use ed25519_compact::{KeyPair, PublicKey, Seed, Signature};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Verified;
use crate::security::{keys, random};

/// How old a node's object may be, ms.
const MAX_AGE: i64 = 48 * 60 * 60 * 1000;
/// How far ahead of ours its clock may be, ms.
const MAX_AHEAD: i64 = 5 * 60 * 1000;
/// Most rotations that are shown and looked at.
pub(super) const MAX_ROTATIONS: usize = 4;
/// What a node of this program understands.
const EVENTS: [&str; 5] = ["node.hello", "node.list", "abuse.report", "ban.recommend", "ban.revoke"];

/// A node's public key, as text: `ed25519:...`, or `rsa:...` of foreign nodes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodeKey(Box<str>);

impl fmt::Display for NodeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn ed25519(text: &str) -> Option<PublicKey> {
    // Whatever does not encode to itself is refused by the decoder: stray bits and padding.
    let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix("ed25519:")?).ok()?;
    PublicKey::from_slice(&bytes).ok().filter(|key| key.validate().is_ok())
}

fn rsa(text: &str) -> Option<keys::PublicKey> {
    keys::PublicKey::of_node(&STANDARD.decode(text.strip_prefix("rsa:")?).ok()?)
}

impl NodeKey {
    /// Reads a key; `None` for what is none, or not in its only form.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() <= 800 && (ed25519(text).is_some() || rsa(text).is_some())).then(|| Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The node's id: 32 characters of base32 of the hash of the key's text.
    pub fn id(&self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let digest = Sha256::digest(self.0.as_bytes());
        let bit = |at: usize| usize::from(digest[at / 8] >> (7 - at % 8) & 1);
        let letter = |at: usize| (0..5).fold(0, |sum, n| sum << 1 | bit(5 * at + n));
        (0..32).map(|at| char::from(ALPHABET[letter(at)])).collect()
    }

    /// Whether the owner of the key has signed this text. The algorithm is that of the key, never one that is named
    /// beside it.
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        let Ok(bytes) = STANDARD.decode(signature) else { return false };
        if let Some(key) = ed25519(&self.0) {
            return Signature::from_slice(&bytes).is_ok_and(|signature| key.verify(text, &signature).is_ok());
        }
        rsa(&self.0).is_some_and(|key| key.has_signed_exactly(text, &bytes))
    }
}

/// A node's own key.
pub struct Identity {
    pair: KeyPair,
    key: NodeKey,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(&self.key).finish()
    }
}

impl Identity {
    /// A new one, with the text of its file.
    pub fn new() -> Option<(Self, String)> {
        let mut seed = [0; 32];
        random::fill(&mut seed);
        let text = json!({"seed": URL_SAFE_NO_PAD.encode(seed)}).to_string();
        Some((Self::from_file(&text)?, text))
    }

    /// That of a file's text; `None` if it is damaged.
    pub fn from_file(text: &str) -> Option<Self> {
        let file: Value = serde_json::from_str(text).ok()?;
        let seed = URL_SAFE_NO_PAD.decode(file["seed"].as_str()?).ok()?;
        let pair = KeyPair::try_from_seed(Seed::from_slice(&seed).ok()?).ok()?;
        let key = NodeKey(format!("ed25519:{}", URL_SAFE_NO_PAD.encode(*pair.pk)).into());
        Some(Self { pair, key })
    }

    /// The public half.
    pub fn key(&self) -> &NodeKey {
        &self.key
    }

    /// Signs a text: standard base64.
    pub fn sign(&self, text: &str) -> String {
        STANDARD.encode(*self.pair.sk.sign(text, None))
    }
}

fn signed_node(object: &Value) -> String {
    let mut object = object.clone();
    if let Some(members) = object.as_object_mut() {
        members.remove("sig");
    }
    format!("dsync1-node\n{object}")
}

/// The object by which a node shows itself at an address such as `https://chat.example`.
pub fn node_object(identity: &Identity, address: &str, now: i64, rotations: &[Value]) -> Value {
    let shown = &rotations[rotations.len().saturating_sub(MAX_ROTATIONS)..];
    let mut object = json!({"id": identity.key.id(), "key": identity.key.as_str(), "address": address, "ts": now,
        "dsync": {"version": 1, "events": EVENTS}, "rotations": shown});
    object["sig"] = identity.sign(&signed_node(&object)).into();
    object
}

/// What a node shows of itself.
#[derive(Clone, Debug)]
pub struct NodeObject {
    /// Its key.
    pub key: NodeKey,
    /// How its key came about, oldest first.
    pub rotations: Vec<Value>,
    /// When it was signed by the clock of the node, ms since the epoch.
    pub signed: i64,
}

impl Verified<NodeObject> {
    /// Takes the object that was fetched from `address` by ourselves; `None` if it does not belong there. It has to be of
    /// the profile already ([`super::parse`]).
    pub fn node(object: &Value, address: &str, now: i64) -> Option<Self> {
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        let key = NodeKey::parse(text("key")?)?;
        let ts = object.get("ts")?.as_i64()?;
        let is_fresh = ts >= now - MAX_AGE && ts <= now + MAX_AHEAD;
        let is_here = text("id") == Some(&key.id()) && text("address") == Some(address);
        if !is_fresh || !is_here || !key.has_signed(&signed_node(object), text("sig")?) {
            return None;
        }
        let rotations = object.get("rotations")?.as_array()?;
        let last = rotations.len().saturating_sub(MAX_ROTATIONS);
        Some(Self::trust(NodeObject { key, rotations: rotations.iter().skip(last).cloned().collect(), signed: ts }))
    }
}

fn signed_rotation(old: &str, new: &str, address: &str, ts: i64, is_compromised: bool) -> String {
    format!("dsync1-rotate\n{old}\n{new}\n{address}\n{ts}\n{}", u8::from(is_compromised))
}

/// The statement by which a new key follows an old one.
pub fn rotate(old: &Identity, new: &Identity, address: &str, ts: i64, is_compromised: bool) -> Value {
    let text = signed_rotation(old.key.as_str(), new.key.as_str(), address, ts, is_compromised);
    json!({"old": old.key.as_str(), "new": new.key.as_str(), "address": address, "ts": ts, "compromised": is_compromised,
        "sigOld": old.sign(&text), "sigNew": new.sign(&text)})
}

/// Follows rotations from a pinned key to the one that is shown now, at this address and after this time. The time of the
/// last one, and whether one of the keys left behind is said to be in wrong hands; `None` if they do not lead there.
pub fn follow(
    pin: &NodeKey,
    shown: &Verified<NodeObject>,
    address: &str,
    after: i64,
) -> Option<(i64, bool, Vec<NodeKey>)> {
    let (mut at, mut last, mut was_compromised, mut left) = (pin.clone(), after, false, Vec::new());
    for rotation in &shown.rotations {
        let text = |name: &str| rotation.get(name).and_then(Value::as_str);
        let (old, new) = (NodeKey::parse(text("old")?)?, NodeKey::parse(text("new")?)?);
        // Older ones, which led to the pin.
        if old != at {
            continue;
        }
        let (ts, is_compromised) = (rotation.get("ts")?.as_i64()?, rotation.get("compromised")?.as_bool()?);
        let signed = signed_rotation(old.as_str(), new.as_str(), address, ts, is_compromised);
        let is_signed = old.has_signed(&signed, text("sigOld")?) && new.has_signed(&signed, text("sigNew")?);
        if text("address") != Some(address) || ts <= last || !is_signed || old == new {
            return None;
        }
        left.push(old);
        (at, last, was_compromised) = (new, ts, was_compromised || is_compromised);
    }
    (at == shown.key && at != *pin).then_some((last, was_compromised, left))
}

/// Whether evidence under a retired key still counts: for a week, unless it was in wrong hands.
pub fn is_retired(retired_at: i64, is_compromised: bool, now: i64) -> bool {
    is_compromised || now - retired_at > 7 * 24 * 60 * 60 * 1000
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::security::dsync::tests::vectors;

    pub(in super::super) fn identity(name: &str) -> Identity {
        let seed = vectors()["keys"][name]["seed"].clone();
        Identity::from_file(&json!({ "seed": seed }).to_string()).unwrap()
    }

    #[test]
    fn keys_and_ids_are_those_of_the_spec() {
        let vectors = vectors();
        for name in ["A", "B", "C"] {
            let (made, known) = (identity(name), &vectors["keys"][name]);
            assert_eq!(made.key().as_str(), known["key"].as_str().unwrap());
            assert_eq!(made.key().id(), known["id"].as_str().unwrap());
            assert_eq!(NodeKey::parse(made.key().as_str()).as_ref(), Some(made.key()));
        }
        for bad in vectors["badKeys"].as_array().unwrap() {
            assert_eq!(NodeKey::parse(bad["key"].as_str().unwrap()), None, "{}", bad["why"]);
        }
        for bad in ["", "ed25519:", "rsa:", "rsa:AAAA", "x:AA", &format!("rsa:{}", "A".repeat(5000))] {
            assert_eq!(NodeKey::parse(bad), None, "{bad}");
        }
        for damaged in ["", "{}", "{\"seed\":\"\"}", "{\"seed\":\"AAAA\"}", "{\"seed\":5}"] {
            assert!(Identity::from_file(damaged).is_none(), "{damaged}");
        }
        let (new, file) = Identity::new().unwrap();
        assert_eq!(Identity::from_file(&file).unwrap().key(), new.key());
    }

    #[test]
    fn rsa_keys_of_foreign_nodes_sign_too() {
        let sign: Value =
            serde_json::from_str(include_str!("../../../tests/fixtures/vectors/dsync-sign.json")).unwrap();
        let pem = sign["keys"]["A"]["publicKeySpkiPem"].as_str().unwrap();
        let der = keys::PublicKey::parse(pem).unwrap().to_spki();
        let key = NodeKey::parse(&format!("rsa:{}", STANDARD.encode(&der))).unwrap();
        let case = &sign["signString"][0];
        let (text, signature) = (case["text"].as_str().unwrap(), case["signature"].as_str().unwrap());
        assert!(key.has_signed(text, signature));
        assert!(!key.has_signed("other", signature) && !key.has_signed(text, signature.trim_end_matches('=')));
        assert!(!key.has_signed(text, &STANDARD.encode([1; 64])));
        // An RSA signature under an Ed25519 key, and the other way round.
        assert!(!identity("A").key().has_signed(text, signature));
        assert!(!key.has_signed("x", &identity("A").sign("x")));
    }

    #[test]
    fn the_object_of_a_node_is_worth_nothing_elsewhere() {
        let vectors = vectors();
        let case = &vectors["nodeObject"];
        let object = &case["object"];
        assert_eq!(signed_node(object), case["signedText"].as_str().unwrap());
        let ts = object["ts"].as_i64().unwrap();
        assert_eq!(&node_object(&identity("A"), "https://a.example", ts, &[]), object);
        let check = |object: &Value, case: &Value| {
            let address = format!("https://{}", case["fetchedFrom"].as_str().unwrap());
            Verified::node(object, &address, case["now"].as_i64().unwrap()).is_some()
        };
        assert!(check(object, case));
        for bad in case["invalid"].as_array().unwrap() {
            assert!(!check(object, bad), "{}", bad["why"]);
        }
        for member in ["id", "key", "address", "sig", "ts", "rotations", "dsync"] {
            let mut changed = object.clone();
            changed.as_object_mut().unwrap().remove(member);
            assert!(!check(&changed, case), "{member}");
        }
        let mut other = object.clone();
        other["key"] = vectors["keys"]["C"]["key"].clone();
        assert!(!check(&other, case));
    }

    #[test]
    fn rotations_lead_from_the_pin_to_the_new_key_and_nowhere_else() {
        let (a, b, c) = (identity("A"), identity("B"), identity("C"));
        let vectors = vectors();
        let statement = &vectors["rotation"]["statement"];
        let ts = statement["ts"].as_i64().unwrap();
        let here = "https://a.example";
        assert_eq!(&rotate(&a, &c, here, ts, false), statement);
        let text = signed_rotation(a.key().as_str(), c.key().as_str(), here, ts, false);
        assert_eq!(text, vectors["rotation"]["signedText"].as_str().unwrap());
        let shown = |by: &Identity, rotations: &[Value]| {
            Verified::node(&node_object(by, here, ts, rotations), here, ts).unwrap()
        };
        let lead = |pin: &Identity, by: &Identity, rotations: &[Value], after| {
            follow(pin.key(), &shown(by, rotations), here, after).map(|(ts, lost, left)| (ts, lost, left.len()))
        };
        let to_c = std::slice::from_ref(statement);
        assert_eq!(lead(&a, &c, to_c, 0), Some((ts, false, 1)));
        // Replayed, without the key that it leads to, for another pin, or none at all.
        assert_eq!(lead(&a, &c, to_c, ts), None);
        assert_eq!(lead(&a, &b, to_c, 0), None);
        assert_eq!(lead(&b, &c, to_c, 0), None);
        assert_eq!(lead(&a, &c, &[], 0), None);
        assert_eq!(lead(&a, &a, &[], 0), None);
        // For another address, or by the old key alone.
        assert_eq!(lead(&a, &c, &[rotate(&a, &c, "https://evil.example", ts, false)], 0), None);
        let mut alone = statement.clone();
        alone["sigNew"] = a.sign(&text).into();
        assert_eq!(lead(&a, &c, &[alone], 0), None);
        let mut changed = statement.clone();
        changed["compromised"] = true.into();
        assert_eq!(lead(&a, &c, &[changed], 0), None);
        // Two, of which the first may be over already.
        let chain = [rotate(&a, &b, here, ts, true), rotate(&b, &c, here, ts + 1, false)];
        assert_eq!(lead(&a, &c, &chain, 0), Some((ts + 1, true, 2)));
        assert_eq!(lead(&b, &c, &chain, ts), Some((ts + 1, false, 1)));
        let backwards = [rotate(&a, &b, here, ts, false), rotate(&b, &c, here, ts - 1, false)];
        assert_eq!(lead(&a, &c, &backwards, 0), None);
        assert!(is_retired(0, true, 1) && !is_retired(0, false, 1) && is_retired(0, false, MAX_AGE * 4));
    }
}

//! RSA keys of members: reading what clients send, and challenges that only the owner of a key can read
//! (spec 41 sections 1 and 2.3, spec 50 sections A3.4 and A3.5).

use std::{fmt, str::FromStr};

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit, Nonce};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use rsa::{
    PublicKey as RsaKey,
    pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey},
    pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding},
    traits::PublicKeyParts,
};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{canonical, random};

/// Longest key in PEM: RSA 8192 has about 1.5 KB.
const MAX_PEM: usize = 4096;
/// Smallest and largest modulus, bits.
const SIZES: std::ops::RangeInclusive<u32> = 2048..=8192;

/// A member's public key: RSA of 2048 to 8192 bits.
#[derive(Clone, Debug)]
pub struct PublicKey {
    key: RsaKey,
    print: Fingerprint,
}

/// SHA-256 of a key's SPKI in DER: two texts are of the same key exactly if this is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

/// As it is stored: hexadecimal.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(());
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| ())?;
        }
        Ok(Self(bytes))
    }
}

/// A text that only the owner of a key can read.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    method: &'static str,
    enc_key: String,
    iv: String,
    tag: String,
    ciphertext: String,
}

impl PublicKey {
    /// Reads a key in PEM, whatever became of its line breaks on the way. `None` unless it is an RSA key of
    /// a fit size. SECURITY: never a password, which the family's own library would take it for.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_PEM {
            return None;
        }
        let text = without_breaks(text);
        let key = match (pem_body(&text, "PUBLIC KEY"), pem_body(&text, "RSA PUBLIC KEY")) {
            (Some(der), _) => RsaKey::from_public_key_der(&der).ok()?,
            (_, Some(der)) => RsaKey::from_pkcs1_der(&der).ok()?,
            _ => return None,
        };
        Self::new(key).filter(|key| SIZES.contains(&key.key.n().bit_width()))
    }

    fn new(key: RsaKey) -> Option<Self> {
        let print = Fingerprint(Sha256::digest(key.to_public_key_der().ok()?.as_bytes()).into());
        Some(Self { key, print })
    }

    /// Reads a node's key: SPKI in DER and in no other form, 2048 to 4096 bits, exponent 65537 (spec 52 section 1).
    pub fn of_node(der: &[u8]) -> Option<Self> {
        let key = RsaKey::from_public_key_der(der).ok()?;
        let is_fit = (2048..=4096).contains(&key.n().bit_width()) && *key.e_bytes() == [1, 0, 1];
        Self::new(key).filter(|key| is_fit && key.to_spki() == der)
    }

    /// The key as SPKI in DER.
    pub fn to_spki(&self) -> Vec<u8> {
        self.key.to_public_key_der().map(|der| der.as_bytes().to_vec()).unwrap_or_default()
    }

    /// Whether the owner of the key has signed exactly this text, with a signature as long as the modulus.
    pub fn has_signed_exactly(&self, text: &str, signature: &[u8]) -> bool {
        signature.len() == self.key.size() && self.key.pkcs1v15_verify::<Sha256>(text.as_bytes(), signature).is_ok()
    }

    /// What tells it from others.
    pub fn fingerprint(&self) -> Fingerprint {
        self.print
    }

    /// The key as PEM, in the form that the family's own library gives it.
    pub fn to_pem(&self) -> String {
        self.key.to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    /// Seals a text for the owner of the key. `None` when the operating system has no random numbers.
    pub fn seal(&self, text: &str) -> Option<Envelope> {
        let (mut secret, mut iv) = ([0; 32], [0; 12]);
        random::fill(&mut secret);
        random::fill(&mut iv);
        let mut sealed = text.as_bytes().to_vec();
        let cipher = Aes256Gcm::new(&secret.into());
        let tag = cipher.encrypt_inout_detached(&Nonce::from(iv), &[], sealed.as_mut_slice().into()).ok()?;
        let enc_key = self.key.oaep_encrypt::<Sha1>(&secret).ok()?;
        Some(Envelope {
            method: "rsa",
            enc_key: STANDARD.encode(enc_key),
            iv: STANDARD.encode(iv),
            tag: STANDARD.encode(tag),
            ciphertext: STANDARD.encode(sealed),
        })
    }
}

/// What is between the lines of a PEM of this kind, if the text is one.
fn pem_body(text: &str, kind: &str) -> Option<Vec<u8>> {
    let inner = text.trim().strip_prefix(&format!("-----BEGIN {kind}-----"))?;
    let mut base64 = inner.strip_suffix(&format!("-----END {kind}-----"))?.to_owned();
    base64.retain(|c| !c.is_ascii_whitespace());
    STANDARD.decode(base64).ok()
}

/// The key that clients know a node by: RSA of 2048 to 4096 bits (spec 50 section A3.1).
pub struct PrivateKey(rsa::PrivateKey);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey")
    }
}

impl PrivateKey {
    /// Makes one of 2048 bits. Takes a second or many: never on the node's own thread.
    pub fn generate() -> Option<Self> {
        rsa::PrivateKey::new(&mut getrandom::SysRng, 2048).ok().map(Self)
    }

    /// Reads one in PEM, PKCS#8 or PKCS#1.
    pub fn parse(text: &str) -> Option<Self> {
        let key = match (pem_body(text, "PRIVATE KEY"), pem_body(text, "RSA PRIVATE KEY")) {
            (Some(der), _) => rsa::PrivateKey::from_pkcs8_der(&der).ok()?,
            (_, Some(der)) => rsa::PrivateKey::from_pkcs1_der(&der).ok()?,
            _ => return None,
        };
        (2048..=4096).contains(&key.n().bit_width()).then_some(Self(key))
    }

    /// Reads the text of a key file (spec 50 section A3.1).
    pub fn from_file(text: &str) -> Option<Self> {
        let file: serde_json::Value = serde_json::from_str(text).ok()?;
        Self::parse(file.get("privateKey")?.as_str()?)
    }

    /// The text of its key file.
    pub fn to_file(&self) -> String {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).map(|pem| pem.to_string()).unwrap_or_default();
        format!("{{\n  \"privateKey\": {}\n}}", serde_json::Value::from(pem))
    }

    /// The public half in PEM.
    pub fn public_pem(&self) -> String {
        self.0.as_public_key().to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    /// Signs a text: standard base64 (spec 50 section A3.3).
    pub fn sign(&self, text: &str) -> Option<String> {
        self.0.pkcs1v15_sign::<Sha256>(text.as_bytes()).ok().map(|signature| STANDARD.encode(signature))
    }

    /// The signature of an object: over its canonical form without its own member `sig`.
    pub fn sign_object(&self, json: &str) -> Option<String> {
        self.sign(&canonical::canonical_without_sig(json).ok()?)
    }

    /// Opens an envelope that was sealed for this key; `None` for everything else (spec 50 section A3.5).
    pub fn open(&self, envelope: &serde_json::Value) -> Option<String> {
        let field = |name: &str, most: usize| {
            let text = envelope.get(name)?.as_str().filter(|text| text.len() <= most)?;
            STANDARD.decode(text).ok()
        };
        if envelope.get("method")?.as_str() != Some("rsa") {
            return None;
        }
        let secret: [u8; 32] = self.0.oaep_decrypt::<Sha1>(&field("encKey", 700)?).ok()?.try_into().ok()?;
        let iv: [u8; 12] = field("iv", 16)?.try_into().ok()?;
        let tag: [u8; 16] = field("tag", 24)?.try_into().ok()?;
        let mut text = field("ciphertext", 4096)?;
        let cipher = Aes256Gcm::new(&secret.into());
        cipher.decrypt_inout_detached(&Nonce::from(iv), &[], text.as_mut_slice().into(), &tag.into()).ok()?;
        String::from_utf8(text).ok()
    }
}

impl PublicKey {
    /// Whether the owner of the key has signed exactly this text (spec 41 section 2).
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        let Some(signature) = decode(signature) else { return false };
        self.key.pkcs1v15_verify::<Sha256>(text.as_bytes(), &signature).is_ok()
    }

    /// Whether the owner of the key has signed this object, with the signature in its member `sig` (spec 41
    /// section 2.2).
    pub fn has_signed_object(&self, json: &str) -> bool {
        #[derive(Deserialize)]
        struct Signed {
            sig: Option<String>,
        }
        let Ok(Signed { sig: Some(sig) }) = serde_json::from_str(json) else { return false };
        canonical::canonical_without_sig(json).is_ok_and(|text| self.has_signed(&text, &sig))
    }
}

/// Base64 of either alphabet, with or without padding.
fn decode(text: &str) -> Option<Vec<u8>> {
    let standard: String = text
        .trim_end_matches('=')
        .chars()
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    STANDARD_NO_PAD.decode(standard).ok()
}

/// The short form of a key by which the family finds its owner: forty characters of the PEM, as base64 (spec 41
/// section 1.1). SECURITY: it identifies and does not authenticate; other keys of the same short form can be made.
pub fn gid(pem: &str) -> String {
    let units: Vec<u16> = pem.encode_utf16().collect();
    let part = if units.len() >= 120 { &units[80..120] } else { &units[..] };
    STANDARD.encode(String::from_utf16_lossy(part))
}

/// A text without the line breaks that editors made of those of a PEM (spec 50 section A3.4).
fn without_breaks(text: &str) -> String {
    let mut kept = text.to_owned();
    for tag in ["&lt;br /&gt;", "&lt;br/&gt;", "&lt;br&gt;", "<br />", "<br/>", "<br>"] {
        while let Some(at) = kept.to_ascii_lowercase().find(tag) {
            kept.replace_range(at..at + tag.len(), "");
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use aes_gcm::aead::Tag;
    use serde_json::Value;

    use super::*;

    const KEY: &str = include_str!("../../tests/fixtures/keys/public.pem");

    #[test]
    fn the_owner_reads_what_was_sealed() {
        let private = rsa::PrivateKey::new(&mut getrandom::SysRng, 2048).unwrap();
        let public = private.to_public_key().to_public_key_pem(LineEnding::LF).unwrap();
        let sealed = serde_json::to_value(PublicKey::parse(&public).unwrap().seal("c0ffee").unwrap()).unwrap();
        let field = |name: &str| STANDARD.decode(sealed.get(name).and_then(Value::as_str).unwrap()).unwrap();
        assert_eq!(sealed["method"], "rsa");
        let secret: [u8; 32] = private.oaep_decrypt::<Sha1>(&field("encKey")).unwrap().try_into().unwrap();
        let mut text = field("ciphertext");
        let iv: [u8; 12] = field("iv").try_into().unwrap();
        let tag: [u8; 16] = field("tag").try_into().unwrap();
        let tag = Tag::<Aes256Gcm>::from(tag);
        Aes256Gcm::new(&secret.into())
            .decrypt_inout_detached(&Nonce::from(iv), &[], text.as_mut_slice().into(), &tag)
            .unwrap();
        assert_eq!(text, b"c0ffee");
    }

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../tests/fixtures/vectors/dsync-sign.json")).unwrap()
    }

    fn cases<'a>(vectors: &'a Value, name: &str) -> &'a Vec<Value> {
        vectors[name].as_array().filter(|cases| !cases.is_empty()).unwrap()
    }

    fn vector_key(vectors: &Value, name: &Value) -> Option<PublicKey> {
        let pem = vectors["keys"][name.as_str()?]["publicKeySpkiPem"].as_str()?;
        PublicKey::parse(pem)
    }

    #[test]
    fn signatures_of_the_family_verify() {
        let vectors = vectors();
        for case in cases(&vectors, "signString") {
            let (text, signature) = (case["text"].as_str().unwrap(), case["signature"].as_str().unwrap());
            let key = vector_key(&vectors, &case["key"]).unwrap();
            assert!(key.has_signed(text, signature));
            assert!(!key.has_signed(&format!("{text}."), signature));
        }
        let (a, b) = (vector_key(&vectors, &"A".into()).unwrap(), vector_key(&vectors, &"B".into()).unwrap());
        for case in cases(&vectors, "sign").iter().filter(|case| case["verifiesWithB"] == false) {
            let signed = case["signedJson"].as_str().unwrap();
            assert!(a.has_signed_object(signed) && !b.has_signed_object(signed), "{}", case["name"]);
        }
    }

    #[test]
    fn safer_than_the_family_in_doubt_nothing_is_verified() {
        let vectors = vectors();
        for case in cases(&vectors, "verify") {
            let (name, input) = (case["name"].as_str().unwrap(), case["inputJson"].as_str().unwrap());
            if name.starts_with("key is") {
                assert!(PublicKey::parse(case["publicKey"].as_str().unwrap()).is_none(), "{name}");
                continue;
            }
            let key = vector_key(&vectors, &case["key"]).or_else(|| vector_key(&vectors, &case["publicKey"])).unwrap();
            let is_stricter =
                ["added __proto__", "sig with trailing garbage"].iter().any(|start| name.starts_with(start));
            assert_eq!(key.has_signed_object(input), case["result"] == true && !is_stricter, "{name}");
        }
    }

    #[test]
    fn what_the_node_signs_and_opens_is_that_of_the_family() {
        let vectors = vectors();
        let key = PrivateKey::from_file(vectors["keys"]["A"]["keyFileJson"].as_str().unwrap()).unwrap();
        assert_eq!(key.to_file(), vectors["keys"]["A"]["keyFileJson"].as_str().unwrap());
        assert_eq!(key.public_pem(), vectors["keys"]["A"]["publicKeySpkiPem"].as_str().unwrap());
        for case in cases(&vectors, "signString") {
            assert_eq!(key.sign(case["text"].as_str().unwrap()).as_deref(), case["signature"].as_str());
        }
        let mut signed = 0;
        for case in cases(&vectors, "sign").iter().filter(|case| case["verifiesWithB"] == false) {
            if let Some(sig) = case["sig"].as_str() {
                assert_eq!(
                    key.sign_object(case["signedJson"].as_str().unwrap()).as_deref(),
                    Some(sig),
                    "{}",
                    case["name"]
                );
                signed += 1;
            }
        }
        assert!(signed > 5);
        let mut opened = 0;
        for case in cases(&vectors, "envelopes") {
            let found = key.open(&case["envelope"]);
            if case["method"] == "rsa" && case["recipient"] != "B" {
                assert_eq!(found.as_deref(), case["plaintextUtf8"].as_str(), "{}", case["name"]);
                opened += 1;
            } else {
                assert_eq!(found, None, "{}", case["name"]);
            }
        }
        assert!(opened > 2);
        for case in cases(&vectors, "decryptErrors") {
            assert_eq!(key.open(&case["envelope"]), None, "{}", case["name"]);
        }
        assert!(PrivateKey::parse(&key.public_pem()).is_none() && PrivateKey::from_file("{}").is_none());
    }

    #[test]
    fn short_forms_are_those_of_the_family() {
        let vectors = vectors();
        for case in cases(&vectors, "gid") {
            assert_eq!(gid(case["input"].as_str().unwrap()), case["signGid"].as_str().unwrap(), "{}", case["name"]);
        }
    }

    #[test]
    fn keys_are_read_in_every_form_of_the_family() {
        let vectors = vectors();
        for case in cases(&vectors, "normalize") {
            let parsed = |field: &str| PublicKey::parse(case[field].as_str().unwrap()).map(|key| key.fingerprint());
            assert_eq!(parsed("input"), parsed("normalized"), "{}", case["name"]);
        }
    }

    #[test]
    fn a_key_is_the_same_however_it_is_written() {
        let print = |text: &str| PublicKey::parse(text).unwrap().fingerprint();
        let expected = print(KEY);
        assert_eq!(PublicKey::parse(KEY).unwrap().to_pem(), KEY);
        assert_eq!(expected.to_string().parse(), Ok(expected));
        assert_eq!(print(&KEY.replace('\n', "\r\n")), expected);
        assert_eq!(print(&KEY.replace('\n', "<br>")), expected);
        assert_eq!(print(&KEY.replace('\n', "&lt;BR&gt;")), expected);
        assert_eq!(print(KEY.trim_end()), expected);
        let line = KEY.replace("-----\n", "-----").replace("\n-----", "-----").replace('\n', "");
        assert_eq!(print(&line), expected);
    }

    #[test]
    fn other_things_are_no_keys() {
        let body: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
        let small = include_str!("../../tests/fixtures/keys/rsa1024.pem");
        let curve = include_str!("../../tests/fixtures/keys/ec.pem");
        let cut = KEY.replacen(&body[100..104], "", 1);
        let private = KEY.replace("PUBLIC", "PRIVATE");
        for bad in ["", "a password", &private, small, curve, &body, &cut, &format!("{KEY}{}", " ".repeat(5000))] {
            assert!(PublicKey::parse(bad).is_none(), "{bad}");
        }
    }
}

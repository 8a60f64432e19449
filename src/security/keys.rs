//! RSA keys of members: reading what clients send, and challenges that only the owner of a key can read
//! (spec 41 sections 1 and 2.3, spec 50 sections A3.4 and A3.5).

use std::{fmt, str::FromStr};

use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit, Nonce};
use base64::{Engine, engine::general_purpose::STANDARD};
use rsa::{
    PublicKey as RsaKey,
    pkcs1::DecodeRsaPublicKey,
    pkcs8::{DecodePublicKey, EncodePublicKey, LineEnding},
    traits::PublicKeyParts,
};
use serde::Serialize;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::random;

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
        let body = |kind: &str| {
            let inner = text.trim().strip_prefix(&format!("-----BEGIN {kind}-----"))?;
            let mut base64 = inner.strip_suffix(&format!("-----END {kind}-----"))?.to_owned();
            base64.retain(|c| !c.is_ascii_whitespace());
            STANDARD.decode(base64).ok()
        };
        let key = match (body("PUBLIC KEY"), body("RSA PUBLIC KEY")) {
            (Some(der), _) => RsaKey::from_public_key_der(&der).ok()?,
            (_, Some(der)) => RsaKey::from_pkcs1_der(&der).ok()?,
            _ => return None,
        };
        if !SIZES.contains(&key.n().bit_width()) {
            return None;
        }
        let print = Fingerprint(Sha256::digest(key.to_public_key_der().ok()?.as_bytes()).into());
        Some(Self { key, print })
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
    use rsa::PrivateKey;
    use serde_json::Value;

    use super::*;

    const KEY: &str = include_str!("../../tests/fixtures/keys/public.pem");

    #[test]
    fn the_owner_reads_what_was_sealed() {
        let private = PrivateKey::new(&mut getrandom::SysRng, 2048).unwrap();
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

//! What this program reads, prints and verifies, beside what another implementation does: JavaScript, with the keys and
//! hashes of Node.js (`tests/js/canonical-peer.mjs`).

#![allow(clippy::unwrap_used)]

use std::process::Command;

use dcts_edge::security::{
    canonical::canonical,
    dsync::{Event, Identity, Verified, parse, seal},
    keys::{PrivateKey, PublicKey},
};
use serde_json::Value;

const COUNT: usize = 10_000;

fn documents() -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/js/canonical-peer.mjs");
    let output = Command::new("node").args([script, &COUNT.to_string(), "20261128"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text<'a>(line: &'a Value, name: &str) -> &'a str {
    line[name].as_str().unwrap()
}

#[test]
fn javascript_and_this_program_agree() {
    let vectors: Value = serde_json::from_str(include_str!("fixtures/vectors/dsync-sign.json")).unwrap();
    let rsa = PrivateKey::parse(text(&vectors["keys"]["A"], "privateKeyPkcs8Pem")).unwrap();
    let public = PublicKey::parse(&rsa.public_pem()).unwrap();
    let lines = documents();
    assert_eq!(lines.len(), COUNT);
    let mut signatures = 0;
    for line in &lines {
        let json = text(line, "json");
        // Within the profile both ways of printing are the same.
        assert_eq!(parse(json.as_bytes()).unwrap().to_string(), text(line, "canonical"), "{json}");
        assert_eq!(canonical(json).unwrap(), text(line, "canonical"), "{json}");
        assert_eq!(canonical(text(line, "wild")).unwrap(), text(line, "wildCanonical"));
        let event = Event::read(&parse(text(line, "event").as_bytes()).unwrap()).unwrap();
        assert!(Verified::event(event, None).is_ok(), "{}", text(line, "event"));
        if let Some(signature) = line["sig"].as_str() {
            assert!(public.has_signed(text(line, "wildCanonical"), signature));
            assert_eq!(rsa.sign_object(text(line, "wild")).as_deref(), Some(signature));
            signatures += 1;
        }
    }
    assert_eq!(signatures, COUNT / 50);
}

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn safer_what_was_changed_anywhere_is_never_verified() {
    let (identity, _) = Identity::new().unwrap();
    let payload = parse(br#"{"node":{"a":[1,2,null,"x\u00e4"],"b":true}}"#).unwrap();
    let good = seal(&identity, "node.hello", payload, &identity.key().id(), "https://a.example.org", 5).to_string();
    let meaning = parse(good.as_bytes()).unwrap();
    let mut dice = Dice(7);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut changed = good.clone().into_bytes();
        for _ in 0..=dice.below(3) {
            let at = dice.below(changed.len());
            match dice.below(4) {
                0 => changed[at] = dice.below(256) as u8,
                1 => changed[at] ^= 1 << dice.below(8),
                2 => drop(changed.remove(at)),
                _ => changed.insert(at, br#"{}[]":,\u019a "#[dice.below(14)]),
            }
        }
        let Some(value) = parse(&changed) else {
            refused += 1;
            continue;
        };
        // Printed and read again it is the same, whatever it is.
        assert_eq!(parse(value.to_string().as_bytes()).as_ref(), Some(&value));
        let Some(event) = Event::read(&value) else { continue };
        read += 1;
        // Members that nobody reads may be added; nothing else.
        let is_same = Event::read(&meaning).unwrap().evidence(true) == event.evidence(true);
        assert_eq!(Verified::event(event, None).is_ok(), is_same, "{}", String::from_utf8_lossy(&changed));
    }
    assert!(read > 100 && refused > 1000, "{read} {refused}");
}

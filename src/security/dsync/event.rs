//! Signed events (spec 52 sections 2 and 3).

use serde_json::{Value, json};

use super::{
    Verified, hash,
    identity::{Identity, MAX_ROTATIONS, NodeKey},
};
use crate::security::random;

/// An event as it came: read, and nothing about it is sure.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub event: String,
    /// What it says; `None` of a header that is shown as evidence.
    pub payload: Option<Value>,
    /// UUID.
    pub id: String,
    /// Address of the sender, as it says.
    pub source: String,
    /// Key of the sender, as it says.
    pub key: NodeKey,
    /// When it was signed, ms since the epoch.
    pub ts: i64,
    /// Id of the node that it is for.
    pub to: String,
    ph: String,
    sig: String,
}

/// UUID of version 4, in lower case.
fn is_uuid(text: &str) -> bool {
    let is_fine = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        14 => byte == b'4',
        19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_fine)
}

fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
}

/// A hash as it is written here.
fn is_hash(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// An address as nodes write it, roughly: what it leads to is looked at before it is asked.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| (1..=259).contains(&rest.len()))
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\'))
}

impl Event {
    /// Reads an event of the profile, or the header of one; `None` if a member is missing or not of its form.
    pub fn read(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let event = text("event").filter(|name| {
            (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        })?;
        let payload = value.get("payload").cloned();
        let ph = match &payload {
            Some(payload) => hash(payload.to_string().as_bytes()),
            None => text("ph").filter(|ph| is_hash(ph))?.to_owned(),
        };
        if value.get("v")?.as_i64() != Some(1) {
            return None;
        }
        Some(Self {
            event: event.into(),
            payload,
            id: text("eventId").filter(|id| is_uuid(id))?.into(),
            source: text("source").filter(|source| is_address(source))?.into(),
            key: NodeKey::parse(text("key")?)?,
            ts: value.get("ts")?.as_i64()?,
            to: text("to").filter(|to| is_id(to))?.into(),
            ph,
            sig: text("sig").filter(|sig| sig.len() <= 700)?.into(),
        })
    }

    fn signed_text(&self) -> String {
        let Self { event, id, source, key, ts, to, ph, .. } = self;
        format!("dsync1\n{event}\n{id}\n{source}\n{key}\n{ts}\n{to}\n{ph}")
    }

    /// Whether the key that it names has signed it.
    pub(super) fn is_signed(&self) -> bool {
        self.key.has_signed(&self.signed_text(), &self.sig)
    }

    /// As it is shown as evidence: whole, or with the hash of what it says in the place of that.
    pub fn evidence(&self, is_whole: bool) -> Value {
        let mut shown = json!({"event": self.event, "eventId": self.id, "source": self.source, "v": 1,
            "key": self.key.as_str(), "ts": self.ts, "to": self.to, "sig": self.sig});
        match &self.payload {
            Some(payload) if is_whole => shown["payload"] = payload.clone(),
            _ => shown["ph"] = self.ph.as_str().into(),
        }
        shown
    }

    /// What it says.
    pub fn payload(&self) -> &Value {
        self.payload.as_ref().unwrap_or(&Value::Null)
    }
}

impl Verified<Event> {
    /// Takes an event that the key in it has signed. `pin` is the key that its sender is known by, if it is known.
    ///
    /// # Errors
    /// The event, as it came.
    pub fn event(event: Event, pin: Option<&NodeKey>) -> Result<Self, Box<Event>> {
        let is_it = pin.is_none_or(|pin| *pin == event.key) && event.payload.is_some() && event.is_signed();
        if is_it { Ok(Self::trust(event)) } else { Err(Box::new(event)) }
    }
}

/// A new event for the node of this id, signed.
pub fn seal(identity: &Identity, event: &str, payload: Value, to: &str, source: &str, now: i64) -> Value {
    let made = Event {
        event: event.into(),
        ph: hash(payload.to_string().as_bytes()),
        payload: Some(payload),
        id: random::uuid(),
        source: source.into(),
        key: identity.key().clone(),
        ts: now,
        to: to.into(),
        sig: String::new(),
    };
    let mut sealed = made.evidence(true);
    sealed["sig"] = identity.sign(&made.signed_text()).into();
    sealed
}

/// How often a key may send an event in a minute (spec 52 section 3); `None` for an event that there is not.
pub fn limit(event: &str) -> Option<u32> {
    Some(match event {
        "node.hello" | "node.list" => 6,
        "abuse.report" => 2,
        "ban.recommend" | "ban.revoke" => 10,
        _ => return None,
    })
}

/// Largest report, and largest report of a false report, bytes.
const MAX_REPORT: [usize; 2] = [40 * 1024, 60 * 1024];
/// Most pieces of evidence in a report.
const MAX_EVIDENCE: usize = 24;

/// Longest note of a recommendation, in characters.
pub const MAX_NOTE: usize = 300;

/// Whether a word is one of the reasons of a recommendation (spec 52 section 6).
pub fn is_reason(word: &str) -> bool {
    matches!(word, "spam" | "scam" | "harassment" | "illegal" | "other")
}

/// Whether an event says what its name demands: members, types, patterns and sizes (spec 52 section 3). Depends on nothing
/// but the bytes, since it proves something to others.
pub fn fits(event: &Event) -> bool {
    let payload = event.payload();
    let text = |name: &str| payload.get(name).and_then(Value::as_str);
    if !payload.is_object() {
        return false;
    }
    match event.event.as_str() {
        "node.hello" => is_node(&payload["node"], &event.key),
        "node.list" => true,
        "abuse.report" => {
            let most = MAX_REPORT[usize::from(text("kind") == Some("false_report"))];
            let evidence = payload["evidence"].as_array();
            matches!(text("kind"), Some("rate" | "malformed" | "false_report"))
                && payload["offender"]["key"].as_str().is_some_and(|key| NodeKey::parse(key).is_some())
                && payload["count"].as_i64().is_some_and(|count| count > 0)
                && evidence.is_some_and(|found| {
                    (1..=MAX_EVIDENCE).contains(&found.len()) && found.iter().all(Value::is_object)
                })
                && payload.to_string().len() <= most
        }
        "ban.recommend" => {
            let until = &payload["until"];
            text("id").is_some_and(is_uuid)
                && text("member").is_some_and(is_hash)
                && text("reason").is_some_and(is_reason)
                && text("note").is_some_and(|note| note.chars().count() <= MAX_NOTE)
                && (until.is_null() && payload.get("until").is_some() || until.as_i64().is_some_and(|at| at > 0))
        }
        "ban.revoke" => text("id").is_some_and(is_uuid),
        _ => true,
    }
}

fn is_node(node: &Value, key: &NodeKey) -> bool {
    let text = |value: &Value, name: &str, is_fine: fn(&str) -> bool| value[name].as_str().is_some_and(is_fine);
    let is_sig = |sig: &str| (1..=700).contains(&sig.len());
    let is_rotation = |rotation: &Value| {
        ["old", "new"].iter().all(|name| text(rotation, name, |key| NodeKey::parse(key).is_some()))
            && ["sigOld", "sigNew"].iter().all(|name| text(rotation, name, is_sig))
            && text(rotation, "address", is_address)
            && rotation["ts"].is_i64()
            && rotation["compromised"].is_boolean()
    };
    let events = node["dsync"]["events"].as_array();
    let rotations = node["rotations"].as_array();
    node["key"].as_str() == Some(key.as_str())
        && node["id"].as_str() == Some(&key.id())
        && text(node, "address", is_address)
        && node["ts"].is_i64()
        && text(node, "sig", is_sig)
        && node["dsync"]["version"].is_i64()
        && events.is_some_and(|events| events.len() <= 64 && events.iter().all(Value::is_string))
        && rotations.is_some_and(|found| found.len() <= MAX_ROTATIONS && found.iter().all(is_rotation))
}

/// What another node answered, in either generation of the transport (spec 50 section A2.8): what the handler said, or the
/// refusal. `None` if there is nothing in it.
pub fn answer(body: &[u8]) -> Option<Value> {
    let mut value = super::parse(body)?;
    match value.as_object_mut()?.remove("payload") {
        Some(payload) => Some(payload),
        None => Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::dsync::{identity::tests::identity, tests::vectors};

    #[test]
    fn envelopes_are_those_of_the_spec() {
        let vectors = vectors();
        let cases = vectors["envelopes"].as_array().unwrap();
        assert_eq!(cases.len(), 3);
        for case in cases {
            let (name, envelope) = (&case["name"], &case["envelope"]);
            let event = Event::read(envelope).unwrap();
            assert_eq!(event.payload().to_string(), case["payloadCanonical"].as_str().unwrap(), "{name}");
            assert_eq!(event.ph, case["ph"].as_str().unwrap(), "{name}");
            assert_eq!(event.signed_text(), case["signedText"].as_str().unwrap(), "{name}");
            assert_eq!(identity("A").sign(&event.signed_text()), envelope["sig"].as_str().unwrap(), "{name}");
            assert!(fits(&event), "{name}");
            assert_eq!(&event.evidence(true), envelope);
            let header = Event::read(&event.evidence(false)).unwrap();
            assert!(header.is_signed() && header.payload.is_none());
            // A header alone, or another pin, opens nothing.
            assert!(Verified::event(header, None).is_err());
            assert!(Verified::event(event.clone(), Some(identity("B").key())).is_err());
            assert!(Verified::event(event, Some(identity("A").key())).is_ok(), "{name}");
            for member in ["event", "payload", "eventId", "source", "v", "key", "ts", "to", "sig"] {
                let mut cut = envelope.clone();
                cut.as_object_mut().unwrap().remove(member);
                assert!(Event::read(&cut).is_none(), "{name}: {member}");
            }
            let changes = [
                ("event", json!("node.other")),
                ("payload", json!({"x": 1})),
                ("eventId", json!("00000000-0000-4000-8000-000000000009")),
                ("source", json!("https://evil.example")),
                ("key", json!(identity("C").key().as_str())),
                ("ts", json!(1)),
                ("to", json!(identity("C").key().id())),
                ("sig", json!(identity("C").sign("x"))),
            ];
            for (member, value) in changes {
                let mut forged = envelope.clone();
                forged[member] = value;
                let event = Event::read(&forged).unwrap();
                assert!(Verified::event(event, None).is_err(), "{name}: {member}");
            }
        }
        for case in vectors["refused"].as_array().unwrap().iter().filter(|case| case["code"] == "bad_signature") {
            let event = Event::read(&case["envelope"]).unwrap();
            assert!(Verified::event(event, Some(identity("A").key())).is_err(), "{}", case["name"]);
        }
    }

    #[test]
    fn what_is_sealed_is_read() {
        let sealed = seal(&identity("B"), "node.list", json!({}), &identity("A").key().id(), "https://b.example", 5);
        let read = crate::security::dsync::parse(sealed.to_string().as_bytes()).unwrap();
        let event = Verified::event(Event::read(&read).unwrap(), Some(identity("B").key())).unwrap();
        assert_eq!((event.ts, event.source.as_str()), (5, "https://b.example"));
    }

    #[test]
    fn schemas_are_kept_to_the_letter() {
        let event = |name: &str, payload: Value| {
            fits(
                &Event::read(&seal(&identity("A"), name, payload, &identity("B").key().id(), "https://a.example", 5))
                    .unwrap(),
            )
        };
        let (uuid, member) = (random::uuid(), "A".repeat(43));
        let ban = json!({"id": uuid, "member": member, "reason": "spam", "note": "n", "until": null});
        assert!(event("ban.recommend", ban.clone()));
        for (name, value) in [
            ("id", json!("x")),
            ("member", json!("x")),
            ("reason", json!("dislike")),
            ("note", json!("n".repeat(301))),
            ("note", Value::Null),
            ("until", json!("x")),
            ("until", json!(0)),
        ] {
            let mut bad = ban.clone();
            bad[name] = value;
            assert!(!event("ban.recommend", bad), "{name}");
        }
        assert!(event("ban.revoke", json!({"id": uuid, "more": 1})) && !event("ban.revoke", json!({})));
        assert!(event("node.list", json!({})) && !event("node.list", json!([])) && event("other", json!({})));
        let node = crate::security::dsync::node_object(&identity("A"), "https://a.example", 5, &[]);
        assert!(event("node.hello", json!({"node": node})));
        assert!(!event("node.hello", json!({"node": "none"})) && !event("node.hello", json!({})));
        let other = crate::security::dsync::node_object(&identity("C"), "https://a.example", 5, &[]);
        assert!(!event("node.hello", json!({"node": other})));
        let key = identity("C").key().to_string();
        let report = |kind: &str, evidence: Value, count: i64| {
            event("abuse.report", json!({"offender": {"key": key}, "kind": kind, "evidence": evidence, "count": count}))
        };
        assert!(report("rate", json!([{}]), 1));
        assert!(!report("dislike", json!([{}]), 1) && !report("rate", json!([]), 1) && !report("rate", json!([{}]), 0));
        assert!(!report("rate", json!(vec![json!({}); 25]), 1) && !report("rate", json!([1]), 1));
        let large = json!([{"x": "y".repeat(50_000)}]);
        assert!(!report("rate", large.clone(), 1) && report("false_report", large, 1));
    }

    #[test]
    fn answers_of_both_generations_are_understood() {
        assert_eq!(answer(b"{\"payload\":{\"a\":1},\"ratelimit\":{}}"), Some(json!({"a": 1})));
        assert_eq!(answer(b"{\"error\":\"Rate limit exceeded\"}"), Some(json!({"error": "Rate limit exceeded"})));
        assert_eq!(answer(b"{\"nodes\":[]}"), Some(json!({"nodes": []})));
        assert_eq!((answer(b""), answer(b"[]"), answer(b"<html>")), (None, None, None));
    }
}

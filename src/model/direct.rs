//! Direct messages: what a client may send, and how it is stored (spec 40 section 5.1).

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::ids::{DmRoomId, MemberId, MessageId};
use crate::security::sanitize::{self, MAX_MESSAGE};

/// Longest entry for one participant, bytes: an envelope of the longest text has less.
const MAX_ENTRY: usize = 64 * 1024;
/// Largest message, bytes of JSON.
const MAX_DATA: usize = 256 * 1024;
/// A signature of this length or less is none: clients look for more than ten characters.
const NO_SIGNATURE: usize = 10;

/// A direct message that a client wants to send.
#[derive(Clone, Debug, PartialEq)]
pub struct DirectDraft {
    /// Where to.
    pub room: DmRoomId,
    /// What it says: signed as it is, so nothing of it is changed then.
    data: Map<String, Value>,
    is_signed: bool,
    /// The message that it answers.
    pub reply: Option<MessageId>,
    /// The message that it replaces.
    pub replaces: Option<MessageId>,
}

/// A direct message as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDirect {
    /// What it says.
    pub data: Map<String, Value>,
    /// Echo of the edit for clients.
    pub edit_id: Value,
}

impl DirectDraft {
    /// Reads `payload` of `sendDmMessage`. `author` is who sends it, `most_entries` for how many it may be.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn read(payload: &Value, author: MemberId, most_entries: usize) -> Result<Self, &'static str> {
        let payload = payload.as_object().ok_or("payload must be an object")?;
        let data = payload.get("data").ok_or("roomId missing")?;
        let room = data.get("roomId").filter(|room| !room.is_null()).ok_or("roomId missing")?;
        let room: DmRoomId = room.as_str().and_then(decimal).ok_or("Invalid roomId format")?;
        let mut data = data.as_object().ok_or("data must be an object")?.clone();
        let named = data.get("author").and_then(|named| named.get("id")).ok_or("author missing")?;
        // SECURITY: everybody writes in their own name.
        if named.as_str() != Some(author.as_str()) {
            return Err("The author is not you");
        }
        let is_signed = data.get("sig").and_then(Value::as_str).is_some_and(|sig| sig.len() > NO_SIGNATURE);
        let own = json!({"id": author});
        if is_signed && data.get("author") != Some(&own) {
            return Err("A signed message names its author by id alone");
        }
        data.insert("author".into(), own);
        let reply = reply_of(&data)?;
        let entries = data.get("message").and_then(Value::as_object).ok_or("message must be an object")?;
        if entries.is_empty() {
            return Err("The message is too short");
        }
        if entries.len() > most_entries {
            return Err("The message is for too many people");
        }
        for (id, text) in entries {
            let is_member = id.parse::<MemberId>().is_ok();
            let text = text.as_str().filter(|_| is_member).ok_or("message must map member ids to texts")?;
            if text.len() > MAX_ENTRY || (!is_envelope(text) && text.encode_utf16().count() > MAX_MESSAGE) {
                return Err("The message is too long");
            }
        }
        if Value::from(data.clone()).to_string().len() > MAX_DATA {
            return Err("The message is too long");
        }
        if !is_signed {
            clean(&mut data)?;
        }
        let replaces = payload.get("messageEditId").and_then(Value::as_str).and_then(decimal);
        Ok(Self { room, data, is_signed, reply, replaces })
    }

    /// Leaves out what is for people who are not in the room; in a signed message that stays, and nobody else
    /// can fetch it.
    pub fn restrict(&mut self, participants: &[String]) {
        if self.is_signed {
            return;
        }
        let participants: HashSet<&str> = participants.iter().map(String::as_str).collect();
        if let Some(Value::Object(entries)) = self.data.get_mut("message") {
            entries.retain(|id, _| participants.contains(id.as_str()));
        }
    }

    /// The form that is stored.
    pub fn stored(&self, id: MessageId, written: i64, edited: Option<i64>) -> String {
        let mut meta = json!({"messageId": id, "timestamp": written});
        if let Some(edited) = edited {
            meta["editedAt"] = edited.into();
            meta["messageEditId"] = json!(id);
        }
        json!({"data": self.data, "messageEditId": self.replaces, "meta": meta}).to_string()
    }
}

impl StoredDirect {
    /// Reads a stored text; `None` for what cannot be shown.
    pub fn read(json: &str) -> Option<Self> {
        let Value::Object(mut stored) = serde_json::from_str(json).ok()? else { return None };
        let Value::Object(data) = stored.remove("data")? else { return None };
        let edit_id = stored.remove("messageEditId").unwrap_or_default();
        Some(Self { data, edit_id })
    }

    /// What it answers.
    pub fn reply(&self) -> Option<MessageId> {
        reply_of(&self.data).ok().flatten()
    }

    /// The text for a member, or one of those for others: only what is not encrypted is the same for all.
    pub fn text_for(&self, member: MemberId) -> Option<&str> {
        let entries = self.data.get("message")?.as_object()?;
        entries.get(member.as_str()).or_else(|| entries.values().next())?.as_str()
    }

    /// Whether nobody but the participants can read it.
    pub fn is_encrypted(&self) -> bool {
        let entries = self.data.get("message").and_then(Value::as_object);
        entries.is_some_and(|entries| entries.values().filter_map(Value::as_str).any(is_envelope))
    }
}

/// What the server itself tells one member.
pub fn system_message(member: MemberId, room: DmRoomId, html: &str, id: MessageId, now: i64) -> String {
    json!({
        "data": {
            "message": {member.as_str(): html}, "roomId": room, "author": {"id": MemberId::SYSTEM}, "reply": {"id": null},
            "timestamp": now,
        },
        "messageEditId": null,
        "meta": {"messageId": id, "timestamp": now},
    })
    .to_string()
}

fn decimal<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_id = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_id)
}

fn reply_of(data: &Map<String, Value>) -> Result<Option<MessageId>, &'static str> {
    const WRONG: &str = "reply must name a message, or none";
    match data.get("reply") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(reply)) => match reply.get("messageId") {
            None | Some(Value::Null) => Ok(None),
            Some(id) => id.as_str().and_then(decimal).map(Some).ok_or(WRONG),
        },
        Some(_) => Err(WRONG),
    }
}

/// Keeps what the protocol names, and cleans every text that is one.
fn clean(data: &mut Map<String, Value>) -> Result<(), &'static str> {
    const KNOWN: [&str; 7] = ["message", "roomId", "author", "reply", "timestamp", "encrypted", "plainSig"];
    data.retain(|name, value| {
        KNOWN.contains(&name.as_str())
            && match name.as_str() {
                "timestamp" => value.is_number(),
                "encrypted" => value.is_boolean(),
                "plainSig" => value.is_string(),
                _ => true,
            }
    });
    let reply = reply_of(data)?;
    data.insert("reply".into(), json!({"messageId": reply}));
    let Some(Value::Object(entries)) = data.get_mut("message") else { return Ok(()) };
    // The same text for everybody is cleaned once.
    let mut last: Option<(String, String)> = None;
    for text in entries.values_mut() {
        let Value::String(raw) = text else { continue };
        if is_envelope(raw) {
            continue;
        }
        let cleaned = match last.take() {
            Some((known, cleaned)) if known == *raw => cleaned,
            _ => sanitize::sanitize_message(raw).map_err(|rejected| match rejected {
                sanitize::Rejected::Empty => "The message is too short",
                sanitize::Rejected::TooLong => "The message is too long",
            })?,
        };
        last = Some((std::mem::replace(raw, cleaned.clone()), cleaned));
    }
    Ok(())
}

/// Whether a text is encrypted: `rsa|encKey||ciphertext|iv|tag`, all of it base64 (spec 41 section 2.3).
pub fn is_envelope(text: &str) -> bool {
    let is_base64 = |part: &&str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
    };
    let parts: Vec<&str> = text.split('|').collect();
    let [method, key, salt, rest @ ..] = parts.as_slice() else { return false };
    *method == "rsa" && salt.is_empty() && is_base64(key) && rest.len() == 3 && rest.iter().all(is_base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: &str = "104417720915";
    const ENVELOPE: &str = "rsa|QUJD||QUJD|QUJD|QUJD";

    fn payload(change: impl FnOnce(&mut Value)) -> Value {
        let mut payload = json!({"data": {
            "message": {ME: "<p>hi</p>", "118230045561": "<p>hi</p>"}, "roomId": "156602213377", "author": {"id": ME},
            "reply": {"messageId": null}, "timestamp": 1_775_400_000_123_i64}, "messageEditId": null});
        change(&mut payload);
        payload
    }

    fn read(payload: &Value) -> Result<DirectDraft, &'static str> {
        DirectDraft::read(payload, ME.parse().unwrap(), 11)
    }

    #[test]
    fn a_message_is_stored_as_it_came() {
        let payload = payload(|_| ());
        let draft = read(&payload).unwrap();
        let stored = draft.stored("191827364500".parse().unwrap(), 5, None);
        let stored: Value = serde_json::from_str(&stored).unwrap();
        assert_eq!(stored["data"], payload["data"]);
        assert_eq!(stored["meta"], json!({"messageId": "191827364500", "timestamp": 5}));
    }

    #[test]
    fn safer_what_is_not_signed_is_cleaned_and_restricted() {
        let unclean = payload(|p| {
            p["data"]["message"][ME] = "<p onclick=x()>a<script>b</script></p>".into();
            p["data"]["message"]["118230045561"] = ENVELOPE.into();
            p["data"]["message"]["199999999999"] = "<p>c</p>".into();
            p["data"]["author"]["name"] = "Mia".into();
            p["data"]["evil"] = true.into();
        });
        let mut draft = read(&unclean).unwrap();
        draft.restrict(&[ME.into(), "118230045561".into()]);
        assert_eq!(draft.data["message"], json!({ME: "<p>a</p>", "118230045561": ENVELOPE}));
        assert_eq!(draft.data["author"], json!({"id": ME}));
        assert!(!draft.data.contains_key("evil"));
    }

    #[test]
    fn what_is_signed_stays_as_it_is() {
        let signed = payload(|p| {
            p["data"]["sig"] = "0123456789abcdef".into();
            p["data"]["more"] = json!({"x": [1, 2.5]});
            p["data"]["message"]["199999999999"] = "<p onclick=x()>c</p>".into();
        });
        let mut draft = read(&signed).unwrap();
        draft.restrict(&[ME.into()]);
        assert_eq!(Value::from(draft.data), signed["data"]);
        let named = payload(|p| {
            p["data"]["sig"] = "0123456789abcdef".into();
            p["data"]["author"]["name"] = "Mia".into();
        });
        assert!(read(&named).is_err());
    }

    #[test]
    fn safer_what_is_wrong_is_refused() {
        let wrong: [fn(&mut Value); 15] = [
            |p| *p = json!("x"),
            |p| *p = json!({}),
            |p| p["data"] = json!([]),
            |p| p["data"]["roomId"] = Value::Null,
            |p| p["data"]["roomId"] = "123".into(),
            |p| p["data"]["roomId"] = "15660221337x".into(),
            |p| p["data"]["author"] = Value::Null,
            |p| p["data"]["author"]["id"] = "118230045561".into(),
            |p| p["data"]["message"] = "x".into(),
            |p| p["data"]["message"] = json!({}),
            |p| p["data"]["message"] = json!({ME: 5}),
            |p| p["data"]["message"] = json!({"no member": "x"}),
            |p| p["data"]["message"][ME] = "x".repeat(8001).into(),
            |p| p["data"]["reply"] = "191827364500".into(),
            |p| p["data"]["reply"]["messageId"] = "../../etc".into(),
        ];
        for (at, change) in wrong.into_iter().enumerate() {
            assert!(read(&payload(change)).is_err(), "{at}");
        }
        let many = payload(|p| (0..12).for_each(|n| p["data"]["message"][format!("1000000000{n:02}")] = "x".into()));
        assert!(read(&many).is_err());
        let huge = payload(|p| {
            p["data"]["sig"] = "0123456789abcdef".into();
            p["data"]["more"] = "x".repeat(MAX_DATA).into();
        });
        assert!(read(&huge).is_err());
    }

    #[test]
    fn envelopes_are_told_from_texts() {
        assert!(is_envelope(ENVELOPE));
        let texts = [
            "",
            "rsa|",
            "<p>rsa|QUJD||QUJD|QUJD|QUJD</p>",
            "rsa|QUJD|salt|QUJD|QUJD|QUJD",
            "rsa|QUJD||QUJD|QUJD|",
            "rsa|QUJD||QUJD|QUJD|QUJD|QUJD",
            "rsa|Q D||QUJD|QUJD|QUJD",
        ];
        for text in texts {
            assert!(!is_envelope(text), "{text}");
        }
    }
}

//! Tickets, and conversations of the older generation (spec 40 section 10).

use serde_json::{Map, Value, json};

use super::messages;
use crate::security::sanitize;

/// As who a message of a ticket is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// Oneself.
    Own,
    /// The team, with one's name.
    Tagged,
    /// The team, without a name.
    Anonymous,
    /// The server.
    System,
}

impl Identity {
    /// The name on the wire and in storage.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::Tagged => "support_tagged",
            Self::Anonymous => "support_anon",
            Self::System => "system",
        }
    }

    /// Reads it; what is unknown is oneself.
    pub fn read(text: &str) -> Self {
        [Self::Tagged, Self::Anonymous, Self::System]
            .into_iter()
            .find(|known| known.name() == text)
            .unwrap_or(Self::Own)
    }

    /// What is shown as the author's name. `name` is that of the member.
    pub fn display_name(self, name: &str) -> String {
        match self {
            Self::Own => name.into(),
            Self::Tagged => format!("[Support Team] {}", if name.is_empty() { "Staff" } else { name }),
            Self::Anonymous => "Support Team".into(),
            Self::System => "System".into(),
        }
    }
}

/// The author that others see of an anonymous message. A text: older pages call its methods.
pub const SUPPORT: &str = "support";

/// The text of a message as it is stored and sent.
///
/// # Errors
/// What is wrong with it, for people.
pub fn read_text(text: &Value) -> Result<Value, &'static str> {
    let text = text.as_object().ok_or("missing content")?;
    let content = text.get("content").and_then(Value::as_str).ok_or("missing content")?;
    let content = sanitize::sanitize_message(content).map_err(|rejected| match rejected {
        sanitize::Rejected::Empty => "The message is too short",
        sanitize::Rejected::TooLong => "The message is too long",
    })?;
    // Tickets are never encrypted: staff could not read them.
    Ok(json!({"content": content, "sender": "", "encrypted": false, "plainSig": ""}))
}

/// A stored text: JSON, or base64 of percent-encoded JSON, or a JSON text of JSON. Cleaned, as old ones were not.
pub fn stored_text(stored: &str) -> Value {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    let mut found = parse(stored).or_else(|| parse(&messages::decode(stored)?));
    if let Some(Value::String(inner)) = &found {
        found = parse(inner).or(found);
    }
    let mut text = match found {
        Some(Value::Object(text)) => text,
        Some(Value::String(text)) => Map::from_iter([("content".to_owned(), text.into())]),
        _ => Map::from_iter([("content".to_owned(), "".into())]),
    };
    for field in ["content", "sender"] {
        if let Some(Value::String(html)) = text.get_mut(field) {
            *html = sanitize::sanitize_profile(html);
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_wire() {
        for identity in [Identity::Own, Identity::Tagged, Identity::Anonymous, Identity::System] {
            assert_eq!(Identity::read(identity.name()), identity);
        }
        assert_eq!(Identity::read("administrator"), Identity::Own);
        assert_eq!(Identity::Tagged.display_name("Mia"), "[Support Team] Mia");
        assert_eq!(Identity::Tagged.display_name(""), "[Support Team] Staff");
        assert_eq!(Identity::Anonymous.display_name("Mia"), "Support Team");
    }

    #[test]
    fn old_texts_are_read_and_cleaned() {
        assert_eq!(stored_text(r#"{"content":"<b onclick=x>a</b>"}"#), json!({"content": "<b>a</b>"}));
        assert_eq!(stored_text(r#""{\"content\":\"a\"}""#), json!({"content": "a"}));
        assert_eq!(stored_text("JTdCJTIyY29udGVudCUyMiUzQSUyMmElMjIlN0Q="), json!({"content": "a"}));
        for broken in ["", "[]", "%", "5"] {
            assert_eq!(stored_text(broken)["content"], "");
        }
    }

    #[test]
    fn safer_texts_are_cleaned_before_they_are_stored() {
        let text = read_text(&json!({"content": "<p>a<script>b</script></p>", "encrypted": true})).unwrap();
        assert_eq!(text, json!({"content": "<p>a</p>", "sender": "", "encrypted": false, "plainSig": ""}));
        for wrong in [json!("x"), json!({}), json!({"content": 5}), json!({"content": "<p></p>"})] {
            assert!(read_text(&wrong).is_err());
        }
    }
}

//! Reports as staff get to see them, whatever an old database holds (spec 40 section 9.3).

use serde_json::{Map, Value, json};

use super::messages;
use crate::security::{sanitize, text};

/// What only the member itself, or nobody, may know: old reports hold whole rows.
const SECRETS: [&str; 4] = ["token", "password", "pow", "loginName"];

/// A member as a report holds it, JSON or base64 of percent-encoded JSON, without secrets.
pub fn person(stored: &str) -> Value {
    let person = serde_json::from_str(stored).ok().or_else(|| serde_json::from_str(&messages::decode(stored)?).ok());
    let mut person = match person {
        Some(Value::Object(person)) => person,
        _ => Map::from_iter([("id".to_owned(), Value::from(0)), ("name".to_owned(), "Unkown Member".into())]),
    };
    clean(&mut person, "name");
    without_secrets(person.into())
}

/// Without what nobody may know, however deep it stands.
fn without_secrets(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let known = fields.into_iter().filter(|(name, _)| !SECRETS.contains(&name.as_str()));
            Value::Object(known.map(|(name, value)| (name, without_secrets(value))).collect())
        }
        Value::Array(values) => values.into_iter().map(without_secrets).collect(),
        other => other,
    }
}

/// `reportData` of a report about a message of a channel, or one that nothing more is known of.
pub fn about_message(stored: Option<&str>) -> Value {
    let mut data = object(stored);
    clean(&mut data, "message");
    clean(&mut data, "plainText");
    // Of direct messages of the older generation.
    if let Some(Value::String(payload)) = data.get("payload") {
        let parsed = serde_json::from_str(payload).unwrap_or_default();
        data.insert("payload".into(), parsed);
    }
    without_secrets(data.into())
}

/// `reportData` of a report about a direct message. Existing pages show `payload.data.message`, so what the
/// reporter revealed stands there; the message itself is `payloadOriginal`.
pub fn about_direct(stored: Option<&str>) -> Value {
    let mut data = object(stored);
    data.remove("plainTextRaw");
    clean(&mut data, "plainText");
    let payload: Value = data
        .remove("payload")
        .and_then(|payload| match payload {
            Value::String(text) => serde_json::from_str(&text).ok(),
            other => Some(other),
        })
        .filter(|payload: &Value| payload.get("data").is_some_and(Value::is_object))
        .unwrap_or_else(|| json!({"data": {}}));
    let shown = data.get("plainText").cloned().unwrap_or_default();
    let mut readable = payload.clone();
    if let Some(inner) = readable.get_mut("data").and_then(Value::as_object_mut) {
        inner.insert("message".into(), if shown.is_string() { shown } else { "".into() });
    }
    data.insert("payload".into(), readable);
    data.insert("payloadOriginal".into(), payload);
    without_secrets(data.into())
}

/// What the reporter says about it, as text without markup.
pub fn notes(stored: Option<&str>) -> String {
    text::strip_html(stored.unwrap_or_default())
}

/// The fields that pages read without looking, and what is known.
fn object(stored: Option<&str>) -> Map<String, Value> {
    let mut data = Map::from_iter([
        ("author".to_owned(), json!({"id": 0})),
        ("messageId".to_owned(), Value::Null),
        ("timestamp".to_owned(), Value::from(0)),
    ]);
    let known = stored.and_then(|stored| {
        serde_json::from_str(stored).ok().or_else(|| serde_json::from_str(&messages::decode(stored)?).ok())
    });
    if let Some(Value::Object(known)) = known {
        data.extend(known);
    }
    if !data.get("author").is_some_and(Value::is_object) {
        data.insert("author".into(), json!({"id": 0}));
    }
    data
}

fn clean(data: &mut Map<String, Value>, field: &str) {
    if let Some(Value::String(html)) = data.get_mut(field) {
        *html = sanitize::sanitize_profile(html);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn safer_secrets_and_scripts_of_old_reports_stay_behind() {
        let row = r#"{"id":"104417720915","name":"Mia","token":"t","password":"p","loginName":"mia"}"#;
        assert_eq!(person(row), json!({"id": "104417720915", "name": "Mia"}));
        assert_eq!(person("%%%")["id"], 0);
        assert_eq!(person(r#"{"id":"1","name":"<script>x</script>Mia"}"#)["name"], "Mia");
        let nested = about_direct(Some(r#"{"author":{"id":"1","token":"t"},"payload":{"data":{"password":"p"}}}"#));
        assert_eq!((&nested["author"], &nested["payloadOriginal"]), (&json!({"id": "1"}), &json!({"data": {}})));
        assert_eq!(about_direct(Some(r#"{"payload":7}"#))["payload"], json!({"data": {"message": ""}}));
        let message = about_message(Some(r#"{"messageId":"1","token":"t","message":"<b onclick=x()>a</b><script>b"}"#));
        assert_eq!(message["message"], "<b>a</b>");
        assert!(message.get("token").is_none());
        assert_eq!(notes(Some("<img src=x onerror=y>spam")), "spam");
    }

    #[test]
    fn rows_that_cannot_be_read_are_shown_as_such() {
        for broken in [None, Some(""), Some("null"), Some("[1]"), Some("{"), Some(r#"{"author":"x"}"#)] {
            assert_eq!(about_message(broken)["author"], json!({"id": 0}));
            assert_eq!(about_direct(broken)["payload"]["data"]["message"], "");
        }
    }

    #[test]
    fn what_was_revealed_is_shown_in_the_place_of_the_message() {
        let payload = json!({"data": {"message": {"1": "rsa|a||b|c|d"}}, "meta": {}});
        let stored = json!({"payload": payload.to_string(), "plainText": "<p>hi</p>", "plainTextRaw": "<p>hi</p>"});
        let shown = about_direct(Some(&stored.to_string()));
        assert_eq!(shown["payload"]["data"]["message"], "<p>hi</p>");
        assert_eq!(shown["payloadOriginal"], payload);
        assert!(shown.get("plainTextRaw").is_none());
    }
}

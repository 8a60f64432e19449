//! Reading what clients send: they mix text, numbers and null (spec 20 section 0).

use std::str::FromStr;

use serde_json::Value;

/// An id that may come as text or as a number.
pub(super) fn id<T: FromStr>(value: &Value) -> Option<T> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// An id with the prefix that some pages put in front (`channel-12`).
pub(super) fn prefixed_id<T: FromStr>(value: &Value, prefix: &str) -> Option<T> {
    match value {
        Value::String(text) => text.strip_prefix(prefix).unwrap_or(text).parse().ok(),
        other => id(other),
    }
}

/// A text; numbers are taken as their digits, anything else is no text.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

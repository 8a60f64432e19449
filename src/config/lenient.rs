//! Reading of values that other versions save in another type (spec 20 section 2.3): all noted
//! types are accepted, the first one is written.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// A whole number; numeric text counts, a fraction is cut.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let number = match &value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| de::Error::custom(format_args!("expected a number, found {value}")))
}

/// A port.
pub(super) fn port<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let number = number(deserializer)?;
    u16::try_from(number)
        .map_err(|_| de::Error::custom(format_args!("expected a port from 0 to 65535, found {number}")))
}

/// A text; numbers and booleans count, `null` is the empty text.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
        value => return Err(de::Error::custom(format_args!("expected a text, found {value}"))),
    })
}

/// A switch: `true` and `false`, also as 1, 0 and text.
pub(super) fn switch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(flag),
        Value::Number(number) => Ok(number.as_f64() != Some(0.0)),
        Value::String(text) if text == "true" || text == "1" => Ok(true),
        Value::String(text) if text == "false" || text == "0" || text.is_empty() => Ok(false),
        Value::Null => Ok(false),
        value => Err(de::Error::custom(format_args!("expected true or false, found {value}"))),
    }
}

/// A list of texts; old files hold one text with commas.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    match &value {
        Value::String(text) => Ok(text.split(',').map(|part| part.trim().to_owned()).collect()),
        Value::Array(_) => serde_json::from_str(&value.to_string()).map_err(de::Error::custom),
        Value::Null => Ok(Vec::new()),
        _ => Err(de::Error::custom(format_args!("expected a list of texts, found {value}"))),
    }
}

/// A map; PHP-like `[]` for an empty one is accepted.
pub(super) fn map<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + de::DeserializeOwned,
{
    let value = Value::deserialize(deserializer)?;
    match &value {
        Value::Array(entries) if entries.is_empty() => Ok(T::default()),
        Value::Null => Ok(T::default()),
        _ => serde_json::from_str(&value.to_string()).map_err(de::Error::custom),
    }
}

//! Reading what clients send: they mix text, numbers and null (spec 20 section 0).

use std::str::FromStr;

use serde_json::Value;

use crate::security::text as clean;

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

/// Longest name of a group, category or channel, in UTF-16 units.
pub(super) const NAME_LENGTH: usize = 100;
/// Longest description of a group or channel.
pub(super) const DESCRIPTION_LENGTH: usize = 1000;

/// A name for the structure: cleaned, shortened, and HTML-escaped as config.json holds it. The pages of
/// existing clients send the escaped form back, so escaping it again changes nothing.
pub(super) fn name(value: Option<&Value>) -> Option<String> {
    let plain = text(value)?;
    let line: String = plain.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let visible: String = line.chars().filter(|c| !c.is_control()).collect();
    let name = clean::normalize_escapes(&clean::truncate(visible.trim(), NAME_LENGTH));
    (!name.is_empty()).then_some(name)
}

/// A description: as [`name`], but it may be empty.
pub(super) fn description(value: &Value) -> Option<String> {
    let plain = text(Some(value))?;
    Some(clean::normalize_escapes(&clean::truncate(plain.trim(), DESCRIPTION_LENGTH)))
}

/// The address of a picture: see [`clean::picture_address`].
pub(super) fn picture(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).and_then(clean::picture_address).map(Into::into)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn safer_names_are_escaped_once_however_often_they_come_back() {
        let once = name(Some(&json!(" <b>\"A\" & 'B'</b>\n"))).unwrap();
        assert_eq!(once, "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;");
        assert_eq!(name(Some(&json!(once.clone()))), Some(once));
        assert_eq!(name(Some(&json!(7))), Some("7".into()));
        for nothing in [json!(""), json!("  "), json!(null), json!({}), json!([])] {
            assert_eq!(name(Some(&nothing)), None);
        }
        assert!(name(Some(&json!("x".repeat(500)))).unwrap().chars().count() <= NAME_LENGTH + 1);
    }

    #[test]
    fn safer_pictures_cannot_carry_script_or_leave_an_attribute() {
        for good in ["/img/a.png", "img/a.png", "https://e.org/a:b.png", "http://e.org", "/a:b", ""] {
            assert_eq!(picture(Some(&json!(good))).as_deref(), Some(good));
        }
        for bad in
            ["javascript:alert(1)", "data:image/png;base64,AA", "//e.org/x", "/a\"b", "/a'b", "/a)b", "/a b", "/<"]
        {
            assert_eq!(picture(Some(&json!(bad))), None, "{bad}");
        }
        assert_eq!(picture(Some(&json!({"binary": 1}))), None);
    }
}

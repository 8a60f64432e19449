//! Canonical JSON: the text that signatures of the family are made over (spec 50 section A3.2). It is what
//! JavaScript prints when the members of every object are sorted.

use std::{cmp::Ordering, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// Deepest nesting that is looked into: far more than anything signed has.
const MAX_DEPTH: usize = 64;

/// A text has no canonical form that anything may be concluded from: it is no JSON, nested too deeply, holds half a
/// character, or a member `__proto__`, which JavaScript would leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCanonical;

impl fmt::Display for NotCanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("has no canonical form")
    }
}

impl std::error::Error for NotCanonical {}

/// The canonical form of a JSON text.
///
/// # Errors
/// See [`NotCanonical`].
pub fn canonical(json: &str) -> Result<String, NotCanonical> {
    write(json, None)
}

/// The canonical form of an object without its member `sig`, which is what the signature in it was made over.
///
/// # Errors
/// See [`NotCanonical`].
pub fn canonical_without_sig(json: &str) -> Result<String, NotCanonical> {
    write(json, Some("sig"))
}

/// The text of a member of an object, of the last one of that name.
pub fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let Members(members) = parse(json).ok()?;
    members.into_iter().rev().find(|(found, _)| found == name).map(|(_, value)| value.get())
}

fn write(json: &str, except: Option<&str>) -> Result<String, NotCanonical> {
    let mut out = String::with_capacity(json.len());
    write_value(json, except, MAX_DEPTH, &mut out)?;
    Ok(out)
}

fn parse<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, NotCanonical> {
    serde_json::from_str(json).map_err(|_| NotCanonical)
}

fn write_value(json: &str, except: Option<&str>, depth: usize, out: &mut String) -> Result<(), NotCanonical> {
    let depth = depth.checked_sub(1).ok_or(NotCanonical)?;
    let json = json.trim_matches([' ', '\t', '\n', '\r']);
    match json.as_bytes().first() {
        Some(b'{') => {
            let Members(mut members) = parse(json)?;
            members.retain(|(name, _)| Some(name.as_str()) != except);
            // Of members of one name the last one counts.
            members.reverse();
            members.sort_by(|(one, _), (other, _)| order(one, other));
            members.dedup_by(|(later, _), (earlier, _)| later == earlier);
            out.push('{');
            for (at, (name, value)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(name, out)?;
                out.push(':');
                write_value(value.get(), None, depth, out)?;
            }
            out.push('}');
        }
        Some(b'[') => {
            let Elements(elements) = parse(json)?;
            out.push('[');
            for (at, value) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_value(value.get(), None, depth, out)?;
            }
            out.push(']');
        }
        Some(b'"') => write_text(&parse::<String>(json)?, out)?,
        Some(b't' | b'f') => out.push_str(if parse::<bool>(json)? { "true" } else { "false" }),
        Some(b'n') => {
            parse::<()>(json)?;
            out.push_str("null");
        }
        _ => {
            // Checked for its form: Rust reads more than JSON has.
            parse::<&RawValue>(json)?;
            let number: f64 = json.parse().map_err(|_| NotCanonical)?;
            if number.is_finite() {
                out.push_str(ryu_js::Buffer::new().format(number));
            } else {
                out.push_str("null");
            }
        }
    }
    Ok(())
}

fn write_text(text: &str, out: &mut String) -> Result<(), NotCanonical> {
    // Escapes exactly what JavaScript escapes.
    out.push_str(&serde_json::to_string(text).map_err(|_| NotCanonical)?);
    Ok(())
}

/// The order of members: those that JavaScript takes for indexes of an array first, by number, all others by
/// UTF-16 units.
fn order(one: &str, other: &str) -> Ordering {
    match (index(one), index(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.encode_utf16().cmp(other.encode_utf16()),
    }
}

fn index(name: &str) -> Option<u32> {
    let is_canonical = name == "0" || (!name.starts_with('0') && name.bytes().all(|byte| byte.is_ascii_digit()));
    name.parse().ok().filter(|index| is_canonical && *index != u32::MAX)
}

/// Members in the order in which they stand, each as often as it stands there.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members: Vec<(String, &RawValue)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, _>()? {
                    if name == "__proto__" {
                        return Err(serde::de::Error::custom("a member that is not signed"));
                    }
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

struct Elements<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Elements<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(value) = sequence.next_element()? {
                    elements.push(value);
                }
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn canonical_json_is_that_of_the_family() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../tests/fixtures/vectors/dsync-sign.json")).unwrap();
        let cases = vectors["canonical"].as_array().unwrap();
        assert_eq!(cases.len(), 16);
        for case in cases {
            let (name, input) = (case["name"].as_str().unwrap(), case["inputJson"].as_str().unwrap());
            let found = canonical(input);
            if name.contains("__proto__") || name.contains("lone surrogates") {
                // SAFER: such a text is not to be trusted, whatever is signed.
                assert_eq!(found, Err(NotCanonical), "{name}");
            } else {
                assert_eq!(found.as_deref(), Ok(case["canonical"].as_str().unwrap()), "{name}");
            }
        }
    }

    #[test]
    fn numbers_are_printed_as_javascript_does() {
        let rows = [
            ("-0", "0"),
            ("1.0", "1"),
            ("100", "100"),
            ("-12.50", "-12.5"),
            ("0.1", "0.1"),
            ("0.000001", "0.000001"),
            ("0.00000123", "0.00000123"),
            ("0.0000001", "1e-7"),
            ("-1.5e-7", "-1.5e-7"),
            ("123456789012345680000", "123456789012345680000"),
            ("1e20", "100000000000000000000"),
            ("1e21", "1e+21"),
            ("123e20", "1.23e+22"),
            ("9007199254740993", "9007199254740992"),
            ("4.9e-324", "5e-324"),
            ("2.2250738585072014e-308", "2.2250738585072014e-308"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("1e400", "null"),
            ("5.684341886080802e-14", "5.684341886080802e-14"),
            ("1152921504606847000", "1152921504606847000"),
            ("0.30000000000000004", "0.30000000000000004"),
            ("1e23", "1e+23"),
            // Two are equally near: the even one.
            ("1184926883439803.25", "1184926883439803.2"),
            ("1184926883439803.75", "1184926883439803.8"),
            ("-1210825298554336.25", "-1210825298554336.2"),
            ("99830949514461.125", "99830949514461.12"),
            ("183801024312804.125", "183801024312804.12"),
        ];
        for (input, expected) in rows {
            assert_eq!(canonical(input).as_deref(), Ok(expected), "{input}");
        }
    }

    #[test]
    fn only_the_outer_signature_is_left_out() {
        let text = r#"{"sig":"a","x":{"sig":"b"},"sig":"c"}"#;
        assert_eq!(canonical_without_sig(text).as_deref(), Ok(r#"{"x":{"sig":"b"}}"#));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        let deep = "[".repeat(1000) + &"]".repeat(1000);
        for bad in ["", "{", "nul", "+1", "01", "1.", ".5", "inf", "NaN", "[1,]", "{\"a\":1,}", "\"\\x\"", "1 2", &deep]
        {
            assert_eq!(canonical(bad), Err(NotCanonical), "{bad}");
        }
    }
}

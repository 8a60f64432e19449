//! The strict profile of JSON that nodes speak (spec 52 section 2): within it, no two programs can read something
//! different. The members of what comes out are sorted, so that printing it gives the canonical form.

use serde_json::{Map, Value};

/// Deepest nesting.
const MAX_DEPTH: u32 = 16;
/// Largest number, either way: what a double holds exactly.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Reads a text of the profile; `None` for everything else.
pub fn parse(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { text: std::str::from_utf8(bytes).ok()?, at: 0 };
    let value = reader.value(MAX_DEPTH)?;
    reader.blank();
    (reader.at == reader.text.len()).then_some(value)
}

/// Whether a member may have this name.
fn is_name(name: &str) -> bool {
    let is_start = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let bytes = name.as_bytes();
    name != "__proto__"
        && bytes.len() <= 64
        && bytes.first().copied().is_some_and(is_start)
        && bytes.iter().all(|byte| is_start(*byte) || byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes this byte, with the blanks before it, if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        self.blank();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.text.as_bytes()[self.at..].starts_with(word.as_bytes()).then(|| {
            self.at += word.len();
            value
        })
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        self.blank();
        match self.peek()? {
            b'{' => self.object(depth.checked_sub(1)?),
            b'[' => self.array(depth.checked_sub(1)?),
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: u32) -> Option<Value> {
        let mut members = Map::new();
        self.at += 1;
        if !self.take(b'}') {
            loop {
                self.blank();
                let name = self.string().filter(|name| is_name(name))?;
                if !self.take(b':') || members.contains_key(&name) {
                    return None;
                }
                let value = self.value(depth)?;
                members.insert(name, value);
                if self.take(b'}') {
                    break;
                }
                if !self.take(b',') {
                    return None;
                }
            }
        }
        Some(Value::Object(members))
    }

    fn array(&mut self, depth: u32) -> Option<Value> {
        let mut elements = Vec::new();
        self.at += 1;
        if !self.take(b']') {
            loop {
                elements.push(self.value(depth)?);
                if self.take(b']') {
                    break;
                }
                if !self.take(b',') {
                    return None;
                }
            }
        }
        Some(Value::Array(elements))
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return None;
        }
        loop {
            self.at += 1;
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
        self.at += 1;
        // Escapes, raw control characters and lone surrogates are judged there.
        let text: String = serde_json::from_str(self.text.get(start..self.at)?).ok()?;
        (!text.contains('\0')).then_some(text)
    }

    fn number(&mut self) -> Option<Value> {
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        let digits = &self.text[start..self.at];
        let number: u64 = digits.parse().ok()?;
        let is_plain = if digits.starts_with('0') { digits == "0" && !is_negative } else { number <= MAX_NUMBER };
        // Whatever follows, a fraction too, is no part of a value.
        is_plain.then(|| Value::from(if is_negative { -(number as i64) } else { number as i64 }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::canonical::canonical;

    #[test]
    fn the_profile_is_that_of_the_spec() {
        let vectors = crate::security::dsync::tests::vectors();
        let texts = |name: &str| -> Vec<String> {
            vectors["profile"][name].as_array().unwrap().iter().map(|text| text.as_str().unwrap().into()).collect()
        };
        assert_eq!(texts("accepted").len() + texts("refused").len(), 19);
        for good in texts("accepted") {
            let value = parse(good.as_bytes()).unwrap();
            assert_eq!(canonical(&good).unwrap(), value.to_string(), "{good}");
        }
        for bad in texts("refused") {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn what_is_printed_is_the_canonical_form() {
        let text = r#" { "b" : [1, -2, {"z_":"\u00e4\n\u2028/\u001f", "Z":null, "a-b":"\"\\", "a.b":true}], "_":[], "a":{} } "#;
        let printed = parse(text.as_bytes()).unwrap().to_string();
        assert_eq!(printed, canonical(text).unwrap());
        assert_eq!(parse(printed.as_bytes()).unwrap().to_string(), printed);
    }

    #[test]
    fn broken_texts_are_refused() {
        let bad = [
            "",
            "{",
            "[",
            "\"",
            "\"\\",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "[1,]",
            "[1 2]",
            "-",
            "+1",
            "1.",
            "tru",
            "nul",
            "[1]]",
            "\"\t\"",
            "{a:1}",
            "9007199254740992",
            "-9007199254740992",
            "99999999999999999999999",
            "é",
        ];
        for bad in bad {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(parse(b"\"\xff\""), None);
        let (deep, too_deep) = ("[".repeat(16) + &"]".repeat(16), "[".repeat(17) + &"]".repeat(17));
        assert!(parse(deep.as_bytes()).is_some() && parse(too_deep.as_bytes()).is_none());
    }
}

//! Reactions to a message as they are sent (spec 30 section 2.2): an object of member ids by emoji.

use serde::{Serialize, Serializer, ser::SerializeMap};

/// Most characters of a stored emoji. Longer ones of older servers are no emojis.
const MAX_EMOJI: usize = 100;

/// Who reacted with what; emojis in the order in which they came up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reactions(Vec<(String, Vec<String>)>);

impl Reactions {
    /// Adds one.
    pub fn add(&mut self, emoji: &str, member: &str) {
        match self.0.iter_mut().find(|(known, _)| known == emoji) {
            Some((_, members)) => members.push(member.into()),
            None => self.0.push((emoji.into(), vec![member.into()])),
        }
    }
}

impl Serialize for Reactions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (emoji, members) in &self.0 {
            map.serialize_entry(emoji, members)?;
        }
        map.end()
    }
}

/// Whether this names a custom emoji: the hash of its file.
pub fn is_custom_emoji(emoji: &str) -> bool {
    emoji.len() == 64 && emoji.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether this names a standard emoji: up to ten code points in hexadecimal, joined by `-`.
pub fn is_standard_emoji(emoji: &str) -> bool {
    let is_point = |point: &str| {
        (1..=8).contains(&point.len()) && point.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    emoji.len() <= MAX_EMOJI && emoji.split('-').count() <= 10 && emoji.split('-').all(is_point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emojis_are_hashes_or_code_points() {
        assert!(is_custom_emoji(&"0a".repeat(32)));
        for good in ["1f44d", "1f1e9-1f1ea", "2764-fe0f"] {
            assert!(is_standard_emoji(good) && !is_custom_emoji(good), "{good}");
        }
        for bad in ["", "-", "1F44D", "1f44d-", "x", "<b>", "1f44d 1", "123456789", "1-2-3-4-5-6-7-8-9-a-b"] {
            assert!(!is_standard_emoji(bad), "{bad}");
        }
        assert!(!is_custom_emoji(&"0A".repeat(32)) && !is_custom_emoji(&"0a".repeat(31)));
    }

    #[test]
    fn members_are_listed_by_emoji() {
        let mut reactions = Reactions::default();
        for (emoji, member) in [("b", "1"), ("a", "1"), ("b", "2")] {
            reactions.add(emoji, member);
        }
        assert_eq!(serde_json::to_string(&reactions).unwrap(), r#"{"b":["1","2"],"a":["1"]}"#);
    }
}

//! Events of the protocol that this node does not serve yet. Existing clients stop at the first
//! event that is not acknowledged (spec 10 section 3.9), so each is answered: where an empty answer
//! is the truth (there are no direct messages, so none is unread), with that, else with an error.

use serde_json::{Value, json, value::RawValue};

use super::{Cx, EventError, Guard, Outcome, authenticate};

/// Events whose empty answer is true as long as their feature does not exist.
const EMPTY: &[(&str, &str)] = &[("getAllUnread", r#"{"type":"success","unreads":{},"total":0}"#)];

/// Answers an event that has no entry in the table.
pub(super) fn answer(cx: &Cx, name: &str, request: &RawValue) -> Result<Outcome, EventError> {
    if let Some((_, empty)) = EMPTY.iter().find(|(known, _)| *known == name) {
        authenticate(cx, request, Guard::Member)?;
        let answer = RawValue::from_string((*empty).to_owned());
        return answer.map(Outcome::Answer).map_err(|_| EventError::unauthenticated());
    }
    let text = "This server does not offer that.";
    let ack: Value = json!({"error": text, "type": "error", "msg": text, "data": null});
    Err(EventError::Ack(ack))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_answers_are_json() {
        for (name, empty) in EMPTY {
            assert!(serde_json::from_str::<Value>(empty).is_ok(), "{name}");
        }
    }
}

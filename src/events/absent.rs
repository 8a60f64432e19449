//! Events of the protocol that this node does not serve yet. Existing clients stop at the first
//! event that is not acknowledged (spec 10 section 3.9), so each is answered, with an error.

use serde_json::{Value, json};

use super::EventError;

/// Why an event that has no entry in the table is refused.
pub(super) fn refusal() -> EventError {
    let text = "This server does not offer that.";
    let ack: Value = json!({"error": text, "type": "error", "msg": text, "data": null});
    EventError::Ack(ack)
}

//! What a change changed, for the audit log.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::security::text::{escape_html, truncate};

/// Longest value that is shown, characters.
const VALUE_LENGTH: usize = 100;
/// Most values that are shown of one change.
const MAX_SHOWN: usize = 50;
/// Words in the names of values that nobody but the operator is to know.
const SECRETS: [&str; 5] = ["password", "secret", "token", "key", "sql"];

/// The values that are no longer the same, as HTML: `a.b: 1 → 2; c: "x" → none`. Empty if all are.
pub(super) fn difference(before: &Value, after: &Value) -> String {
    let mut shown = Vec::new();
    compare("", before, after, &mut shown);
    let rest = shown.len().saturating_sub(MAX_SHOWN);
    shown.truncate(MAX_SHOWN);
    if rest > 0 {
        shown.push(format!("and {rest} more"));
    }
    shown.join("; ")
}

fn compare(path: &str, before: &Value, after: &Value, shown: &mut Vec<String>) {
    if before == after {
        return;
    }
    let name = path.to_lowercase();
    if SECRETS.iter().any(|secret| name.contains(secret)) {
        shown.push(format!("{}: changed", escape_html(path)));
        return;
    }
    let empty = Map::new();
    let fields = |value: &Value| value.as_object().cloned();
    match (fields(before), fields(after)) {
        (None, None) => shown.push(format!("{}: {} → {}", escape_html(path), show(before), show(after))),
        (before, after) => {
            let (before, after) = (before.as_ref().unwrap_or(&empty), after.as_ref().unwrap_or(&empty));
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for name in names {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let value = |map: &Map<String, Value>| map.get(name).cloned().unwrap_or_default();
                compare(&inner, &value(before), &value(after), shown);
            }
        }
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::Null => "none".into(),
        value => escape_html(&truncate(&value.to_string(), VALUE_LENGTH)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn shows_what_changed_and_no_secret() {
        let before = json!({"name": "A", "same": 1, "pow": {"difficulty": 4}, "tenor": {"key": "abc"}, "gone": "<b>"});
        let after = json!({"name": "B", "same": 1, "pow": {"difficulty": 5}, "tenor": {"key": "def"}});
        assert_eq!(
            difference(&before, &after),
            "gone: &quot;&lt;b&gt;&quot; → none; name: &quot;A&quot; → &quot;B&quot;; pow.difficulty: 4 → 5; \
             tenor.key: changed"
        );
        assert_eq!(difference(&after, &after), "");
    }

    #[test]
    fn long_changes_are_cut() {
        let many: Map<String, Value> = (0..80).map(|n| (format!("k{n:02}"), json!("x".repeat(500)))).collect();
        let shown = difference(&json!({}), &Value::Object(many));
        assert!(shown.ends_with("and 30 more") && shown.len() < 50 * 150, "{}", shown.len());
    }
}

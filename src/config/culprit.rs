//! Which setting makes a configuration unusable. Looked for only when one is: whoever reads it in the ordinary way
//! need not remember where it is.

use serde_json::Value;

/// What names its own parts when something is wrong with them.
const NAME_THEIR_PARTS: [&str; 2] = ["groups", "serverroles"];

/// The path of the wrong setting, such as `serverinfo.slots.limit` or `dcts_edge.trustedProxies[1]`; empty for the
/// whole. `problem` is what `read` says about the text of `whole`.
pub(super) fn find<T>(whole: &Value, problem: &str, read: &dyn Fn(&str) -> Result<T, String>) -> String {
    let (mut path, mut pointer) = (String::new(), String::new());
    while !NAME_THEIR_PARTS.contains(&path.as_str()) {
        let Some((key, is_element)) = wrong_part(whole, &pointer, problem, read) else { break };
        pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        let is_simple = !matches!(whole.pointer(&pointer), Some(Value::Object(_) | Value::Array(_)));
        if is_simple && problem.starts_with("missing field") {
            break;
        }
        path = match (is_element, path.is_empty()) {
            (true, _) => format!("{path}[{key}]"),
            (false, true) => key,
            (false, false) => format!("{path}.{key}"),
        };
    }
    path
}

/// The first part of the value at `pointer` without which, and without the parts before it, something else is said;
/// and whether it is an element of a list. Parts are read in their order, so what else is missing then is said later.
fn wrong_part<T>(
    whole: &Value,
    pointer: &str,
    problem: &str,
    read: &dyn Fn(&str) -> Result<T, String>,
) -> Option<(String, bool)> {
    let keys: Vec<String> = match whole.pointer(pointer)? {
        Value::Object(fields) => fields.keys().cloned().collect(),
        Value::Array(elements) => (0..elements.len()).map(|index| index.to_string()).collect(),
        _ => return None,
    };
    let mut rest = whole.clone();
    for key in keys {
        let is_element = match rest.pointer_mut(pointer)? {
            Value::Object(fields) => {
                fields.remove(&key);
                false
            }
            Value::Array(elements) => {
                elements.remove(0);
                true
            }
            _ => return None,
        };
        if read(&rest.to_string()).err().as_deref() != Some(problem) {
            return Some((key, is_element));
        }
    }
    None
}

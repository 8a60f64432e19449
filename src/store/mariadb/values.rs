//! Reading of values whose column may have any type that a version of DCTS ever gave it.

use mysql_async::{Row, Value};

/// Text; numbers and dates count. `None` for NULL and for a column that is not there.
pub(in crate::store) fn text(row: &Row, column: usize) -> Option<String> {
    match row.as_ref(column)? {
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::Int(number) => Some(number.to_string()),
        Value::UInt(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Double(number) => Some(number.to_string()),
        Value::Date(year, month, day, hour, minute, second, _) => {
            Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
        }
        Value::NULL | Value::Time(..) => None,
    }
}

/// A whole number; numeric text counts. NULL and what is no number are 0.
pub(super) fn number(row: &Row, column: usize) -> i64 {
    match row.as_ref(column) {
        Some(Value::Int(number)) => *number,
        Some(Value::UInt(number)) => i64::try_from(*number).unwrap_or(i64::MAX),
        Some(Value::Float(number)) => *number as i64,
        Some(Value::Double(number)) => *number as i64,
        Some(Value::Bytes(bytes)) => String::from_utf8_lossy(bytes).trim().parse().unwrap_or_default(),
        _ => 0,
    }
}

/// A switch; NULL is off.
pub(super) fn flag(row: &Row, column: usize) -> bool {
    number(row, column) != 0
}

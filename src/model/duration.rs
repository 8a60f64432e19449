//! Duration strings such as `10 minutes` (spec 10 section 2.6).

use std::fmt;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 9999-12-31T23:59:59Z: what `perma` means.
pub const FOREVER: i64 = 253_402_300_799_000;

/// The text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDuration;

impl fmt::Display for InvalidDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a duration such as \"10 minutes\"")
    }
}

impl std::error::Error for InvalidDuration {}

/// Length of a duration in ms, for windows and timeouts: a month counts as 30 days, a year as 365,
/// `perma` as for ever.
///
/// # Errors
/// When the text is not `<integer> <unit>`.
pub fn length_ms(text: &str) -> Result<i64, InvalidDuration> {
    let (number, unit) = text.split_once(' ').ok_or(InvalidDuration)?;
    if unit == "perma" {
        return Ok(FOREVER);
    }
    let number: i64 = number.parse().map_err(|_| InvalidDuration)?;
    let unit = match unit.strip_suffix('s').unwrap_or(unit) {
        "second" => SECOND,
        "minute" => MINUTE,
        "hour" => HOUR,
        "day" => DAY,
        "week" => 7 * DAY,
        "month" => 30 * DAY,
        "year" => 365 * DAY,
        _ => return Err(InvalidDuration),
    };
    Ok(number.saturating_mul(unit).clamp(-FOREVER, FOREVER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        assert_eq!(length_ms("1 second"), Ok(1000));
        assert_eq!(length_ms("2 minutes"), Ok(120_000));
        assert_eq!(length_ms("30 days"), Ok(30 * DAY));
        assert_eq!(length_ms("2 weeks"), Ok(14 * DAY));
        assert_eq!(length_ms("-1 hour"), Ok(-HOUR));
        assert_eq!(length_ms("NaN perma"), Ok(FOREVER));
        assert_eq!(length_ms(&format!("{} years", i64::MAX)), Ok(FOREVER));
    }

    #[test]
    fn anything_else_is_an_error() {
        for bad in ["", "10", "minutes", "10  minutes", "ten minutes", "1.5 hours", "10 Minutes", "1 fortnight"] {
            assert_eq!(length_ms(bad), Err(InvalidDuration), "{bad}");
        }
    }
}

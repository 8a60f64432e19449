//! What is thrown away in time (spec 31 section 7): never messages or uploads, only what has served
//! its purpose.

use base64::{Engine, engine::general_purpose::STANDARD};

/// Most logs of deleted messages that one run removes, so that it never holds up the others for long.
pub(super) const MAX_LOGS: usize = 5000;

/// How long things are kept. `None` keeps them for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Read notices of the inbox that were made before this go, ms since the epoch.
    pub inbox_before: Option<i64>,
    /// Cached look-ups that were renewed before this go, ms since the epoch.
    pub caches_before: Option<i64>,
    /// Earlier versions of messages that are deleted and that no report is about go.
    pub orphaned_logs: bool,
    /// Reactions to messages and notices of messages go that are not there any more: DCTS leaves them.
    pub orphans: bool,
}

/// Most rows of each cache (spec 31 section 7): what was renewed last stays.
pub(super) const MAX_CACHED: i64 = 50_000;

/// How many rows were removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Notices of the inbox.
    pub inbox: u64,
    /// Cached look-ups.
    pub caches: u64,
    /// Earlier versions of messages.
    pub logs: u64,
    /// Reactions and notices without their message.
    pub orphans: u64,
}

/// The ids that no report is about. What a report holds may be JSON, or JSON in base64, or broken:
/// wherever an id stands in it, it counts as being about it.
pub(super) fn unreported(ids: Vec<String>, reports: &[String]) -> Vec<String> {
    let decoded: Vec<String> = reports
        .iter()
        .filter_map(|data| String::from_utf8(STANDARD.decode(data.trim()).ok()?).ok())
        .chain(reports.iter().cloned())
        .collect();
    ids.into_iter().filter(|id| !decoded.iter().any(|data| data.contains(id.as_str()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_report_is_about_stays() {
        let reports = [
            r#"{"messageId":"100000000001"}"#.to_owned(),
            STANDARD.encode(r#"{"messageId":100000000002}"#),
            "broken 100000000003".into(),
        ];
        let ids = (1..=4).map(|n| format!("10000000000{n}")).collect();
        assert_eq!(unreported(ids, &reports), ["100000000004"]);
    }
}

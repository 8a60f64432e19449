//! Twice a day the database loses what has served its purpose (spec 31 section 7).

use std::time::Duration;

use super::{Node, agenda::Due, now_ms};
use crate::store::{Removed, Retention};

/// From one time to the next; the first is this long after the start.
const INTERVAL: Duration = Duration::from_hours(12);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Node {
    /// Puts the next time on the agenda.
    pub(super) fn plan_clean_up(&self) {
        self.agenda.add(INTERVAL, Due::CleanUp);
    }

    pub(super) async fn clean_up(&self) {
        self.plan_clean_up();
        let retention = {
            let config = self.config();
            let kept = &config.dcts_edge.retention;
            let before = |days: i64| (days > 0).then(|| now_ms() - days.saturating_mul(DAY_MS));
            Retention {
                inbox_before: before(kept.read_inbox_days),
                caches_before: before(kept.cache_days),
                orphaned_logs: config.serverinfo.reports.enabled,
                orphans: true,
            }
        };
        match self.store.clean_up(retention).await {
            Ok(Removed { inbox: 0, caches: 0, logs: 0, orphans: 0 }) => {}
            Ok(removed) => log::info!("removed what was out of date: {removed:?}"),
            Err(error) => log::warn!("what is out of date could not be removed, trying again later: {error}"),
        }
    }
}

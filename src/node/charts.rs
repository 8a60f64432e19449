//! Charts of how busy a channel is (spec 10 section 10.2). They are pictures at an address that nobody can
//! guess, kept in RAM until newer ones need the place.

use std::{cell::RefCell, rc::Rc};

use super::{Node, now_ms, pace};
use crate::{
    model::{
        chart::{Chart, Level},
        ids::RoomId,
    },
    security::random,
    store::StoreError,
};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// For how long a chart is shown again instead of being drawn anew, ms.
const FRESH_MS: i64 = 60_000;
/// Most channels whose charts are kept.
const MAX_KEPT: usize = 8;
/// Most days of a chart.
const MAX_DAYS: i64 = 31;

/// Both pictures of a channel.
struct Drawn {
    room: RoomId,
    at: i64,
    key: String,
    daily: Rc<str>,
    hourly: Rc<str>,
}

/// The charts that are kept, oldest first.
#[derive(Default)]
pub(super) struct Charts {
    kept: RefCell<heapless::Deque<Drawn, MAX_KEPT>>,
}

/// Where the pictures of a channel are.
#[derive(Debug, serde::Serialize)]
pub struct ChartPaths {
    daily: String,
    hourly: String,
}

impl ChartPaths {
    fn new(room: RoomId, key: &str) -> Self {
        let path = |what| format!("/graphs/{room}_{what}.svg?v={key}");
        Self { daily: path("daily"), hourly: path("hourly") }
    }
}

fn levels(usual: i64, now: i64, slow: i64, limit: i64) -> Vec<Level> {
    let mut levels = vec![
        Level { name: "usual", value: usual, colour: "#949ba4" },
        Level { name: "now", value: now, colour: "#23a55a" },
    ];
    let times = |multiplier: i64| usual.saturating_mul(multiplier).clamp(0, 1_000_000_000);
    if slow > 0 {
        levels.push(Level { name: "slow mode", value: times(slow), colour: "#f0b232" });
    }
    if limit > 0 {
        levels.push(Level { name: "rate limit", value: times(limit), colour: "#f23f43" });
    }
    levels
}

impl Node {
    /// Draws the charts of a channel, or finds those of the last minute.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn draw_charts(&self, room: RoomId) -> Result<ChartPaths, StoreError> {
        let now = now_ms();
        let is_fresh = |drawn: &&Drawn| drawn.room == room && now - drawn.at < FRESH_MS;
        if let Some(drawn) = self.charts.kept.borrow().iter().find(is_fresh) {
            return Ok(ChartPaths::new(room, &drawn.key));
        }
        let counts = self.store.hourly_counts(room, None, self.history_begins().max(now - MAX_DAYS * DAY_MS)).await?;
        let (slow, limit) = {
            let config = self.config();
            let actions = &config.serverinfo.moderation.ratelimit.actions;
            (actions.user_slowmode, actions.ratelimit)
        };
        let days = pace::daily(&counts);
        let today = now / DAY_MS;
        let first = days.keys().next().copied().unwrap_or(today - 6).clamp(today - MAX_DAYS, today - 6);
        let of_day = |day: i64| days.get(&day).copied().unwrap_or(0);
        let past: Vec<i64> = days.iter().filter(|(day, _)| **day < today).map(|(_, count)| *count).collect();
        let usual = past.iter().sum::<i64>() / (past.len().max(1) as i64);
        let daily = Chart {
            title: "Messages a day".into(),
            bars: (first..=today).map(|day| (day_label(day), of_day(day))).collect(),
            levels: levels(usual, of_day(today), slow, limit),
        };
        let this_hour = now / HOUR_MS;
        let current = counts.last().filter(|(hour, _)| *hour == this_hour).map_or(0, |(_, count)| i64::from(*count));
        let hourly = Chart {
            title: "Messages an hour, on average (UTC)".into(),
            bars: (0..24).map(|hour| (hour.to_string(), pace::baseline(&counts, hour * HOUR_MS))).collect(),
            levels: levels(pace::baseline(&counts, now), current, slow, limit),
        };
        let (daily, hourly) = (daily.to_svg().into(), hourly.to_svg().into());
        let drawn = Drawn { room, at: now, key: random::hex(32), daily, hourly };
        let paths = ChartPaths::new(room, &drawn.key);
        let mut kept = self.charts.kept.borrow_mut();
        if kept.is_full() {
            kept.pop_front();
        }
        let _ = kept.push_back(drawn);
        Ok(paths)
    }

    /// The picture of an address; `key` is what stands after `?v=`.
    pub fn chart(&self, file: &str, key: &str) -> Option<Rc<str>> {
        let kept = self.charts.kept.borrow();
        let drawn = kept.iter().find(|drawn| !key.is_empty() && drawn.key == key)?;
        let what = file.strip_prefix(&format!("{}_", drawn.room))?;
        match what {
            "daily.svg" => Some(Rc::clone(&drawn.daily)),
            "hourly.svg" => Some(Rc::clone(&drawn.hourly)),
            _ => None,
        }
    }
}

/// Month and day of a day since the epoch.
fn day_label(day: i64) -> String {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis((day * DAY_MS).max(0) as u64);
    let date = humantime::format_rfc3339_seconds(time).to_string();
    date.get(5..10).unwrap_or_default().into()
}

//! How fast members write, and what slows them down (spec 10 section 10.1, spec 30 section 4.6).
//!
//! Counted from the stored messages once an hour and member, from then on in RAM. Hours are those of UTC:
//! where the clock differs from it by whole hours, the hours of the day are the same ones.

use std::collections::{BTreeMap, HashMap};

use super::{Node, Place, now_ms};
use crate::{
    model::{
        duration,
        ids::{MemberId, RoomId},
        permissions::Permission,
    },
    store::StoreError,
};

const HOUR_MS: i64 = 3_600_000;
const HOURS_PER_DAY: i64 = 24;
/// Messages an hour that nobody is slowed down for, however quiet the channel usually is: without a
/// floor a newcomer, or anybody at an unusual hour, could not write at all.
const LEAST_BASELINE: i64 = 10;
/// Most members whose pace is kept, each in one channel. Beyond it all are counted anew.
const MAX_KEPT: usize = 4096;

/// What slows a member down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slowed {
    /// Nothing may be sent before this time, ms since the epoch.
    Until(i64),
    /// Nothing may be sent this hour.
    RateLimited,
}

/// How much somebody writes in a channel.
#[derive(Clone, Copy, Debug)]
struct Pace {
    hour: i64,
    /// Messages in this hour.
    current: i64,
    /// Messages that are usual at this hour of the day.
    baseline: i64,
}

/// The pace of those who wrote lately.
#[derive(Debug, Default)]
pub(super) struct Paces {
    kept: HashMap<(RoomId, MemberId), Pace>,
}

/// Messages that are usual at this hour of the day: on average over the days that have any.
pub(super) fn baseline(counts: &[(i64, u32)], now: i64) -> i64 {
    let hour = now / HOUR_MS;
    // One entry is one hour of one day, so their number is that of the days.
    let same = counts.iter().filter(|(at, _)| at % HOURS_PER_DAY == hour % HOURS_PER_DAY);
    let (sum, days) = same.fold((0, 0), |(sum, days), (_, count)| (sum + i64::from(*count), days + 1));
    if days == 0 { 0 } else { (2 * sum + days) / (2 * days) }
}

/// Messages a day, by the day since the epoch.
pub(super) fn daily(counts: &[(i64, u32)]) -> BTreeMap<i64, i64> {
    let mut days = BTreeMap::new();
    for (hour, count) in counts {
        *days.entry(hour / HOURS_PER_DAY).or_default() += i64::from(*count);
    }
    days
}

fn slowest(multiplier: i64, baseline: i64) -> Option<i64> {
    (multiplier > 0).then(|| baseline.max(LEAST_BASELINE).saturating_mul(multiplier))
}

impl Node {
    /// From when on messages count for what is usual: midnight, so many days ago.
    pub fn history_begins(&self) -> i64 {
        const DAY_MS: i64 = HOUR_MS * HOURS_PER_DAY;
        let window = duration::length_ms(&self.config().serverinfo.moderation.ratelimit.record_history);
        let begin = now_ms().saturating_sub(window.unwrap_or(14 * DAY_MS));
        begin - begin.rem_euclid(DAY_MS)
    }

    /// What keeps a member from writing in a channel now, if anything.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn slowed(&self, member: MemberId, room: RoomId) -> Result<Option<Slowed>, StoreError> {
        let (slow, limit, pause) = {
            let config = self.config();
            let actions = &config.serverinfo.moderation.ratelimit.actions;
            (actions.user_slowmode, actions.ratelimit, duration::length_ms(&actions.user_slowmode_duration))
        };
        if slow <= 0 && limit <= 0 {
            return Ok(None);
        }
        let Pace { current, baseline, .. } = self.pace(member, room).await?;
        let reaches = |multiplier| slowest(multiplier, baseline).is_some_and(|most| current >= most);
        let place = Place::Channel(room.channel);
        if reaches(slow) && !self.may(member, Permission::BypassSlowmode, place) {
            let last = self.store.last_message_of(member).await?.unwrap_or(0);
            let until = last.saturating_add(pause.unwrap_or(2 * 60 * 1000));
            // Who waited long enough is not asked about the rate limit (spec 30 section 4.6).
            return Ok((now_ms() < until).then_some(Slowed::Until(until)));
        }
        let is_limited = reaches(limit) && !self.may(member, Permission::BypassRatelimit, place);
        Ok(is_limited.then_some(Slowed::RateLimited))
    }

    async fn pace(&self, member: MemberId, room: RoomId) -> Result<Pace, StoreError> {
        let hour = now_ms() / HOUR_MS;
        let known = self.paces.borrow().kept.get(&(room, member)).copied();
        if let Some(pace) = known.filter(|pace| pace.hour == hour) {
            return Ok(pace);
        }
        let counts = self.store.hourly_counts(room, Some(member), self.history_begins()).await?;
        let current = counts.last().filter(|(at, _)| *at == hour).map_or(0, |(_, count)| i64::from(*count));
        let pace = Pace { hour, current, baseline: baseline(&counts, now_ms()) };
        let mut paces = self.paces.borrow_mut();
        if paces.kept.len() >= MAX_KEPT {
            paces.kept.retain(|_, pace| pace.hour == hour);
            if paces.kept.len() >= MAX_KEPT {
                paces.kept.clear();
            }
        }
        paces.kept.insert((room, member), pace);
        Ok(pace)
    }

    /// Counts a message of somebody whose pace is kept.
    pub(super) fn count_activity(&self, room: RoomId, member: MemberId, time: i64) {
        if let Some(pace) = self.paces.borrow_mut().kept.get_mut(&(room, member))
            && pace.hour == time / HOUR_MS
        {
            pace.current += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_is_the_average_of_days_that_have_this_hour() {
        let now = (10 * 24 + 7) * HOUR_MS + 5;
        let counts = [(3 * 24 + 7, 4), (4 * 24 + 6, 100), (5 * 24 + 7, 7), (10 * 24 + 7, 1)];
        assert_eq!(baseline(&counts, now), 4);
        assert_eq!(baseline(&[], now), 0);
        assert_eq!(daily(&counts).into_iter().collect::<Vec<_>>(), [(3, 4), (4, 100), (5, 7), (10, 1)]);
    }

    #[test]
    fn safer_quiet_channels_slow_nobody_down_at_once() {
        assert_eq!(slowest(0, 50), None);
        assert_eq!(slowest(2, 0), Some(20));
        assert_eq!(slowest(2, 50), Some(100));
    }
}

//! How often somebody may do something: token buckets for events, counters for failed logins.

use std::{collections::HashMap, net::IpAddr, time::Instant};

/// Allows so many events within so many seconds, bursts included.
#[derive(Clone, Copy, Debug)]
pub struct TokenBucket {
    capacity: f32,
    per_second: f32,
    level: f32,
    filled: Option<Instant>,
}

impl TokenBucket {
    /// A full bucket that allows `events` at once, and as many again every `seconds`.
    pub fn new(events: u32, seconds: u32) -> Self {
        let capacity = events.max(1) as f32;
        Self { capacity, per_second: capacity / seconds.max(1) as f32, level: capacity, filled: None }
    }

    fn is_full(&self, now: Instant) -> bool {
        let passed = self.filled.map_or(0.0, |filled| now.saturating_duration_since(filled).as_secs_f32());
        self.level + passed * self.per_second >= self.capacity
    }

    /// Takes one event; false if none is left.
    pub fn take(&mut self, now: Instant) -> bool {
        let passed = self.filled.map_or(0.0, |filled| now.saturating_duration_since(filled).as_secs_f32());
        self.filled = Some(now);
        self.level = (self.level + passed * self.per_second).min(self.capacity);
        let is_allowed = self.level >= 1.0;
        if is_allowed {
            self.level -= 1.0;
        }
        is_allowed
    }
}

/// Most buckets that are kept; beyond it all are full again.
const MAX_BUCKETS: usize = 4096;

/// A bucket for each of many.
#[derive(Clone, Debug)]
pub struct Buckets<K> {
    each: TokenBucket,
    by_key: HashMap<K, TokenBucket>,
}

impl<K: Eq + std::hash::Hash> Buckets<K> {
    /// Everybody may do so much in so many seconds.
    pub fn new(events: u32, seconds: u32) -> Self {
        Self { each: TokenBucket::new(events, seconds), by_key: HashMap::new() }
    }

    /// Takes one event of somebody; false if none is left.
    pub fn take(&mut self, key: K, now: Instant) -> bool {
        if self.by_key.len() >= MAX_BUCKETS {
            self.by_key.retain(|_, bucket| !bucket.is_full(now));
            if self.by_key.len() >= MAX_BUCKETS {
                self.by_key.clear();
            }
        }
        self.by_key.entry(key).or_insert(self.each).take(now)
    }
}

/// Slices of a minute that are counted apart.
const SLICES: usize = 10;
const SLICE_MS: i64 = 60_000 / SLICES as i64;

/// Counts how often something happened within the last minute, to a tenth of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct MinuteCount {
    counts: [u32; SLICES],
    /// The slice of time that was counted last.
    last: i64,
}

impl MinuteCount {
    /// Counts one. `now` is in ms.
    pub fn add(&mut self, now: i64) {
        self.turn(now);
        let count = &mut self.counts[self.last.rem_euclid(SLICES as i64) as usize];
        *count = count.saturating_add(1);
    }

    /// How many there were.
    pub fn total(&mut self, now: i64) -> u32 {
        self.turn(now);
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    fn turn(&mut self, now: i64) {
        let slice = now / SLICE_MS;
        for passed in (self.last + 1).max(slice - SLICES as i64 + 1)..=slice {
            self.counts[passed.rem_euclid(SLICES as i64) as usize] = 0;
        }
        self.last = self.last.max(slice);
    }
}

/// How long a failed login counts.
const FAILURE_LASTS_MS: i64 = 10 * 60 * 1000;
/// Most addresses and names with failures that are remembered; the oldest are forgotten first.
const MAX_COUNTERS: usize = 4096;

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: i64,
}

/// Failed logins by address and by login name (spec 10 section 3.6). Failures count for ten
/// minutes after the last one.
#[derive(Debug, Default)]
pub struct FailureCounters {
    by_subject: HashMap<Box<str>, Failures>,
}

/// What failures are counted for. Nobody has a login name that looks like an address, so both live in one map.
fn subjects(address: Option<IpAddr>, name: &str) -> impl Iterator<Item = Box<str>> {
    let address = address.map(|address| format!("@{address}").into());
    address.into_iter().chain(std::iter::once(name.to_lowercase().into()))
}

impl FailureCounters {
    /// Whether so many logins failed that the next one must wait. Without an address only those of the name
    /// count: who has joined already does not lock out others of the same address.
    pub fn is_locked(&self, address: impl Into<Option<IpAddr>>, name: &str, limit: u32, now: i64) -> bool {
        let recent = |subject: &str| {
            self.by_subject
                .get(subject)
                .filter(|known| now - known.last < FAILURE_LASTS_MS)
                .map_or(0, |known| known.count)
        };
        subjects(address.into(), name).any(|subject| recent(&subject) >= limit)
    }

    /// Counts a failed login.
    pub fn count(&mut self, address: impl Into<Option<IpAddr>>, name: &str, now: i64) {
        if self.by_subject.len() + 2 > MAX_COUNTERS {
            self.make_room(now);
        }
        for subject in subjects(address.into(), name) {
            let known = self.by_subject.entry(subject).or_insert(Failures { count: 0, last: now });
            if now - known.last >= FAILURE_LASTS_MS {
                known.count = 0;
            }
            known.count = known.count.saturating_add(1);
            known.last = now;
        }
    }

    /// Forgets the failures after a login that worked.
    pub fn forget(&mut self, address: impl Into<Option<IpAddr>>, name: &str) {
        for subject in subjects(address.into(), name) {
            self.by_subject.remove(&subject);
        }
    }

    fn make_room(&mut self, now: i64) {
        self.by_subject.retain(|_, known| now - known.last < FAILURE_LASTS_MS);
        if self.by_subject.len() + 2 <= MAX_COUNTERS {
            return;
        }
        let mut ages: Vec<i64> = self.by_subject.values().map(|known| known.last).collect();
        let middle = ages.len() / 2;
        let (_, median, _) = ages.select_nth_unstable(middle);
        let median = *median;
        self.by_subject.retain(|_, known| known.last > median);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_allows_a_burst_and_refills() {
        let mut bucket = TokenBucket::new(4, 2);
        let start = Instant::now();
        assert_eq!((0..6).filter(|_| bucket.take(start)).count(), 4);
        assert!(!bucket.take(start + Duration::from_millis(100)));
        assert!(bucket.take(start + Duration::from_millis(700)));
        let later = start + Duration::from_mins(1);
        assert_eq!((0..6).filter(|_| bucket.take(later)).count(), 4);
    }

    #[test]
    fn a_minute_is_counted_and_forgotten() {
        let mut count = MinuteCount::default();
        let start = 1_700_000_000_000;
        (0..5).for_each(|n| count.add(start + n * 10_000));
        assert_eq!(count.total(start + 50_000), 5);
        assert_eq!(count.total(start + 75_000), 3);
        // The clock went back.
        count.add(start);
        assert_eq!(count.total(start + 75_000), 4);
        assert_eq!(count.total(start + 600_000), 0);
    }

    #[test]
    fn failures_lock_by_address_and_by_name_and_decay() {
        let mut failures = FailureCounters::default();
        let (here, there): (IpAddr, IpAddr) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        for _ in 0..3 {
            failures.count(here, "Ines", 0);
        }
        assert!(failures.is_locked(here, "other", 3, 1));
        assert!(failures.is_locked(there, "ines", 3, 1));
        assert!(!failures.is_locked(there, "other", 3, 1));
        assert!(!failures.is_locked(here, "ines", 3, FAILURE_LASTS_MS));
        failures.forget(here, "ines");
        assert!(!failures.is_locked(here, "ines", 3, 1));
    }

    #[test]
    fn memory_is_bounded() {
        let mut failures = FailureCounters::default();
        let here: IpAddr = "10.0.0.1".parse().unwrap();
        for n in 0..10_000 {
            failures.count(here, &format!("name{n}"), n);
        }
        assert!(failures.by_subject.len() <= MAX_COUNTERS);
        assert!(failures.is_locked(here, "x", 5, 10_000));
    }
}

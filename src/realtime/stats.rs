//! What happened so far, counted: for `/metrics`.

use std::{cell::Cell, time::Duration};

use super::ids::CloseReason;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(Cell<u64>);

impl Counter {
    /// Adds.
    pub fn add(&self, number: u64) {
        self.0.set(self.0.get().wrapping_add(number));
    }

    /// What has been counted since the start.
    pub fn get(&self) -> u64 {
        self.0.get()
    }
}

/// Upper bounds of [`Lag`]'s buckets, in ms.
pub const LAG_BOUNDS_MS: [u64; 8] = [1, 5, 10, 25, 50, 100, 500, 1000];

/// How late the event loop came to what was due.
#[derive(Debug, Default)]
pub struct Lag {
    /// How many were at most this late, by [`LAG_BOUNDS_MS`]; not cumulative. The last is for the rest.
    pub buckets: [Counter; LAG_BOUNDS_MS.len() + 1],
    /// All lateness together, in microseconds.
    pub sum_us: Counter,
}

impl Lag {
    pub(super) fn observe(&self, late: Duration) {
        let bucket = LAG_BOUNDS_MS.iter().position(|bound| late <= Duration::from_millis(*bound));
        self.buckets[bucket.unwrap_or(LAG_BOUNDS_MS.len())].add(1);
        self.sum_us.add(late.as_micros() as u64);
    }
}

/// Counters of all connections together.
#[derive(Debug, Default)]
pub struct Stats {
    /// Sessions that were begun.
    pub opened: Counter,
    /// Sessions that were refused: too many at all, or of one address.
    pub refused: Counter,
    /// Events from clients.
    pub events: Counter,
    /// Packets queued for clients, each counted for each receiver.
    pub deliveries: Counter,
    /// Bytes of transport payload from clients.
    pub bytes_in: Counter,
    /// Bytes of transport payload to clients.
    pub bytes_out: Counter,
    /// Clients that did not read what they got.
    pub slow_readers: Counter,
    /// Sessions that ended, by reason.
    pub closed: [Counter; CloseReason::ALL.len()],
    /// How late the sweep of the heartbeats was.
    pub lag: Lag,
}

impl Stats {
    pub(super) fn count_close(&self, reason: CloseReason) {
        self.closed[reason as usize].add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lag_is_sorted_into_buckets() {
        let lag = Lag::default();
        [0, 1, 2, 400, 2000].into_iter().for_each(|ms| lag.observe(Duration::from_millis(ms)));
        let counts: Vec<u64> = lag.buckets.iter().map(Counter::get).collect();
        assert_eq!(counts, [2, 1, 0, 0, 0, 0, 1, 0, 1]);
        assert_eq!(lag.sum_us.get(), 2_403_000);
    }

    #[test]
    fn every_reason_has_its_place() {
        for (index, reason) in CloseReason::ALL.iter().enumerate() {
            assert_eq!(*reason as usize, index);
        }
    }
}

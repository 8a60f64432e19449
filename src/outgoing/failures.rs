//! What failed a moment ago is not tried again at once, whoever asks.

use std::{
    num::NonZeroUsize,
    time::{Duration, Instant},
};

use lru::LruCache;
use sha2::{Digest, Sha256};

use super::OutgoingError;

/// How long a failure is believed: long enough for a page that many look at, short enough for
/// somebody who has just repaired a server.
const LASTS: Duration = Duration::from_mins(1);
/// Most failures that are remembered, the least recently asked for are forgotten first. About 50
/// bytes each.
const MAX_FAILURES: NonZeroUsize = NonZeroUsize::new(512).unwrap();

/// What a failure is remembered by: a hash, so that long URLs take no memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 16]);

impl Key {
    /// Of a URL, or of an origin for what happens to all of its URLs.
    pub(super) fn new(purpose: &str, place: &str) -> Self {
        let digest = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(place).finalize();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
}

/// Failures of the last moments.
#[derive(Debug)]
pub(super) struct Failures(LruCache<Key, (Instant, OutgoingError)>);

impl Default for Failures {
    fn default() -> Self {
        Self(LruCache::new(MAX_FAILURES))
    }
}

impl Failures {
    /// How it went a moment ago, if it failed.
    pub(super) fn get(&mut self, key: Key, now: Instant) -> Option<OutgoingError> {
        let (at, error) = *self.0.get(&key)?;
        if now.saturating_duration_since(at) < LASTS {
            return Some(error);
        }
        self.0.pop(&key);
        None
    }

    /// Remembers a failure, unless it says nothing about the next time.
    pub(super) fn add(&mut self, key: Key, now: Instant, error: OutgoingError) {
        if error.lasts() {
            self.0.put(key, (now, error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_remembered_for_a_while_and_within_bounds() {
        let mut failures = Failures::default();
        let (start, key) = (Instant::now(), Key::new("picture", "http://a.org/"));
        failures.add(key, start, OutgoingError::Status(404));
        assert_eq!(failures.get(key, start), Some(OutgoingError::Status(404)));
        assert_eq!(failures.get(Key::new("page", "http://a.org/"), start), None);
        assert_eq!(failures.get(key, start + LASTS), None);
        failures.add(key, start, OutgoingError::Busy);
        assert_eq!(failures.get(key, start), None);
        for n in 0..5000 {
            failures.add(Key::new("picture", &n.to_string()), start, OutgoingError::Type);
        }
        assert_eq!(failures.0.len(), MAX_FAILURES.get());
    }
}

//! What a store has done so far: how well group commit gathers.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Counted by whichever thread commits; wraps around.
#[derive(Debug, Default)]
pub struct Tally {
    batches: AtomicUsize,
    jobs: AtomicUsize,
}

impl Tally {
    pub(super) fn count(&self, jobs: usize) {
        self.batches.fetch_add(1, Ordering::Relaxed);
        self.jobs.fetch_add(jobs, Ordering::Relaxed);
    }

    /// Transactions, and the jobs in them.
    pub fn get(&self) -> (usize, usize) {
        (self.batches.load(Ordering::Relaxed), self.jobs.load(Ordering::Relaxed))
    }
}

//! What LiveKit still has to be told, until it has heard it or it no longer matters.

use std::time::{Duration, Instant};

use crate::model::ids::{MemberId, RoomId};

/// Most things that wait to be told; beyond it the next look at who is where has to do.
const MAX_JOBS: usize = 1024;
/// How long the longest pause between two tries is.
const MAX_PAUSE: Duration = Duration::from_secs(30);
/// How long LiveKit is told again: longer than any token lets in.
const GIVE_UP: Duration = Duration::from_mins(20);

/// Something that LiveKit has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// To end somebody's stay in a room.
    Remove(RoomId, MemberId),
    /// To end a room.
    End(RoomId),
    /// To let somebody send what the member may send by then.
    Rights(RoomId, MemberId),
    /// To pass on nothing of a track.
    Mute(RoomId, MemberId, Box<str>),
}

struct Waiting {
    job: Job,
    since: Instant,
    at: Instant,
    tries: u32,
}

/// All of it.
#[derive(Default)]
pub(super) struct Jobs(Vec<Waiting>);

impl Jobs {
    /// Adds something to be done at once.
    pub(super) fn add(&mut self, job: Job) {
        let now = Instant::now();
        self.0.retain(|waiting| waiting.job != job);
        if self.0.len() >= MAX_JOBS {
            // Not within the line of the log, which is made only if somebody reads it.
            let oldest = self.0.remove(0);
            log::warn!("voice: too much waits for LiveKit; {:?} is left out", oldest.job);
        }
        self.0.push(Waiting { job, since: now, at: now, tries: 0 });
    }

    /// When something is to be done.
    pub(super) fn next(&self) -> Option<Instant> {
        self.0.iter().map(|waiting| waiting.at).min()
    }

    /// What is to be done now. It is done again later, unless it is [`Self::done`].
    pub(super) fn due(&mut self, now: Instant) -> Option<Job> {
        let waiting = self.0.iter_mut().find(|waiting| waiting.at <= now)?;
        let pause = Duration::from_secs(1 << waiting.tries.min(5)).min(MAX_PAUSE);
        waiting.at = now + pause;
        waiting.tries += 1;
        Some(waiting.job.clone())
    }

    /// Forgets what was done.
    pub(super) fn done(&mut self, job: &Job) {
        self.0.retain(|waiting| waiting.job != *job);
    }

    /// Forgets what was tried for too long.
    pub(super) fn give_up(&mut self, now: Instant) {
        self.0.retain(|waiting| {
            let goes_on = now - waiting.since < GIVE_UP;
            if !goes_on {
                log::error!("voice: LiveKit could not be told: {:?}", waiting.job);
            }
            goes_on
        });
    }

    /// Puts off everything that would be done now: LiveKit is away.
    pub(super) fn put_off(&mut self, until: Instant) {
        for waiting in &mut self.0 {
            waiting.at = waiting.at.max(until);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_get_rarer_and_end() {
        let mut jobs = Jobs::default();
        let (room, member): (RoomId, MemberId) = ("0-0-7".parse().unwrap(), "112233445566".parse().unwrap());
        jobs.add(Job::Remove(room, member));
        jobs.add(Job::Remove(room, member));
        let start = Instant::now();
        let (mut now, mut tries) = (start, 0);
        while let Some(at) = jobs.next() {
            now = now.max(at);
            jobs.give_up(now);
            tries += u32::from(jobs.due(now).is_some());
        }
        assert!((40..60).contains(&tries), "{tries}");
        assert!(now - start <= GIVE_UP + MAX_PAUSE);
        for n in 0..3000 {
            jobs.add(Job::End(format!("0-0-{n}").parse().unwrap()));
        }
        assert_eq!(jobs.0.len(), MAX_JOBS);
        let job = jobs.due(Instant::now()).unwrap();
        jobs.done(&job);
        assert_eq!(jobs.0.len(), MAX_JOBS - 1);
    }
}

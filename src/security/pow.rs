//! Proof of work (spec 10 section 3.2): what a new client pays for its identity, once.

use std::{fmt, time::Duration};

use sha2::{Digest, Sha256};

/// Longest challenge: ours have 32 characters, and a client may bring its own.
const MAX_CHALLENGE: usize = 128;
/// Longest solution: a number that a client counted up to.
const MAX_SOLUTION: usize = 20;
/// Hashes per second of a slow device, by which the time limit is reckoned.
const SLOW_HASH_RATE: f64 = 18535.0;
/// Seconds that every client gets on top: its person may have to read a dialog first.
const GRACE: u64 = 600;

/// A challenge with a solution, well-formed but not necessarily good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    challenge: Box<str>,
    solution: Box<str>,
}

impl Proof {
    /// Puts a proof together. `None` unless the challenge has 1 to 128 printable ASCII characters
    /// without `-`, and the solution 1 to 20 digits.
    pub fn parse(challenge: &str, solution: &str) -> Option<Self> {
        let is_challenge = (1..=MAX_CHALLENGE).contains(&challenge.len())
            && challenge.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'-');
        let is_solution =
            (1..=MAX_SOLUTION).contains(&solution.len()) && solution.bytes().all(|byte| byte.is_ascii_digit());
        (is_challenge && is_solution).then(|| Self { challenge: challenge.into(), solution: solution.into() })
    }

    /// How many hexadecimal zeros the digest starts with.
    pub fn level(&self) -> u32 {
        let mut hasher = Sha256::new();
        hasher.update(self.challenge.as_bytes());
        hasher.update(self.solution.as_bytes());
        let digest = hasher.finalize();
        let zeros = digest.iter().take_while(|byte| **byte == 0).count();
        let rest = digest.get(zeros).map_or(0, |byte| byte.leading_zeros());
        (zeros as u32 * 8 + rest) / 4
    }

    /// Whether the proof is good enough for a difficulty, in hexadecimal zeros.
    pub fn satisfies(&self, difficulty: u32) -> bool {
        self.level() >= difficulty
    }
}

/// The stored form.
impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.challenge, self.solution)
    }
}

/// How long a join waits for a proof of this difficulty.
pub fn time_limit(difficulty: u32) -> Duration {
    let hashes = 16_f64.powi(difficulty.min(16) as i32);
    Duration::from_secs(2 * (hashes / SLOW_HASH_RATE).round() as u64 + GRACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "abcdef0123456789abcdef0123456789";

    fn level(solution: &str) -> u32 {
        Proof::parse(CHALLENGE, solution).unwrap().level()
    }

    #[test]
    fn examples_of_the_spec() {
        assert_eq!(level("70292"), 4);
        assert_eq!(level("336"), 2);
        assert_eq!(level("1"), 0);
        let proof = Proof::parse(CHALLENGE, "70292").unwrap();
        assert!(proof.satisfies(4) && !proof.satisfies(5));
        assert_eq!(proof.to_string(), format!("{CHALLENGE}-70292"));
    }

    #[test]
    fn the_smallest_solution_is_the_first() {
        let first = (0..80_000).find(|n| level(&n.to_string()) >= 4);
        assert_eq!(first, Some(70_292));
    }

    #[test]
    fn limits() {
        for bad in ["", "a-b", "a b", "ä", &"a".repeat(129)] {
            assert_eq!(Proof::parse(bad, "1"), None, "{bad}");
        }
        for bad in ["", "-1", "1.5", "1e9", &"1".repeat(21)] {
            assert_eq!(Proof::parse("a", bad), None, "{bad}");
        }
    }

    #[test]
    fn a_join_waits_608_seconds_at_difficulty_4() {
        assert_eq!(time_limit(4).as_secs(), 608);
        assert!(time_limit(u32::MAX).as_secs() > 0);
    }
}

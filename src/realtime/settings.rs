//! The limits and times of the connections.

use std::time::Duration;

/// Limits and times (spec 05 sections 1 and 13).
#[derive(Clone, Debug)]
pub struct Settings {
    /// From the last pong to the next ping.
    pub ping_interval: Duration,
    /// From a ping to its pong at the latest.
    pub ping_timeout: Duration,
    /// Largest message from a client, bytes.
    pub max_payload: usize,
    /// For an upgrade to finish.
    pub upgrade_timeout: Duration,
    /// For a client to join `/`.
    pub connect_timeout: Duration,
    /// Bytes of broadcasts that may wait for a slow reader.
    pub broadcast_backlog: usize,
    /// Bytes that may wait for a slow reader altogether.
    pub answer_backlog: usize,
    /// Most sessions at a time.
    pub max_sessions: usize,
    /// Most sessions of one address (IPv6: one /64) that have not joined. Loopback is exempt: it is
    /// the reverse proxy that forgot to say who its clients are.
    pub max_unjoined: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_mins(1),
            max_payload: 1_000_000,
            upgrade_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(45),
            broadcast_backlog: 256 * 1024,
            answer_backlog: 8 * 1024 * 1024,
            max_sessions: 4096,
            max_unjoined: 64,
        }
    }
}

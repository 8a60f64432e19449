//! Why a request to somebody else did not bring what it was for.

use std::fmt;

/// Why a request to somebody else did not bring what it was for. Says nothing about what was found
/// behind an address: SECURITY: whoever chose the URL may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutgoingError {
    /// The operator switched such requests off.
    Off,
    /// Too many requests are on their way: try again in a moment.
    Busy,
    /// The URL leads to something that this node must not ask: do not try again.
    Forbidden,
    /// This build has no TLS.
    NoTls,
    /// Not resolved, not connected, or not encrypted as it should be.
    Unreachable,
    /// Not done in time.
    TimedOut,
    /// Another status than success.
    Status(u16),
    /// Sent elsewhere, where that is not allowed or once too often.
    Redirected,
    /// Another type of content than was asked for.
    Type,
    /// More than was asked for.
    TooLarge,
    /// Compressed, although that was not asked for.
    Encoded,
    /// No HTTP, or it ended in the middle.
    Broken,
}

impl OutgoingError {
    /// Whether it would soon happen again, as far as one can tell.
    pub(super) fn lasts(self) -> bool {
        !matches!(self, Self::Off | Self::Busy | Self::NoTls)
    }
}

impl fmt::Display for OutgoingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("requests to other servers are switched off"),
            Self::Busy => f.write_str("too many requests to other servers are on their way"),
            Self::Forbidden => f.write_str("that address is not public"),
            Self::NoTls => f.write_str("this build of the server cannot ask over https"),
            Self::Unreachable => f.write_str("the other server cannot be reached"),
            Self::TimedOut => f.write_str("the other server took too long"),
            Self::Status(status) => write!(f, "the other server answered {status}"),
            Self::Redirected => f.write_str("the other server sends on to somewhere else"),
            Self::Type => f.write_str("the other server sent another type of content"),
            Self::TooLarge => f.write_str("the other server sent too much"),
            Self::Encoded => f.write_str("the other server sent compressed content"),
            Self::Broken => f.write_str("the other server's answer makes no sense"),
        }
    }
}

impl std::error::Error for OutgoingError {}

//! What connections are called, why they end, and what is known of their clients.

use std::{fmt, net::IpAddr};

/// Length of a session id: 15 random bytes in base64url.
pub(super) const SID_LENGTH: usize = 20;

/// A session id. The Engine.IO one is a secret: whoever has it can read along.
pub(super) type Sid = heapless::String<SID_LENGTH>;

/// A connection. Never used again for another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId {
    pub(super) slot: u32,
    pub(super) generation: u32,
}

impl fmt::Debug for ConnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "connection {}.{}", self.slot, self.generation)
    }
}

/// Why a connection ended, in the words of the reference (spec 05 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// No answer to a ping in time.
    PingTimeout,
    /// An Engine.IO packet that makes no sense.
    ParseError,
    /// The transport broke, or was used against the rules.
    TransportError,
    /// The client closed the transport.
    TransportClose,
    /// A Socket.IO packet that makes no sense.
    ForcedClose,
    /// A packet that is legal elsewhere, or no join in time.
    ForcedServerClose,
    /// The client left the namespace.
    ClientNamespaceDisconnect,
    /// The server disconnected the socket.
    ServerNamespaceDisconnect,
    /// The server ends.
    ServerShuttingDown,
}

impl CloseReason {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::PingTimeout,
        Self::ParseError,
        Self::TransportError,
        Self::TransportClose,
        Self::ForcedClose,
        Self::ForcedServerClose,
        Self::ClientNamespaceDisconnect,
        Self::ServerNamespaceDisconnect,
        Self::ServerShuttingDown,
    ];
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PingTimeout => "ping timeout",
            Self::ParseError => "parse error",
            Self::TransportError => "transport error",
            Self::TransportClose => "transport close",
            Self::ForcedClose => "forced close",
            Self::ForcedServerClose => "forced server close",
            Self::ClientNamespaceDisconnect => "client namespace disconnect",
            Self::ServerNamespaceDisconnect => "server namespace disconnect",
            Self::ServerShuttingDown => "server shutting down",
        })
    }
}

/// What is known of a client from its first request.
#[derive(Clone, Copy, Debug)]
pub struct Handshake {
    /// The client's address, told by a trusted proxy or the peer's.
    pub address: IpAddr,
    /// The page that the connection belongs to, if it has a cookie of ours.
    pub visit: Option<Visit>,
}

/// A page as its cookie names it: random, and known to that browser only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit(pub u128);

//! Stands in for TLS in builds without it: `https` is refused.

// The same shape as the real one.
#![allow(clippy::unused_async, clippy::unused_self)]

use tokio::net::TcpStream;
use url::Host;

use super::{OutgoingError, connect::Io};

/// Cannot be spoken.
#[derive(Default)]
pub(super) struct Tls;

impl Tls {
    /// Refuses.
    pub(super) async fn connect(&self, _host: Host<&str>, _stream: TcpStream) -> Result<Box<dyn Io>, OutgoingError> {
        Err(OutgoingError::NoTls)
    }
}

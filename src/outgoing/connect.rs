//! Connections to addresses that were checked.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

use super::OutgoingError;

/// For a connection to come about, whichever of the addresses it is.
const CONNECT_TIME: Duration = Duration::from_secs(3);
/// Most addresses of a name that are tried.
const MAX_TRIES: usize = 3;

/// A connection, encrypted or not: one kind, so that the HTTP client is compiled once.
pub(super) trait Io: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Io for T {}

/// Connects to the first address that answers.
pub(super) async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, OutgoingError> {
    let tried = &addresses[..addresses.len().min(MAX_TRIES)];
    let each = CONNECT_TIME / tried.len().max(1) as u32;
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in tried {
        match timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = error,
            Err(_) => last = io::ErrorKind::TimedOut.into(),
        }
    }
    log::debug!("{addresses:?}: {last}");
    Err(if last.kind() == io::ErrorKind::TimedOut { OutgoingError::TimedOut } else { OutgoingError::Unreachable })
}

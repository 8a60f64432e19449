//! Names to addresses.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket},
    sync::Arc,
    thread,
};

use tokio::sync::oneshot;

use super::OutgoingError;

/// Most lookups at a time. They are threads: the system's resolver blocks, for half a minute when no
/// name server answers, and the node's one blocking thread has passwords and files to do.
const MAX_LOOKUPS: usize = 8;
/// Stack of such a thread; the C library's resolver wants some tens of KB.
const STACK: usize = 256 * 1024;

/// Answers a test gives instead of the system.
#[cfg(test)]
pub(super) type Answers = std::rc::Rc<dyn Fn(&str) -> Vec<IpAddr>>;

/// Who is asked for addresses.
#[derive(Clone)]
pub(super) enum Resolver {
    /// The system. Every lookup on its way holds a clone of this.
    System(Arc<()>),
    /// A test.
    #[cfg(test)]
    Given(Answers),
}

impl Default for Resolver {
    fn default() -> Self {
        Self::System(Arc::default())
    }
}

impl Resolver {
    /// All addresses of a name.
    pub(super) async fn resolve(&self, name: &str) -> Result<Vec<IpAddr>, OutgoingError> {
        // With a dot at its end a name is complete: no search list is tried.
        self.look_up(format!("{}.", name.trim_end_matches('.'))).await
    }

    /// All addresses of a name as the operator wrote it: it may be a short one of the own network.
    pub(super) async fn resolve_as_written(&self, name: &str) -> Result<Vec<IpAddr>, OutgoingError> {
        self.look_up(name.to_owned()).await
    }

    async fn look_up(&self, name: String) -> Result<Vec<IpAddr>, OutgoingError> {
        match self {
            Self::System(lookups) if Arc::strong_count(lookups) > MAX_LOOKUPS => Err(OutgoingError::Busy),
            Self::System(lookups) => ask_system(name, Arc::clone(lookups)).await.map_err(|error| {
                log::debug!("the resolver: {error}");
                OutgoingError::Unreachable
            }),
            #[cfg(test)]
            Self::Given(addresses) => Ok(addresses(name.trim_end_matches('.'))),
        }
    }
}

async fn ask_system(name: String, lookup: Arc<()>) -> io::Result<Vec<IpAddr>> {
    let (answer, answered) = oneshot::channel();
    thread::Builder::new().name("resolver".into()).stack_size(STACK).spawn(move || {
        let found = (name.as_str(), 0).to_socket_addrs().map(|found| found.map(|socket| socket.ip()).collect());
        drop(lookup);
        // Whoever asked may have given up.
        let _ = answer.send(found);
    })?;
    answered.await.map_err(io::Error::other)?
}

/// Whether an address is one of this machine's: the system speaks to it from itself, or lets us have
/// it. No packet is sent.
pub(super) fn is_own(address: IpAddr) -> bool {
    /// Any port will do.
    const DISCARD: u16 = 9;
    // Nobody has these (RFC 5737, RFC 3849). Systems that let us have even them say nothing by that.
    let (any, nobody): (IpAddr, IpAddr) = if address.is_ipv4() {
        (Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into())
    } else {
        (Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into())
    };
    let spoken_from = || {
        let socket = UdpSocket::bind((any, 0))?;
        socket.connect(SocketAddr::new(address, DISCARD))?;
        socket.local_addr()
    };
    let is_given = |address: IpAddr| UdpSocket::bind((address, 0)).is_ok();
    spoken_from().is_ok_and(|local: SocketAddr| local.ip() == address) || (is_given(address) && !is_given(nobody))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_are_recognised() {
        assert!(is_own(Ipv4Addr::LOCALHOST.into()));
        assert!(is_own([127, 5, 5, 5].into()));
        assert!(!is_own([192, 0, 2, 1].into()));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn the_system_is_asked_and_not_too_often() {
        let lookups = Arc::new(());
        let resolver = Resolver::System(Arc::clone(&lookups));
        let found = ask_system("localhost".into(), Arc::clone(&lookups)).await.unwrap();
        assert!(!found.is_empty() && found.iter().all(IpAddr::is_loopback));
        let busy: Vec<_> = (1..MAX_LOOKUPS).map(|_| Arc::clone(&lookups)).collect();
        assert_eq!(resolver.resolve("localhost").await, Err(OutgoingError::Busy));
        drop(busy);
        assert_eq!(Arc::strong_count(&lookups), 2);
    }
}

//! Whose address it is: the peer, or what a trusted proxy says of it (spec 10 section 3.1).

use std::net::IpAddr;

/// A range of addresses, such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl std::str::FromStr for Network {
    type Err = ();

    /// `address/bits`, or a single address.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| ())?)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().map_err(|_| ())?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(width);
        if bits > width { Err(()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// The range of all addresses that begin with the same `bits` bits.
    pub const fn new(address: IpAddr, bits: u8) -> Self {
        Self { address, bits }
    }

    /// Whether an address lies in the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                (ours.to_bits() ^ theirs.to_bits()) & mask == 0
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                (ours.to_bits() ^ theirs.to_bits()) & mask == 0
            }
            _ => false,
        }
    }
}

/// What stands for all addresses of one subscriber: an IPv4 address for itself, an IPv6 address for its /64.
pub fn subscriber(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
    }
}

/// Whether a list of addresses and ranges, as operators write it, names an address. What is neither is no entry.
pub fn is_listed(list: &[String], address: IpAddr) -> bool {
    let plain = |entry: &str| entry.trim().strip_prefix("::ffff:").unwrap_or(entry.trim()).to_owned();
    list.iter().filter_map(|entry| plain(entry).parse::<Network>().ok()).any(|network| network.contains(address))
}

/// Whether a list of paths names one. An entry is a path with everything below it; of the patterns between slashes
/// that DCTS writes, the form `/^/name(/.*)?$/` means the same.
pub fn is_path_listed(list: &[String], path: &str) -> bool {
    let plain = |entry: &str| {
        let inner = entry.strip_prefix("/^").and_then(|rest| rest.strip_suffix("$/"));
        inner.map_or(entry, |inner| inner.strip_suffix("(/.*)?").unwrap_or(inner)).replace("\\/", "/")
    };
    list.iter().map(|entry| plain(entry)).any(|entry| {
        let is_it = |rest: &str| rest.is_empty() || rest.starts_with('/');
        entry.starts_with('/') && path.strip_prefix(entry.trim_end_matches('/')).is_some_and(is_it)
    })
}

/// The peers whose word about a client's address counts.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Trusts these ranges.
    pub fn new(networks: Vec<Network>) -> Self {
        Self(networks)
    }

    /// Whether an address is a trusted proxy.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The client's address: the peer's, or, from a trusted proxy, the right-most address of
    /// `X-Forwarded-For` that is not itself a trusted proxy, else `X-Real-IP`. IPv4 addresses in
    /// their IPv6 form become IPv4.
    pub fn client(&self, peer: IpAddr, forwarded_for: Option<&str>, real_ip: Option<&str>) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let mut nearest = None;
        for hop in forwarded_for.unwrap_or_default().rsplit(',') {
            // SECURITY: what stands left of something unreadable could be anybody's invention.
            let Some(address) = parse(hop) else { break };
            nearest = Some(address);
            if !self.trusts(address) {
                return address;
            }
        }
        nearest.or_else(|| parse(real_ip?)).unwrap_or(peer)
    }
}

/// An address as proxies write it: plain, in brackets, or with a port.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| Some(rest.split_once(']')?.0)).unwrap_or(text);
    let address = bare.parse::<IpAddr>().or_else(|_| bare.parse::<std::net::SocketAddr>().map(|socket| socket.ip()));
    Some(address.ok()?.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies() -> TrustedProxies {
        TrustedProxies::new(["127.0.0.0/8", "10.0.0.0/8", "::1", "fc00::/7"].map(|text| text.parse().unwrap()).to_vec())
    }

    fn client(peer: &str, forwarded: Option<&str>, real: Option<&str>) -> String {
        proxies().client(peer.parse().unwrap(), forwarded, real).to_string()
    }

    #[test]
    fn safer_strangers_cannot_choose_their_address() {
        assert_eq!(client("203.0.113.5", Some("10.9.9.9"), Some("1.2.3.4")), "203.0.113.5");
        assert_eq!(client("::ffff:203.0.113.5", None, None), "203.0.113.5");
    }

    #[test]
    fn the_rightmost_untrusted_hop_counts() {
        assert_eq!(client("127.0.0.1", Some("6.6.6.6, 203.0.113.5, 10.0.0.7"), None), "203.0.113.5");
        assert_eq!(client("127.0.0.1", Some("[2001:db8::1]:443"), None), "2001:db8::1");
        assert_eq!(client("127.0.0.1", Some("203.0.113.5:1234"), None), "203.0.113.5");
        assert_eq!(client("127.0.0.1", Some("6.6.6.6, nonsense"), None), "127.0.0.1");
        assert_eq!(client("::1", None, Some("203.0.113.5")), "203.0.113.5");
        assert_eq!(client("127.0.0.1", None, None), "127.0.0.1");
        assert_eq!(client("127.0.0.1", Some("10.1.1.1, 10.0.0.7"), None), "10.1.1.1");
    }

    #[test]
    fn lists_name_addresses_ranges_and_paths() {
        let list = ["203.0.113.0/24", "198.51.100.7", " ::ffff:192.0.2.1", "2001:db8::/32", "/.*/", "nonsense"];
        let list = list.map(ToOwned::to_owned);
        for named in ["203.0.113.9", "198.51.100.7", "192.0.2.1", "2001:db8::5"] {
            assert!(is_listed(&list, named.parse().unwrap()), "{named}");
        }
        for other in ["203.0.114.1", "198.51.100.8", "2001:db9::1", "127.0.0.1"] {
            assert!(!is_listed(&list, other.parse().unwrap()), "{other}");
        }
        let paths = ["/^/discover(/.*)?$/", "/^/uploads(/.*)?$/", "/a/b"].map(ToOwned::to_owned);
        for named in ["/discover", "/uploads/x/y", "/a/b", "/a/b/c"] {
            assert!(is_path_listed(&paths, named), "{named}");
        }
        for other in ["/", "/discovery", "/a", "/upload"] {
            assert!(!is_path_listed(&paths, other), "{other}");
        }
    }

    #[test]
    fn networks() {
        let network: Network = "192.168.4.0/22".parse().unwrap();
        assert!(network.contains("192.168.7.255".parse().unwrap()));
        assert!(!network.contains("192.168.8.0".parse().unwrap()));
        assert!(!network.contains("::1".parse().unwrap()));
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains("8.8.8.8".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "::/129", "x/8", "10.0.0.0/-1"] {
            assert_eq!(bad.parse::<Network>(), Err(()), "{bad}");
        }
    }
}

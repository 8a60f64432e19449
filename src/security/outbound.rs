//! Where this node may send requests of its own (spec 30 section 14, spec 51 section 9). Members and
//! strangers choose the URLs; SECURITY: they must not reach through the node what only it can reach.
//!
//! These are the rules alone. Whoever connects applies them to the address that it connects to, not
//! to a name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::ip::Network;

/// Longest URL that is looked at, bytes: as browsers and servers take it.
pub const MAX_URL: usize = 2048;

const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u8) -> Network {
    Network::new(IpAddr::V4(Ipv4Addr::new(a, b, c, d)), bits)
}

const fn v6(first: u16, second: u16, third: u16, bits: u8) -> Network {
    Network::new(IpAddr::V6(Ipv6Addr::new(first, second, third, 0, 0, 0, 0, 0)), bits)
}

/// IPv4 networks that are no public hosts, by the registries of special addresses (RFC 6890).
const SPECIAL_V4: &[Network] = &[
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(169, 254, 0, 0, 16),
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// Global unicast, the only part of IPv6 with public hosts in it: loopback, unique local, link local,
/// site local, multicast, discard, and the translations `64:ff9b::/96` are outside.
const GLOBAL_V6: Network = v6(0x2000, 0, 0, 3);

/// What is special inside of [`GLOBAL_V6`]: protocol assignments with Teredo and ORCHID,
/// documentation, and 6to4, which hides an IPv4 address.
const SPECIAL_V6: &[Network] =
    &[v6(0x2001, 0, 0, 23), v6(0x2001, 0xdb8, 0, 32), v6(0x2002, 0, 0, 16), v6(0x3fff, 0, 0, 20)];

/// Whether an address is that of a public host. IPv4 in its mapped form counts as IPv4.
pub fn is_global(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let is_special = |networks: &[Network]| networks.iter().any(|network| network.contains(address));
    match address {
        IpAddr::V4(_) => !is_special(SPECIAL_V4),
        IpAddr::V6(_) => GLOBAL_V6.contains(address) && !is_special(SPECIAL_V6),
    }
}

/// Endings of names that mean something inside of one network only.
const INSIDE: &[&str] =
    &["arpa", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost", "onion", "test"];

/// Whether a name can be that of a public host: not a single label, and none of the names that every
/// network gives a meaning of its own.
pub fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let ends_with =
        |ending: &&str| name.strip_suffix(ending).is_some_and(|start| start.is_empty() || start.ends_with('.'));
    name.contains('.') && !INSIDE.iter().any(ends_with)
}

/// Whether a port may be one of a web server. SECURITY: below 1024 there are services that could
/// take a request for something else.
pub fn is_web_port(port: u16) -> bool {
    matches!(port, 80 | 443 | 1024..)
}

/// A URL that can be asked: `http` or `https`, with a host, without user and password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target(Url);

/// Why a text is no [`Target`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTarget;

impl std::str::FromStr for Target {
    type Err = NoTarget;

    /// Reads a URL as browsers do: `0x7f.1` is the address 127.0.0.1, `ⓔxample.com` is `example.com`.
    fn from_str(text: &str) -> Result<Self, NoTarget> {
        if text.len() > MAX_URL {
            return Err(NoTarget);
        }
        Url::parse(text).map_err(|_| NoTarget).and_then(Self::new)
    }
}

impl Target {
    fn new(mut url: Url) -> Result<Self, NoTarget> {
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        let is_anonymous = url.username().is_empty() && url.password().is_none();
        if !is_web || !is_anonymous || url.as_str().len() > MAX_URL {
            return Err(NoTarget);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// What a reference found at this URL leads to.
    ///
    /// # Errors
    /// When that cannot be asked.
    pub fn join(&self, reference: &str) -> Result<Self, NoTarget> {
        if reference.len() > MAX_URL {
            return Err(NoTarget);
        }
        self.0.join(reference).map_err(|_| NoTarget).and_then(Self::new)
    }

    /// The URL in its normal form, without fragment.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it is `https`.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Name or address.
    pub fn host(&self) -> Host<&str> {
        // Looked at when it was made; the alternative is an address that nothing may connect to.
        self.0.host().unwrap_or(Host::Ipv4(Ipv4Addr::UNSPECIFIED))
    }

    /// The port, also if it is not written.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(0)
    }

    /// `scheme://host:port`, the port only if it is not the scheme's own.
    pub fn origin(&self) -> &str {
        &self.0[..url::Position::BeforePath]
    }

    /// `host:port`, the port only if it is not the scheme's own.
    pub fn authority(&self) -> &str {
        &self.0[url::Position::BeforeHost..url::Position::AfterPort]
    }

    /// Path and query.
    pub fn path_and_query(&self) -> &str {
        &self.0[url::Position::BeforePath..url::Position::AfterQuery]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Result<Target, NoTarget> {
        text.parse()
    }

    #[test]
    fn safer_only_public_addresses_are_global() {
        let special = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.168.255.255",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "feff::1",
            "ff02::1",
            "ff0e::1",
        ];
        for address in special {
            assert!(!is_global(address.parse().unwrap()), "{address}");
        }
        let global = [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.0.0.1",
            "128.0.0.1",
            "169.253.0.1",
            "169.255.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.88.98.1",
            "192.167.0.1",
            "192.169.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "203.0.112.1",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450::1",
            "2003::1",
        ];
        for address in global {
            assert!(is_global(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn safer_names_of_the_own_network_are_no_public_names() {
        for name in [
            "localhost",
            "localhost.",
            "a.localhost",
            "router",
            "printer.local",
            "printer.local.",
            "db.internal",
            "x.onion",
            "nas.lan",
            "nas.home.arpa",
            "local",
            "",
        ] {
            assert!(!is_public_name(name), "{name}");
        }
        for name in ["example.com", "example.com.", "local.example.com", "notlocal.com", "mylocal.net", "a.b.c"] {
            assert!(is_public_name(name), "{name}");
        }
    }

    #[test]
    fn ports_of_web_servers() {
        for port in [80, 443, 1024, 8080, 65535] {
            assert!(is_web_port(port), "{port}");
        }
        for port in [0, 1, 22, 25, 79, 81, 444, 445, 1023] {
            assert!(!is_web_port(port), "{port}");
        }
    }

    #[test]
    fn safer_other_schemes_and_credentials_are_refused() {
        let long = format!("http://example.com/{}", "a".repeat(MAX_URL));
        let bad = [
            "",
            "example.com",
            "/x",
            "//example.com",
            "ftp://example.com/",
            "file:///etc/passwd",
            "gopher://example.com/",
            "javascript:alert(1)",
            "data:image/png;base64,AA==",
            "http://",
            "http:///",
            "http://user@example.com/",
            "http://user:pass@example.com/",
            "http://:pass@example.com/",
            "http://exa mple.com/",
            "http://example.com:99999/",
            "http://[::1/",
            "http://1.2.3.4.5/",
            "unix:/run/x.sock",
            &long,
        ];
        for url in bad {
            // `http:///x` is `http://x/` for browsers; no host at all is refused.
            assert_eq!(target(url), Err(NoTarget), "{url}");
        }
    }

    #[test]
    fn safer_every_spelling_of_an_address_is_the_address() {
        let loopback = [
            "http://127.1/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://127.0.0.1./",
            "http://①②⑦.⓪.⓪.①/",
            "http://127。0。0。1/",
            "HTTP://127.0.0.1:80/",
        ];
        for url in loopback {
            assert_eq!(target(url).unwrap().host(), Host::<&str>::Ipv4(Ipv4Addr::LOCALHOST), "{url}");
        }
        assert_eq!(target("http://[::ffff:7f00:1]/").unwrap().host().to_string(), "[::ffff:7f00:1]");
        assert_eq!(target("http://ⓔxample.com/").unwrap().host(), Host::Domain("example.com"));
    }

    #[test]
    fn targets_have_a_normal_form() {
        let found = target("HTTPS://Example.COM:443/a/../b?q=ü#part").unwrap();
        assert_eq!(found.as_str(), "https://example.com/b?q=%C3%BC");
        assert_eq!((found.port(), found.is_https(), found.path_and_query()), (443, true, "/b?q=%C3%BC"));
        assert_eq!((found.origin(), found.authority()), ("https://example.com", "example.com"));
        let port = target("http://[2001:4860::1]:8080").unwrap();
        assert_eq!((port.authority(), port.port(), port.path_and_query()), ("[2001:4860::1]:8080", 8080, "/"));
        assert_eq!(found.join("//other.org/x#y").unwrap().as_str(), "https://other.org/x");
        assert_eq!(found.join("../c").unwrap().as_str(), "https://example.com/c");
        for bad in ["ftp://x.org/", "http://u:p@x.org/", "javascript:x"] {
            assert_eq!(found.join(bad), Err(NoTarget), "{bad}");
        }
    }
}

//! Addresses of servers, as people write them (spec 51 section 3).

use std::net::IpAddr;

use url::{Host, Url};

use super::outbound::{is_global, is_public_name};

/// Longest address, which is what columns of databases hold.
const MAX_LENGTH: usize = 255;

/// `host` or `host:port` of what somebody wrote; `None` for what is no address of a server.
pub fn extract(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > 2048 {
        return None;
    }
    let is_bare_v6 = text.contains(':') && text.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
    let has_many_colons = text.matches(':').count() > 1;
    let url = match text.split_once("://") {
        Some((scheme, _)) if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") => return None,
        Some(_) => text.to_owned(),
        None if is_bare_v6 && has_many_colons => format!("https://[{text}]"),
        None => format!("https://{text}"),
    };
    let url = Url::parse(&url).ok()?;
    let host = url.host()?;
    if let Host::Domain(name) = &host {
        let is_label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        if !name.strip_suffix('.').unwrap_or(name).split('.').all(is_label) {
            return None;
        }
    }
    // The same host with a dot behind it would be another one.
    let host = host.to_string();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let address = match url.port() {
        Some(0) => return None,
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    (address.len() <= MAX_LENGTH).then_some(address)
}

/// Name or IP address of an extracted address: without port and brackets.
pub fn name_of(address: &str) -> &str {
    match address.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => address.split(':').next().unwrap_or_default(),
    }
}

/// Whether an extracted address may name a server on the internet: no name of a single label or of a
/// local network, no address that is not global. A first look: what is really contacted is checked again after its
/// name was resolved.
pub fn is_public(address: &str) -> bool {
    let host = name_of(address);
    // The mapped form of an IPv4 address names no server, even where what is connected to could be judged.
    if let Ok(ip) = host.parse::<IpAddr>() {
        return is_global(ip) && ip == ip.to_canonical();
    }
    is_public_name(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_spec() {
        let rows = [
            ("chat.example", "chat.example"),
            ("https://Chat.Example/", "chat.example"),
            ("http://chat.example:2052/x?y", "chat.example:2052"),
            ("chat.example:443", "chat.example"),
            ("http://chat.example:80", "chat.example"),
            ("chat.example:80", "chat.example:80"),
            ("user:pw@chat.example:99", "chat.example:99"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("127.1", "127.0.0.1"),
            ("chat.example.:2052", "chat.example:2052"),
            ("0x7f.1", "127.0.0.1"),
            ("::1", "[::1]"),
            ("2001:db8::1", "[2001:db8::1]"),
            ("localhost:2052", "localhost:2052"),
            // SAFER: single brackets.
            ("[::1]:8080", "[::1]:8080"),
        ];
        for (text, host) in rows {
            assert_eq!(extract(text).as_deref(), Some(host), "{text}");
        }
    }

    #[test]
    fn safer_what_is_no_address_is_refused() {
        let long = format!("{}.example", "a".repeat(300));
        for bad in [
            "",
            " ",
            "https://",
            "x:y",
            "ftp://x.y:21/",
            "10.0.0.5:99999",
            "chat example",
            "a.b:0",
            "a..b",
            "<a>.b",
            &long,
        ] {
            assert_eq!(extract(bad), None, "{bad}");
        }
    }

    #[test]
    fn safer_local_addresses_are_no_servers() {
        for good in
            ["chat.example.org", "chat.example.org:2052", "[2606:4700::1]", "8.8.8.8:80", "xn--bcher-kva.example"]
        {
            assert!(is_public(good), "{good}");
        }
        for bad in [
            "localhost:2052",
            "nas",
            "printer.local",
            "a.internal",
            "x.onion",
            "127.0.0.1",
            "10.0.0.5:80",
            "[::1]:8080",
            "100.64.0.1",
            "169.254.1.1",
            "192.168.0.1",
            "[fe80::1]",
            "[fc00::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
        ] {
            assert!(!is_public(bad), "{bad}");
        }
    }
}

//! Engine.IO v4 packets (spec 05 sections 2 and 3).

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};

/// Between the packets of a polling payload.
pub const SEPARATOR: char = '\u{1e}';

/// A packet from a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// `1`: the client ends the session.
    Close,
    /// `2`, with what follows: `probe` on an upgrading WebSocket; otherwise the wrong direction.
    Ping(&'a str),
    /// `3`: the answer to our ping.
    Pong,
    /// `4`: a Socket.IO packet.
    Message(&'a str),
    /// `b`: an attachment in base64.
    Binary(Vec<u8>),
    /// `5`: completes an upgrade.
    Upgrade,
    /// `0` and `6`: nothing to a server.
    Ignored,
}

/// Empty, of an unknown type, or bad base64: end the session with `parse error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError;

/// Reads one packet.
///
/// # Errors
/// See [`ParseError`].
pub fn parse(text: &str) -> Result<Packet<'_>, ParseError> {
    let kind = *text.as_bytes().first().ok_or(ParseError)?;
    let rest = text.get(1..).ok_or(ParseError)?;
    Ok(match kind {
        b'0' | b'6' => Packet::Ignored,
        b'1' => Packet::Close,
        b'2' => Packet::Ping(rest),
        b'3' => Packet::Pong,
        b'4' => Packet::Message(rest),
        b'5' => Packet::Upgrade,
        b'b' => Packet::Binary(STANDARD.decode(rest).map_err(|_| ParseError)?),
        _ => return Err(ParseError),
    })
}

/// The packets of a polling payload.
pub fn payload(text: &str) -> impl Iterator<Item = Result<Packet<'_>, ParseError>> {
    text.split(SEPARATOR).map(parse)
}

/// How binary data stand in a polling payload.
pub fn binary_as_text(data: &[u8]) -> String {
    let mut text = String::with_capacity(1 + data.len().div_ceil(3) * 4);
    text.push('b');
    STANDARD.encode_string(data, &mut text);
    text
}

/// The open packet: what the client needs to know of the session.
pub fn open(sid: &str, can_upgrade: bool, ping_interval_ms: u64, ping_timeout_ms: u64, max_payload: usize) -> String {
    let upgrades = if can_upgrade { "\"websocket\"" } else { "" };
    let mut text = String::with_capacity(128);
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "0{{\"sid\":\"{sid}\",\"upgrades\":[{upgrades}],\"pingInterval\":{ping_interval_ms},\
         \"pingTimeout\":{ping_timeout_ms},\"maxPayload\":{max_payload}}}"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type() {
        assert_eq!(parse("1"), Ok(Packet::Close));
        assert_eq!(parse("2"), Ok(Packet::Ping("")));
        assert_eq!(parse("2probe"), Ok(Packet::Ping("probe")));
        assert_eq!(parse("3"), Ok(Packet::Pong));
        assert_eq!(parse("3x"), Ok(Packet::Pong));
        assert_eq!(parse("4"), Ok(Packet::Message("")));
        assert_eq!(parse("42[\"x\"]"), Ok(Packet::Message("2[\"x\"]")));
        assert_eq!(parse("5"), Ok(Packet::Upgrade));
        assert_eq!(parse("0"), Ok(Packet::Ignored));
        assert_eq!(parse("6"), Ok(Packet::Ignored));
        assert_eq!(parse("bAQIDBA=="), Ok(Packet::Binary(vec![1, 2, 3, 4])));
    }

    #[test]
    fn malformed_packets() {
        for bad in ["", "x", "9", "7", "ä", "b***", "B"] {
            assert_eq!(parse(bad), Err(ParseError), "{bad}");
        }
    }

    #[test]
    fn payloads_are_split() {
        let packets: Vec<_> = payload("451-[\"x\",{\"_placeholder\":true,\"num\":0}]\u{1e}bAQIDBA==").collect();
        assert_eq!(packets.len(), 2);
        assert_eq!(packets[1], Ok(Packet::Binary(vec![1, 2, 3, 4])));
        assert_eq!(payload("").collect::<Vec<_>>(), [Err(ParseError)]);
        assert_eq!(payload("3\u{1e}").collect::<Vec<_>>(), [Ok(Packet::Pong), Err(ParseError)]);
    }

    #[test]
    fn the_open_packet_has_all_members() {
        let expected = "0{\"sid\":\"ENGINESID00000000001\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\
                        \"pingTimeout\":60000,\"maxPayload\":1000000}";
        assert_eq!(open("ENGINESID00000000001", true, 25_000, 60_000, 1_000_000), expected);
        assert!(open("a", false, 1, 1, 1).contains("\"upgrades\":[]"));
    }

    #[test]
    fn binary_in_payloads_is_base64() {
        assert_eq!(binary_as_text(&[1, 2, 3, 4]), "bAQIDBA==");
    }
}

//! Socket.IO v5 packets (spec 05 sections 7 and 8).

use std::borrow::Cow;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, value::RawValue};

/// Most attachments of one packet; the reference's newest parser has the same limit.
pub const MAX_ATTACHMENTS: usize = 10;
/// Deepest nesting of JSON. Honest events have four levels.
pub const MAX_DEPTH: usize = 32;
/// Longest name of a namespace; only `/` exists.
const MAX_NAMESPACE: usize = 128;
/// Greatest ack id: what JavaScript can count to.
const MAX_ACK: u64 = (1 << 53) - 1;

/// Names that clients must not use for events.
const RESERVED: &[&str] = &["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// The id by which a client recognises the answer to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AckId(pub u64);

/// What an event is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventName {
    /// A name, as all events of the protocol have.
    Text(String),
    /// A number: legal, but nobody listens.
    Number,
}

/// An event from a client.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: EventName,
    /// The arguments as they came, unread; in place of binary ones `{"_placeholder":true,"num":n}`.
    pub args: Vec<Box<RawValue>>,
    /// The binary arguments by their number.
    pub attachments: Vec<Bytes>,
    /// Where an answer goes; `None` if none was asked for.
    pub ack: Option<AckId>,
}

/// A packet from a client.
#[derive(Debug)]
pub enum Packet {
    /// The client joins `/`, with the `auth` it sent.
    Connect(Option<Box<RawValue>>),
    /// The client wants to join a namespace that does not exist: to be refused.
    ConnectElsewhere(String),
    /// The client leaves `/`.
    Disconnect,
    /// An event, complete when this many attachments have followed.
    Event(Event, usize),
    /// An ack, of which nobody waits for; this many attachments follow.
    Ack(usize),
    /// Legal and without effect.
    Ignored,
}

/// Not a packet that a client may send: end the session with `forced close`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError;

/// Reads a packet: the data of an Engine.IO message.
///
/// # Errors
/// See [`ParseError`].
pub fn parse(text: &str) -> Result<Packet, ParseError> {
    let kind = *text.as_bytes().first().ok_or(ParseError)?;
    let rest = text.get(1..).ok_or(ParseError)?;
    let (attachments, rest) = if matches!(kind, b'5' | b'6') { attachment_count(rest)? } else { (0, rest) };
    let (namespace, rest) = split_namespace(rest)?;
    let (ack, json) = split_ack(rest)?;
    if kind == b'0' {
        return connect(namespace, ack, json);
    }
    if namespace != "/" {
        return Err(ParseError);
    }
    match kind {
        b'1' if json.is_empty() && ack.is_none() => Ok(Packet::Disconnect),
        b'2' if json.is_empty() => Ok(Packet::Ignored),
        b'2' | b'5' => Ok(Packet::Event(event(json, ack, attachments)?, attachments)),
        b'3' if json.is_empty() => Ok(Packet::Ignored),
        b'3' | b'6' => arguments(json).map(|_| Packet::Ack(attachments)),
        _ => Err(ParseError),
    }
}

fn attachment_count(text: &str) -> Result<(usize, &str), ParseError> {
    let (count, rest) = text.split_once('-').ok_or(ParseError)?;
    let is_number = !count.is_empty() && count.len() <= 2 && count.bytes().all(|byte| byte.is_ascii_digit());
    let count: usize = count.parse().ok().filter(|_| is_number).ok_or(ParseError)?;
    if (1..=MAX_ATTACHMENTS).contains(&count) { Ok((count, rest)) } else { Err(ParseError) }
}

fn split_namespace(text: &str) -> Result<(&str, &str), ParseError> {
    if !text.starts_with('/') {
        return Ok(("/", text));
    }
    let (namespace, rest) = text.split_once(',').unwrap_or((text, ""));
    if namespace.len() > MAX_NAMESPACE { Err(ParseError) } else { Ok((namespace, rest)) }
}

fn split_ack(text: &str) -> Result<(Option<AckId>, &str), ParseError> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    if number.is_empty() {
        return Ok((None, rest));
    }
    let id = number.parse().ok().filter(|id| *id <= MAX_ACK).ok_or(ParseError)?;
    Ok((Some(AckId(id)), rest))
}

fn connect(namespace: &str, ack: Option<AckId>, json: &str) -> Result<Packet, ParseError> {
    if ack.is_some() || !(json.is_empty() || json.starts_with('{')) {
        return Err(ParseError);
    }
    let auth = if json.is_empty() { None } else { Some(read::<Box<RawValue>>(json)?) };
    Ok(if namespace == "/" { Packet::Connect(auth) } else { Packet::ConnectElsewhere(namespace.to_owned()) })
}

fn event(json: &str, ack: Option<AckId>, attachments: usize) -> Result<Event, ParseError> {
    let mut args = arguments(json)?;
    if args.is_empty() {
        return Err(ParseError);
    }
    let name = match serde_json::from_str(args.remove(0).get()) {
        Ok(Value::String(name)) if !RESERVED.contains(&name.as_str()) => EventName::Text(name),
        Ok(Value::Number(_)) => EventName::Number,
        _ => return Err(ParseError),
    };
    if args.iter().any(|arg| arg.get().contains("_placeholder")) {
        for arg in &args {
            let value: Value = serde_json::from_str(arg.get()).map_err(|_| ParseError)?;
            check_placeholders(&value, attachments)?;
        }
    }
    Ok(Event { name, args, attachments: Vec::new(), ack })
}

fn check_placeholders(value: &Value, attachments: usize) -> Result<(), ParseError> {
    match value {
        Value::Object(fields) if fields.get("_placeholder") == Some(&Value::Bool(true)) => {
            let number = fields.get("num").and_then(Value::as_u64).ok_or(ParseError)?;
            if attachments == 0 || number < attachments as u64 { Ok(()) } else { Err(ParseError) }
        }
        Value::Object(fields) => fields.values().try_for_each(|value| check_placeholders(value, attachments)),
        Value::Array(values) => values.iter().try_for_each(|value| check_placeholders(value, attachments)),
        _ => Ok(()),
    }
}

fn arguments(json: &str) -> Result<Vec<Box<RawValue>>, ParseError> {
    if json.starts_with('[') { read(json) } else { Err(ParseError) }
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, ParseError> {
    if depth(json) > MAX_DEPTH {
        return Err(ParseError);
    }
    serde_json::from_str(&mend_surrogates(json)).map_err(|_| ParseError)
}

/// How deep arrays and objects are nested.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// JavaScript cuts emoji in two and sends the halves as escapes, which is legal JSON but no text:
/// a half alone becomes U+FFFD.
fn mend_surrogates(json: &str) -> Cow<'_, str> {
    if !json.contains("\\ud") && !json.contains("\\uD") {
        return Cow::Borrowed(json);
    }
    let bytes = json.as_bytes();
    let mut mended = String::with_capacity(json.len());
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let half = |at: usize| {
            let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(digits, 16).ok()
        };
        match (half(at), half(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at += 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.push_str(&json[copied..at]);
                mended.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            _ => at += 2,
        }
    }
    mended.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(mended)
}

/// The answer to a join: `0{"sid":"..."}`.
pub fn connected(sid: &str) -> String {
    format!("0{{\"sid\":\"{sid}\"}}")
}

/// The refusal of a namespace.
pub fn invalid_namespace(namespace: &str) -> String {
    format!("4{namespace},{{\"message\":\"Invalid namespace\"}}")
}

/// The end of the namespace, said by the server.
pub const DISCONNECT: &str = "1";

/// An event with one argument, or none.
///
/// # Errors
/// When the argument cannot be JSON.
pub fn event_text<T: Serialize + ?Sized>(name: &str, payload: Option<&T>) -> Result<String, serde_json::Error> {
    let mut text = String::from("2[");
    text.push_str(&serde_json::to_string(name)?);
    if let Some(payload) = payload {
        text.push(',');
        text.push_str(&serde_json::to_string(payload)?);
    }
    text.push(']');
    Ok(text)
}

/// The answer to an event: one result.
///
/// # Errors
/// When the result cannot be JSON.
pub fn ack_text<T: Serialize + ?Sized>(ack: AckId, payload: &T) -> Result<String, serde_json::Error> {
    Ok(format!("3{}[{}]", ack.0, serde_json::to_string(payload)?))
}

/// The head of a packet with attachments: `args` are JSON values with placeholders in them.
pub fn with_attachments(name: Option<&str>, ack: Option<AckId>, args: &[Box<RawValue>], attachments: usize) -> String {
    let kind = match (name.is_some(), attachments > 0) {
        (true, false) => '2',
        (false, false) => '3',
        (true, true) => '5',
        (false, true) => '6',
    };
    let count = if attachments > 0 { format!("{attachments}-") } else { String::new() };
    let ack = ack.map(|ack| ack.0.to_string()).unwrap_or_default();
    let name = name.map(|name| Value::from(name).to_string());
    let parts: Vec<&str> = name.as_deref().into_iter().chain(args.iter().map(|arg| arg.get())).collect();
    format!("{kind}{count}{ack}[{}]", parts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(text: &str) -> (Event, usize) {
        match parse(text) {
            Ok(Packet::Event(event, attachments)) => (event, attachments),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn events() {
        let (found, attachments) = event(r#"20["someEvent",{"id":"123456789012"},null]"#);
        assert_eq!(found.name, EventName::Text("someEvent".into()));
        assert_eq!(found.ack, Some(AckId(0)));
        assert_eq!(found.args[0].get(), r#"{"id":"123456789012"}"#);
        assert_eq!((found.args.len(), attachments), (2, 0));
        assert_eq!(event("2[1]").0.name, EventName::Number);
        assert_eq!(event(r#"2["x"]"#).0.ack, None);
        assert_eq!(event(r#"29007199254740991["x"]"#).0.ack, Some(AckId(MAX_ACK)));
        assert_eq!(event(r#"2/,7["x"]"#).0.ack, Some(AckId(7)));
    }

    #[test]
    fn binary_events() {
        let (found, attachments) = event(r#"51-7["bin",{"_placeholder":true,"num":0}]"#);
        assert_eq!((found.ack, attachments), (Some(AckId(7)), 1));
        assert_eq!(event(r#"51-["x"]"#).1, 1);
        for bad in [
            r#"5["x"]"#,
            r#"50-["x"]"#,
            r#"5a-["x"]"#,
            r#"511-["x"]"#,
            r#"5-["x"]"#,
            r#"5001-["x"]"#,
            r#"5+1-["x"]"#,
            r#"51-["x",{"_placeholder":true,"num":1}]"#,
            r#"51-["x",{"_placeholder":true,"num":"0"}]"#,
            r#"51-["x",{"_placeholder":true,"num":-1}]"#,
            r#"51-["x",[{"_placeholder":true}]]"#,
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn joining() {
        assert!(matches!(parse("0"), Ok(Packet::Connect(None))));
        assert!(matches!(parse(r#"0{"token":"x"}"#), Ok(Packet::Connect(Some(_)))));
        assert!(matches!(parse("0/nope,"), Ok(Packet::ConnectElsewhere(name)) if name == "/nope"));
        assert!(matches!(parse("0/nope?a=1"), Ok(Packet::ConnectElsewhere(name)) if name == "/nope?a=1"));
        assert!(matches!(parse("1"), Ok(Packet::Disconnect)));
        for bad in
            ["0abc", "0[]", "0null", "01", "1{}", "1[1]", "4{\"message\":\"x\"}", &format!("0/{},", "n".repeat(200))]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn acks_and_what_is_ignored() {
        for ignored in ["2", "3", "3[]", "312[1]"] {
            assert!(matches!(parse(ignored), Ok(Packet::Ignored | Packet::Ack(0))), "{ignored}");
        }
        assert!(matches!(parse(r#"61-7[{"_placeholder":true,"num":0}]"#), Ok(Packet::Ack(1))));
    }

    #[test]
    fn malformed_packets() {
        for bad in [
            "",
            "9",
            "x",
            "ä",
            "2[]",
            "2{}",
            "2[null]",
            r#"2["connect"]"#,
            r#"2["disconnect"]"#,
            r#"2["x""#,
            r#"2 ["x"]"#,
            r#"2"x""#,
            r#"2["x"]x"#,
            r#"2/chat,["x"]"#,
            r#"29007199254740992["x"]"#,
            "3{}",
            "312{}",
            "1/chat,",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nesting_is_limited() {
        let nested = |depth: usize| format!("2[\"x\",{}{}]", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(MAX_DEPTH - 1)).is_ok());
        assert!(parse(&nested(MAX_DEPTH)).is_err());
        assert!(parse(&nested(100_000)).is_err());
        assert!(parse(&format!("2[\"x\",\"{}\"]", "[".repeat(100))).is_ok());
        assert!(parse(&format!("2[\"x\",\"\\\"{}\"]", "[".repeat(100))).is_ok());
    }

    #[test]
    fn halves_of_emoji_become_the_replacement_character() {
        let text = |packet: &str| serde_json::from_str::<String>(event(packet).0.args[0].get()).unwrap();
        assert_eq!(text(r#"2["x","a\ud83d"]"#), "a\u{FFFD}");
        assert_eq!(text(r#"2["x","\ude00b"]"#), "\u{FFFD}b");
        assert_eq!(text(r#"2["x","\ud83d\ude00"]"#), "😀");
        assert_eq!(text(r#"2["x","\ud83d\ud83d\ude00\n"]"#), "\u{FFFD}😀\n");
        assert_eq!(text(r#"2["x","\\ud83d"]"#), "\\ud83d");
    }

    #[test]
    fn what_the_server_says() {
        assert_eq!(connected("SOCKETSID00000000001"), r#"0{"sid":"SOCKETSID00000000001"}"#);
        assert_eq!(invalid_namespace("/nope"), r#"4/nope,{"message":"Invalid namespace"}"#);
        assert_eq!(event_text::<()>("updateMemberList", None).unwrap(), r#"2["updateMemberList"]"#);
        assert_eq!(event_text("pushed", Some(&5)).unwrap(), r#"2["pushed",5]"#);
        assert_eq!(ack_text(AckId(0), &serde_json::json!({"error": null})).unwrap(), r#"30[{"error":null}]"#);
        let placeholder = RawValue::from_string(r#"{"_placeholder":true,"num":0}"#.into()).unwrap();
        let ack = with_attachments(None, Some(AckId(7)), &[placeholder], 1);
        assert_eq!(ack, r#"61-7[{"_placeholder":true,"num":0}]"#);
        assert_eq!(with_attachments(Some("a"), None, &[], 0), r#"2["a"]"#);
    }

    /// No input may panic or take the parser out of its bounds.
    #[test]
    fn arbitrary_input_is_an_error_at_worst() {
        let pieces = [
            "0",
            "1",
            "2",
            "5",
            "6",
            "/",
            ",",
            "-",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "\\",
            "\\ud83d",
            "x",
            "ä",
            "1",
            ":",
            "_placeholder",
        ];
        let mut seed = 3_u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..10 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
            }
            let _ = parse(&text);
        }
    }
}

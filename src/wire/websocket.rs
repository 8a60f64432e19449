//! WebSocket frames of the server's side (RFC 6455): what clients send is taken apart, what we send
//! is put together once and shared. Headers are tungstenite's.

use std::io::Cursor;

use bytes::Bytes;
use tungstenite::protocol::frame::{
    FrameHeader,
    coding::{Control, Data, OpCode},
};

/// Most frames of one message. A client that cuts finer wastes more of our time than of its own.
pub const MAX_FRAGMENTS: u32 = 64;
/// Largest payload of a control frame (RFC 6455 section 5.5).
const MAX_CONTROL: u64 = 125;

/// What a client sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// A text.
    Text(&'a str),
    /// Binary data.
    Binary(&'a [u8]),
    /// To be answered by a pong with the same data.
    Ping(&'a [u8]),
    /// The client ends the connection, with this code.
    Close(Option<u16>),
}

/// Why the connection must end; the code says it to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameError {
    /// Against the rules of the protocol.
    Protocol,
    /// A text that is not UTF-8.
    InvalidText,
    /// More than the limit.
    TooLarge,
}

impl FrameError {
    /// The close code to send.
    pub fn code(self) -> u16 {
        match self {
            Self::Protocol => 1002,
            Self::InvalidText => 1007,
            Self::TooLarge => 1009,
        }
    }
}

#[derive(Debug)]
struct Fragments {
    is_text: bool,
    data: Vec<u8>,
    count: u32,
}

/// Takes the bytes of a connection apart. Holds memory only while a frame or message is incomplete.
#[derive(Debug, Default)]
pub struct Decoder {
    partial: Vec<u8>,
    fragments: Option<Box<Fragments>>,
}

impl Decoder {
    /// Takes in what was read, and calls `on` with every message that is complete until it returns
    /// false. `input` is unmasked in place.
    ///
    /// # Errors
    /// When the connection must end; nothing may be fed after that.
    pub fn feed(
        &mut self,
        input: &mut [u8],
        max_payload: usize,
        mut on: impl FnMut(Message<'_>) -> bool,
    ) -> Result<(), FrameError> {
        if self.partial.is_empty() {
            let used = self.decode(input, max_payload, &mut on)?;
            self.partial.extend_from_slice(&input[used..]);
            return Ok(());
        }
        let mut data = std::mem::take(&mut self.partial);
        data.extend_from_slice(input);
        let used = self.decode(&mut data, max_payload, &mut on)?;
        if used < data.len() {
            data.drain(..used);
            self.partial = data;
        }
        Ok(())
    }

    /// Bytes held for incomplete messages.
    pub fn held(&self) -> usize {
        self.partial.capacity() + self.fragments.as_ref().map_or(0, |fragments| fragments.data.capacity())
    }

    fn decode(
        &mut self,
        data: &mut [u8],
        max_payload: usize,
        on: &mut impl FnMut(Message<'_>) -> bool,
    ) -> Result<usize, FrameError> {
        let mut used = 0;
        loop {
            let mut cursor = Cursor::new(&data[used..]);
            let header = FrameHeader::parse(&mut cursor).map_err(|_| FrameError::Protocol)?;
            let Some((header, length)) = header else { return Ok(used) };
            let start = used + cursor.position() as usize;
            let mask = self.check(&header, length, max_payload)?;
            let end = start + length as usize;
            let Some(payload) = data.get_mut(start..end) else { return Ok(used) };
            unmask(payload, mask);
            used = end;
            if !self.frame(&header, payload, on)? {
                return Ok(data.len());
            }
        }
    }

    /// Checks what can be known before the payload is there.
    fn check(&self, header: &FrameHeader, length: u64, max_payload: usize) -> Result<[u8; 4], FrameError> {
        let mask = header.mask.ok_or(FrameError::Protocol)?;
        if header.rsv1 || header.rsv2 || header.rsv3 {
            return Err(FrameError::Protocol);
        }
        match header.opcode {
            OpCode::Control(_) if !header.is_final || length > MAX_CONTROL => return Err(FrameError::Protocol),
            OpCode::Control(_) => return Ok(mask),
            OpCode::Data(Data::Continue) if self.fragments.is_none() => return Err(FrameError::Protocol),
            OpCode::Data(Data::Text | Data::Binary) if self.fragments.is_some() => return Err(FrameError::Protocol),
            OpCode::Data(_) => {}
        }
        let before = self.fragments.as_ref().map_or(0, |fragments| fragments.data.len() as u64);
        if length > (max_payload as u64).saturating_sub(before) {
            return Err(FrameError::TooLarge);
        }
        Ok(mask)
    }

    fn frame(
        &mut self,
        header: &FrameHeader,
        payload: &[u8],
        on: &mut impl FnMut(Message<'_>) -> bool,
    ) -> Result<bool, FrameError> {
        let is_text = match header.opcode {
            OpCode::Control(Control::Ping) => return Ok(on(Message::Ping(payload))),
            OpCode::Control(Control::Close) => return Ok(on(Message::Close(close_code(payload)?))),
            OpCode::Control(_) => return Ok(true),
            OpCode::Data(Data::Continue) => {
                let Some(mut fragments) = self.fragments.take() else { return Err(FrameError::Protocol) };
                fragments.data.extend_from_slice(payload);
                fragments.count += 1;
                if header.is_final {
                    return deliver(fragments.is_text, &fragments.data, on);
                }
                if fragments.count >= MAX_FRAGMENTS {
                    return Err(FrameError::Protocol);
                }
                self.fragments = Some(fragments);
                return Ok(true);
            }
            OpCode::Data(data) => data == Data::Text,
        };
        if header.is_final {
            return deliver(is_text, payload, on);
        }
        self.fragments = Some(Box::new(Fragments { is_text, data: payload.to_vec(), count: 1 }));
        Ok(true)
    }
}

fn deliver(is_text: bool, payload: &[u8], on: &mut impl FnMut(Message<'_>) -> bool) -> Result<bool, FrameError> {
    if !is_text {
        return Ok(on(Message::Binary(payload)));
    }
    let text = std::str::from_utf8(payload).map_err(|_| FrameError::InvalidText)?;
    Ok(on(Message::Text(text)))
}

/// The code of a close frame, if it has a legal one (RFC 6455 section 7.4).
fn close_code(payload: &[u8]) -> Result<Option<u16>, FrameError> {
    match payload {
        [] => Ok(None),
        [_] => Err(FrameError::Protocol),
        [high, low, reason @ ..] => {
            let code = u16::from_be_bytes([*high, *low]);
            std::str::from_utf8(reason).map_err(|_| FrameError::InvalidText)?;
            let is_legal = matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999);
            if is_legal { Ok(Some(code)) } else { Err(FrameError::Protocol) }
        }
    }
}

fn unmask(payload: &mut [u8], mask: [u8; 4]) {
    let (words, rest) = payload.as_chunks_mut::<4>();
    for word in words {
        *word = (u32::from_ne_bytes(*word) ^ u32::from_ne_bytes(mask)).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

/// A complete frame for clients, and how long its header is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    bytes: Bytes,
    header: u8,
    is_binary: bool,
}

impl Frame {
    /// A text of two parts, such as packet type and data.
    pub fn text(start: &str, rest: &str) -> Self {
        Self::new(0x81, start.as_bytes(), rest.as_bytes())
    }

    /// Binary data.
    pub fn binary(data: &[u8]) -> Self {
        Self::new(0x82, data, &[])
    }

    /// The answer to a ping.
    pub fn pong(data: &[u8]) -> Self {
        Self::new(0x8a, data, &[])
    }

    /// The end of the connection, with or without a code.
    pub fn close(code: Option<u16>) -> Self {
        match code {
            Some(code) => Self::new(0x88, &code.to_be_bytes(), &[]),
            None => Self::new(0x88, &[], &[]),
        }
    }

    fn new(first: u8, start: &[u8], rest: &[u8]) -> Self {
        let length = start.len() + rest.len();
        let mut frame = Vec::with_capacity(length + 10);
        frame.push(first);
        match length {
            0..=125 => frame.push(length as u8),
            126..=0xffff => {
                frame.push(126);
                frame.extend_from_slice(&(length as u16).to_be_bytes());
            }
            _ => {
                frame.push(127);
                frame.extend_from_slice(&(length as u64).to_be_bytes());
            }
        }
        let header = frame.len() as u8;
        frame.extend_from_slice(start);
        frame.extend_from_slice(rest);
        Self { bytes: frame.into(), header, is_binary: first == 0x82 }
    }

    /// The frame as a WebSocket carries it.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What is in it.
    pub fn payload(&self) -> &[u8] {
        self.bytes.get(usize::from(self.header)..).unwrap_or_default()
    }

    /// Whether it is binary data.
    pub fn is_binary(&self) -> bool {
        self.is_binary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: usize = 1000;

    fn client_frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![first];
        match payload.len() {
            length @ 0..=125 => frame.push(0x80 | length as u8),
            length @ 126..=0xffff => {
                frame.push(0x80 | 126);
                frame.extend_from_slice(&(length as u16).to_be_bytes());
            }
            length => {
                frame.push(0x80 | 127);
                frame.extend_from_slice(&(length as u64).to_be_bytes());
            }
        }
        let mask = [1, 2, 3, 4];
        frame.extend_from_slice(&mask);
        frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        frame
    }

    fn decode_in(chunk: usize, data: &[u8]) -> (Vec<String>, Result<(), FrameError>) {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for piece in data.chunks(chunk) {
            let mut piece = piece.to_vec();
            let result = decoder.feed(&mut piece, MAX, |message| {
                found.push(format!("{message:?}"));
                true
            });
            if result.is_err() {
                return (found, result);
            }
        }
        (found, Ok(()))
    }

    /// The same however the bytes arrive.
    fn decode(data: &[u8]) -> (Vec<String>, Result<(), FrameError>) {
        let whole = decode_in(usize::MAX, data);
        for chunk in [1, 2, 3, 7] {
            assert_eq!(decode_in(chunk, data), whole, "in pieces of {chunk}");
        }
        whole
    }

    #[test]
    fn messages() {
        let mut data = client_frame(0x81, "42[\"ä\"]".as_bytes());
        data.extend(client_frame(0x82, &[1, 2, 3, 4, 5]));
        data.extend(client_frame(0x89, b"hi"));
        data.extend(client_frame(0x8a, b"unasked"));
        data.extend(client_frame(0x81, &[b'a'; 300]));
        data.extend(client_frame(0x88, &1000_u16.to_be_bytes()));
        let (found, result) = decode(&data);
        assert_eq!(result, Ok(()));
        assert_eq!(found.len(), 5);
        assert_eq!(found[0], r#"Text("42[\"ä\"]")"#);
        assert_eq!(found[1], "Binary([1, 2, 3, 4, 5])");
        assert_eq!(found[2], "Ping([104, 105])");
        assert_eq!(found[4], "Close(Some(1000))");
    }

    #[test]
    fn fragments_are_joined_with_control_frames_between() {
        let mut data = client_frame(0x01, &"ä".as_bytes()[..1]);
        data.extend(client_frame(0x89, b""));
        data.extend(client_frame(0x80, &"ä".as_bytes()[1..]));
        assert_eq!(decode(&data).0, ["Ping([])", "Text(\"ä\")"]);
    }

    #[test]
    fn violations() {
        let mut unmasked = client_frame(0x81, b"x");
        unmasked[1] &= 0x7f;
        let mut interrupted = client_frame(0x01, b"a");
        interrupted.extend(client_frame(0x81, b"b"));
        let rows: [(Vec<u8>, FrameError); 11] = [
            (unmasked, FrameError::Protocol),
            (client_frame(0xc1, b"x"), FrameError::Protocol),
            (client_frame(0x83, b"x"), FrameError::Protocol),
            (client_frame(0x8b, b"x"), FrameError::Protocol),
            (client_frame(0x80, b"x"), FrameError::Protocol),
            (client_frame(0x09, b"x"), FrameError::Protocol),
            (client_frame(0x89, &[0; 126]), FrameError::Protocol),
            (client_frame(0x88, &[3]), FrameError::Protocol),
            (client_frame(0x88, &1005_u16.to_be_bytes()), FrameError::Protocol),
            (interrupted, FrameError::Protocol),
            (client_frame(0x81, &[0xff, 0xfe]), FrameError::InvalidText),
        ];
        for (data, expected) in rows {
            assert_eq!(decode(&data).1, Err(expected), "{data:?}");
        }
    }

    #[test]
    fn size_is_limited_before_anything_is_held() {
        assert!(decode(&client_frame(0x82, &[0; MAX])).1.is_ok());
        assert_eq!(decode(&client_frame(0x82, &[0; MAX + 1])).1, Err(FrameError::TooLarge));
        let mut huge = vec![0x82, 0xff];
        huge.extend_from_slice(&u64::MAX.to_be_bytes());
        huge.extend_from_slice(&[0; 4]);
        assert_eq!(decode(&huge).1, Err(FrameError::TooLarge));
        let mut parts = client_frame(0x02, &[0; 600]);
        parts.extend(client_frame(0x80, &[0; 600]));
        assert_eq!(decode(&parts).1, Err(FrameError::TooLarge));
    }

    #[test]
    fn fragments_are_limited() {
        let mut data = client_frame(0x02, b"");
        for _ in 0..MAX_FRAGMENTS {
            data.extend(client_frame(0x00, b""));
        }
        assert_eq!(decode_in(usize::MAX, &data).1, Err(FrameError::Protocol));
    }

    #[test]
    fn nothing_is_held_between_messages() {
        let mut decoder = Decoder::default();
        let frame = client_frame(0x81, &[b'a'; 500]);
        for piece in frame.chunks(100) {
            decoder.feed(&mut piece.to_vec(), MAX, |_| true).unwrap();
        }
        assert_eq!(decoder.held(), 0);
    }

    #[test]
    fn frames_of_the_server() {
        assert_eq!(&Frame::text("4", "2[\"x\"]").bytes()[..], b"\x81\x0742[\"x\"]");
        assert_eq!(Frame::text("4", "2[\"x\"]").payload(), b"42[\"x\"]");
        assert_eq!(&Frame::close(None).bytes()[..], b"\x88\x00");
        assert_eq!(&Frame::close(Some(1009)).bytes()[..], b"\x88\x02\x03\xf1");
        assert_eq!(&Frame::pong(b"a").bytes()[..], b"\x8a\x01a");
        for length in [125, 126, 0xffff, 0x10000] {
            let frame = Frame::binary(&vec![7; length]);
            assert_eq!(frame.payload().len(), length);
            assert!(frame.is_binary());
        }
    }
}

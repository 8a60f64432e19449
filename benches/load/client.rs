//! A client of the protocol that is small enough to be run a thousand times in one thread. The bare
//! write loop is read by the same code, so that both are measured with the same receiver.

use std::{
    cell::{Cell, RefCell},
    error::Error,
    io,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use dcts_edge::security::pow::Proof;
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::oneshot, time::timeout};

use crate::accounts::Account;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Read at a time, by all connections in turn.
const READ_BUFFER: usize = 64 * 1024;
/// Stands before the time of sending in a message's text.
const STAMP: &[u8] = b"sent at ";
/// Digits of that time, in nanoseconds.
const STAMP_DIGITS: usize = 20;
/// What a broadcast message begins with.
const DELIVERY: &[u8] = b"42[\"messageCreate\"";

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BUFFER]);
}

/// What all connections count together.
pub(crate) struct Shared {
    start: Instant,
    delivered: Cell<u64>,
    /// From sending to arrival at each receiver, microseconds.
    latencies: RefCell<Vec<u32>>,
    /// Where the last message had its stamp; the next one has it at the same place.
    stamp_place: Cell<usize>,
    /// A whole frame as it arrived: what the write loop is to write.
    sample: RefCell<Option<Vec<u8>>>,
    /// Events that are no messages.
    others: Cell<u64>,
    /// Connections that the server ended.
    lost: Cell<u64>,
    /// Longest time to the answer of a ping. Drawn anew for each, to spread heartbeats that began
    /// together.
    pong_delay: Cell<Duration>,
    draw: Cell<u64>,
}

impl Shared {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self {
            start: Instant::now(),
            delivered: Cell::new(0),
            latencies: RefCell::default(),
            stamp_place: Cell::new(0),
            sample: RefCell::default(),
            others: Cell::new(0),
            lost: Cell::new(0),
            pong_delay: Cell::new(Duration::ZERO),
            draw: Cell::new(1),
        })
    }

    pub(crate) fn delivered(&self) -> u64 {
        self.delivered.get()
    }

    pub(crate) fn others(&self) -> u64 {
        self.others.get()
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lost.get()
    }

    pub(crate) fn sample(&self) -> Option<Vec<u8>> {
        self.sample.borrow().clone()
    }

    pub(crate) fn set_pong_delay(&self, longest: Duration) {
        self.pong_delay.set(longest);
    }

    /// Starts counting anew.
    pub(crate) fn reset(&self) {
        self.delivered.set(0);
        self.latencies.borrow_mut().clear();
    }

    /// The measured latencies, in order.
    pub(crate) fn take_latencies(&self) -> Vec<u32> {
        let mut latencies = std::mem::take(&mut *self.latencies.borrow_mut());
        latencies.sort_unstable();
        latencies
    }

    /// A text that says when it was sent, of about a hundred characters.
    pub(crate) fn stamped_text(&self) -> String {
        let now = self.start.elapsed().as_nanos();
        format!("sent at {now:020}: and the rest of it is as long as what people write to each other, more or less")
    }

    fn delivery(&self, frame: &[u8], text: &[u8]) {
        self.delivered.set(self.delivered.get() + 1);
        if self.sample.borrow().is_none() {
            *self.sample.borrow_mut() = Some(frame.to_vec());
        }
        let is_here = |place: usize| text.get(place..).is_some_and(|rest| rest.starts_with(STAMP));
        if !is_here(self.stamp_place.get()) {
            let found = text.windows(STAMP.len()).position(|window| window == STAMP);
            self.stamp_place.set(found.unwrap_or_default());
        }
        let digits = text.get(self.stamp_place.get() + STAMP.len()..).and_then(|rest| rest.get(..STAMP_DIGITS));
        let sent = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u64>().ok());
        if let Some(sent) = sent {
            let now = self.start.elapsed().as_nanos() as u64;
            self.latencies.borrow_mut().push((now.saturating_sub(sent) / 1000) as u32);
        }
    }

    fn next_pong_delay(&self) -> Duration {
        let longest = self.pong_delay.get().as_millis() as u64;
        if longest == 0 {
            return Duration::ZERO;
        }
        self.draw.set(self.draw.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        Duration::from_millis((self.draw.get() >> 33) % longest)
    }
}

/// What somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Open,
    Connected,
    Ack(u64),
}

/// One connection.
pub(crate) struct Client {
    shared: Rc<Shared>,
    stream: TcpStream,
    partial: RefCell<Vec<u8>>,
    waiting: RefCell<Vec<(Key, oneshot::Sender<String>)>>,
    next_ack: Cell<u64>,
    account: RefCell<Account>,
    /// We end it, so its end is no loss.
    is_ending: Cell<bool>,
}

/// Where a server is.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) host: String,
    /// Before `/socket.io/`.
    pub(crate) base: String,
    /// Of the proof of work, in hexadecimal zeros.
    pub(crate) difficulty: u32,
    /// The client's address, as a trusted proxy tells it.
    pub(crate) forwarded_for: Option<String>,
    /// Whether `setRoom` is acknowledged.
    pub(crate) acks_rooms: bool,
}

impl Client {
    /// A connection to the write loop: it only receives.
    pub(crate) async fn receive(shared: &Rc<Shared>, address: SocketAddr) -> Result<Rc<Self>> {
        let stream = TcpStream::connect(address).await?;
        Ok(Self::start(shared, stream, Vec::new()))
    }

    /// Opens a WebSocket and joins the namespace.
    pub(crate) async fn connect(shared: &Rc<Shared>, target: &Target) -> Result<Rc<Self>> {
        let stream = TcpStream::connect(target.address).await?;
        stream.set_nodelay(true)?;
        let forwarded = target.forwarded_for.as_ref().map(|address| format!("X-Forwarded-For: {address}\r\n"));
        let request = format!(
            "GET {}/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{}\r\n",
            target.base,
            target.host,
            forwarded.unwrap_or_default()
        );
        write_all(&stream, request.as_bytes()).await?;
        let rest = timeout(PATIENCE, read_handshake(&stream)).await??;
        let client = Self::start(shared, stream, rest);
        client.wait(Key::Open).await?;
        let connected = client.expect(Key::Connected);
        client.send_text("40").await?;
        timeout(PATIENCE, connected).await??;
        Ok(client)
    }

    fn start(shared: &Rc<Shared>, stream: TcpStream, rest: Vec<u8>) -> Rc<Self> {
        let client = Rc::new(Self {
            shared: Rc::clone(shared),
            stream,
            partial: RefCell::new(rest),
            waiting: RefCell::default(),
            next_ack: Cell::new(0),
            account: RefCell::new(Account { id: String::new(), token: String::new() }),
            is_ending: Cell::new(false),
        });
        let reader = Rc::clone(&client);
        tokio::task::spawn_local(async move {
            let _ = reader.read().await;
            reader.waiting.borrow_mut().clear();
            if !reader.is_ending.get() {
                reader.shared.lost.set(reader.shared.lost.get() + 1);
            }
        });
        client
    }

    /// Joins as a member and opens a channel.
    pub(crate) async fn join(&self, target: &Target, account: &Account, room: &str) -> Result<()> {
        let form = json!({"id": account.id, "token": account.token, "pow": proof(target.difficulty)});
        let answer = self.ask("userConnected", &form).await?;
        if answer["token"] != json!(account.token) {
            return Err(format!("the join of {} was refused: {answer}", account.id).into());
        }
        self.account.replace(account.clone());
        self.open_room(target, room).await
    }

    async fn open_room(&self, target: &Target, room: &str) -> Result<()> {
        let request = {
            let account = self.account.borrow();
            json!({"id": account.id, "token": account.token, "room": room})
        };
        if target.acks_rooms {
            let answer = self.ask("setRoom", &request).await?;
            if !answer["error"].is_null() {
                return Err(format!("setRoom was refused: {answer}").into());
            }
            return Ok(());
        }
        self.send_text(&format!("42[\"setRoom\",{request}]")).await
    }

    /// Makes an account over the protocol.
    pub(crate) async fn register(&self, target: &Target, id: String) -> Result<Account> {
        let form = json!({
            "id": id, "token": null, "name": format!("Member {id}"), "loginName": format!("user{id}"),
            "password": "correct horse battery", "onboarding": true, "pow": proof(target.difficulty),
        });
        let answer = self.ask("userConnected", &form).await?;
        let text = |key: &str| answer[key].as_str().map(str::to_owned);
        let Some(token) = text("token") else { return Err(format!("registration was refused: {answer}").into()) };
        Ok(Account { id: text("id").unwrap_or(id), token })
    }

    /// A WebSocket frame that sends a stamped message; its ack can be awaited.
    fn message(&self, room: &str) -> (Vec<u8>, oneshot::Receiver<String>) {
        let mut place = room.split('-');
        let (group, category, channel) = (place.next(), place.next(), place.next());
        let account = self.account.borrow();
        let request = json!({
            "author": {"id": account.id}, "token": account.token, "message": self.shared.stamped_text(),
            "group": group, "category": category, "channel": channel, "room": room,
        });
        let (ack, answered) = self.expect_ack();
        (masked(&format!("42{ack}[\"messageSend\",{request}]")), answered)
    }

    /// Sends so many messages in one write, and waits for their acks.
    pub(crate) async fn say(&self, room: &str, count: usize) -> Result<()> {
        let (frames, answers): (Vec<_>, Vec<_>) = (0..count).map(|_| self.message(room)).unzip();
        self.send(&frames.concat()).await?;
        for answered in answers {
            check_sent(&timeout(PATIENCE, answered).await??)?;
        }
        Ok(())
    }

    async fn send(&self, frame: &[u8]) -> Result<()> {
        Ok(write_all(&self.stream, frame).await?)
    }

    /// From now on the end of the connection is no loss.
    pub(crate) fn end(&self) {
        self.is_ending.set(true);
    }

    /// Leaves: what a client does that goes away in order.
    pub(crate) async fn close(&self) {
        self.end();
        // The server answers by closing; an error means that it has done so already.
        let _ = self.send(&[0x88, 0x80, 0, 0, 0, 0]).await;
    }

    async fn send_text(&self, text: &str) -> Result<()> {
        self.send(&masked(text)).await
    }

    pub(crate) async fn ask(&self, event: &str, request: &Value) -> Result<Value> {
        let (ack, answered) = self.expect_ack();
        self.send_text(&format!("42{ack}[\"{event}\",{request}]")).await?;
        let answer = timeout(PATIENCE, answered).await.map_err(|_| format!("no answer to {event}"))??;
        let mut answers: Vec<Value> = serde_json::from_str(&answer)?;
        Ok(if answers.is_empty() { Value::Null } else { answers.swap_remove(0) })
    }

    fn expect_ack(&self) -> (u64, oneshot::Receiver<String>) {
        let ack = self.next_ack.get();
        self.next_ack.set(ack + 1);
        (ack, self.expect(Key::Ack(ack)))
    }

    fn expect(&self, key: Key) -> oneshot::Receiver<String> {
        let (told, waits) = oneshot::channel();
        self.waiting.borrow_mut().push((key, told));
        waits
    }

    async fn wait(&self, key: Key) -> Result<String> {
        Ok(timeout(PATIENCE, self.expect(key)).await??)
    }

    fn tell(&self, key: Key, text: &[u8]) {
        let mut waiting = self.waiting.borrow_mut();
        if let Some(place) = waiting.iter().position(|(waited, _)| *waited == key) {
            let (_, told) = waiting.swap_remove(place);
            let _ = told.send(String::from_utf8_lossy(text).into_owned());
        }
    }

    async fn read(self: &Rc<Self>) -> io::Result<()> {
        // What came along with the handshake.
        tokio::task::yield_now().await;
        self.take_in(&[]);
        loop {
            self.stream.readable().await?;
            let read: io::Result<usize> = BUFFER.with_borrow_mut(|buffer| {
                let length = self.stream.try_read(buffer)?;
                self.take_in(&buffer[..length]);
                Ok(length)
            });
            match read {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn take_in(self: &Rc<Self>, data: &[u8]) {
        let mut partial = std::mem::take(&mut *self.partial.borrow_mut());
        let rest = if partial.is_empty() {
            data[self.frames(data)..].to_vec()
        } else {
            partial.extend_from_slice(data);
            let used = self.frames(&partial);
            partial.drain(..used);
            partial
        };
        *self.partial.borrow_mut() = rest;
    }

    /// Handles all complete frames; returns how many bytes they had.
    fn frames(self: &Rc<Self>, data: &[u8]) -> usize {
        let mut used = 0;
        while let Some((header, end)) = frame_at(&data[used..]) {
            let frame = &data[used..used + end];
            self.text(frame, &frame[header..]);
            used += end;
        }
        used
    }

    fn text(self: &Rc<Self>, frame: &[u8], text: &[u8]) {
        if text.starts_with(DELIVERY) {
            return self.shared.delivery(frame, text);
        }
        match text {
            b"2" => self.pong(),
            [b'0', ..] => self.tell(Key::Open, text),
            [b'4', b'0', ..] => self.tell(Key::Connected, text),
            [b'4', b'3', rest @ ..] => {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let ack = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse().ok());
                if let Some(ack) = ack {
                    self.tell(Key::Ack(ack), &rest[digits..]);
                }
            }
            _ => self.shared.others.set(self.shared.others.get() + 1),
        }
    }

    fn pong(self: &Rc<Self>) {
        let client = Rc::clone(self);
        let delay = self.shared.next_pong_delay();
        tokio::task::spawn_local(async move {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            // A broken connection is noticed by its reader.
            let _ = client.send_text("3").await;
        });
    }
}

/// Whether the ack of a message says that it was stored. Other servers acknowledge with nothing.
fn check_sent(answer: &str) -> Result<()> {
    let answers: Vec<Value> = serde_json::from_str(answer)?;
    match answers.first().map(|answer| &answer["error"]) {
        None | Some(Value::Null) => Ok(()),
        Some(error) => Err(format!("a message was refused: {error}").into()),
    }
}

/// Lengths of the header and of the whole of the first frame, if it is complete.
fn frame_at(data: &[u8]) -> Option<(usize, usize)> {
    let (header, length) = match *data.get(1)? {
        126 => (4, usize::from(u16::from_be_bytes(data.get(2..4)?.try_into().ok()?))),
        127 => (10, u64::from_be_bytes(data.get(2..10)?.try_into().ok()?) as usize),
        length => (2, usize::from(length)),
    };
    (data.len() >= header + length).then_some((header, header + length))
}

/// A text frame as clients send it.
fn masked(text: &str) -> Vec<u8> {
    const MASK: [u8; 4] = [0x5a, 0x17, 0xc3, 0x88];
    let mut frame = vec![0x81];
    match text.len() {
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
    frame.extend_from_slice(&MASK);
    frame.extend(text.bytes().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

async fn write_all(stream: &TcpStream, mut data: &[u8]) -> io::Result<()> {
    while !data.is_empty() {
        stream.writable().await?;
        match stream.try_write(data) {
            Ok(written) => data = &data[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads the answer to the handshake; returns what came after it.
async fn read_handshake(stream: &TcpStream) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    loop {
        stream.readable().await?;
        match stream.try_read_buf(&mut head) {
            Ok(0) => return Err("the server closed the connection during the handshake".into()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error.into()),
        }
        let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        if !head.starts_with(b"HTTP/1.1 101") {
            return Err(format!("no WebSocket: {}", String::from_utf8_lossy(&head[..end])).into());
        }
        return Ok(head.split_off(end + 4));
    }
}

/// A proof of work that no other join shows.
fn proof(difficulty: u32) -> Value {
    thread_local! {
        static COUNT: Cell<u64> = const { Cell::new(0) };
    }
    let count = COUNT.get();
    COUNT.set(count + 1);
    let challenge = format!("load{}x{count}", std::process::id());
    let is_good = |solution: &u64| {
        Proof::parse(&challenge, &solution.to_string()).is_some_and(|proof| proof.satisfies(difficulty))
    };
    json!({"challenge": challenge, "solution": (0..u64::MAX).find(is_good)})
}

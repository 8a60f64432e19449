//! Permission checks, and the bookkeeping of a broadcast: a node with a thousand joined members
//! that never writes to a socket. They are connected by long polling over pipes in memory, so that
//! what a broadcast queues stays queued until it is fetched.

use std::{
    convert::Infallible,
    hint::black_box,
    io,
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    rc::Rc,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput};
use dcts_edge::{
    config::{Config, Overrides},
    events::Dispatcher,
    model::{
        access::effective,
        ids::{ChannelId, MemberId, RoleId},
        permissions::Permission,
    },
    node::{Node, NodeOptions, Place, now_ms},
    realtime::{self, Hub, Packet, Settings},
    store::{Durability, SqliteStore, Store},
};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream},
    runtime::Runtime,
    task::LocalSet,
};

use crate::accounts::{self, Account};

const MEMBERS: usize = 1000;
/// Broadcasts between two rounds of fetching: well below what may wait for a slow reader.
const QUEUED: u64 = 200;
const CHANNEL: ChannelId = ChannelId(0);
const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A node with joined members, and the pipe to it.
struct Town {
    runtime: Runtime,
    local: LocalSet,
    node: Rc<Node>,
    pipe: DuplexStream,
    sids: Vec<String>,
    folder: PathBuf,
}

impl Town {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let local = LocalSet::new();
        let folder = std::env::temp_dir().join(format!("dcts-edge-micro-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let accounts = accounts::accounts(MEMBERS);
        let (node, mut pipe) = local.block_on(&runtime, start(&folder, &accounts)).unwrap();
        let sids = local.block_on(&runtime, async {
            let mut sids = Vec::new();
            for account in &accounts {
                sids.push(join(&mut pipe, account).await.unwrap());
            }
            sids
        });
        Self { runtime, local, node, pipe, sids, folder }
    }

    /// Fetches what is queued for everybody.
    fn drain(&mut self) {
        self.local.block_on(&self.runtime, async {
            for sid in &self.sids {
                poll(&mut self.pipe, sid).await.unwrap();
            }
        });
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn start(folder: &std::path::Path, accounts: &[Account]) -> io::Result<(Rc<Node>, DuplexStream)> {
    let database = folder.join("dcts-edge.sqlite");
    let store = SqliteStore::open(&database, Durability::Normal).map_err(io::Error::other)?;
    accounts::insert(&database, accounts, now_ms()).map_err(|error| io::Error::other(error.to_string()))?;
    let mut config = Config::default();
    config.serverinfo.pow.difficulty = 0;
    config.serverinfo.slots.limit = MEMBERS as i64;
    if let Some(role) = config.serverroles.get_mut(RoleId::MEMBER) {
        role.members = accounts.iter().filter_map(|account| account.id.parse().ok()).collect();
    }
    let hub = Hub::new(Settings::default());
    let options = NodeOptions {
        config_path: folder.join("config.json"),
        data: folder.to_owned(),
        config,
        overrides: Overrides::default(),
        store: Store::Sqlite(store),
        hub: hub.clone(),
    };
    let node = Node::start(options).await.map_err(io::Error::other)?;
    hub.set_app(Rc::new(Dispatcher::new(Rc::clone(&node))));
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    tokio::task::spawn_local(async move {
        let service = service_fn(|request: Request<Incoming>| {
            let hub = hub.clone();
            async move { Ok::<_, Infallible>(realtime::handle(&hub, request, CLIENT, None).await) }
        });
        http1::Builder::new().serve_connection(TokioIo::new(theirs), service).await
    });
    Ok((node, ours))
}

async fn join(pipe: &mut DuplexStream, account: &Account) -> io::Result<String> {
    let open = request(pipe, "GET", "", "").await?;
    let sid = open.split('"').nth(3).unwrap_or_default().to_owned();
    let (id, token) = (&account.id, &account.token);
    let form = json!({"id": id, "token": token, "pow": {"challenge": "micro", "solution": "0"}});
    let room = json!({"id": id, "token": token, "room": "0-0-0"});
    let packets = format!("40\u{1e}420[\"userConnected\",{form}]\u{1e}421[\"setRoom\",{room}]");
    let session = format!("&sid={sid}");
    request(pipe, "POST", &session, &packets).await?;
    let answers = poll(pipe, &sid).await?;
    if answers.contains("\"token\"") { Ok(sid) } else { Err(io::Error::other(answers)) }
}

async fn poll(pipe: &mut DuplexStream, sid: &str) -> io::Result<String> {
    request(pipe, "GET", &format!("&sid={sid}"), "").await
}

/// One request over the pipe, and the body of its answer.
async fn request(pipe: &mut DuplexStream, method: &str, query: &str, body: &str) -> io::Result<String> {
    let head = format!(
        "{method} /socket.io/?EIO=4&transport=polling{query} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    pipe.write_all(head.as_bytes()).await?;
    pipe.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    loop {
        if pipe.read_buf(&mut answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if length.is_none_or(|length: usize| body.len() >= length) {
            return Ok(body.to_owned());
        }
    }
}

/// Times a broadcast without the fetching in between.
fn timed(town: &mut Town, rounds: u64, broadcast: impl Fn(&Node)) -> Duration {
    let mut time = Duration::ZERO;
    for round in 0..rounds {
        let started = Instant::now();
        broadcast(&town.node);
        time += started.elapsed();
        if round % QUEUED == QUEUED - 1 {
            town.drain();
        }
    }
    town.drain();
    time
}

pub(crate) fn benches(c: &mut Criterion) {
    let mut town = Town::new();
    let member: MemberId = accounts::accounts(1)[0].id.parse().unwrap();

    let mut group = c.benchmark_group("permissions");
    group.throughput(Throughput::Elements(1));
    group.bench_function("may, cached", |b| {
        b.iter(|| town.node.may(black_box(member), Permission::ViewChannel, Place::Channel(CHANNEL)));
    });
    group.bench_function("the algorithm itself, one role", |b| {
        let config = town.node.config();
        let place = config.groups.find_channel(CHANNEL).unwrap();
        let (group, channel) = (Some(place.group), Some(place.channel));
        b.iter(|| effective(&config.serverroles, black_box(&[RoleId::MEMBER]), group, channel));
    });
    group.finish();

    let packet = Packet::event("messageCreate", &json!({"message": "x".repeat(350)}));
    let mut group = c.benchmark_group("fan-out");
    group.sample_size(20);
    group.throughput(Throughput::Elements(MEMBERS as u64));
    group.bench_function("to 1,000 who may view a channel", |b| {
        b.iter_custom(|rounds| timed(&mut town, rounds, |node| node.send_to_viewers(CHANNEL, &packet)));
    });
    group.bench_function("to all 1,000 members", |b| {
        b.iter_custom(|rounds| timed(&mut town, rounds, |node| node.send_to_members(&packet)));
    });
    group.bench_function("to all 1,000 sockets", |b| {
        b.iter_custom(|rounds| timed(&mut town, rounds, |node| node.hub.send_where(&packet, |_| true)));
    });
    group.finish();
    let node = Rc::clone(&town.node);
    town.local.block_on(&town.runtime, async { node.shut_down().await });
}

//! A node with joined members that never writes to a socket. They are connected by long polling over
//! pipes in memory, so that what a broadcast queues stays queued until it is fetched.

use std::{
    convert::Infallible,
    io,
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
    rc::Rc,
};

use dcts_edge::{
    config::{Config, Overrides},
    events::Dispatcher,
    model::ids::RoleId,
    node::{Node, NodeOptions, now_ms},
    realtime::{self, Hub, Settings},
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

const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A node with joined members, and the pipe to it.
pub(crate) struct Town {
    pub(crate) runtime: Runtime,
    pub(crate) local: LocalSet,
    pub(crate) node: Rc<Node>,
    pub(crate) accounts: Vec<Account>,
    pipe: DuplexStream,
    sids: Vec<String>,
    folder: PathBuf,
}

impl Town {
    /// A node with so many members and a configuration that is made for them.
    pub(crate) fn new(count: usize, configure: impl FnOnce(&mut Config, &[Account])) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let local = LocalSet::new();
        let folder = std::env::temp_dir().join(format!("dcts-edge-micro-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let accounts = accounts::accounts(count);
        let mut config = Config::default();
        config.serverinfo.pow.difficulty = 0;
        config.serverinfo.slots.limit = count as i64;
        if let Some(role) = config.serverroles.get_mut(RoleId::MEMBER) {
            role.members = accounts.iter().filter_map(|account| account.id.parse().ok()).collect();
        }
        configure(&mut config, &accounts);
        let (node, mut pipe) = local.block_on(&runtime, start(&folder, &accounts, config)).unwrap();
        let sids = local.block_on(&runtime, async {
            let mut sids = Vec::new();
            for account in &accounts {
                sids.push(join(&mut pipe, account).await.unwrap());
            }
            sids
        });
        Self { runtime, local, node, accounts, pipe, sids, folder }
    }

    /// Fetches what is queued for everybody.
    pub(crate) fn drain(&mut self) {
        self.local.block_on(&self.runtime, async {
            for sid in &self.sids {
                poll(&mut self.pipe, sid).await.unwrap();
            }
        });
    }

    /// One member's event and what comes back for it: both ways through HTTP, in memory.
    pub(crate) fn ask(&mut self, member: usize, event: &str) -> String {
        let session = format!("&sid={}", self.sids[member]);
        let packet = format!("427{event}");
        let Self { runtime, local, pipe, .. } = self;
        let asked = async {
            request(pipe, "POST", &session, &packet).await?;
            request(pipe, "GET", &session, "").await
        };
        local.block_on(runtime, asked).unwrap()
    }

    /// Ends the node.
    pub(crate) fn close(self) {
        let node = Rc::clone(&self.node);
        self.local.block_on(&self.runtime, async { node.shut_down().await });
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn start(folder: &std::path::Path, accounts: &[Account], config: Config) -> io::Result<(Rc<Node>, DuplexStream)> {
    let database = folder.join("dcts-edge.sqlite");
    let store = SqliteStore::open(&database, Durability::Normal).map_err(io::Error::other)?;
    accounts::insert(&database, accounts, now_ms()).map_err(|error| io::Error::other(error.to_string()))?;
    let hub = Hub::new(Settings::default());
    let options = NodeOptions {
        config_path: folder.join("config.json"),
        data: folder.to_owned(),
        config,
        overrides: Overrides::default(),
        store: Store::Sqlite(store),
        hub: hub.clone(),
        keys: Default::default(),
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

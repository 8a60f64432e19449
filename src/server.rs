//! Floor 5: the process. Opens what is needed, listens, serves connections, and ends in order.

use std::{
    cell::Cell,
    convert::Infallible,
    fmt,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    signal::unix::{Signal, SignalKind, signal},
    task::LocalSet,
};

use crate::{
    config::{self, Config, Overrides},
    events::Dispatcher,
    http::{self, Site, WebFolder},
    node::{Node, NodeOptions},
    realtime::{Hub, Settings},
    security::ip::{Network, TrustedProxies},
    store::{Durability, SqliteStore, Store},
};

/// For the head of a request to arrive; also how long an idle connection is kept.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Most header fields of a request.
const MAX_HEADERS: usize = 64;
/// Largest head of a request, bytes. hyper takes no less.
const MAX_HEAD: usize = 8192;
/// TCP connections beyond those of sessions: pages being loaded, polls being replaced.
const SPARE_CONNECTIONS: usize = 256;
/// How long to wait when the system gives no more connections.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What a node is run with.
#[derive(Debug)]
pub struct Options {
    /// Folder of the database.
    pub data: PathBuf,
    /// Where config.json is.
    pub config_path: PathBuf,
    /// config.json.
    pub config: Config,
    /// What the environment says on top.
    pub overrides: Overrides,
    /// Where to listen, instead of what the configuration says.
    pub listen: Option<SocketAddr>,
    /// Another web client.
    pub web: Option<PathBuf>,
}

/// Why a node could not start. Reads as one line.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

/// Where to listen.
pub fn address(config: &Config, overrides: &Overrides, listen: Option<SocketAddr>) -> SocketAddr {
    let ip = config.dcts_edge.listen_address.parse().unwrap_or(IpAddr::from([0, 0, 0, 0]));
    listen.unwrap_or(SocketAddr::new(ip, overrides.port.unwrap_or(config.serverinfo.port)))
}

/// Runs a node until it is told to end. `ready` is called once it listens.
///
/// # Errors
/// When it cannot start.
pub fn run(options: Options, ready: impl FnOnce(SocketAddr)) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // One for password hashes and files; the database has its own.
        .max_blocking_threads(1)
        .thread_stack_size(512 * 1024)
        .build()
        .map_err(|error| StartError(format!("the runtime cannot start: {error}")))?;
    LocalSet::new().block_on(&runtime, serve(options, ready))
}

async fn serve(options: Options, ready: impl FnOnce(SocketAddr)) -> Result<(), StartError> {
    let mut signals = Signals::new().map_err(|error| StartError(format!("signals cannot be watched: {error}")))?;
    let web = match &options.web {
        None => None,
        Some(folder) => {
            Some(WebFolder::new(folder).map_err(|error| StartError(format!("{}: {error}", folder.display())))?)
        }
    };
    let wanted = address(&options.config, &options.overrides, options.listen);
    let store = open_store(&options.data, &options.config)?;
    let listener = TcpListener::bind(wanted).await;
    let listener = listener.map_err(|error| StartError(format!("cannot listen on {wanted}: {error}")))?;
    let listening = listener.local_addr().map_err(|error| StartError(format!("cannot listen on {wanted}: {error}")))?;
    let max_connections = options.config.dcts_edge.max_connections as usize;
    let proxies = trusted_proxies(&options.config);
    let config_path = options.config_path.clone();
    let hub = Hub::new(Settings {
        max_payload: options.config.dcts_edge.max_payload as usize,
        max_sessions: max_connections,
        ..Settings::default()
    });
    let node = Node::start(NodeOptions {
        config_path: options.config_path,
        config: options.config,
        overrides: options.overrides,
        store,
        hub: hub.clone(),
    })
    .await
    .map_err(|error| StartError(format!("the database cannot be read: {error}")))?;
    hub.set_app(Rc::new(Dispatcher::new(Rc::clone(&node))));
    let front = Rc::new(Front {
        site: Site { node: Rc::clone(&node), web },
        proxies,
        open: Cell::new(0),
        max_open: max_connections + SPARE_CONNECTIONS,
    });
    ready(listening);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => front.admit(stream, peer),
                Err(error) => {
                    log::warn!("a connection could not be accepted: {error}");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            _ = signals.hangup.recv() => reload(&node, &config_path),
            _ = signals.interrupt.recv() => break,
            _ = signals.terminate.recv() => break,
        }
    }
    log::info!("ending");
    drop(listener);
    node.shut_down().await;
    Ok(())
}

fn open_store(data: &Path, config: &Config) -> Result<Store, StartError> {
    let path = data.join("dcts-edge.sqlite");
    let durability = match config.dcts_edge.durability {
        config::Durability::Full => Durability::Full,
        config::Durability::Normal => Durability::Normal,
    };
    let store =
        SqliteStore::open(&path, durability).map_err(|error| StartError(format!("{}: {error}", path.display())))?;
    Ok(Store::Sqlite(store))
}

fn trusted_proxies(config: &Config) -> TrustedProxies {
    let networks = config.dcts_edge.trusted_proxies.iter();
    // What is no network was refused when the configuration was loaded.
    TrustedProxies::new(networks.filter_map(|network| network.parse::<Network>().ok()).collect())
}

fn reload(node: &Node, path: &Path) {
    match config::load(path) {
        Ok(Some(fresh)) => {
            let waiting = node.reload(fresh);
            if waiting.is_empty() {
                log::info!("{}: read again", path.display());
            } else {
                log::info!("{}: read again; after a restart: {}", path.display(), waiting.join(", "));
            }
        }
        Ok(None) => log::error!("{}: there is no such file; the settings stay as they are", path.display()),
        Err(error) => log::error!("{error}; the settings stay as they are"),
    }
}

struct Signals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }
}

/// What connections need.
struct Front {
    site: Site,
    proxies: TrustedProxies,
    open: Cell<usize>,
    max_open: usize,
}

/// Counts a connection as long as it lives.
struct Opened(Rc<Front>);

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.open.set(self.0.open.get() - 1);
    }
}

impl Front {
    fn admit(self: &Rc<Self>, stream: TcpStream, peer: SocketAddr) {
        // SECURITY: beyond the cap a connection is dropped at once; accepting never stalls.
        if self.open.get() >= self.max_open {
            log::warn!("{} connections are open: one more refused", self.open.get());
            return;
        }
        self.open.set(self.open.get() + 1);
        let opened = Opened(Rc::clone(self));
        tokio::task::spawn_local(async move {
            if let Err(error) = opened.0.connection(stream, peer.ip()).await {
                log::debug!("{}: {error}", peer.ip());
            }
        });
    }

    async fn connection(self: &Rc<Self>, stream: TcpStream, peer: IpAddr) -> hyper::Result<()> {
        let service = service_fn(|request: Request<Incoming>| {
            let front = Rc::clone(self);
            async move {
                let client = front.client(&request, peer);
                Ok::<_, Infallible>(http::handle(&front.site, request, client).await)
            }
        });
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .max_headers(MAX_HEADERS)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
            .await
    }

    fn client(&self, request: &Request<Incoming>, peer: IpAddr) -> IpAddr {
        let field = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        self.proxies.client(peer, field("x-forwarded-for"), field("x-real-ip"))
    }
}

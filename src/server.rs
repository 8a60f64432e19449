//! Floor 5: the process. Opens what is needed, listens, serves connections, and ends in order.

use std::{
    cell::Cell,
    convert::Infallible,
    fmt, io,
    net::{IpAddr, SocketAddr, UdpSocket},
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
    time::Interval,
};

use crate::{
    config::{self, Config, Overrides},
    control, database,
    events::Dispatcher,
    http::{self, Client, Pictures, Reading, RequestLimits, Site, Uploads, WebFolder},
    node::{
        Node, NodeOptions,
        dsync::{self, NodeKeys},
    },
    realtime::{Hub, Settings, Stream},
    security::ip::{Network, TrustedProxies},
    service::{self, Manager},
    store::Store,
    tls::{self, Tls},
};

/// For the head of a request to arrive; also how long an idle connection is kept.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Most header fields of a request.
const MAX_HEADERS: usize = 64;
/// Largest head of a request, bytes. hyper takes no less.
const MAX_HEAD: usize = 8192;
/// TCP connections beyond those of sessions: pages being loaded, polls being replaced.
const SPARE_CONNECTIONS: usize = 256;
/// Files that are no connections: the database, the log, uploads being read.
const OTHER_FILES: u64 = 64;
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

/// Where a node can be reached.
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// Address and port.
    pub address: SocketAddr,
    /// Whether clients are served over TLS.
    pub is_tls: bool,
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
pub fn run(options: Options, ready: impl FnOnce(Listening)) -> Result<(), StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // One for password hashes and files; the database has its own.
        .max_blocking_threads(1)
        .thread_stack_size(512 * 1024)
        .build()
        .map_err(|error| StartError(format!("the runtime cannot start: {error}")))?;
    LocalSet::new().block_on(&runtime, serve(options, ready))
}

async fn serve(options: Options, ready: impl FnOnce(Listening)) -> Result<(), StartError> {
    let mut signals = Signals::new().map_err(|error| StartError(format!("signals cannot be watched: {error}")))?;
    let manager = Manager::from_environment();
    raise_file_limit(options.config.dcts_edge.max_connections as u64);
    let web = match &options.web {
        None => None,
        Some(folder) => {
            Some(WebFolder::new(folder).map_err(|error| StartError(format!("{}: {error}", folder.display())))?)
        }
    };
    let wanted = address(&options.config, &options.overrides, options.listen);
    let keys = node_keys(&options, wanted)?;
    let tls = open_tls(&options.data, &options.config)?;
    let listener = listen(wanted).await?;
    let listening = listener.local_addr().map_err(|error| StartError(format!("cannot listen on {wanted}: {error}")))?;
    let redirect_from = match options.config.dcts_edge.tls.redirect_from.parse::<SocketAddr>() {
        Ok(address) if tls.is_some() => Some(bind(address).await?),
        _ => None,
    };
    let Some(store) = open_store(&options, &listener, &mut signals, &manager).await? else { return Ok(()) };
    let max_connections = options.config.dcts_edge.max_connections as usize;
    let proxies = trusted_proxies(&options.config);
    let config_path = options.config_path.clone();
    let hub = Hub::new(Settings {
        max_payload: options.config.dcts_edge.max_payload as usize,
        max_sessions: max_connections,
        ..Settings::default()
    });
    let node = Node::start(NodeOptions {
        data: options.data.clone(),
        config_path: options.config_path,
        config: options.config,
        overrides: options.overrides,
        store,
        hub: hub.clone(),
        keys,
    })
    .await
    .map_err(|error| StartError(format!("the database cannot be read: {error}")))?;
    hub.set_app(Rc::new(Dispatcher::new(Rc::clone(&node))));
    let pictures = Pictures::new(&options.data);
    let uploads = Uploads::open(&options.data);
    let front = Rc::new(Front {
        site: Site {
            node: Rc::clone(&node),
            web,
            data: options.data,
            uploads,
            pictures,
            reading: Reading::default(),
            limits: RequestLimits::default(),
        },
        proxies,
        tls,
        port: listening.port(),
        open: Cell::new(0),
        max_open: max_connections + SPARE_CONNECTIONS,
    });
    let (controlled, path) = (Rc::clone(&node), config_path.clone());
    if let Err(error) = control::listen(node.data(), Rc::clone(&node), move || reload(&controlled, &path)) {
        log::warn!("dcts-edge ctl will not reach this node: {error}");
    }
    ready(Listening { address: listening, is_tls: front.tls.is_some() });
    manager.ready(&status(&node));
    let mut watchdog = manager.watchdog_interval().map(tokio::time::interval);
    loop {
        tokio::select! {
            accepted = listener.accept() => front.accepted(accepted, false).await,
            accepted = accept_from(redirect_from.as_ref()) => front.accepted(accepted, true).await,
            // Fed from here, the loop that serves everybody: if it is stuck, the manager starts a new one.
            () = tick(watchdog.as_mut()) => manager.alive(&status(&node)),
            _ = signals.hangup.recv() => {
                manager.reloading();
                reload(&node, &config_path);
                front.tls.iter().for_each(Tls::renew);
                manager.ready(&status(&node));
            }
            _ = signals.interrupt.recv() => break,
            _ = signals.terminate.recv() => break,
        }
    }
    log::info!("ending");
    manager.stopping();
    drop(listener);
    let _ = std::fs::remove_file(control::socket_path(node.data()));
    node.shut_down().await;
    Ok(())
}

/// The node's own keys, unless what is said about federation is dangerous.
fn node_keys(options: &Options, wanted: SocketAddr) -> Result<NodeKeys, StartError> {
    if dsync::allows_private(&options.config) && !wanted.ip().is_loopback() {
        let why = "serverinfo.dsync.allowPrivateAddresses is for tests: only for a node that listens on 127.0.0.1";
        return Err(StartError(why.into()));
    }
    dsync::load_keys(&options.config_path, &options.config).map_err(StartError)
}

/// What the service manager shows.
fn status(node: &Node) -> String {
    let online = node.online_count();
    format!("{online} {} online", if online == 1 { "member" } else { "members" })
}

async fn tick(watchdog: Option<&mut Interval>) {
    match watchdog {
        Some(interval) => {
            interval.tick().await;
        }
        None => std::future::pending().await,
    }
}

async fn accept_from(listener: Option<&TcpListener>) -> io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// The socket that a service manager handed over, or else one of our own.
async fn listen(wanted: SocketAddr) -> Result<TcpListener, StartError> {
    let problem = |error: io::Error| StartError(format!("the socket that was handed over cannot be used: {error}"));
    match service::activated_listener().map_err(problem)? {
        Some(listener) => TcpListener::from_std(listener).map_err(problem),
        None => bind(wanted).await,
    }
}

async fn bind(wanted: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(wanted).await.map_err(|error| StartError(format!("cannot listen on {wanted}: {error}")))
}

/// Takes as many file descriptors as the system allows and the connections may need.
fn raise_file_limit(connections: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let needed = connections + SPARE_CONNECTIONS as u64 + OTHER_FILES;
    let current = limit.maximum.map_or(needed, |maximum| maximum.min(needed));
    if limit.current.is_some_and(|soft| soft < current) {
        let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(current), maximum: limit.maximum });
        if raised.is_err() || current < needed {
            log::warn!("the system allows {current} open files; {connections} connections may need {needed}");
        }
    }
}

fn open_tls(data: &Path, config: &Config) -> Result<Option<Tls>, StartError> {
    let settings = &config.dcts_edge.tls;
    if !settings.is_on() {
        return Ok(None);
    }
    let files = if settings.self_signed {
        tls::self_signed(data, lan_address()).map_err(StartError)?
    } else {
        tls::Files { cert: settings.cert.clone().into(), key: settings.key.clone().into() }
    };
    Tls::new(files).map(Some).map_err(StartError)
}

/// The address by which others in the network reach this machine: that of the interface that leads
/// out. No packet is sent.
pub fn lan_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_loopback() && !address.is_unspecified())
}

/// Opens SQLite, or MariaDB where the settings name a user of one. `None`: told to end while waiting.
async fn open_store(
    options: &Options,
    listener: &TcpListener,
    signals: &mut Signals,
    manager: &Manager,
) -> Result<Option<Store>, StartError> {
    tokio::select! {
        // First, so that it is not left out.
        biased;
        () = manager.starting() => Ok(None),
        opened = open_and_fill_store(options) => opened.map(Some).map_err(StartError),
        () = http::waiting::serve(listener) => Ok(None),
        _ = signals.interrupt.recv() => Ok(None),
        _ = signals.terminate.recv() => Ok(None),
    }
}

async fn open_and_fill_store(options: &Options) -> Result<Store, String> {
    let store = database::open(&options.data, &options.config, &options.overrides).await?;
    database::take_legacy_members(&store, &options.config_path).await?;
    Ok(store)
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
    fn new() -> io::Result<Self> {
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
    tls: Option<Tls>,
    /// Where clients are sent that did not come by HTTPS.
    port: u16,
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
    async fn accepted(self: &Rc<Self>, accepted: io::Result<(TcpStream, SocketAddr)>, only_redirects: bool) {
        match accepted {
            Ok((stream, peer)) => self.admit(stream, peer, only_redirects),
            Err(error) => {
                log::warn!("a connection could not be accepted: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }

    fn admit(self: &Rc<Self>, stream: TcpStream, peer: SocketAddr, only_redirects: bool) {
        // SECURITY: beyond the cap a connection is dropped at once; accepting never stalls.
        if self.open.get() >= self.max_open {
            log::warn!("{} connections are open: one more refused", self.open.get());
            return;
        }
        self.open.set(self.open.get() + 1);
        let opened = Opened(Rc::clone(self));
        crate::tasks::spawn(async move {
            let front = &opened.0;
            let stream = match front.secure(stream, only_redirects).await {
                Ok(stream) => stream,
                Err(error) => return log::debug!("{}: no TLS: {error}", peer.ip()),
            };
            if let Err(error) = front.serve(stream, peer.ip(), only_redirects).await {
                log::debug!("{}: {error}", peer.ip());
            }
        });
    }

    /// Begins TLS where it is spoken. SECURITY: a client gets as long for that as for a request's head.
    async fn secure(&self, stream: TcpStream, only_redirects: bool) -> io::Result<Stream> {
        match &self.tls {
            Some(tls) if !only_redirects => {
                tokio::time::timeout(HEADER_TIMEOUT, tls.accept(stream)).await.map_err(io::Error::other)?
            }
            _ => Ok(Stream::Plain(stream)),
        }
    }

    async fn serve(self: &Rc<Self>, stream: Stream, peer: IpAddr, only_redirects: bool) -> hyper::Result<()> {
        let is_encrypted = stream.is_encrypted();
        // Whoever is on this machine may come without TLS: nobody is in between.
        let must_move = only_redirects || (self.tls.is_some() && !is_encrypted && !peer.is_loopback());
        let service = service_fn(|request: Request<Incoming>| {
            let front = Rc::clone(self);
            async move {
                if must_move {
                    return Ok::<_, Infallible>(http::to_https(&request, front.port));
                }
                let client = front.client(&request, peer, is_encrypted);
                Ok(http::handle(&front.site, request, client).await)
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

    fn client(&self, request: &Request<Incoming>, peer: IpAddr, is_encrypted: bool) -> Client {
        let field = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let was_encrypted = self.proxies.trusts(peer) && field("x-forwarded-proto") == Some("https");
        Client {
            address: self.proxies.client(peer, field("x-forwarded-for"), field("x-real-ip")),
            peer,
            is_secure: is_encrypted || was_encrypted,
        }
    }
}

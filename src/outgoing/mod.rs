//! Floor 2: requests of the node itself to other servers. The only way out.
//!
//! Members choose the URLs, so everything here assumes the worst of them (spec 30 section 14, spec 51
//! section 9). SECURITY, in the order in which it happens:
//! 1. a URL is `http` or `https`, without credentials, on a port of web servers, and none of our own;
//! 2. its name is resolved once; one address that is not global, or this machine's, refuses it;
//! 3. the connection goes to an address that was checked, never to the name: whoever answers
//!    differently the second time is not asked a second time;
//! 4. certificates are verified;
//! 5. redirects are refused; where they are allowed, each begins at 1 again;
//! 6. time, size, type and encoding are limited, and so is what goes on at a time;
//! 7. what failed is not tried again at once.
//!
//! A server that the operator names is asked by an [`Outgoing`] of its own ([`Settings::only`]), for which 2 does not
//! hold, and which asks nobody else: that it may be in a private network opens that network to nobody.

mod answer;
mod connect;
mod error;
mod failures;
mod flights;
mod resolve;
#[cfg_attr(not(feature = "tls"), path = "tls_absent.rs")]
mod tls;

pub use answer::Answer;
pub use error::OutgoingError;
pub use flights::Flights;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{HeaderMap, Method, Request, Response, Uri, body::Incoming, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout, timeout_at},
};
use url::Host;

use crate::security::outbound::{Target, is_global, is_public_name};
use answer::Connection;
use connect::Io;
use failures::{Failures, Key};
use resolve::Resolver;
use tls::Tls;

/// Requests at a time: enough for a page of previews, few enough that nobody uses this node against
/// others.
const MAX_AT_A_TIME: usize = 4;
/// Requests that may wait for others to end; beyond it they are refused.
const MAX_WAITING: usize = 32;
/// Largest head of an answer, bytes; also what is read of a body at a time.
const MAX_HEAD: usize = 32 * 1024;
/// Most header fields of an answer.
const MAX_HEADERS: usize = 100;
/// Who asks. Like a browser to those who let nobody else in, and honest about what it is.
const USER_AGENT: &str =
    concat!("Mozilla/5.0 (compatible; dcts-edge/", env!("CARGO_PKG_VERSION"), "; like a link preview bot)");
/// Tells other nodes that the request comes from one: two must not ask each other in a circle.
pub const VIA: &str = "1.1 dcts-edge";

/// What a request to somebody else may do and bring.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// What it is for, in a word: for the log, and so that failures are told apart.
    pub purpose: &'static str,
    /// Whether `http` will do.
    pub allows_http: bool,
    /// Whether addresses may be asked that are not public: for tests on one machine alone.
    pub allows_private: bool,
    /// Which ports may be asked.
    pub port: fn(u16) -> bool,
    /// How often it may be sent elsewhere.
    pub redirects: u8,
    /// For everything, from the first packet to the last.
    pub time: Duration,
    /// Which types of content are wanted: the media type in lower case, without parameters.
    pub accepts: fn(&str) -> bool,
    /// Largest body, bytes.
    pub max_body: u64,
    /// Whether a larger body is cut there instead of refused.
    pub cuts_body: bool,
}

/// What the operator says about requests to others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether there are any.
    pub enabled: bool,
    /// Addresses that may be asked although they are not public, or on another port.
    pub allow: Vec<SocketAddr>,
    /// Addresses of names, like those of `/etc/hosts`. They are checked as all others.
    pub hosts: HashMap<String, Vec<IpAddr>>,
    /// Names and addresses by which this node itself is reached from outside, in lower case.
    pub own_hosts: Vec<String>,
    /// The origin of a server that the operator names, wherever it is: nothing else is asked then, and each request
    /// is a try of its own.
    pub only: Option<Box<str>>,
}

impl Settings {
    fn is_own(&self, host: Host<&str>) -> bool {
        let host = host.to_string();
        self.own_hosts.iter().any(|own| own == host.strip_suffix('.').unwrap_or(&host))
    }
}

/// A request to somebody else.
#[derive(Clone, Debug)]
pub struct Ask {
    /// What is done there.
    pub method: Method,
    /// Where.
    pub target: Target,
    /// Header fields beside those that every request has.
    pub headers: HeaderMap,
    /// What is sent.
    pub body: Bytes,
}

impl Ask {
    /// Asks for a resource.
    pub fn get(target: Target) -> Self {
        Self { method: Method::GET, target, headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// Says which types of content are wanted.
    pub fn accept(mut self, types: &'static str) -> Self {
        self.headers.insert(header::ACCEPT, header::HeaderValue::from_static(types));
        self
    }

    /// Asks what a resource is.
    pub fn head(target: Target) -> Self {
        Self { method: Method::HEAD, ..Self::get(target) }
    }
}

/// Sends requests to others.
#[derive(Default)]
pub struct Outgoing {
    settings: RefCell<Rc<Settings>>,
    resolver: Resolver,
    tls: Tls,
    slots: Slots,
    failures: Rc<RefCell<Failures>>,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Outgoing {
    /// With what the operator says.
    pub fn new(settings: Settings) -> Self {
        Self { settings: RefCell::new(Rc::new(settings)), ..Self::default() }
    }

    /// From now on as the operator says. What failed before may work now.
    pub fn configure(&self, settings: Settings) {
        self.settings.replace(Rc::new(settings));
        self.failures.replace(Failures::default());
    }

    /// Sends a request and waits for the head of its answer. Must be called inside of a `LocalSet`.
    ///
    /// # Errors
    /// When it must not be sent, or the answer is not what the policy allows.
    pub async fn send(&self, ask: Ask, policy: &Policy) -> Result<Answer, OutgoingError> {
        let settings = Rc::clone(&self.settings.borrow());
        if !settings.enabled {
            return Err(OutgoingError::Off);
        }
        let key = Key::new(policy.purpose, &format!("{} {}", ask.method, ask.target.as_str()));
        self.check_failures(key)?;
        let slot = self.slots.take(policy.time).await?;
        // Somebody else may have tried meanwhile.
        self.check_failures(key)?;
        let deadline = Instant::now() + policy.time;
        let followed = timeout_at(deadline, self.follow(&ask, policy, &settings)).await;
        match followed.unwrap_or(Err(OutgoingError::TimedOut)) {
            Ok((target, response, connection)) => {
                let failures = Rc::clone(&self.failures);
                let read = answer::Reading { failures, key, deadline, left: policy.max_body, cuts: policy.cuts_body };
                Ok(Answer::new(target, response, read, connection, slot))
            }
            Err(error) => {
                log::debug!("{} {}: {error}", policy.purpose, ask.target.origin());
                self.remember(key, error);
                Err(error)
            }
        }
    }

    fn check_failures(&self, key: Key) -> Result<(), OutgoingError> {
        if self.settings.borrow().only.is_some() {
            return Ok(());
        }
        let known = self.failures.borrow_mut().get(key, std::time::Instant::now());
        known.map_or(Ok(()), Err)
    }

    fn remember(&self, key: Key, error: OutgoingError) {
        self.failures.borrow_mut().add(key, std::time::Instant::now(), error);
    }

    async fn follow(
        &self,
        ask: &Ask,
        policy: &Policy,
        settings: &Settings,
    ) -> Result<(Target, Response<Incoming>, Connection), OutgoingError> {
        let mut target = ask.target.clone();
        for _ in 0..=policy.redirects {
            let (response, connection) = self.exchange(ask, &target, policy, settings).await?;
            if response.status().is_redirection() {
                target = answer::location(&response, &target)?;
                continue;
            }
            answer::check(&response, &ask.method, policy)?;
            return Ok((target, response, connection));
        }
        Err(OutgoingError::Redirected)
    }

    async fn exchange(
        &self,
        ask: &Ask,
        target: &Target,
        policy: &Policy,
        settings: &Settings,
    ) -> Result<(Response<Incoming>, Connection), OutgoingError> {
        // A server that could not be reached a moment ago is not tried again for another of its URLs.
        let origin = Key::new(policy.purpose, target.origin());
        self.check_failures(origin)?;
        let stream = self.connect(target, policy, settings).await;
        let stream = stream.inspect_err(|error| self.remember(origin, *error))?;
        let broken = |error: hyper::Error| {
            log::debug!("{}: {error}", target.origin());
            OutgoingError::Broken
        };
        let mut client = http1::Builder::new();
        client.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
        let (mut sender, connection) = client.handshake(TokioIo::new(stream)).await.map_err(broken)?;
        let connection = Connection::drive(connection);
        let response = sender.send_request(request(ask, target)?).await.map_err(broken)?;
        Ok((response, connection))
    }

    async fn connect(
        &self,
        target: &Target,
        policy: &Policy,
        settings: &Settings,
    ) -> Result<Box<dyn Io>, OutgoingError> {
        if !target.is_https() && !policy.allows_http {
            return Err(OutgoingError::Forbidden);
        }
        let addresses = self.addresses(target, policy, settings).await?;
        let stream = connect::connect(&addresses).await?;
        if target.is_https() { self.tls.connect(target.host(), stream).await } else { Ok(Box::new(stream)) }
    }

    /// The addresses of a target, all of them checked.
    async fn addresses(
        &self,
        target: &Target,
        policy: &Policy,
        settings: &Settings,
    ) -> Result<Vec<SocketAddr>, OutgoingError> {
        // SECURITY: before the name is looked up, which tells others what is asked for.
        let is_named = settings.only.as_deref() == Some(target.origin());
        if settings.only.is_some() && !is_named {
            return Err(OutgoingError::Forbidden);
        }
        let found = match target.host() {
            Host::Ipv4(address) => vec![address.into()],
            Host::Ipv6(address) => vec![IpAddr::from(address).to_canonical()],
            Host::Domain(name) if is_named => self.resolver.resolve_as_written(name).await?,
            Host::Domain(name) => self.resolve(name, settings).await?,
        };
        let addresses: Vec<SocketAddr> =
            found.into_iter().map(|address| SocketAddr::new(address.to_canonical(), target.port())).collect();
        let Some(first) = addresses.first() else { return Err(OutgoingError::Unreachable) };
        if is_named {
            return Ok(addresses);
        }
        let is_allowed = |address: &SocketAddr| policy.allows_private || settings.allow.contains(address);
        // SECURITY: the others could be tried when this one does not answer, so one is enough.
        let is_bad =
            |address: &SocketAddr| !is_allowed(address) && (!is_global(address.ip()) || resolve::is_own(address.ip()));
        let is_fine = is_allowed(first) || ((policy.port)(target.port()) && !settings.is_own(target.host()));
        if !is_fine || addresses.iter().any(is_bad) {
            log::debug!("{}: {} may not be asked: {addresses:?}", policy.purpose, target.origin());
            return Err(OutgoingError::Forbidden);
        }
        Ok(addresses)
    }

    async fn resolve(&self, name: &str, settings: &Settings) -> Result<Vec<IpAddr>, OutgoingError> {
        match settings.hosts.get(name.strip_suffix('.').unwrap_or(name)) {
            Some(addresses) => Ok(addresses.clone()),
            None if !is_public_name(name) => Err(OutgoingError::Forbidden),
            None => self.resolver.resolve(name).await,
        }
    }
}

fn request(ask: &Ask, target: &Target) -> Result<Request<Full<Bytes>>, OutgoingError> {
    let uri: Uri = target.path_and_query().parse().map_err(|_| OutgoingError::Forbidden)?;
    let mut request = Request::new(Full::new(ask.body.clone()));
    *request.method_mut() = ask.method.clone();
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    *headers = ask.headers.clone();
    let host = header::HeaderValue::from_str(target.authority()).map_err(|_| OutgoingError::Forbidden)?;
    headers.insert(header::HOST, host);
    headers.insert(header::USER_AGENT, header::HeaderValue::from_static(USER_AGENT));
    headers.insert(header::VIA, header::HeaderValue::from_static(VIA));
    headers.insert(header::ACCEPT_ENCODING, header::HeaderValue::from_static("identity"));
    headers.insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    Ok(request)
}

/// The right to send a request, for as long as it is held.
struct Slots {
    free: Arc<Semaphore>,
    waiting: Cell<usize>,
}

impl Default for Slots {
    fn default() -> Self {
        Self { free: Arc::new(Semaphore::new(MAX_AT_A_TIME)), waiting: Cell::new(0) }
    }
}

/// Counts somebody who waits, also one who gives up.
struct Waiting<'a>(&'a Cell<usize>);

impl<'a> Waiting<'a> {
    fn new(count: &'a Cell<usize>) -> Self {
        count.set(count.get() + 1);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Slots {
    async fn take(&self, time: Duration) -> Result<OwnedSemaphorePermit, OutgoingError> {
        if self.waiting.get() >= MAX_WAITING {
            return Err(OutgoingError::Busy);
        }
        let _waiting = Waiting::new(&self.waiting);
        match timeout(time, Arc::clone(&self.free).acquire_owned()).await {
            Ok(Ok(slot)) => Ok(slot),
            Ok(Err(_)) | Err(_) => Err(OutgoingError::Busy),
        }
    }
}

#[cfg(test)]
mod tests;

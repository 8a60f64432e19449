//! Floor 5: what a service manager hands over and wants to hear: systemd's socket activation
//! (`LISTEN_FDS`), readiness and watchdog (`NOTIFY_SOCKET`, sd_notify(3)). Without one nothing of
//! this does anything.

use std::{
    env, io,
    net::TcpListener,
    os::{linux::net::SocketAddrExt, unix::net::SocketAddr, unix::net::UnixDatagram},
    time::Duration,
};

use rustix::time::{ClockId, clock_gettime};

/// The socket that was handed over, if any; it is already bound and listening.
///
/// # Errors
/// When what was handed over is no listening TCP socket.
pub fn activated_listener() -> io::Result<Option<TcpListener>> {
    let listener = listenfd::ListenFd::from_env().take_tcp_listener(0)?;
    if let Some(listener) = &listener {
        listener.set_nonblocking(true)?;
    }
    Ok(listener)
}

/// The service manager, if it wants to hear anything.
#[derive(Debug, Default)]
pub struct Manager {
    socket: Option<UnixDatagram>,
    watchdog: Option<Duration>,
}

impl Manager {
    /// Reads the environment by `get`, which is `std::env::var` outside of tests.
    pub fn new(get: impl Fn(&str) -> Option<String>) -> Self {
        let socket = get("NOTIFY_SOCKET")
            .filter(|path| !path.is_empty())
            .and_then(|path| connect(&path).inspect_err(|error| log::warn!("NOTIFY_SOCKET {path}: {error}")).ok());
        let is_ours = get("WATCHDOG_PID").is_none_or(|pid| pid.parse() == Ok(std::process::id()));
        let limit = get("WATCHDOG_USEC").and_then(|limit| limit.parse().ok()).filter(|limit| *limit > 0 && is_ours);
        let watchdog = limit.map(Duration::from_micros).filter(|_| socket.is_some());
        Self { socket, watchdog }
    }

    /// Reads the environment of the process.
    pub fn from_environment() -> Self {
        Self::new(|name| env::var(name).ok())
    }

    /// How often [`Manager::alive`] must be called: half of what is allowed. `None` if nobody watches.
    pub fn watchdog_interval(&self) -> Option<Duration> {
        self.watchdog.map(|limit| limit / 2)
    }

    /// The node listens and its database is open.
    pub fn ready(&self, status: &str) {
        self.tell(&format!("READY=1\nSTATUS={status}"));
    }

    /// Tells again and again that the start goes on, as long as nobody drops this: a database that is not there yet
    /// is waited for, however long the manager would.
    pub async fn starting(&self) {
        /// How long the manager waits for the next word.
        const PATIENCE: Duration = Duration::from_mins(1);
        loop {
            let micros = PATIENCE.as_micros();
            self.tell(&format!("EXTEND_TIMEOUT_USEC={micros}\nSTATUS=waiting for the database"));
            if self.socket.is_none() {
                return std::future::pending().await;
            }
            tokio::time::sleep(PATIENCE / 3).await;
        }
    }

    /// The event loop still turns.
    pub fn alive(&self, status: &str) {
        self.tell(&format!("WATCHDOG=1\nSTATUS={status}"));
    }

    /// The configuration is being read again; [`Manager::ready`] ends it.
    pub fn reloading(&self) {
        let now = clock_gettime(ClockId::Monotonic);
        let micros = now.tv_sec as u64 * 1_000_000 + now.tv_nsec as u64 / 1000;
        self.tell(&format!("RELOADING=1\nMONOTONIC_USEC={micros}"));
    }

    /// The node ends.
    pub fn stopping(&self) {
        self.tell("STOPPING=1");
    }

    fn tell(&self, text: &str) {
        let Some(socket) = &self.socket else { return };
        if let Err(error) = socket.send(text.as_bytes()) {
            log::debug!("the service manager does not listen: {error}");
        }
    }
}

fn connect(path: &str) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    match path.strip_prefix('@') {
        Some(name) => socket.connect_addr(&SocketAddr::from_abstract_name(name)?)?,
        None => socket.connect(path)?,
    }
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_manager_nothing_happens() {
        let manager = Manager::new(|name| (name == "WATCHDOG_USEC").then(|| "1000".into()));
        manager.ready("x");
        assert_eq!(manager.watchdog_interval(), None);
    }

    #[test]
    fn a_manager_hears_everything() {
        let folder = env::temp_dir().join(format!("dcts-edge-notify-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("socket");
        let inbox = UnixDatagram::bind(&path).unwrap();
        let told = path.to_string_lossy().into_owned();
        let manager = Manager::new(|name| match name {
            "NOTIFY_SOCKET" => Some(told.clone()),
            "WATCHDOG_USEC" => Some("30000000".into()),
            _ => None,
        });
        assert_eq!(manager.watchdog_interval(), Some(Duration::from_secs(15)));
        manager.ready("0 members online");
        manager.alive("1 member online");
        manager.reloading();
        manager.stopping();
        let mut buffer = [0; 200];
        let mut next = || {
            let length = inbox.recv(&mut buffer).unwrap();
            String::from_utf8_lossy(&buffer[..length]).into_owned()
        };
        assert_eq!(next(), "READY=1\nSTATUS=0 members online");
        assert_eq!(next(), "WATCHDOG=1\nSTATUS=1 member online");
        assert!(next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
        assert_eq!(next(), "STOPPING=1");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn abstract_names_and_other_processes() {
        let name = format!("dcts-edge-test-{}", std::process::id());
        let _inbox = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        let manager = Manager::new(|key| match key {
            "NOTIFY_SOCKET" => Some(format!("@{name}")),
            "WATCHDOG_USEC" => Some("1000".into()),
            "WATCHDOG_PID" => Some("1".into()),
            _ => None,
        });
        assert!(manager.socket.is_some());
        assert_eq!(manager.watchdog_interval(), None);
    }
}

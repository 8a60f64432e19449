//! The node under a service manager: what it is told and when, and that a stuck node is noticed.

// The helpers of a test fail as its assertions do.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A supervisor as systemd is one: hears the notifications, and starts a node anew that fell silent.
struct Supervisor {
    folder: PathBuf,
    inbox: UnixDatagram,
}

struct Running {
    child: Child,
    address: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Supervisor {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("dcts-edge-service-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let inbox = UnixDatagram::bind(folder.join("notify")).unwrap();
        Self { folder, inbox }
    }

    fn start(&self, watchdog: Duration) -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dcts-edge"))
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(self.folder.join("data"))
            .env("NOTIFY_SOCKET", self.folder.join("notify"))
            .env("WATCHDOG_USEC", watchdog.as_micros().to_string())
            .env("JOURNAL_STREAM", "1:1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.into_iter().find_map(|line| Some(line.split_once("http://")?.1.to_owned()));
        Running { child, address: address.unwrap() }
    }

    /// The next notification that has a field, within a time.
    fn hear(&self, field: &str, patience: Duration) -> Option<String> {
        let deadline = Instant::now() + patience;
        let mut buffer = [0; 500];
        loop {
            let left = deadline.checked_duration_since(Instant::now())?;
            self.inbox.set_read_timeout(Some(left.max(Duration::from_millis(1)))).unwrap();
            let length = self.inbox.recv(&mut buffer).ok()?;
            let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
            if text.lines().any(|line| line.starts_with(field)) {
                return Some(text);
            }
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn signal(running: &Running, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &running.child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

const SOON: Duration = Duration::from_secs(10);

#[test]
fn readiness_reload_and_end_are_told() {
    let supervisor = Supervisor::new("told");
    let mut running = supervisor.start(Duration::from_secs(30));
    // However long the database takes.
    assert!(supervisor.hear("EXTEND_TIMEOUT_USEC=", SOON).is_some());
    let ready = supervisor.hear("READY=1", SOON).unwrap();
    assert!(ready.contains("STATUS=0 members online"), "{ready}");
    assert!(get(&running.address, "/readyz").ends_with("ready\n"));
    assert!(Path::new(&supervisor.folder.join("data/dcts-edge.sqlite")).exists());
    signal(&running, "HUP");
    let reloading = supervisor.hear("RELOADING=1", SOON).unwrap();
    assert!(reloading.contains("MONOTONIC_USEC="), "{reloading}");
    assert!(supervisor.hear("READY=1", SOON).is_some());
    signal(&running, "TERM");
    assert!(supervisor.hear("STOPPING=1", SOON).is_some());
    assert!(running.child.wait().unwrap().success());
    let mut log = String::new();
    running.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    // The journal has its own clock; it wants the priority.
    assert!(log.lines().all(|line| line.starts_with('<')), "{log}");
}

#[test]
fn a_stopped_event_loop_is_noticed_and_a_new_node_finds_everything() {
    let supervisor = Supervisor::new("watchdog");
    let watchdog = Duration::from_millis(600);
    let mut running = supervisor.start(watchdog);
    assert!(supervisor.hear("READY=1", SOON).is_some());
    for _ in 0..3 {
        assert!(supervisor.hear("WATCHDOG=1", watchdog).is_some(), "it is alive, but does not say so");
    }
    signal(&running, "STOP");
    // What was said before the signal took effect.
    while supervisor.hear("WATCHDOG=1", Duration::from_millis(50)).is_some() {}
    assert!(supervisor.hear("WATCHDOG=1", watchdog).is_none(), "it stands still, but says that it is alive");
    running.child.kill().unwrap();
    running.child.wait().unwrap();
    let again = supervisor.start(watchdog);
    assert!(supervisor.hear("READY=1", SOON).is_some());
    assert!(get(&again.address, "/readyz").ends_with("ready\n"));
}

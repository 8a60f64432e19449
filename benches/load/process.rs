//! The servers that are measured: starting, stopping, and what the kernel counts about them.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::client::Result;

/// Units of CPU time in /proc: Linux has had 100 per second for user space on every machine.
const TICKS_PER_SECOND: f64 = 100.0;
/// How long an ordered end may take.
const END_PATIENCE: Duration = Duration::from_secs(10);

/// A running process, seen from outside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process {
    pub(crate) pid: u32,
}

/// What a process has written so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Writes {
    /// Bytes that went, or will go, to a disk.
    pub(crate) disk_bytes: u64,
    /// Calls of the `write` family, on sockets and pipes as well.
    pub(crate) calls: u64,
}

impl Process {
    fn read(self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.pid);
        fs::read_to_string(&path).map_err(|error| format!("{path}: {error}").into())
    }

    /// CPU seconds, of the program and of the kernel on its behalf.
    pub(crate) fn cpu(self) -> Result<f64> {
        let stat = self.read("stat")?;
        // The name before it may hold anything, even parentheses.
        let fields = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
        let ticks: Vec<u64> = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
        Ok(ticks.iter().sum::<u64>() as f64 / TICKS_PER_SECOND)
    }

    /// Resident memory in KiB: all of it, and the part that no file holds.
    pub(crate) fn memory(self) -> Result<(f64, f64)> {
        let status = self.read("status")?;
        Ok((number(&status, "VmRSS:"), number(&status, "RssAnon:")))
    }

    /// How often its threads went to sleep of their own accord: each of them was a wake-up.
    pub(crate) fn wake_ups(self) -> Result<f64> {
        let mut sum = 0.0;
        for task in fs::read_dir(format!("/proc/{}/task", self.pid))? {
            // A thread may end meanwhile.
            let status = fs::read_to_string(task?.path().join("status")).unwrap_or_default();
            sum += number(&status, "voluntary_ctxt_switches:");
        }
        Ok(sum)
    }

    pub(crate) fn writes(self) -> Result<Writes> {
        let io = self.read("io")?;
        Ok(Writes { disk_bytes: number(&io, "write_bytes:") as u64, calls: number(&io, "syscw:") as u64 })
    }

    fn signal(self, name: &str) -> Result<()> {
        Command::new("kill").args([name, &self.pid.to_string()]).status()?;
        Ok(())
    }
}

fn number(text: &str, key: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// A node that we started.
pub(crate) struct Node {
    child: Child,
    /// Kept open: the node may say more.
    _stdout: BufReader<ChildStdout>,
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
    /// From its start to the line that says it listens.
    pub(crate) start_time: Duration,
}

impl Node {
    pub(crate) fn start(binary: &Path, data: &Path) -> Result<Self> {
        let log = data.join("node.log");
        let started = Instant::now();
        let mut child = Command::new(binary)
            .args(["--listen", "127.0.0.1:0", "--log", "warn", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&log)?)
            .spawn()
            .map_err(|error| format!("{}: {error}", binary.display()))?;
        let mut stdout = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        loop {
            line.clear();
            if stdout.read_line(&mut line)? == 0 {
                let _ = child.wait();
                return Err(format!("the node did not start: {}", fs::read_to_string(&log)?).into());
            }
            if let Some((_, address)) = line.trim_end().split_once("http://") {
                let (process, address) = (Process { pid: child.id() }, address.parse()?);
                return Ok(Self { child, _stdout: stdout, process, address, start_time: started.elapsed() });
            }
        }
    }

    /// Ends the node in order.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.process.signal("-TERM")?;
        let deadline = Instant::now() + END_PATIENCE;
        while self.child.try_wait()?.is_none() {
            if Instant::now() > deadline {
                return Err("the node does not end when told to".into());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // Already ended, or the measurement failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The write loop in a process of its own.
pub(crate) struct WriteLoop {
    child: Child,
    orders: ChildStdin,
    pub(crate) process: Process,
    pub(crate) address: SocketAddr,
}

impl WriteLoop {
    pub(crate) fn start(receivers: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--write-loop", &receivers.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let orders = child.stdin.take().ok_or("no input")?;
        Ok(Self { orders, process: Process { pid: child.id() }, address: line.trim().parse()?, child })
    }

    /// What it is to write.
    pub(crate) fn set_frame(&mut self, frame: &[u8]) -> Result<()> {
        write!(self.orders, "frame ")?;
        for byte in frame {
            write!(self.orders, "{byte:02x}")?;
        }
        writeln!(self.orders)?;
        Ok(())
    }

    /// So many rounds over all receivers, each a write of so many frames, with a pause after each.
    pub(crate) fn go(&mut self, rounds: usize, burst: usize, pause: Duration) -> Result<()> {
        writeln!(self.orders, "go {rounds} {burst} {}", pause.as_micros())?;
        Ok(())
    }
}

impl Drop for WriteLoop {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Counts what a process flushes to the disk, if strace is there and allowed to.
pub(crate) struct FlushCounter {
    strace: Child,
    out: PathBuf,
}

impl FlushCounter {
    pub(crate) fn attach(process: Process, folder: &Path) -> Option<Self> {
        let out = folder.join("strace.out");
        let strace = Command::new("strace")
            .args(["-c", "-f", "-e", "trace=fsync,fdatasync", "-p", &process.pid.to_string(), "-o"])
            .arg(&out)
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        thread::sleep(Duration::from_millis(500));
        Some(Self { strace, out })
    }

    pub(crate) fn detach(mut self) -> Option<f64> {
        Process { pid: self.strace.id() }.signal("-INT").ok()?;
        self.strace.wait().ok()?;
        let table = fs::read_to_string(&self.out).ok()?;
        // "% time, seconds, usecs/call, calls, errors, syscall"; the fourth column is ours.
        let calls = |line: &str| line.split_whitespace().nth(3).and_then(|calls| calls.parse::<f64>().ok());
        let rows = table.lines().filter(|line| line.ends_with("fsync") || line.ends_with("fdatasync"));
        Some(rows.filter_map(calls).sum())
    }
}

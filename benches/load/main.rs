//! The load generator: puts many members into one room of a node and measures what they cost,
//! beside a bare write loop. See `benches/README.md`.

// A program for developers: it talks to its terminal.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "../support/accounts.rs"]
mod accounts;
mod attack;
mod client;
mod process;
mod report;
mod write_loop;

use std::{
    cell::Cell,
    env, fs,
    net::ToSocketAddrs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    rc::Rc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use argh::FromArgs;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, task::LocalSet, time::sleep};

use crate::{
    accounts::Account,
    client::{Client, Result, Shared, Target},
    process::{FlushCounter, Node, Process, WriteLoop, Writes},
    report::{Budget, Report, median, percentile},
};

/// Members of a run, unless told otherwise: what the budgets speak of. Fewer would not be quicker, and
/// what a node needs once would weigh more on each.
const MEMBERS: usize = 1000;
/// Connections that join at the same time.
const PARALLEL_JOINS: usize = 64;
/// Members that write. Several, because nobody talks alone.
const SENDERS: usize = 8;
/// Messages each of them has under way at the saturated rate.
const WINDOW: usize = 4;
/// Messages of a burst; what design section 12 speaks of.
const BURST: usize = 4;
/// Without any delivery for so long nothing more is awaited.
const STALL: Duration = Duration::from_secs(10);
/// Starts of which the middle one counts.
const STARTS: usize = 5;
/// Between two heartbeats of a connection: the ping interval of the protocol.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// Puts many members into one room of a node and measures what they cost.
#[derive(FromArgs)]
struct Args {
    /// members to connect (default: 1000)
    #[argh(option)]
    members: Option<usize>,

    /// the node to start (default: the one built along with this program)
    #[argh(option)]
    node: Option<PathBuf>,

    /// drive this running server instead, such as http://127.0.0.1:2052; it gets new members
    #[argh(option)]
    target: Option<String>,

    /// process of the target, if it runs on this machine
    #[argh(option)]
    pid: Option<u32>,

    /// file with the members of the target; written when it does not exist
    #[argh(option)]
    accounts: Option<PathBuf>,

    /// proof of work of the target, in hexadecimal zeros (default: 0)
    #[argh(option, default = "0")]
    difficulty: u32,

    /// room to open (default: 0-0-0)
    #[argh(option, default = "String::from(\"0-0-0\")")]
    room: String,

    /// how often everything about deliveries is measured; the middle one counts (default: 3)
    #[argh(option)]
    repeat: Option<usize>,

    /// measure deliveries in this way only: paced, saturated, bursts, crowd
    #[argh(option)]
    only: Option<String>,

    /// paced messages per second (default: 20)
    #[argh(option, default = "20.0")]
    rate: f64,

    /// measure memory above all, in less than a minute
    #[argh(switch)]
    quick: bool,

    /// measure silence: a minute with nobody, then idle members
    #[argh(switch)]
    idle: bool,

    /// measure what members notice while passwords are guessed from many addresses
    #[argh(switch)]
    attack: bool,

    /// fail when an enforced ceiling is exceeded
    #[argh(switch)]
    check: bool,

    /// file for the numbers
    #[argh(option)]
    json: Option<PathBuf>,

    /// folder for the node's data, on the disk that is to be measured (default: the temporary one)
    #[argh(option)]
    folder: Option<PathBuf>,

    /// be the write loop
    #[argh(option, hidden_help)]
    write_loop: Option<usize>,

    /// what cargo says to benches
    #[argh(switch, hidden_help)]
    #[allow(dead_code)]
    bench: bool,
}

fn main() -> ExitCode {
    if env::args().len() == 1 {
        // `cargo test --all-targets` runs benches as well.
        println!("The load generator does nothing without options: cargo bench --bench load -- --help");
        return ExitCode::SUCCESS;
    }
    let args: Args = argh::from_env();
    let outcome = match args.write_loop {
        Some(receivers) => write_loop::run(receivers).map_err(Into::into),
        None => run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("load: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    let members = args.members.unwrap_or(MEMBERS);
    allow_open_files(2 * members + 100)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = LocalSet::new();
    let mut report = Report::default();
    println!("{members} members{:41} {:>9} {:10} {:>6} {:>6}", "", "measured", "", "at most", "goal");
    if let Some(url) = &args.target {
        local.block_on(&runtime, drive_target(args, url, members, &mut report))?;
    } else {
        let folder = Folder::new(args.folder.as_deref())?;
        let binary = args.node.clone().or(option_env!("CARGO_BIN_EXE_dcts-edge").map(Into::into));
        let binary = binary.ok_or("which node? Say --node <binary>")?;
        local.block_on(&runtime, drive_node(args, &binary, &folder.0, members, &mut report))?;
    }
    if let Some(path) = &args.json {
        report.write_json(path, members)?;
    }
    let failures = report.failures();
    if args.check && !failures.is_empty() {
        return Err(format!("above an enforced ceiling:\n{}", failures.join("\n")).into());
    }
    Ok(())
}

/// Starts this program again with a higher limit of open files, if it needs one.
fn allow_open_files(needed: usize) -> Result<()> {
    const MARK: &str = "DCTS_LOAD_LIMIT_RAISED";
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap_or_default();
    let soft = line.split_whitespace().nth(3).and_then(|soft| soft.parse::<usize>().ok());
    if soft.is_none_or(|soft| soft >= needed) {
        return Ok(());
    }
    if env::var_os(MARK).is_some() {
        return Err(format!("{needed} open files are needed; raise the hard limit (ulimit -Hn)").into());
    }
    let script = format!("ulimit -n {needed}; exec \"$0\" \"$@\"");
    let error = Command::new("sh")
        .args(["-c", &script])
        .arg(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(MARK, "1")
        .exec();
    Err(error.into())
}

/// A folder that goes with the program.
struct Folder(PathBuf);

impl Folder {
    fn new(parent: Option<&Path>) -> Result<Self> {
        let parent = parent.map_or_else(env::temp_dir, Into::into);
        let folder = parent.join(format!("dcts-edge-load-{}", std::process::id()));
        fs::create_dir_all(folder.join("configs"))?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn drive_node(args: &Args, binary: &Path, data: &Path, members: usize, report: &mut Report) -> Result<()> {
    let accounts = prepare(binary, data, members, report).await?;
    let mut times = Vec::new();
    let mut node = Node::start(binary, data)?;
    for _ in 1..STARTS {
        times.push(node.start_time.as_secs_f64() * 1000.0);
        node.stop()?;
        node = Node::start(binary, data)?;
    }
    times.push(node.start_time.as_secs_f64() * 1000.0);
    let label = format!("start to listening with {members} members, warm");
    report.add("start_ms", label, median(times), "ms", Budget::new(100.0, 30.0));
    let target = Target {
        address: node.address,
        host: node.address.to_string(),
        base: String::new(),
        difficulty: 0,
        forwarded_for: None,
        acks_rooms: true,
    };
    sleep(Duration::from_secs(2)).await;
    // A minute is what the budget says; a moment shows whether something ticks at all.
    let silence = Duration::from_secs(if args.idle { 60 } else { 5 });
    measure_silence(node.process, silence, report).await?;
    let run = Run { args, shared: Shared::new(), target, process: Some(node.process), data: Some(data) };
    run.all(&accounts, report).await?;
    node.stop()
}

/// Lets a node make its files, and puts the members in.
async fn prepare(binary: &Path, data: &Path, members: usize, report: &mut Report) -> Result<Vec<Account>> {
    let node = Node::start(binary, data)?;
    sleep(Duration::from_secs(2)).await;
    let (all, anonymous) = node.process.memory()?;
    let budget = Budget::new(8.0, 6.0);
    report.add_enforced("fresh_mib", "resident memory, fresh node, nobody connected", all / 1024.0, "MiB", budget);
    report.add("fresh_anonymous_mib", "  of it not backed by a file", anonymous / 1024.0, "MiB", Budget::NONE);
    node.stop()?;
    let accounts = accounts::accounts(members);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
    accounts::insert(&data.join("dcts-edge.sqlite"), &accounts, now)?;
    configure(&data.join("configs").join("config.json"), &accounts)?;
    Ok(accounts)
}

/// Gives the accounts the role that every member has, and lifts what would limit the measurement:
/// the proof of work, the events of a socket, the number of members and connections.
fn configure(path: &Path, accounts: &[Account]) -> Result<()> {
    let mut config: Value = serde_json::from_slice(&fs::read(path)?)?;
    config["serverinfo"]["pow"]["difficulty"] = json!(0);
    config["serverinfo"]["rateLimit"] = json!(1_000_000);
    config["serverinfo"]["slots"]["limit"] = json!(100_000);
    config["dcts_edge"]["maxConnections"] = json!(100_000);
    config["serverroles"]["0"]["members"] = accounts.iter().map(|account| account.id.as_str()).collect();
    fs::write(path, serde_json::to_vec_pretty(&config)?)?;
    Ok(())
}

async fn measure_silence(process: Process, time: Duration, report: &mut Report) -> Result<()> {
    let (wake_ups, writes) = (process.wake_ups()?, process.writes()?);
    sleep(time).await;
    let wake_ups = process.wake_ups()? - wake_ups;
    let after = process.writes()?;
    let seconds = time.as_secs();
    let zero = Budget::new(0.0, 0.0);
    report.add("silent_wake_ups", format!("wake-ups in {seconds} s, nobody connected"), wake_ups, "", zero);
    let calls = (after.calls - writes.calls) as f64;
    report.add("silent_writes", format!("writes in {seconds} s, nobody connected"), calls, "", zero);
    Ok(())
}

async fn drive_target(args: &Args, url: &str, members: usize, report: &mut Report) -> Result<()> {
    let rest = url.strip_prefix("http://").ok_or("the target must begin with http://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let full = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    let target = Target {
        address: full.to_socket_addrs()?.next().ok_or("the target has no address")?,
        host: host.to_owned(),
        base: if path.is_empty() { String::new() } else { format!("/{}", path.trim_end_matches('/')) },
        difficulty: args.difficulty,
        forwarded_for: None,
        acks_rooms: false,
    };
    let shared = Shared::new();
    let known = args.accounts.as_ref().filter(|path| path.exists());
    let accounts: Vec<Account> = if let Some(path) = known {
        serde_json::from_slice(&fs::read(path)?)?
    } else {
        let accounts = register(&shared, &target, members).await?;
        if let Some(path) = &args.accounts {
            fs::write(path, serde_json::to_vec(&accounts)?)?;
        }
        accounts
    };
    let accounts = accounts.get(..members).ok_or("the file has too few members")?;
    let process = args.pid.map(|pid| Process { pid });
    Run { args, shared, target, process, data: None }.all(accounts, report).await
}

/// Makes accounts over the protocol, one after the other: this is not what is measured.
async fn register(shared: &Rc<Shared>, target: &Target, members: usize) -> Result<Vec<Account>> {
    let mut accounts = Vec::with_capacity(members);
    let first = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as u64 % 10_000_000 * 10_000;
    for n in 0..members as u64 {
        let client = Client::connect(shared, target).await?;
        accounts.push(client.register(target, format!("1{:011}", first + n)).await?);
        client.close().await;
    }
    Ok(accounts)
}

/// What is the same for all measurements.
struct Run<'a> {
    args: &'a Args,
    shared: Rc<Shared>,
    target: Target,
    process: Option<Process>,
    data: Option<&'a Path>,
}

/// What some deliveries cost.
struct Cost {
    deliveries: u64,
    seconds: f64,
    cpu: Option<f64>,
    latencies: Vec<u32>,
}

impl Cost {
    /// CPU seconds for 10,000 deliveries.
    fn per_10_000(&self) -> Option<f64> {
        Some(self.cpu? / self.deliveries.max(1) as f64 * 10_000.0)
    }
}

/// A way in which messages come.
#[derive(Clone, Copy)]
enum Mode {
    /// One at a time, regularly.
    Paced,
    /// As many as get through.
    Saturated,
    /// Several at a time in one write of one member, regularly: what a batch looks like at its best.
    Bursts,
    /// Several at a time from as many members, regularly.
    Crowd,
}

impl Mode {
    const ALL: [Self; 4] = [Self::Paced, Self::Saturated, Self::Bursts, Self::Crowd];

    fn name(self) -> &'static str {
        match self {
            Self::Paced => "paced",
            Self::Saturated => "saturated",
            Self::Bursts => "bursts",
            Self::Crowd => "crowd",
        }
    }

    /// Messages that come together.
    fn burst(self) -> usize {
        match self {
            Self::Paced | Self::Saturated => 1,
            Self::Bursts | Self::Crowd => BURST,
        }
    }
}

impl Run<'_> {
    async fn all(&self, accounts: &[Account], report: &mut Report) -> Result<()> {
        let before = self.process.map(Process::memory).transpose()?;
        if let Some((all, _)) = before {
            let label = format!("resident memory, {} members known, nobody connected", accounts.len());
            report.add("loaded_mib", label, all / 1024.0, "MiB", Budget::NONE);
        }
        let clients = self.join_all(accounts, report).await?;
        // Hints about new members are held back for up to ten seconds.
        sleep(Duration::from_secs(if self.args.quick { 4 } else { 12 })).await;
        if let (Some(process), Some(before)) = (self.process, before) {
            let after = process.memory()?;
            let each = |kib: f64| kib / clients.len() as f64;
            let budget = Budget::new(5.0, 2.0);
            report.add_enforced("member_kib", "  per joined idle member", each(after.0 - before.0), "KiB", budget);
            let anonymous = each(after.1 - before.1);
            report.add("member_anonymous_kib", "    of it not backed by a file", anonymous, "KiB", Budget::NONE);
        }
        if !self.args.quick && !self.args.attack {
            self.idle(report, "idle", "heartbeats together").await?;
        }
        if self.args.attack {
            self.attack(&clients, report).await?;
        } else if self.args.idle {
            self.shared.set_pong_delay(HEARTBEAT);
            sleep(HEARTBEAT * 2).await;
            self.shared.set_pong_delay(Duration::ZERO);
            self.idle(report, "idle_spread", "heartbeats spread").await?;
        } else {
            self.deliveries(&clients, report).await?;
            self.flushes(&clients, report).await?;
            if let (Some(process), Some(before)) = (self.process, before) {
                let grown = (process.memory()?.0 - before.0) / clients.len() as f64;
                report.add("member_after_kib", "memory per member after all this", grown, "KiB", Budget::NONE);
            }
        }
        let others = self.shared.others() as f64 / clients.len() as f64;
        report.add("other_events", "other events that each member was sent", others, "", Budget::NONE);
        report.add("lost", "connections lost", self.shared.lost() as f64, "", Budget::new(0.0, 0.0));
        clients.iter().for_each(|client| client.end());
        Ok(())
    }

    async fn join_all(&self, accounts: &[Account], report: &mut Report) -> Result<Vec<Rc<Client>>> {
        let started = Instant::now();
        let cpu = self.process.map(Process::cpu).transpose()?;
        let gate = Rc::new(Semaphore::new(PARALLEL_JOINS));
        let mut tasks = Vec::with_capacity(accounts.len());
        for account in accounts {
            let (gate, shared, target) = (Rc::clone(&gate), Rc::clone(&self.shared), self.target.clone());
            let (account, room) = (account.clone(), self.args.room.clone());
            tasks.push(tokio::task::spawn_local(async move {
                let _turn = gate.acquire().await;
                let joining = async {
                    let client = Client::connect(&shared, &target).await?;
                    client.join(&target, &account, &room).await?;
                    Ok::<_, Box<dyn std::error::Error>>(client)
                };
                joining.await.map_err(|error| error.to_string())
            }));
        }
        let mut clients = Vec::with_capacity(tasks.len());
        for task in tasks {
            clients.push(task.await??);
        }
        let seconds = started.elapsed().as_secs_f64();
        let budget = if clients.len() == 1000 { Budget::new(3.0, 1.0) } else { Budget::NONE };
        report.add("join_s", format!("join of all {}", clients.len()), seconds, "s", budget);
        if let (Some(process), Some(cpu)) = (self.process, cpu) {
            report.add("join_cpu_s", "  CPU of the server", process.cpu()? - cpu, "s", Budget::NONE);
        }
        Ok(clients)
    }

    /// What the server does for members that do nothing.
    async fn idle(&self, report: &mut Report, key: &str, how: &str) -> Result<()> {
        let Some(process) = self.process else { return Ok(()) };
        let time = HEARTBEAT * 2;
        let (wake_ups, writes, cpu) = (process.wake_ups()?, process.writes()?, process.cpu()?);
        sleep(time).await;
        let per_second = (process.wake_ups()? - wake_ups) / time.as_secs_f64();
        let budget = Budget::new(50.0, 5.0);
        report.add(key, format!("wake-ups per second, all idle, {how}"), per_second, "/s", budget);
        let used = (process.cpu()? - cpu) / time.as_secs_f64() * 100.0;
        let Writes { disk_bytes, .. } = process.writes()?;
        let disk = (disk_bytes - writes.disk_bytes) as f64 / 1024.0;
        if key == "idle" {
            report.add("idle_cpu_percent", "  CPU", used, "%", Budget::NONE);
            report.add(
                "idle_disk_kib",
                format!("  written to disk in {} s", time.as_secs()),
                disk,
                "KiB",
                Budget::NONE,
            );
        }
        Ok(())
    }

    /// Deliveries of all modes, the server's and the write loop's in turn.
    async fn deliveries(&self, clients: &[Rc<Client>], report: &mut Report) -> Result<()> {
        let repeat = self.args.repeat.unwrap_or(if self.args.quick { 1 } else { 3 });
        // Warms up what is made on first use, and shows what a frame looks like.
        self.measure(clients.len(), self.messages(clients, Mode::Paced, 5)).await?;
        let frame = self.shared.sample().ok_or("no message arrived")?;
        let mut writer = WriteLoop::start(clients.len())?;
        writer.set_frame(&frame)?;
        let mut receivers = Vec::new();
        for _ in clients {
            receivers.push(Client::receive(&self.shared, writer.address).await?);
        }
        let mut loop_paced = Vec::new();
        let wanted = |mode: &Mode| self.args.only.as_ref().is_none_or(|name| name == mode.name());
        for mode in Mode::ALL.into_iter().filter(wanted) {
            let (mut own, mut bare) = (Vec::new(), Vec::new());
            for _ in 0..repeat {
                let count = self.count(mode);
                own.push(self.measure(clients.len() * count, self.messages(clients, mode, count)).await?);
                bare.push(self.measure_loop(&mut writer, clients.len(), mode, count).await?);
            }
            if matches!(mode, Mode::Paced) {
                loop_paced = bare.iter().filter_map(Cost::per_10_000).collect();
            }
            self.report_mode(report, mode, &own, &bare, median(loop_paced.clone()));
        }
        receivers.iter().for_each(|receiver| receiver.end());
        report.add("frame_bytes", "size of the delivered frame", frame.len() as f64, "bytes", Budget::NONE);
        Ok(())
    }

    fn report_mode(&self, report: &mut Report, mode: Mode, own: &[Cost], bare: &[Cost], single: f64) {
        let middle = |costs: &[Cost]| median(costs.iter().filter_map(Cost::per_10_000).collect());
        let key = |what: &str| format!("{}_{what}", mode.name());
        let label = match mode {
            Mode::Paced => format!("paced: {} messages/s", self.args.rate),
            Mode::Saturated => format!("saturated: {} messages under way", SENDERS * WINDOW),
            Mode::Bursts => format!("bursts of {BURST} from one member"),
            Mode::Crowd => format!("bursts of {BURST} from different members"),
        };
        let rates = own.iter().map(|cost| cost.deliveries as f64 / cost.seconds).collect();
        report.add(key("rate"), label, median(rates), "deliv./s", Budget::NONE);
        if self.process.is_some() {
            report.add(key("cpu"), "  CPU for 10,000 deliveries", middle(own), "s", Budget::NONE);
            let label = match mode {
                Mode::Bursts | Mode::Crowd => "  the bare write loop, the burst in one write",
                Mode::Paced | Mode::Saturated => "  the bare write loop",
            };
            report.add(key("loop_cpu"), label, middle(bare), "s", Budget::NONE);
            let (label, against, budget) = match mode {
                Mode::Paced | Mode::Saturated => ("  ratio", middle(bare), Budget::new(2.0, 1.15)),
                Mode::Bursts | Mode::Crowd if single == 0.0 => ("  ratio", middle(bare), Budget::NONE),
                Mode::Bursts => ("  ratio to the paced loop", single, Budget { ceiling: None, goal: Some(0.4) }),
                Mode::Crowd => ("  ratio to the paced loop", single, Budget::NONE),
            };
            report.add(key("ratio"), label, middle(own) / against, "x", budget);
        }
        let percentiles = |percent| median(own.iter().map(|cost| percentile(&cost.latencies, percent)).collect());
        report.add(key("p50"), "  latency, p50", percentiles(50) / 1000.0, "ms", Budget::NONE);
        report.add(key("p99"), "  latency, p99", percentiles(99) / 1000.0, "ms", Budget::NONE);
    }

    fn count(&self, mode: Mode) -> usize {
        let full = match mode {
            Mode::Paced | Mode::Bursts | Mode::Crowd => 100,
            Mode::Saturated => 300,
        };
        // Whole bursts.
        let count = if self.args.quick { full / 2 } else { full };
        count / BURST * BURST
    }

    /// From one message, or one burst, to the next.
    fn pause(&self, mode: Mode) -> Duration {
        let seconds = match mode {
            Mode::Paced => 1.0 / self.args.rate,
            Mode::Saturated => 0.0,
            Mode::Bursts | Mode::Crowd => BURST as f64 / self.args.rate,
        };
        Duration::from_secs_f64(seconds)
    }

    /// Measures what the server needs for `work`, until so many deliveries have arrived.
    async fn measure(&self, expected: usize, work: impl Future<Output = Result<()>>) -> Result<Cost> {
        self.measure_of(self.process, expected, work).await
    }

    async fn measure_of(
        &self,
        process: Option<Process>,
        expected: usize,
        work: impl Future<Output = Result<()>>,
    ) -> Result<Cost> {
        self.shared.reset();
        let (cpu, started) = (process.map(Process::cpu).transpose()?, Instant::now());
        work.await?;
        let (mut last, mut since) = (0, Instant::now());
        while self.shared.delivered() < expected as u64 {
            if self.shared.delivered() != last {
                (last, since) = (self.shared.delivered(), Instant::now());
            } else if since.elapsed() > STALL {
                let (found, gone) = (self.shared.delivered(), self.shared.lost());
                return Err(format!("only {found} of {expected} deliveries arrived; {gone} connections lost").into());
            }
            sleep(Duration::from_millis(2)).await;
        }
        let seconds = started.elapsed().as_secs_f64();
        let used = process.map(Process::cpu).transpose()?;
        let cpu = used.zip(cpu).map(|(after, before)| after - before);
        Ok(Cost { deliveries: expected as u64, seconds, cpu, latencies: self.shared.take_latencies() })
    }

    async fn measure_loop(&self, writer: &mut WriteLoop, members: usize, mode: Mode, count: usize) -> Result<Cost> {
        let burst = mode.burst();
        let process = Some(writer.process);
        let pause = self.pause(mode);
        self.measure_of(process, members * count, async { writer.go(count / burst, burst, pause) }).await
    }

    /// Sends so many messages; returns when all are acknowledged.
    async fn messages(&self, clients: &[Rc<Client>], mode: Mode, count: usize) -> Result<()> {
        let senders: Vec<Rc<Client>> = clients.iter().take(SENDERS).cloned().collect();
        if matches!(mode, Mode::Saturated) {
            return self.saturate(&senders, count).await;
        }
        let started = Instant::now();
        let mut tasks = Vec::new();
        for n in 0..count / mode.burst() {
            sleep((self.pause(mode) * n as u32).saturating_sub(started.elapsed())).await;
            let sender = |k: usize| Rc::clone(&senders[(n * mode.burst() + k) % senders.len()]);
            let (writers, each) = if matches!(mode, Mode::Bursts) { (1, BURST) } else { (mode.burst(), 1) };
            for k in 0..writers {
                let (sender, room) = (sender(k), self.args.room.clone());
                tasks.push(tokio::task::spawn_local(async move {
                    sender.say(&room, each).await.map_err(|error| error.to_string())
                }));
            }
        }
        for task in tasks {
            task.await??;
        }
        Ok(())
    }

    async fn saturate(&self, senders: &[Rc<Client>], count: usize) -> Result<()> {
        let left = Rc::new(Cell::new(count));
        let mut tasks = Vec::new();
        for n in 0..senders.len() * WINDOW {
            let (sender, left) = (Rc::clone(&senders[n % senders.len()]), Rc::clone(&left));
            let room = self.args.room.clone();
            tasks.push(tokio::task::spawn_local(async move {
                while left.get() > 0 {
                    left.set(left.get() - 1);
                    sender.say(&room, 1).await.map_err(|error| error.to_string())?;
                }
                Ok::<_, String>(())
            }));
        }
        for task in tasks {
            task.await??;
        }
        Ok(())
    }

    /// How often the disk is flushed, and what is written, for one message.
    async fn flushes(&self, clients: &[Rc<Client>], report: &mut Report) -> Result<()> {
        const MESSAGES: usize = 20;
        let (Some(process), Some(data)) = (self.process, self.data) else { return Ok(()) };
        let writes = process.writes()?;
        self.measure(clients.len() * MESSAGES, self.messages(clients, Mode::Paced, MESSAGES)).await?;
        let bytes = (process.writes()?.disk_bytes - writes.disk_bytes) as f64 / MESSAGES as f64 / 1024.0;
        report.add("message_disk_kib", "written to disk for a message", bytes, "KiB", Budget::NONE);
        let Some(counter) = FlushCounter::attach(process, data) else { return Ok(()) };
        let outcome = self.measure(clients.len() * MESSAGES, self.messages(clients, Mode::Paced, MESSAGES)).await;
        let flushes = counter.detach();
        outcome?;
        if let Some(flushes) = flushes {
            let each = flushes / MESSAGES as f64;
            report.add("message_flushes", "flushes of the disk for a message", each, "", Budget::NONE);
        }
        Ok(())
    }
}

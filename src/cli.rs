//! Floor 5: the command line.
//!
//! Exit codes: 0 = ended as asked, 1 = could not start or go on, 2 = wrong arguments or
//! configuration.

use std::{
    fs::{self, File},
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    str::FromStr,
};

use argh::FromArgs;

use crate::{
    config::{self, Config, Overrides},
    control, doctor,
    model::ids::RoleId,
    security::random,
    server::{self, Listening, Options},
    upkeep,
};

/// Length of an administrator key (spec 20 section 2.5).
const KEY_LENGTH: usize = 64;

/// Exit code for wrong arguments or configuration.
const WRONG_INPUT: u8 = 2;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Command {
    #[default]
    Run,
    CheckConfig,
    Doctor,
    AdminToken,
    Backup,
    Restore,
    Import,
    Export,
    Vacuum,
    DbCheck,
    Control,
}

impl FromStr for Command {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "run" => Ok(Self::Run),
            "check-config" => Ok(Self::CheckConfig),
            "doctor" => Ok(Self::Doctor),
            "admin-token" => Ok(Self::AdminToken),
            "backup" => Ok(Self::Backup),
            "restore" => Ok(Self::Restore),
            "import" => Ok(Self::Import),
            "export" => Ok(Self::Export),
            "vacuum" => Ok(Self::Vacuum),
            "db-check" => Ok(Self::DbCheck),
            "ctl" => Ok(Self::Control),
            _ => Err(format!(
                "unknown command {text:?}; there are: run, check-config, doctor, admin-token, backup, restore, import, \
                 export, vacuum, db-check, ctl, network"
            )),
        }
    }
}

/// A small chat node, compatible with DCTS. Commands: run (default), check-config (says whether the
/// configuration can be used), doctor (looks whether voice works: LiveKit, its key, its clock, its webhook), admin-token (prints a key that makes its redeemer an administrator), backup FILE
/// (of a running node too), restore FILE, import --from-mariadb URL, export --to-mariadb URL, vacuum, db-check, ctl COMMAND (tells a running
/// node something; ctl alone shows what), network COMMAND (of a running node: other servers; network list shows the own key, too).
#[derive(Debug, FromArgs)]
struct Args {
    /// what to do, and of backup and restore the archive, a .tar.gz
    #[argh(positional, arg_name = "command")]
    words: Vec<String>,

    /// of import: mysql://user:password@host:port/database
    #[argh(option)]
    from_mariadb: Option<String>,

    /// of export: mysql://user:password@host:port/database
    #[argh(option)]
    to_mariadb: Option<String>,

    /// of doctor: where LiveKit reaches the webhook of this node, https://NAME/livekit/webhook
    #[argh(option)]
    webhook: Option<String>,

    /// folder of the database and everything else that is kept (default: ./data)
    #[argh(option, default = "PathBuf::from(\"data\")")]
    data: PathBuf,

    /// configuration (default: <data>/configs/config.json)
    #[argh(option)]
    config: Option<PathBuf>,

    /// address and port to listen on (default: from the configuration, 0.0.0.0:2052)
    #[argh(option)]
    listen: Option<SocketAddr>,

    /// folder with another web client than the embedded one
    #[argh(option)]
    web: Option<PathBuf>,

    /// what to log: error, warn, info (default), debug, trace, or a filter such as
    /// info,dcts_edge::realtime=debug
    #[argh(option)]
    log: Option<String>,

    /// of network rotate: the old key is in wrong hands
    #[argh(switch)]
    compromised: bool,

    /// print the version and end
    #[argh(switch)]
    version: bool,
}

impl Args {
    /// The command and its file.
    fn command(&self) -> Result<(Command, Option<&Path>), String> {
        if self.words.first().is_some_and(|word| word == "ctl" || word == "network") {
            return Ok((Command::Control, None));
        }
        let (command, file) = match self.words.as_slice() {
            [] => return Ok((Command::default(), None)),
            [command] => (command, None),
            [command, file] => (command, Some(Path::new(file))),
            [.., unexpected] => return Err(format!("unexpected {unexpected:?}")),
        };
        let command: Command = command.parse()?;
        if let Some(file) = file
            && !matches!(command, Command::Backup | Command::Restore)
        {
            return Err(format!("unexpected {:?}", file.display().to_string()));
        }
        Ok((command, file))
    }
}

/// A sentence for the operator, and the exit code.
struct Failure(u8, String);

impl Failure {
    fn wrong_input(problem: impl ToString) -> Self {
        Self(WRONG_INPUT, problem.to_string())
    }

    fn other(problem: impl ToString) -> Self {
        Self(1, problem.to_string())
    }
}

/// Does what the arguments say.
pub fn main(args: &[String]) -> ExitCode {
    let (name, rest) = args.split_first().map_or(("dcts-edge", &[][..]), |(_, rest)| ("dcts-edge", rest));
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let args = match Args::from_args(&[name], &rest) {
        Ok(args) => args,
        Err(early) if early.status.is_ok() => {
            say(&early.output);
            return ExitCode::SUCCESS;
        }
        Err(early) => return fail(&Failure::wrong_input(early.output.trim_end())),
    };
    match execute(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => fail(&failure),
    }
}

fn fail(failure: &Failure) -> ExitCode {
    // There is nobody to tell if even this fails.
    let _ = writeln!(io::stderr(), "dcts-edge: {}", failure.1);
    ExitCode::from(failure.0)
}

fn say(text: &str) {
    let _ = writeln!(io::stdout(), "{text}");
}

fn execute(args: &Args) -> Result<(), Failure> {
    if args.version {
        say(&format!("dcts-edge {}", env!("CARGO_PKG_VERSION")));
        return Ok(());
    }
    let (command, file) = args.command().map_err(Failure::wrong_input)?;
    let config_path = args.config.clone().unwrap_or_else(|| args.data.join("configs").join("config.json"));
    let mut overrides = Overrides::read(|name| std::env::var(name).ok()).map_err(Failure::wrong_input)?;
    overrides.add_sql_file(&config_path).map_err(Failure::wrong_input)?;
    match command {
        Command::CheckConfig => check_config(&config_path),
        Command::Doctor => {
            start_log(args.log.as_deref().or(Some("error")), overrides.debug);
            examine(args, &config_path, &overrides)
        }
        Command::AdminToken => admin_token(&args.data, &config_path),
        // `network ...` is `ctl network ...`.
        Command::Control => match &args.words[usize::from(args.words[0] == "ctl")..] {
            [] => {
                say(control::HELP);
                Ok(())
            }
            words => control::ask(&args.data, &told(words, args.compromised))
                .map(|answer| say(&answer))
                .map_err(Failure::other),
        },
        Command::Run => {
            start_log(args.log.as_deref(), overrides.debug);
            run(args, config_path, overrides)
        }
        command => {
            start_log(args.log.as_deref().or(Some("warn")), overrides.debug);
            maintain(command, file, args, config_path, overrides)
        }
    }
}

/// The words of a command for the running node, with what stood among them as an option.
fn told(words: &[String], is_compromised: bool) -> Vec<String> {
    let option = is_compromised.then(|| "--compromised".to_owned());
    words.iter().cloned().chain(option).collect()
}

/// The commands about what is stored.
fn maintain(
    command: Command,
    file: Option<&Path>,
    args: &Args,
    config_path: PathBuf,
    overrides: Overrides,
) -> Result<(), Failure> {
    let config = config::load(&config_path).map_err(Failure::wrong_input)?.unwrap_or_default();
    let place = upkeep::Place { data: args.data.clone(), config_path, config, overrides };
    let file = || file.ok_or_else(|| Failure::wrong_input("name the file of the backup"));
    let given = |url: &Option<String>, option: &str| {
        url.clone().ok_or_else(|| Failure::wrong_input(format!("{option} is missing")))
    };
    let done = match command {
        Command::Backup => upkeep::backup(&place, file()?, say),
        Command::Restore => {
            let _lock = lock(&args.data)?;
            upkeep::restore(&place, file()?, say)
        }
        Command::Import => {
            let url = given(&args.from_mariadb, "--from-mariadb")?;
            let _lock = lock(&args.data)?;
            upkeep::import(&place, &url, say)
        }
        Command::Export => upkeep::export(&place, &given(&args.to_mariadb, "--to-mariadb")?, say),
        Command::Vacuum => upkeep::vacuum(&place, say),
        _ => upkeep::check(&place, say),
    };
    done.map_err(Failure::other)
}

fn check_config(path: &Path) -> Result<(), Failure> {
    match config::load(path).map_err(Failure::wrong_input)? {
        Some(_) => say(&format!("{}: good", path.display())),
        None => say(&format!("{}: there is no such file; the first start makes one", path.display())),
    }
    Ok(())
}

fn examine(args: &Args, path: &Path, overrides: &Overrides) -> Result<(), Failure> {
    let config = config::load(path).map_err(Failure::wrong_input)?.unwrap_or_default();
    let webhook = args.webhook.as_deref();
    let patient = doctor::Patient { config: &config, overrides, listen: args.listen, webhook };
    if doctor::examine(&patient, say).map_err(Failure::other)? {
        return Ok(());
    }
    Err(Failure::other("something is wrong with voice; text chat does not need it"))
}

fn admin_token(data: &Path, path: &Path) -> Result<(), Failure> {
    let mut config = config::load(path).map_err(Failure::wrong_input)?.unwrap_or_default();
    if config.admin_tokens().is_empty() {
        let _lock = lock(data)?;
        add_admin_token(&mut config);
        save(path, &config)?;
    }
    config.admin_tokens().iter().for_each(|token| say(token));
    Ok(())
}

fn add_admin_token(config: &mut Config) {
    if let Some(role) = config.serverroles.get_mut(RoleId::ADMINISTRATOR) {
        role.token.push(random::digits(KEY_LENGTH));
    }
    config.serverinfo.setup = 1;
}

fn save(path: &Path, config: &Config) -> Result<(), Failure> {
    let problem = |error: io::Error| Failure::other(format!("{}: cannot be written: {error}", path.display()));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(problem)?;
    }
    config::write_atomic(path, &config::serialize(config)).map_err(problem)
}

/// Makes sure that nobody else works with the data.
fn lock(data: &Path) -> Result<File, Failure> {
    let problem = |error: io::Error| Failure::other(format!("{}: {error}", data.display()));
    fs::create_dir_all(data).map_err(problem)?;
    let file = File::create(data.join("dcts-edge.lock")).map_err(problem)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            Err(Failure::other(format!("{}: another dcts-edge is using this folder; stop it first", data.display())))
        }
        Err(fs::TryLockError::Error(error)) => Err(problem(error)),
    }
}

fn run(args: &Args, config_path: PathBuf, overrides: Overrides) -> Result<(), Failure> {
    let loaded = config::load(&config_path).map_err(Failure::wrong_input)?;
    let _lock = lock(&args.data)?;
    config::set_members_aside(&config_path)
        .map_err(|error| Failure::other(format!("{}: {error}", config_path.display())))?;
    let is_new = loaded.is_none();
    if !is_new {
        // A backup that cannot be made keeps nobody from chatting.
        if let Err(error) = upkeep::keep_settings(&args.data, &config_path, env!("CARGO_PKG_VERSION")) {
            log::warn!("the settings of the last version could not be kept: {error}");
        }
        tell_about_history(&config_path);
    }
    let mut config = loaded.unwrap_or_default();
    if config.serverinfo.setup == 0 {
        add_admin_token(&mut config);
        save(&config_path, &config)?;
    } else if is_new {
        save(&config_path, &config)?;
    }
    let keys = config.admin_tokens().to_vec();
    let options =
        Options { data: args.data.clone(), config_path, config, overrides, listen: args.listen, web: args.web.clone() };
    let data = args.data.clone();
    server::run(options, |listening| greet(listening, &data, &keys)).map_err(Failure::other)
}

/// What an operator should decide who takes over a server of another version (spec 20 section 5.1).
fn tell_about_history(config_path: &Path) {
    let channels = config::channels_without_history(config_path);
    if !channels.is_empty() {
        log::info!(
            "members see these channels, but lack viewChannelHistory there: {}. The history is shown to them as before; \
             set dcts_edge.strictHistory to true to hide it",
            channels.join(", ")
        );
    }
}

/// What somebody needs who has just started a node.
fn greet(listening: Listening, data: &Path, keys: &[String]) {
    let address = listening.address;
    let port = address.port();
    let scheme = if listening.is_tls { "https" } else { "http" };
    let mut text = format!("dcts-edge {} is ready\n\n", env!("CARGO_PKG_VERSION"));
    if address.ip().is_unspecified() {
        text.push_str(&format!("  On this machine:  {scheme}://localhost:{port}\n"));
        if let Some(address) = server::lan_address() {
            text.push_str(&format!("  In your network:  {scheme}://{}\n", SocketAddr::new(address, port)));
        }
    } else {
        text.push_str(&format!("  Address:          {scheme}://{address}\n"));
    }
    text.push_str(&format!("  Data:             {}\n", data.display()));
    for key in keys {
        text.push_str(&format!("\n  Administrator key, not yet redeemed:\n  {key}\n"));
    }
    if !keys.is_empty() {
        text.push_str("  Register in the chat, open the menu beside your name, choose \"Redeem a key\".\n");
    }
    say(&text);
}

/// Logs to stderr: with the priority that journald reads if it listens, else with the time. Control
/// characters are escaped, so that nobody can forge lines.
fn start_log(filter: Option<&str>, is_debugging: bool) {
    let is_journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let filter = filter.unwrap_or(if is_debugging { "debug" } else { "info" });
    // A level alone is about this program; libraries would tell more than anybody wants to know.
    let filter =
        if filter.parse::<log::LevelFilter>().is_ok() { format!("warn,dcts_edge={filter}") } else { filter.to_owned() };
    let started = env_logger::Builder::new()
        .parse_filters(&filter)
        // SECURITY: the HTML parser logs what people write.
        .filter_module("html5ever", log::LevelFilter::Off)
        .format(move |out, record| {
            let message: String = record.args().to_string().chars().map(visible).collect();
            if is_journal {
                let priority = match record.level() {
                    log::Level::Error => 3,
                    log::Level::Warn => 4,
                    log::Level::Info => 6,
                    log::Level::Debug | log::Level::Trace => 7,
                };
                return writeln!(out, "<{priority}>{message}");
            }
            let now = humantime::format_rfc3339_seconds(std::time::SystemTime::now());
            writeln!(out, "{now} {:5} {message}", record.level())
        })
        .try_init();
    debug_assert!(started.is_ok(), "there is one logger");
}

fn visible(c: char) -> char {
    if c.is_control() { '\u{FFFD}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Args, argh::EarlyExit> {
        Args::from_args(&["dcts-edge"], args)
    }

    #[test]
    fn options_stand_before_or_after_the_command() {
        let args = parse(&["--data", "d", "run", "--listen", "127.0.0.1:80"]).unwrap();
        assert_eq!(args.command(), Ok((Command::Run, None)));
        let args = parse(&["backup", "--data", "d", "f.tar.gz"]).unwrap();
        assert_eq!(args.command(), Ok((Command::Backup, Some(Path::new("f.tar.gz")))));
        let args = parse(&["--data", "d", "run", "--listen", "127.0.0.1:80"]).unwrap();
        assert_eq!((args.data, args.listen), (PathBuf::from("d"), Some(SocketAddr::from(([127, 0, 0, 1], 80)))));
        assert_eq!(parse(&[]).unwrap().data, PathBuf::from("data"));
    }

    #[test]
    fn wrong_arguments_are_named() {
        assert!(parse(&["fly"]).unwrap().command().unwrap_err().contains("fly"));
        assert!(parse(&["run", "what"]).unwrap().command().unwrap_err().contains("what"));
        assert!(parse(&["--listen", "here"]).is_err());
        assert!(parse(&["--help"]).unwrap_err().status.is_ok());
    }
}

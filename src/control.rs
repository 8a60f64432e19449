//! Floor 5: what an operator tells the running node: over a socket in the data folder (`dcts-edge ctl`), or, if it
//! runs in a terminal, by typing (spec 10 section 14.2). Who may read the folder's owner-only files may do this.

use std::{
    io::{self, BufRead, IsTerminal, Read, Write},
    os::unix::net::UnixStream as BlockingStream,
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
    sync::mpsc,
};

use crate::{
    model::{
        duration,
        ids::{MemberId, RoleId},
    },
    node::{BanOrder, Node, Queue, ServerStatus, now_ms},
    order,
    security::{random, text::escape_html},
    store::NewBan,
};

/// Longest command, bytes.
const MAX_COMMAND: usize = 16 * 1024;
/// For a command to arrive.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Most members of one list.
const MAX_LISTED: usize = 1000;

/// What there is, for people.
pub const HELP: &str = "\
members [TEXT]                 who is here, or whose id, name or login name contains the text
ban MEMBER|ADDRESS TIME [WHY]  for example: ban 112233445566 \"2 weeks\" spam; TIME \"1 perma\" is for ever
unban MEMBER|ADDRESS
mute MEMBER TIME [WHY]
unmute MEMBER
kick MEMBER                    the account goes; who comes back registers anew
disconnect MEMBER              the account stays
reset-password MEMBER          prints the new one; all devices are logged out
logout-all                     every device of every member is logged out
token ROLE                     prints a key that gives its redeemer the role
roles
msg MEMBER|* TEXT              a direct message of the server
broadcast TEXT                 a notice for everybody who is connected
stats
network list|show ADDRESS|block ADDRESS|verify ADDRESS|ping ADDRESS|rotate [--compromised]
reload                         reads the settings again, as SIGHUP does";

/// Where the socket of a data folder is.
pub fn socket_path(data: &Path) -> PathBuf {
    data.join("dcts-edge.sock")
}

/// Sends a command to the node that uses a data folder, and returns what it says.
///
/// # Errors
/// A sentence: there is no such node, or it refused.
pub fn ask(data: &Path, words: &[String]) -> Result<String, String> {
    let path = socket_path(data);
    let unreachable = |error: io::Error| format!("{}: no node runs there: {error}", path.display());
    let mut stream = BlockingStream::connect(&path).map_err(unreachable)?;
    let command = serde_json::to_string(words).map_err(|error| error.to_string())?;
    let mut answer = String::new();
    let talk = |stream: &mut BlockingStream, answer: &mut String| {
        stream.write_all(command.as_bytes())?;
        stream.shutdown(std::net::Shutdown::Write)?;
        stream.read_to_string(answer)
    };
    talk(&mut stream, &mut answer).map_err(|error| format!("{}: {error}", path.display()))?;
    match answer.split_at_checked(1) {
        Some(("+", text)) => Ok(text.to_owned()),
        Some(("-", text)) => Err(text.to_owned()),
        _ => Err("the node did not answer".into()),
    }
}

/// Listens for commands; what is asked for besides the node's own things goes to `reload`.
///
/// # Errors
/// When there can be no socket.
pub fn listen(data: &Path, node: Rc<Node>, reload: impl Fn() + 'static) -> io::Result<()> {
    let path = socket_path(data);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // SECURITY: only the owner may give commands, from the first moment on.
    let before = rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o177));
    let listener = UnixListener::bind(&path);
    rustix::process::umask(before);
    let listener = listener?;
    let reload: Rc<dyn Fn()> = Rc::new(reload);
    if io::stdin().is_terminal() {
        crate::tasks::spawn(console(Rc::clone(&node), Rc::clone(&reload)));
    }
    crate::tasks::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            crate::tasks::spawn(serve(stream, Rc::clone(&node), Rc::clone(&reload)));
        }
    });
    Ok(())
}

async fn serve(mut stream: UnixStream, node: Rc<Node>, reload: Rc<dyn Fn()>) {
    let mut command = Vec::new();
    let mut limited = (&mut stream).take(MAX_COMMAND as u64);
    let read = tokio::time::timeout(TIMEOUT, limited.read_to_end(&mut command)).await;
    if !matches!(read, Ok(Ok(_))) {
        return;
    }
    let outcome = match serde_json::from_slice::<Vec<String>>(&command) {
        Ok(words) => run(&node, &words, &*reload).await,
        Err(error) => Err(format!("no command: {error}")),
    };
    let answer = match outcome {
        Ok(text) => format!("+{text}"),
        Err(text) => format!("-{text}"),
    };
    if let Err(error) = stream.write_all(answer.as_bytes()).await {
        log::debug!("the answer to a command: {error}");
    }
}

/// Commands that are typed into the terminal that the node runs in.
async fn console(node: Rc<Node>, reload: Rc<dyn Fn()>) {
    let (lines, mut typed) = mpsc::unbounded_channel::<String>();
    let reader = std::thread::Builder::new().name("console".into()).stack_size(64 * 1024).spawn(move || {
        let _ = io::stdin().lock().lines().map_while(Result::ok).try_for_each(|line| lines.send(line));
    });
    if let Err(error) = reader {
        log::warn!("nothing can be typed here: {error}");
        return;
    }
    while let Some(line) = typed.recv().await {
        let words = split(&line);
        if words.is_empty() {
            continue;
        }
        let text = run(&node, &words, &*reload).await.unwrap_or_else(|error| error);
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "{text}");
    }
}

/// Words of a line; quotes hold words together.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut is_quoted, mut is_word) = (String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                is_word = true;
            }
            c if c.is_whitespace() && !is_quoted => {
                if is_word {
                    words.push(std::mem::take(&mut word));
                }
                is_word = false;
            }
            c => {
                word.push(c);
                is_word = true;
            }
        }
    }
    if is_word {
        words.push(word);
    }
    words
}

/// What an operator says about other servers (spec 52 section 8).
async fn network(node: &Rc<Node>, words: &[&str]) -> Result<String, String> {
    let by_operator = |what: &str| node.audit(MemberId::SYSTEM, &format!("(the operator) {what}"));
    match words {
        [] | ["list"] => Ok(node.network_overview()),
        ["show", address] => {
            let row = node.server(address).ok_or("that server is not known")?;
            let log = node.store.trust_log(address).await.map_err(|error| error.to_string())?;
            let mut text = format!(
                "{}: {}\nkey: {}\ntrust: {}\n",
                row.address,
                row.status,
                row.node_key.as_deref().unwrap_or("none"),
                row.trust / 100
            );
            if let Some(key) = node.strange_key(&row.address) {
                text.push_str(&format!("it shows another key: {key}\n"));
            }
            for entry in log {
                text.push_str(&format!("{} {} {}\n", entry.at, entry.delta as f64 / 100.0, entry.reason));
            }
            Ok(text)
        }
        [what @ ("block" | "verify"), address] => {
            let status = if *what == "block" { ServerStatus::Blocked } else { ServerStatus::Verified };
            if !node.decide_server(address, status) {
                return Err("that server is not known".into());
            }
            by_operator(&format!("set the server {} to {}", escape_html(address), status.name()));
            Ok(format!("{address} is {}", status.name()))
        }
        #[cfg(feature = "tls")]
        ["ping", address] => node.ping_server(address).await,
        ["rotate", rest @ ..] if matches!(rest, [] | ["--compromised"]) => {
            let said = node.rotate_key(!rest.is_empty())?;
            by_operator("replaced the key of this node");
            Ok(said)
        }
        _ => Err("network list|show ADDRESS|block ADDRESS|verify ADDRESS|ping ADDRESS|rotate [--compromised]".into()),
    }
}

async fn run(node: &Rc<Node>, words: &[String], reload: &dyn Fn()) -> Result<String, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let by_operator = |what: &str| node.audit(MemberId::SYSTEM, &format!("(the operator) {what}"));
    match words.as_slice() {
        ["help"] => Ok(HELP.into()),
        ["members"] => Ok(members(node, "")),
        ["members", text] => Ok(members(node, text)),
        ["ban", who, time, why @ ..] => {
            let until = until(time)?;
            ban(node, who, until, &why.join(" ")).await?;
            by_operator(&format!("banned {}", escape_html(who)));
            Ok(format!("{who} is banned"))
        }
        ["unban", who] => {
            let was_banned = node.lift_bans(who).await.map_err(|error| error.to_string())?;
            if !was_banned {
                return Err(format!("{who} is not banned"));
            }
            by_operator(&format!("lifted the ban of {}", escape_html(who)));
            Ok(format!("{who} may come back"))
        }
        ["mute", who, time, why @ ..] => {
            let (member, until) = (member(node, who)?, until(time)?);
            let muted = node.mute(MemberId::SYSTEM, member, why.join(" "), until).await;
            muted.map_err(|error| error.to_string())?;
            by_operator(&format!("muted {member}"));
            Ok(format!("{member} is muted"))
        }
        ["unmute", who] => {
            let member = member(node, who)?;
            let was_muted = node.unmute(member).await.map_err(|error| error.to_string())?;
            if was_muted { Ok(format!("{member} may write")) } else { Err(format!("{member} is not muted")) }
        }
        ["kick", who] | ["delete", "user", who] => {
            let member = member(node, who)?;
            let notice = notice("You have been kicked", "");
            node.delete_member(member, false, &notice).await.map_err(|error| error.to_string())?;
            by_operator(&format!("kicked {member}"));
            Ok(format!("the account {member} is gone"))
        }
        ["disconnect", who] => {
            let member = member(node, who)?;
            let count = node.send_away(member, &notice("You've been disconnected", ""));
            Ok(format!("{count} connections of {member} were ended"))
        }
        ["reset-password", who] => reset_password(node, member(node, who)?, None).await,
        ["passwd", who, new] => reset_password(node, member(node, who)?, Some((*new).to_owned())).await,
        ["logout-all" | "rotateMemberTokens"] => {
            let ended = notice("Logged out", "The operator has logged all devices out.");
            for (id, ..) in node.overview("") {
                node.end_sessions(id, None, &ended).await.map_err(|error| error.to_string())?;
            }
            by_operator("logged all devices out");
            Ok("all devices are logged out".into())
        }
        ["token", role] => token(node, role),
        ["roles"] => Ok(roles(node)),
        ["msg", who, text @ ..] if !text.is_empty() => {
            let everybody = || node.overview("").into_iter().map(|(id, ..)| id).filter(|id| *id != MemberId::SYSTEM);
            let people = if *who == "*" { everybody().collect() } else { vec![member(node, who)?] };
            let html = format!("<p>{}</p>", escape_html(&text.join(" ")));
            for &id in &people {
                node.tell(id, &html).await.map_err(|error| error.to_string())?;
            }
            Ok(format!("{} members were told", people.len()))
        }
        ["broadcast", text @ ..] if !text.is_empty() => {
            node.broadcast(&notice("Message of the operator", &escape_html(&text.join(" "))));
            Ok("everybody who is connected was told".into())
        }
        ["network", rest @ ..] => network(node, rest).await,
        ["stats" | "load"] => Ok(stats(node)),
        ["reload"] => {
            reload();
            Ok("the settings were read again; the log tells what came of it".into())
        }
        _ => Err(format!("there are:\n{HELP}")),
    }
}

fn notice(title: &str, message: &str) -> Value {
    json!({"title": title, "message": message, "type": "info", "displayTime": 60_000,
        "buttons": {"0": {"text": "Ok", "events": ""}}})
}

fn until(time: &str) -> Result<i64, String> {
    let ms = duration::length_ms(time).ok().filter(|ms| *ms > 0);
    let ms = ms.ok_or_else(|| format!("{time:?} is no duration; expected for example \"10 minutes\""))?;
    Ok(now_ms().saturating_add(ms).min(duration::FOREVER))
}

/// A member by id or login name.
fn member(node: &Node, who: &str) -> Result<MemberId, String> {
    let by_id = who.parse().ok().filter(|id| node.is_member(*id));
    let found = by_id.or_else(|| {
        let all = node.overview(who);
        all.into_iter().find(|(_, login_name, ..)| login_name == who).map(|(id, ..)| id)
    });
    found.filter(|id| *id != MemberId::SYSTEM).ok_or_else(|| format!("there is no member {who}"))
}

fn members(node: &Node, text: &str) -> String {
    let mut lines = Vec::new();
    let all = node.overview(text);
    let count = all.len();
    for (id, login_name, name, marks) in all.into_iter().take(MAX_LISTED) {
        lines.push(format!("{id}  {login_name:20}  {name:25}  {marks}"));
    }
    lines.push(format!("{count} members, {} online", node.online_count()));
    lines.join("\n")
}

async fn ban(node: &Node, who: &str, until: i64, why: &str) -> Result<(), String> {
    let reason = Some(why.to_owned()).filter(|why| !why.is_empty());
    let notice = notice("You are banned", &format!("Reason: {}", escape_html(why)));
    if let Ok(address) = who.parse::<std::net::IpAddr>() {
        let ban = NewBan {
            subject: address.to_string(),
            issuer: "system".into(),
            ip: None,
            reason,
            created: now_ms(),
            until,
        };
        node.put_bans(vec![ban]).await.map_err(|error| error.to_string())?;
        node.send_address_away(address, &notice);
        return Ok(());
    }
    let order = BanOrder { issuer: MemberId::SYSTEM, target: member(node, who)?, reason, until };
    node.ban(order, &notice).await.map_err(|error| error.to_string())
}

async fn reset_password(node: &Node, member: MemberId, new: Option<String>) -> Result<String, String> {
    let is_chosen = new.is_some();
    let new = new.unwrap_or_else(|| random::hex(16));
    let hash = node.hash_password(Queue::Known, new.clone()).await.map_err(|error| error.to_string())?;
    node.store.set_password(member, hash).await.map_err(|error| error.to_string())?;
    let ended = notice("Logged out", "Your password was reset.");
    node.end_sessions(member, None, &ended).await.map_err(|error| error.to_string())?;
    node.audit(MemberId::SYSTEM, &format!("(the operator) reset the password of {member}"));
    Ok(if is_chosen {
        format!("{member} has the new password")
    } else {
        format!("the new password of {member}: {new}")
    })
}

fn token(node: &Node, role: &str) -> Result<String, String> {
    let id: RoleId = role.parse().map_err(|_| format!("{role} is no role"))?;
    let key = random::digits(64);
    let added = node.change_config(|config| {
        let role = config.serverroles.get_mut(id);
        role.map(|role| role.token.push(key.clone())).is_some()
    });
    if added { Ok(key) } else { Err(format!("there is no role {role}")) }
}

fn roles(node: &Node) -> String {
    let config = node.config();
    let mut roles: Vec<_> = config.serverroles.iter().collect();
    order::by_number_down(&mut roles, |(_, role)| role.info.sort_id);
    let line = |(id, role): (&RoleId, &crate::model::roles::Role)| {
        format!("{id:6}  {:4} members  {}", role.members.len(), role.info.name)
    };
    roles.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn stats(node: &Node) -> String {
    let counters = node.counters();
    format!(
        "dcts-edge {} on {}, up {}\n{} members, {} online, {} connections\n{} messages, {} registrations, \
         {} failed logins, {} events refused, {} too many",
        env!("CARGO_PKG_VERSION"),
        node.store.name(),
        humantime::format_duration(Duration::from_secs(((now_ms() - node.started()).max(0) / 1000) as u64)),
        node.member_count(),
        node.online_count(),
        node.hub.len(),
        counters.messages.get(),
        counters.registrations.get(),
        counters.failed_logins.get(),
        counters.refused.get(),
        counters.rate_limited.get(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(split(r#" ban 1 "2 weeks"  because of "" "#), ["ban", "1", "2 weeks", "because", "of", ""]);
        assert!(split("  ").is_empty());
    }
}

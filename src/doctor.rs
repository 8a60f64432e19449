//! Floor 5: looks at what voice needs from outside of this program, and says what is wrong with it.

use std::{
    cell::Cell,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use tokio::task::LocalSet;

use crate::{
    config::{Config, Overrides},
    livekit::{self, Livekit, RoomError, Webhook, is_reached},
    outgoing::OutgoingError,
    security::outbound::Target,
    server,
};

/// Where this node takes LiveKit's notices.
const WEBHOOK: &str = "/livekit/webhook";
/// By how many seconds clocks may differ without harm, and from when on LiveKit takes no token.
const CLOCK: (i64, i64) = (5, 60);

/// What is looked at.
#[derive(Debug)]
pub struct Patient<'a> {
    /// config.json.
    pub config: &'a Config,
    /// What the environment says on top.
    pub overrides: &'a Overrides,
    /// Where the node listens, if not where the configuration says.
    pub listen: Option<SocketAddr>,
    /// Where LiveKit reaches the node's webhook, if its own configuration does not tell.
    pub webhook: Option<&'a str>,
}

/// What was found.
struct Findings {
    say: fn(&str),
    is_well: Cell<bool>,
}

impl Findings {
    fn good(&self, what: &str) {
        (self.say)(&format!("good   {what}"));
    }

    fn note(&self, what: &str) {
        (self.say)(&format!("note   {what}"));
    }

    fn wrong(&self, what: &str) {
        self.is_well.set(false);
        (self.say)(&format!("wrong  {what}"));
    }
}

/// Looks, and says what was found; whether all is well.
///
/// # Errors
/// When nothing can be looked at.
pub fn examine(patient: &Patient<'_>, say: fn(&str)) -> Result<bool, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(1).build();
    let runtime = runtime.map_err(|error| format!("the runtime cannot start: {error}"))?;
    let findings = Findings { say, is_well: Cell::new(true) };
    LocalSet::new().block_on(&runtime, voice(patient, &findings));
    Ok(findings.is_well.get())
}

async fn voice(patient: &Patient<'_>, findings: &Findings) {
    let livekit = match livekit::find(patient.config, patient.overrides).and_then(Livekit::new) {
        Ok(livekit) => livekit,
        Err(absent) if absent.is_mistake() => return findings.wrong(&format!("voice is not configured: {absent}")),
        Err(absent) => return findings.note(&format!("voice is not configured: {absent}")),
    };
    let settings = livekit.settings();
    findings.good(&format!("voice: key {:?}, its secret in {}", settings.key, settings.source));
    let is_answering = service(&livekit, findings).await;
    address(patient, &livekit, is_answering, findings).await;
    webhooks(patient, &livekit, findings).await;
}

/// LiveKit as this node asks it; whether it answers.
async fn service(livekit: &Livekit, findings: &Findings) -> bool {
    let api = livekit.settings().api.as_str();
    match livekit.clock().await {
        Err(RoomError::Unreachable(error)) => {
            findings.wrong(&format!("LiveKit at {api}: {error}. dcts_edge.voice.apiUrl can name another address"));
            return false;
        }
        Err(error) => findings.wrong(&format!("LiveKit at {api}: {error}")),
        Ok(None) => findings.note("the clock of LiveKit: it does not say"),
        Ok(Some(ahead)) => {
            let differs = format!("the clock of LiveKit differs by {} s", ahead.abs());
            match ahead.abs() {
                seconds if seconds < CLOCK.0 => findings.good(&differs),
                seconds if seconds < CLOCK.1 => findings.note(&format!("{differs}; notices are refused from 10 s on")),
                _ => findings.wrong(&format!("{differs}: it takes no token. Let both machines ask a time server")),
            }
        }
    }
    match livekit.rooms(&["0-0-0".into()]).await {
        Ok(_) => findings.good(&format!("LiveKit at {api} answers and takes the key")),
        Err(RoomError::Unreachable(error)) if !matches!(error, OutgoingError::Status(..500)) => {
            findings.wrong(&format!("LiveKit at {api}: {error}"));
            return false;
        }
        Err(RoomError::Refused) => findings.wrong(&format!(
            "LiveKit at {api} does not take the key {:?}: key and secret must stand in its own configuration, too",
            livekit.settings().key
        )),
        Err(_) => findings.wrong(&format!("what answers at {api} is no LiveKit")),
    }
    true
}

/// LiveKit as members' clients reach it.
async fn address(patient: &Patient<'_>, livekit: &Livekit, is_answering: bool, findings: &Findings) {
    let settings = livekit.settings();
    let tls = &patient.config.dcts_edge.tls;
    let is_served_secure = !tls.cert.is_empty() || tls.self_signed;
    if settings.is_tls == Some(false) && is_served_secure {
        findings.wrong("members come by https, so their browsers do not connect to a LiveKit at ws://");
    }
    let is_secure = settings.is_tls.unwrap_or(is_served_secure || settings.api.is_https());
    let shown = settings.url(is_secure);
    let Ok(target) = shown.replacen("ws", "http", 1).parse::<Target>() else { return };
    if target.origin() == settings.api.origin() {
        return findings.good(&format!("members' clients connect to {shown}"));
    }
    match is_reached(target).await {
        Ok(()) => findings.good(&format!("members' clients connect to {shown}, which answers")),
        Err(error) if is_answering => {
            findings.note(&format!("members' clients connect to {shown}, which this machine cannot: {error}"));
        }
        Err(error) => findings.wrong(&format!("members' clients connect to {shown}: {error}")),
    }
}

/// How LiveKit's notices get here.
async fn webhooks(patient: &Patient<'_>, livekit: &Livekit, findings: &Findings) {
    let told = livekit::told(patient.overrides);
    let mut urls: Vec<String> = patient.webhook.map(Into::into).into_iter().collect();
    match &told {
        Some(told) if told.key.as_ref().is_some_and(|key| *key != livekit.settings().key) => {
            findings.wrong("webhook: LiveKit signs with another key (webhook.api_key in its configuration)");
        }
        Some(told) => {
            let ours: Vec<_> = told.urls.iter().filter(|url| url.ends_with(WEBHOOK)).cloned().collect();
            if ours.is_empty() && urls.is_empty() {
                findings.note(
                    "webhook: LiveKit's configuration names none of this node's; who is where is then asked every 15 s",
                );
            }
            urls.extend(ours);
        }
        None if urls.is_empty() => {
            findings.note("webhook: LiveKit's configuration is not here to be read; --webhook URL tries one");
        }
        None => {}
    }
    if urls.is_empty() {
        let tls = &patient.config.dcts_edge.tls;
        if !tls.cert.is_empty() || tls.self_signed {
            return findings
                .note("webhook: by which name the certificate is valid is not known; --webhook URL tries one");
        }
        let mut address = server::address(patient.config, patient.overrides, patient.listen);
        if address.ip().is_unspecified() {
            address.set_ip(if address.is_ipv4() {
                IpAddr::V4(Ipv4Addr::LOCALHOST)
            } else {
                Ipv6Addr::LOCALHOST.into()
            });
        }
        urls.push(format!("http://{address}{}{WEBHOOK}", patient.config.dcts_edge.base_path));
    }
    for url in urls {
        let Ok(target) = url.parse::<Target>() else {
            findings.wrong(&format!("webhook: {url:?} is no URL"));
            continue;
        };
        match livekit.try_webhook(&target).await {
            Webhook::Well => findings.good(&format!("webhook: {url} takes what is signed with the key, and nothing else")),
            Webhook::Refuses => findings.wrong(&format!(
                "webhook: {url} does not take what is signed with the key; if the settings were changed, `dcts-edge ctl reload`"
            )),
            Webhook::TakesAll => findings.wrong(&format!("webhook: {url} takes what nobody signed: that is no dcts-edge")),
            Webhook::Away(error) => findings.wrong(&format!("webhook: {url}: {error}. Does the node run?")),
        }
    }
}

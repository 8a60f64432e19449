//! The one task that watches all deadlines. It exists only while there are sessions.

use std::time::{Duration, Instant};

use super::{
    hub::Hub,
    ids::{CloseReason, ConnId},
    session::{Session, Socket, Transport},
};
use crate::wire::websocket::Frame;

/// How often, at the least, deadlines are looked at. A coarse tick is a feature: everybody whose ping
/// became due meanwhile gets it in the same sweep, and the pongs come back together as well, so a
/// thousand idle members cost a few wake-ups in a tick and not forty in a second.
const TICK: Duration = Duration::from_secs(5);
/// How long an event may wait for its attachments.
const PARTIAL_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a polling session without a request waits to be told that it ended.
const LINGER: Duration = Duration::from_secs(30);

/// Makes sure that the deadlines are watched.
pub(super) fn watch(hub: &Hub) {
    if !hub.0.is_watched.replace(true) {
        crate::tasks::spawn(run(hub.clone()));
    }
}

async fn run(hub: Hub) {
    let settings = &hub.0.settings;
    let shortest = settings.ping_interval.min(settings.ping_timeout).min(settings.connect_timeout);
    let tick = (shortest / 8).clamp(Duration::from_millis(10), TICK);
    let mut due = Instant::now() + tick;
    loop {
        tokio::time::sleep_until(due.into()).await;
        let now = Instant::now();
        let late = now.saturating_duration_since(due);
        hub.0.stats.lag.observe(late);
        if late > tick * 2 {
            // The machine slept or was too busy: nobody else is to blame for it.
            hub.0.sessions.borrow_mut().iter_mut().for_each(|(_, session)| session.heartbeat += late);
        }
        sweep(&hub, now);
        if hub.0.sessions.borrow().is_empty() {
            hub.0.is_watched.set(false);
            return;
        }
        due = now + tick;
    }
}

enum Verdict {
    Fine,
    Close(CloseReason),
    Remove,
}

fn sweep(hub: &Hub, now: Instant) {
    let mut verdicts = Vec::new();
    for (slot, session) in hub.0.sessions.borrow_mut().iter_mut() {
        let conn = ConnId { slot: slot as u32, generation: session.generation };
        match judge(session, now, hub) {
            Verdict::Fine => {}
            verdict => verdicts.push((conn, verdict)),
        }
    }
    for (conn, verdict) in verdicts {
        match verdict {
            Verdict::Close(reason) => hub.close(conn, reason),
            Verdict::Remove | Verdict::Fine => hub.remove(conn),
        }
    }
}

fn judge(session: &mut Session, now: Instant, hub: &Hub) -> Verdict {
    if let Some((_, since)) = session.closing {
        let is_silent = session.transport == Transport::Polling && !session.is_polled;
        return if is_silent && now - since > LINGER { Verdict::Remove } else { Verdict::Fine };
    }
    if let Socket::None { until } = session.socket
        && now > until
    {
        return Verdict::Close(CloseReason::ForcedServerClose);
    }
    if session.partial.as_ref().is_some_and(|partial| now.saturating_duration_since(partial.since) > PARTIAL_TIMEOUT) {
        return Verdict::Close(CloseReason::ForcedClose);
    }
    if now < session.heartbeat {
        return Verdict::Fine;
    }
    if session.awaits_pong {
        return Verdict::Close(CloseReason::PingTimeout);
    }
    session.awaits_pong = true;
    session.heartbeat = now + hub.0.settings.ping_timeout;
    session.push(Frame::text("2", ""), false, &hub.0.settings);
    Verdict::Fine
}

//! Events for other nodes: only for those that are pinned, and through the guarded client alone.

use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::{HeaderMap, Method, header};
use serde_json::Value;

use super::{Node, allows_private, is_blocked, now_ms};
use crate::{
    outgoing::{Ask, Policy},
    security::dsync::{self, NodeKey},
};

/// Rules of spec 51 section 9: https, no redirects, 443 or a port from 1024, 5 seconds, 64 KiB.
pub(super) const POLICY: Policy = Policy {
    purpose: "dsync",
    allows_http: false,
    allows_private: false,
    port: |port| matches!(port, 443 | 1024..),
    redirects: 0,
    time: Duration::from_secs(5),
    accepts: |kind| kind == "application/json",
    max_body: 64 * 1024,
    cuts_body: false,
};

/// How long to wait before an event goes out again that was too old for its receiver.
const AFTER_STALE: Duration = Duration::from_secs(10);

/// Receivers and kinds of events whose last ones are remembered; more than that, and those are forgotten of which there was
/// none for a minute.
const MAX_SENT: usize = 4096;

impl Node {
    /// The rules for requests to other nodes.
    pub(super) fn dsync_policy(&self) -> Policy {
        let is_private = allows_private(&self.config());
        Policy { allows_http: is_private, allows_private: is_private, ..POLICY }
    }

    /// Sends an event to a server, if its key is known and nothing speaks against it. What it answered.
    pub(super) async fn send_event(&self, address: &str, event: &'static str, payload: Value) -> Option<Value> {
        if !self.may_send(address, event) {
            return None;
        }
        self.post_event(address, event, payload).await
    }

    /// Takes one of the events that a server may get: half of what is allowed, whatever is answered.
    pub(super) fn may_send(&self, address: &str, event: &'static str) -> bool {
        let Some(limit) = dsync::limit(event) else { return false };
        // Those about bans share a limit.
        let name = event.split_once('.').filter(|(kind, _)| *kind == "ban").map_or(event, |(kind, _)| kind);
        let now = Instant::now();
        let is_lately = |at: &Instant| now.duration_since(*at) < Duration::from_mins(1);
        let mut sent = self.dsync.sent.borrow_mut();
        if sent.len() >= MAX_SENT {
            sent.retain(|_, of| of.last().is_some_and(is_lately));
        }
        let of = sent.entry((name, address.to_owned())).or_default();
        of.retain(is_lately);
        let may_go = of.len() < (limit / 2) as usize;
        if may_go {
            of.push(now);
        }
        may_go
    }

    /// Sends an event that [`Self::may_send`] has let pass. What comes to a server that has just started is too old for it,
    /// and goes out once more, anew, if the limit lets it.
    pub(super) async fn post_event(&self, address: &str, event: &'static str, payload: Value) -> Option<Value> {
        let mut said = self.deliver_once(address, event, payload.clone()).await?;
        if said["error"] == "stale" {
            tokio::time::sleep(AFTER_STALE).await;
            if !self.may_send(address, event) {
                // Of reports goes one in a minute.
                tokio::time::sleep(Duration::from_secs(50)).await;
                if !self.may_send(address, event) {
                    return None;
                }
            }
            said = self.deliver_once(address, event, payload).await?;
        }
        if let Some(error) = said.get("error").and_then(Value::as_str) {
            let error: String = error.chars().take(32).collect();
            log::debug!("{event} to {address}: refused: {error:?} {:?}", said["now"].as_i64());
            return None;
        }
        self.heard_of(address, now_ms());
        Some(said)
    }

    async fn deliver_once(&self, address: &str, event: &'static str, payload: Value) -> Option<Value> {
        let (identity, now) = (self.own_identity()?, now_ms());
        let row = self.server(address).filter(|row| !is_blocked(row, now))?;
        let key = NodeKey::parse(row.node_key.as_deref()?)?;
        // Somebody else answers there.
        if self.dsync.strange.borrow().contains_key(address) {
            return None;
        }
        let source = self.base_of(&self.own_address()?);
        let sealed = dsync::seal(&identity, event, payload, &key.id(), &source, now);
        let target = format!("{}/dcts", self.base_of(address)).parse().ok()?;
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        let ask = Ask { method: Method::POST, target, headers, body: Bytes::from(sealed.to_string()) };
        let answer = self.outgoing().send(ask, &self.dsync_policy()).await;
        let body = match answer {
            Ok(answer) => answer.bytes().await,
            Err(error) => Err(error),
        };
        let body = body.inspect_err(|error| log::debug!("{event} to {address}: {error}")).ok()?;
        dsync::answer(&body)
    }
}

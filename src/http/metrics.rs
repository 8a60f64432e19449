//! `/metrics`: numbers in Prometheus' text format 0.0.4. Off by default, and for this machine only.

use std::{fmt::Write, path::Path};

use hyper::{HeaderMap, Response, StatusCode};

use super::{Body, Client, headers, health::free_space, not_found};
use crate::{
    node::Node,
    realtime::{CloseReason, LAG_BOUNDS_MS},
};

/// Header fields that a proxy adds. SECURITY: what comes through one does not come from this machine,
/// whatever its address says.
const OF_PROXIES: [&str; 4] = ["x-forwarded-for", "x-real-ip", "forwarded", "via"];

/// Answers whoever runs this machine; for everybody else there is nothing here.
pub(super) fn answer(node: &Node, data: &Path, client: Client, asked: &HeaderMap) -> Response<Body> {
    let is_local = client.address.is_loopback() && client.peer.is_loopback();
    let is_direct = OF_PROXIES.iter().all(|name| !asked.contains_key(*name));
    if !node.config().dcts_edge.metrics || !is_local || !is_direct {
        return not_found();
    }
    headers::respond(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", render(node, data))
}

struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "# HELP dcts_edge_{name} {help}\n# TYPE dcts_edge_{name} {kind}\n");
    }

    fn value(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "dcts_edge_{name}{labels} {value}");
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, "gauge", help);
        self.value(name, "", value);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, "counter", help);
        self.value(name, "", value);
    }
}

fn render(node: &Node, data: &Path) -> String {
    let mut page = Page(String::with_capacity(4096));
    let (hub, stats, counters) = (&node.hub, node.hub.stats(), node.counters());
    page.head("build_info", "gauge", "Version of the program.");
    page.value("build_info", &format!("{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1);
    page.gauge("start_time_seconds", "When the node was started, seconds since the epoch.", node.started() / 1000);
    page.gauge("connections", "Engine.IO sessions.", hub.sessions());
    page.gauge("sockets", "Sockets that joined the namespace.", hub.len());
    page.gauge("rooms", "Rooms with somebody in them.", hub.rooms());
    page.gauge("members", "Members in memory.", node.member_count());
    page.gauge("members_online", "Active members with a connected socket.", node.online_count());
    page.counter("sessions_opened_total", "Sessions begun.", stats.opened.get());
    page.counter("sessions_refused_total", "Sessions refused: too many.", stats.refused.get());
    page.head("sessions_closed_total", "counter", "Sessions ended, by reason.");
    for reason in CloseReason::ALL {
        let count = stats.closed[reason as usize].get();
        page.value("sessions_closed_total", &format!("{{reason=\"{reason}\"}}"), count);
    }
    page.counter("events_total", "Events from clients.", stats.events.get());
    page.counter("rate_limited_total", "Events refused because there were too many.", counters.rate_limited.get());
    page.counter("refused_events_total", "Events answered with an error.", counters.refused.get());
    page.counter(
        "unheard_events_total",
        "Reports and recommendations of nodes of a low score.",
        counters.unheard.get(),
    );
    page.counter("failed_logins_total", "Logins with a wrong name or password.", counters.failed_logins.get());
    page.counter("registrations_total", "Accounts created.", counters.registrations.get());
    page.counter("messages_total", "Messages stored.", counters.messages.get());
    page.counter("deliveries_total", "Packets queued, counted for each receiver.", stats.deliveries.get());
    page.counter("received_bytes_total", "Payload bytes from clients.", stats.bytes_in.get());
    page.counter("sent_bytes_total", "Payload bytes to clients.", stats.bytes_out.get());
    page.head("queue_drops_total", "counter", "Connections given up because of their queue, by reason.");
    page.value("queue_drops_total", "{reason=\"slow reader\"}", stats.slow_readers.get());
    page.counter("searches_total", "Searches begun.", counters.searches.get());
    page.counter("search_indexed_total", "Old messages that were indexed for searching.", counters.indexed.get());
    page.counter("store_writes_total", "Writes that were committed.", counters.stored.get());
    page.counter("store_failures_total", "Writes that failed.", counters.store_failures.get());
    let (batches, jobs) = node.store.tally().get();
    page.counter("store_batches_total", "Transactions of the store.", batches as u64);
    page.counter("store_batched_jobs_total", "Jobs in those transactions: group commit gathers them.", jobs as u64);
    page.head("store_message_seconds", "summary", "How long messages waited for the store.");
    page.value("store_message_seconds_sum", "", counters.store_wait_us.get() as f64 / 1e6);
    page.value("store_message_seconds_count", "", counters.messages.get());
    lag(&mut page, node);
    if let Some(resident) = resident_bytes() {
        page.gauge("resident_memory_bytes", "Resident memory.", resident);
    }
    if let Some(free) = free_space(data) {
        page.gauge("disk_free_bytes", "Free space where the data are.", free);
    }
    page.0
}

fn lag(page: &mut Page, node: &Node) {
    let lag = &node.hub.stats().lag;
    let name = "loop_lag_seconds";
    page.head(name, "histogram", "How late the event loop came to its sweep; only while somebody is connected.");
    let mut count = 0;
    for (bound, bucket) in LAG_BOUNDS_MS.iter().zip(&lag.buckets) {
        count += bucket.get();
        page.value(&format!("{name}_bucket"), &format!("{{le=\"{}\"}}", *bound as f64 / 1000.0), count);
    }
    count += lag.buckets.last().map_or(0, crate::realtime::Counter::get);
    page.value(&format!("{name}_bucket"), "{le=\"+Inf\"}", count);
    page.value(&format!("{name}_sum"), "", lag.sum_us.get() as f64 / 1e6);
    page.value(&format!("{name}_count"), "", count);
}

/// Resident memory of this process, by Linux's account.
fn resident_bytes() -> Option<u64> {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

//! Permission checks, and the bookkeeping of a broadcast, with a thousand joined members.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use criterion::{Criterion, Throughput};
use dcts_edge::{
    model::{
        access::effective,
        ids::{ChannelId, MemberId, RoleId},
        permissions::Permission,
    },
    node::{Node, Place},
    realtime::Packet,
};
use serde_json::json;

use crate::town::Town;

const MEMBERS: usize = 1000;
/// Broadcasts between two rounds of fetching: well below what may wait for a slow reader.
const QUEUED: u64 = 200;
const CHANNEL: ChannelId = ChannelId(0);

/// Times a broadcast without the fetching in between.
fn timed(town: &mut Town, rounds: u64, broadcast: impl Fn(&Node)) -> Duration {
    let mut time = Duration::ZERO;
    for round in 0..rounds {
        let started = Instant::now();
        broadcast(&town.node);
        time += started.elapsed();
        if round % QUEUED == QUEUED - 1 {
            town.drain();
        }
    }
    town.drain();
    time
}

pub(crate) fn benches(c: &mut Criterion) {
    let mut town = Town::new(MEMBERS, |_, _| {});
    let member: MemberId = town.accounts[0].id.parse().unwrap();

    let mut group = c.benchmark_group("permissions");
    group.throughput(Throughput::Elements(1));
    group.bench_function("may, cached", |b| {
        b.iter(|| town.node.may(black_box(member), Permission::ViewChannel, Place::Channel(CHANNEL)));
    });
    group.bench_function("the algorithm itself, one role", |b| {
        let config = town.node.config();
        let place = config.groups.find_channel(CHANNEL).unwrap();
        let (group, channel) = (Some(place.group), Some(place.channel));
        b.iter(|| effective(&config.serverroles, black_box(&[RoleId::MEMBER]), group, channel));
    });
    group.finish();

    let packet = Packet::event("messageCreate", &json!({"message": "x".repeat(350)}));
    let mut group = c.benchmark_group("fan-out");
    group.sample_size(20);
    group.throughput(Throughput::Elements(MEMBERS as u64));
    group.bench_function("to 1,000 who may view a channel", |b| {
        b.iter_custom(|rounds| timed(&mut town, rounds, |node| node.send_to_viewers(CHANNEL, &packet)));
    });
    group.bench_function("to all 1,000 members", |b| {
        b.iter_custom(|rounds| timed(&mut town, rounds, |node| node.send_to_members(&packet)));
    });
    group.bench_function("to all 1,000 sockets", |b| {
        b.iter_custom(|rounds| timed(&mut town, rounds, |node| node.hub.send_where(&packet, |_| true)));
    });
    group.finish();
    town.close();
}

//! From bytes to packets, and back.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use dcts_edge::{
    realtime::{AckId, Packet},
    wire::{
        engineio, socketio,
        websocket::{Decoder, Frame},
    },
};
use serde_json::json;

/// Larger than any frame here.
const MAX_PAYLOAD: usize = 1_000_000;

/// What a client sends for a message.
fn message_send() -> String {
    let request = json!({
        "author": {"id": "100000000001"}, "token": "0".repeat(48), "group": "0", "category": "0", "channel": "0",
        "room": "0-0-0", "message": "What people write to each other is about as long as this, more or less, is it not?",
    });
    format!("4217[\"messageSend\",{request}]")
}

fn masked(text: &str) -> Vec<u8> {
    const MASK: [u8; 4] = [0x5a, 0x17, 0xc3, 0x88];
    let mut frame = vec![0x81, 0x80 | 126];
    frame.extend_from_slice(&(text.len() as u16).to_be_bytes());
    frame.extend_from_slice(&MASK);
    frame.extend(text.bytes().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

fn decode(frames: &mut [u8]) -> usize {
    let mut length = 0;
    let outcome = Decoder::default().feed(frames, MAX_PAYLOAD, |message| {
        length += size_of_val(&message);
        true
    });
    outcome.unwrap();
    length
}

pub(crate) fn benches(c: &mut Criterion) {
    let text = message_send();
    let mut group = c.benchmark_group("codecs");
    group.throughput(Throughput::Elements(1));
    group.bench_function("engine.io parse", |b| b.iter(|| engineio::parse(black_box(&text))));
    group.bench_function("socket.io parse, messageSend", |b| b.iter(|| socketio::parse(black_box(&text[1..]))));
    let frame = masked(&text);
    group.bench_function("websocket decode, one frame", |b| {
        b.iter_batched_ref(|| frame.clone(), |frame| decode(frame), BatchSize::SmallInput);
    });
    let frames = frame.repeat(16);
    group.throughput(Throughput::Elements(16));
    group.bench_function("websocket decode, 16 frames", |b| {
        b.iter_batched_ref(|| frames.clone(), |frames| decode(frames), BatchSize::SmallInput);
    });
    group.throughput(Throughput::Elements(1));
    let payload = json!({"author": {"id": "100000000001", "name": "Member 1"}, "room": "0-0-0", "message": text});
    group.bench_function("event encode", |b| b.iter(|| Packet::event("messageCreate", black_box(&payload))));
    group.bench_function("ack encode", |b| b.iter(|| Packet::ack(AckId(17), &json!({"error": null}))));
    group.bench_function("frame encode", |b| b.iter(|| Frame::text("4", black_box(&text))));
    group.finish();
}

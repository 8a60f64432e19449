//! Sanitising: the dearest part of taking a message.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use dcts_edge::security::{sanitize::sanitize_message, token::TokenHash};

pub(crate) fn benches(c: &mut Criterion) {
    let mut group = c.benchmark_group("texts");
    let rows = [
        ("plain, 100 characters", "a".repeat(100)),
        ("plain, 8000 characters", "abcdefg ".repeat(1000)),
        ("formatted, as editors send it", "<p>Some <strong>bold</strong> and <em>other</em> words</p>".to_owned()),
        ("formatted, 8 KB", "<p>Some <strong>bold</strong> and <em>other</em> words</p>".repeat(140)),
        ("unclosed formatting, the worst that is let in", format!("{}x", "<b>".repeat(1900))),
    ];
    for (name, raw) in rows {
        group.throughput(Throughput::Bytes(raw.len() as u64));
        group.bench_function(format!("sanitise: {name}"), |b| b.iter(|| sanitize_message(black_box(&raw))));
    }
    let token = "7".repeat(48);
    group.throughput(Throughput::Elements(1));
    group.bench_function("hash of a token", |b| b.iter(|| TokenHash::of(black_box(&token))));
    group.finish();
}

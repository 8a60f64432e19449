//! Micro-benches of what happens for every packet, event and delivery. See `benches/README.md`.

// A bench that cannot prepare what it measures has nothing better to do than to end.
#![allow(clippy::unwrap_used)]
// criterion's macros make what they make.
#![allow(missing_docs)]

#[path = "../support/accounts.rs"]
mod accounts;
mod codecs;
mod node;
mod structure;
mod texts;
mod town;

use criterion::{Criterion, criterion_group, criterion_main};

fn all(c: &mut Criterion) {
    codecs::benches(c);
    texts::benches(c);
    node::benches(c);
    structure::benches(c);
}

criterion_group!(benches, all);
criterion_main!(benches);

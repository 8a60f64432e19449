//! What fuzzing looks for (`tests/fuzz`), for the known seeds and what becomes of them with small changes; without a fuzzer.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{fs, path::Path};

#[path = "fuzz/properties.rs"]
mod properties;

/// How often each seed is changed.
const CHANGES: usize = 200;

/// A generator for tests, with the same numbers in every run.
struct Chance(u32);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 as usize % end.max(1)
    }
}

/// One small change: a bit, a byte of another seed, a part left out or said twice.
fn change(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    let at = chance.below(bytes.len());
    let end = (at + 1 + chance.below(16)).min(bytes.len());
    match chance.below(4) {
        0 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
        1 if !bytes.is_empty() => drop(bytes.drain(at..end)),
        2 if !bytes.is_empty() => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
        _ => {
            let from = chance.below(other.len());
            let to = (from + 1 + chance.below(16)).min(other.len());
            drop(bytes.splice(at..at, other[from..to].to_vec()));
        }
    }
}

#[test]
fn seeds_and_what_is_near_them() {
    let mut chance = Chance(20_261_129);
    for (target, property) in properties::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(target);
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        assert!(seeds.len() >= 10, "{target} has {} seeds", seeds.len());
        for seed in &seeds {
            property(seed);
            for _ in 0..CHANGES {
                let mut bytes = seed.clone();
                for _ in 0..=chance.below(3) {
                    change(&mut bytes, &seeds[chance.below(seeds.len())], &mut chance);
                }
                property(&bytes);
            }
        }
    }
}

//! Floor 1: what protects the node. Plain functions without I/O: proof of work, passwords, tokens,
//! rate limits, and the cleaning of everything that people type.

pub mod canonical;
mod cleanup;
pub mod dsync;
pub mod host;
pub mod ip;
pub mod ip_facts;
pub mod keys;
pub mod limits;
pub mod outbound;
pub mod page_meta;
pub mod password;
pub mod pow;
pub mod random;
pub mod sanitize;
pub mod text;
pub mod token;

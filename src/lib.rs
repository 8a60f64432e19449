//! dcts-edge: a small, single-threaded chat node, wire- and data-compatible with DCTS.
//!
//! The floors, from the bottom up (imports only point down; see `ARCHITECTURE.md`):
//! 1. [`wire`], [`model`], [`security`]: pure functions and types, no I/O
//! 2. [`realtime`], [`store`], [`config`], [`outgoing`], [`livekit`]: connections, persistence, configuration,
//!    requests to others, voice
//! 3. [`node`]: the running node, the only writer of its state
//! 4. [`events`], [`http`]: one file a feature
//! 5. [`server`], [`tls`], [`service`], [`database`], [`doctor`], [`cli`]: listening, signals, shutdown, the service
//!    manager, the database that the settings name, [`upkeep`], the command line

pub mod cli;
pub mod config;
pub mod control;
pub mod database;
pub mod doctor;
pub mod events;
pub mod http;
pub mod livekit;
pub mod model;
pub mod node;
mod order;
pub mod outgoing;
pub mod realtime;
pub mod security;
pub mod server;
pub mod service;
pub mod store;
mod tasks;
#[cfg_attr(not(feature = "tls"), path = "tls_absent.rs")]
pub mod tls;
pub mod upkeep;
pub mod wire;

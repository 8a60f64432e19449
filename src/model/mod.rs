//! Floor 1: what the node knows about (ids, structure, roles, permissions, members, messages), as plain data.

pub mod access;
pub mod catalogue;
pub mod chart;
pub mod direct;
pub mod duration;
pub mod ids;
pub mod map;
pub mod members;
pub mod mentions;
pub mod messages;
pub mod permissions;
pub mod previews;
pub mod reactions;
pub mod reports;
pub mod roles;
pub mod search;
pub mod theme;
pub mod threads;
pub mod tree;

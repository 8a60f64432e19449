//! Rooms: who gets what.

use std::collections::HashMap;

use super::ids::ConnId;
use crate::model::ids::{MemberId, RoomId};

/// Most rooms of one socket. Honest ones are in two or three.
const MAX_ROOMS: usize = 64;

/// The name of a room.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// All sockets of a member.
    Member(MemberId),
    /// The sockets that look at a channel.
    Channel(RoomId),
    /// Any other.
    Named(Box<str>),
}

/// Who is where. Both sides are kept, so that leaving costs no search; empty rooms vanish.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    members: HashMap<Room, Vec<ConnId>>,
}

impl Rooms {
    /// Puts a socket into a room; `joined` are the rooms it is in.
    pub(super) fn join(&mut self, conn: ConnId, room: Room, joined: &mut Vec<Room>) {
        if joined.contains(&room) || joined.len() >= MAX_ROOMS {
            return;
        }
        let members = self.members.entry(room.clone()).or_default();
        if let Err(place) = members.binary_search(&conn) {
            members.insert(place, conn);
        }
        joined.push(room);
    }

    pub(super) fn leave(&mut self, conn: ConnId, room: &Room) {
        let Some(members) = self.members.get_mut(room) else { return };
        if let Ok(place) = members.binary_search(&conn) {
            members.remove(place);
        }
        if members.is_empty() {
            self.members.remove(room);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    pub(super) fn members(&self, room: &Room) -> &[ConnId] {
        self.members.get(room).map(Vec::as_slice).unwrap_or_default()
    }
}

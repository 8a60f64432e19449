//! Who is typing where. Lives in RAM only; entries end by themselves.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::{Node, agenda::Due};
use crate::{
    model::ids::{MemberId, RoomId},
    realtime::{Packet, Room},
    security::text::escape_html,
};

/// How long one `isTyping` counts (spec 30 section 11).
const TYPING_LASTS: Duration = Duration::from_secs(4);

/// Most members shown as typing in one room: clients show three names, and the list is sent at
/// every change.
const MAX_TYPING: usize = 16;

/// The typing members of each room. Rooms exist only while somebody types in them; their number is
/// bounded by the number of channels.
#[derive(Default)]
pub(super) struct Typing {
    rooms: BTreeMap<RoomId, heapless::Vec<(MemberId, Instant), MAX_TYPING>>,
}

impl Node {
    /// Shows a member as typing in a room for the next few seconds.
    pub fn start_typing(&self, room: RoomId, member: MemberId) {
        let until = Instant::now() + TYPING_LASTS;
        let mut typing = self.typing.borrow_mut();
        let is_new_room = !typing.rooms.contains_key(&room);
        let typists = typing.rooms.entry(room).or_default();
        if let Some(known) = typists.iter_mut().find(|(typist, _)| *typist == member) {
            known.1 = until;
        } else if typists.push((member, until)).is_err() {
            return;
        }
        drop(typing);
        if is_new_room {
            self.agenda.add(TYPING_LASTS, Due::Typing(room));
        }
        self.announce_typing(room);
    }

    /// Takes a member off a room's list.
    pub fn stop_typing(&self, room: RoomId, member: MemberId) {
        let mut typing = self.typing.borrow_mut();
        let Some(typists) = typing.rooms.get_mut(&room) else { return };
        let before = typists.len();
        typists.retain(|(typist, _)| *typist != member);
        if typists.len() == before {
            return;
        }
        drop(typing);
        self.announce_typing(room);
    }

    /// Takes those off the list whose time is over; looks again when the next one's is.
    pub(super) fn sweep_typing(&self, room: RoomId) {
        let now = Instant::now();
        let mut typing = self.typing.borrow_mut();
        let Some(typists) = typing.rooms.get_mut(&room) else { return };
        let before = typists.len();
        typists.retain(|(_, until)| *until > now);
        let changed = typists.len() != before;
        let next = typists.iter().map(|(_, until)| *until).min();
        if next.is_none() {
            typing.rooms.remove(&room);
        }
        drop(typing);
        if let Some(next) = next {
            self.agenda.add(next - now, Due::Typing(room));
        }
        if changed {
            self.announce_typing(room);
        }
    }

    fn announce_typing(&self, room: RoomId) {
        let typing = self.typing.borrow();
        let members = self.members.borrow();
        let typists = typing.rooms.get(&room).map(heapless::vec::VecInner::as_slice).unwrap_or_default();
        // Clients put the names into HTML.
        let names: Vec<String> =
            typists.iter().filter_map(|(id, _)| Some(escape_html(&members.get(*id)?.name))).collect();
        self.hub.send_to_room(&Room::Channel(room), &Packet::event("memberTyping", &names), None);
    }
}

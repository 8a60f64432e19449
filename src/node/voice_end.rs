//! Who has to leave a call: LiveKit is told, and nobody comes back with a token of before.

use std::time::Duration;

use super::{Node, voice_jobs::Job};
use crate::{
    model::ids::{MemberId, RoomId},
    realtime::ConnId,
    security::token::TokenHash,
};

impl Node {
    /// Ends what a member has in calls, but for what it has on the device of one session.
    pub(super) fn end_calls_of(&self, member: MemberId, except: Option<TokenHash>) {
        if self.voice().is_none() {
            return;
        }
        let mut rooms = Vec::new();
        let is_kept = {
            let mut seats = self.calls.seats.borrow_mut();
            let seat = seats.get(member).map(|seat| (seat.room, seat.announced));
            let mut is_kept =
                seat.and_then(|(_, conn)| self.identity(conn?)).is_some_and(|it| Some(it.session) == except);
            for pass in seats.passes_mut().filter(|pass| pass.member == member) {
                let stays = Some(pass.session) == except;
                is_kept |= stays && seat.is_some_and(|(room, _)| room == pass.room);
                pass.is_revoked |= !stays;
                if !stays {
                    rooms.push(pass.room);
                }
            }
            if let Some((room, _)) = seat {
                rooms.retain(|passed| !is_kept || *passed != room);
                rooms.extend((!is_kept).then_some(room));
            }
            is_kept
        };
        if !is_kept {
            self.stand_up(member);
        }
        rooms.sort_unstable();
        rooms.dedup();
        rooms.into_iter().for_each(|room| self.calls.order(Job::Remove(room, member)));
        // A device whose session has ended may be in the room under the same name.
        self.calls.check_soon(Duration::ZERO);
    }

    /// Ends the call that was told of on a socket.
    pub(super) fn end_call_on(&self, conn: ConnId) {
        let Some(member) = self.identity(conn).map(|identity| identity.member) else { return };
        let is_it = self.calls.seats.borrow().get(member).is_some_and(|seat| seat.announced == Some(conn));
        if is_it {
            self.end_calls_of(member, None);
        }
    }

    /// Looks at everybody in a call, and at everybody who could come into one, after what they may do has changed.
    pub(super) fn review_calls(&self) {
        if self.voice().is_none() {
            return;
        }
        let (sitting, coming): (Vec<_>, Vec<_>) = {
            let seats = self.calls.seats.borrow();
            let sitting = seats.iter().map(|(member, seat)| (member, seat.room, seat.rights)).collect();
            let coming = seats.passes().filter(|pass| !pass.is_revoked).map(|pass| (pass.member, pass.room)).collect();
            (sitting, coming)
        };
        for (member, room, before) in sitting {
            match self.voice_rights(member, room) {
                None => {
                    self.stand_up(member);
                    self.send_out(member, room);
                }
                Some(rights) if before != Some(rights) => {
                    if let Some(seat) = self.calls.seats.borrow_mut().get_mut(member) {
                        seat.rights = Some(rights);
                    }
                    self.calls.order(Job::Rights(room, member));
                }
                Some(_) => {}
            }
        }
        for (member, room) in coming {
            if self.voice_rights(member, room).is_none() {
                self.send_out(member, room);
            }
        }
    }

    fn send_out(&self, member: MemberId, room: RoomId) {
        let job = if self.is_voice_room(room) { Job::Remove(room, member) } else { Job::End(room) };
        self.calls.order(job);
    }
}

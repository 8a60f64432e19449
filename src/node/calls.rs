//! Who sits in which voice channel, and which tokens may still let somebody in: in RAM only (spec 42 section 5).

use std::{
    collections::{HashMap, VecDeque},
    time::Instant,
};

use crate::{
    livekit::Rights,
    model::ids::{ChannelId, MemberId, RoomId},
    realtime::ConnId,
    security::token::TokenHash,
};

/// Most tokens that are remembered until they end; the oldest are forgotten first. A member gets ten a minute.
const MAX_PASSES: usize = 4096;
/// Most notices of LiveKit that are remembered, so that none counts twice.
const MAX_NOTICES: usize = 4096;

/// A member in a voice channel. Nobody has more than one.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    /// Where.
    pub(super) room: RoomId,
    /// The order of coming.
    order: u64,
    /// Since when, by our own clock.
    pub(super) since: Instant,
    /// The socket that told so; absent when only LiveKit did, or it is gone.
    pub(super) announced: Option<ConnId>,
    /// Since when that socket is gone.
    pub(super) orphaned: Option<Instant>,
    /// The stay that LiveKit knows of; empty if it has told of none yet.
    pub(super) stay: Box<str>,
    /// Since when LiveKit knows of it, seconds since the epoch.
    pub(super) joined_at: i64,
    /// What LiveKit was told last that the member may send.
    pub(super) rights: Option<Rights>,
}

/// A token that was given out and has not ended yet.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    /// What comes back from LiveKit; no secret.
    pub(super) id: Box<str>,
    /// Whose.
    pub(super) member: MemberId,
    /// Where to.
    pub(super) room: RoomId,
    /// The session that asked for it.
    pub(super) session: TokenHash,
    /// What it lets send.
    pub(super) rights: Rights,
    /// When it ends.
    pub(super) until: Instant,
    /// Whoever comes with it has to go again.
    pub(super) is_revoked: bool,
}

/// All seats and passes.
#[derive(Default)]
pub(super) struct Seats {
    by_member: HashMap<MemberId, Seat>,
    passes: VecDeque<Pass>,
    notices: VecDeque<u64>,
    next: u64,
}

impl Seats {
    pub(super) fn get(&self, member: MemberId) -> Option<&Seat> {
        self.by_member.get(&member)
    }

    pub(super) fn get_mut(&mut self, member: MemberId) -> Option<&mut Seat> {
        self.by_member.get_mut(&member)
    }

    /// Whether nobody sits anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.by_member.is_empty()
    }

    /// Sits a member down; who sits elsewhere must have got up.
    pub(super) fn sit(&mut self, member: MemberId, room: RoomId) -> &mut Seat {
        self.next += 1;
        let seat = Seat {
            room,
            order: self.next,
            since: Instant::now(),
            announced: None,
            orphaned: None,
            stay: Box::default(),
            joined_at: 0,
            rights: None,
        };
        self.by_member.entry(member).insert_entry(seat).into_mut()
    }

    pub(super) fn stand_up(&mut self, member: MemberId) -> Option<Seat> {
        self.by_member.remove(&member)
    }

    /// Everybody who sits somewhere.
    pub(super) fn iter(&self) -> impl Iterator<Item = (MemberId, &Seat)> {
        self.by_member.iter().map(|(&member, seat)| (member, seat))
    }

    /// Who sits in a channel, in the order of coming.
    pub(super) fn in_channel(&self, channel: ChannelId) -> Vec<MemberId> {
        let mut found: Vec<_> =
            self.iter().filter(|(_, seat)| seat.room.channel == channel).map(|(id, seat)| (seat.order, id)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// Who sits in a room.
    pub(super) fn in_room(&self, room: RoomId) -> Vec<MemberId> {
        self.iter().filter(|(_, seat)| seat.room == room).map(|(id, _)| id).collect()
    }

    pub(super) fn give(&mut self, pass: Pass) {
        if self.passes.len() >= MAX_PASSES {
            self.passes.pop_front();
        }
        self.passes.push_back(pass);
    }

    /// Forgets the passes that have ended; whether some have not.
    pub(super) fn expire(&mut self, now: Instant) -> bool {
        self.passes.retain(|pass| pass.until > now);
        !self.passes.is_empty()
    }

    pub(super) fn passes(&self) -> impl Iterator<Item = &Pass> {
        self.passes.iter()
    }

    pub(super) fn passes_mut(&mut self) -> impl Iterator<Item = &mut Pass> {
        self.passes.iter_mut()
    }

    /// The pass that LiveKit tells of.
    pub(super) fn pass(&self, id: &str) -> Option<&Pass> {
        self.passes.iter().find(|pass| *pass.id == *id)
    }

    /// Whether a notice is told for the first time.
    pub(super) fn is_new(&mut self, notice: u64) -> bool {
        if self.notices.contains(&notice) {
            return false;
        }
        if self.notices.len() >= MAX_NOTICES {
            self.notices.pop_front();
        }
        self.notices.push_back(notice);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn pass(id: usize, until: Instant) -> Pass {
        let (member, room) = ("112233445566".parse().unwrap(), "0-0-7".parse().unwrap());
        let session = TokenHash::of("x");
        Pass { id: id.to_string().into(), member, room, session, rights: Rights::NONE, until, is_revoked: false }
    }

    #[test]
    fn a_channel_lists_its_members_as_they_came() {
        let mut seats = Seats::default();
        let ids: Vec<MemberId> = ["3", "1", "2"].map(|id| id.parse().unwrap()).to_vec();
        for id in &ids {
            seats.sit(*id, "0-0-7".parse().unwrap());
        }
        assert_eq!(seats.in_channel(ChannelId(7)), ids);
        assert_eq!(seats.in_channel(ChannelId(8)), []);
        assert!(seats.stand_up(ids[0]).is_some() && seats.stand_up(ids[0]).is_none());
        assert_eq!(seats.in_channel(ChannelId(7)), ids[1..]);
    }

    #[test]
    fn safer_what_is_remembered_is_bounded() {
        let mut seats = Seats::default();
        let now = Instant::now();
        for n in 0..2 * MAX_PASSES {
            seats.give(pass(n, now + Duration::from_secs(1)));
            assert!(seats.is_new(n as u64) && !seats.is_new(n as u64));
        }
        assert_eq!((seats.passes.len(), seats.notices.len()), (MAX_PASSES, MAX_NOTICES));
        assert!(seats.pass("0").is_none() && seats.pass(&(2 * MAX_PASSES - 1).to_string()).is_some());
        assert!(seats.expire(now) && !seats.expire(now + Duration::from_secs(1)));
    }
}

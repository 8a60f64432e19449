//! Who sits in which voice channel, by LiveKit's word and by that of members, and who hears of it.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Instant,
};

use serde_json::json;

use super::{
    Node, Place,
    calls::Seat,
    now_ms,
    voice::{CONFIRM, NOTICE_LASTS, ORPHAN_GRACE},
    voice_jobs::Job,
};
use crate::{
    livekit::{Happened, Notice, Participant},
    model::{
        ids::{MemberId, RoomId},
        permissions::Permission,
    },
    realtime::{ConnId, Packet},
};

impl Node {
    /// Takes in a notice that LiveKit has signed.
    pub fn voice_notice(&self, notice: &Notice) {
        let mut id = DefaultHasher::new();
        notice.id.hash(&mut id);
        // SECURITY: whoever repeats a notice changes nothing by it.
        let is_old = notice.id.is_empty() || now_ms() - notice.at.saturating_mul(1000) > NOTICE_LASTS;
        if is_old || !self.calls.seats.borrow_mut().is_new(id.finish()) {
            return;
        }
        let Ok(room) = notice.room.parse::<RoomId>() else { return };
        match notice.happened {
            Happened::Joined => self.voice_seen(room, &notice.participant),
            Happened::Left => {
                let Ok(member) = notice.participant.identity.parse::<MemberId>() else { return };
                let is_it = {
                    let seats = self.calls.seats.borrow();
                    // Somebody who came again has a stay of another name.
                    seats.get(member).is_some_and(|seat| seat.room == room && *seat.stay == *notice.participant.sid)
                };
                if is_it {
                    self.stand_up(member);
                }
            }
            Happened::Ended => self.empty_room(room),
            Happened::Other => return,
        }
        self.calls.check_soon(CONFIRM);
    }

    /// Takes note of somebody whom LiveKit has in a room, and sends away who must not be there.
    pub(super) fn voice_seen(&self, room: RoomId, who: &Participant) {
        // Recorders and the like are the operator's: members have ids of this form.
        let Ok(member) = who.identity.parse::<MemberId>() else { return };
        if !member.is_decimal() {
            return;
        }
        let (pass, known) = {
            let seats = self.calls.seats.borrow();
            let pass = seats.pass(&who.metadata).filter(|pass| pass.member == member && pass.room == room).cloned();
            let known = seats.get(member).map(|seat| (seat.room, seat.stay.clone(), seat.joined_at));
            (pass, known)
        };
        let is_ours = self.is_voice_room(room) || pass.is_some();
        let is_revoked = pass.as_ref().is_some_and(|pass| pass.is_revoked);
        let rights = self.voice_rights(member, room).filter(|_| !is_revoked && !self.has_ended(member));
        let Some(rights) = rights else {
            if is_ours {
                log::info!("voice: {member} must not be in {room}");
                self.leave_room(member, room);
                self.calls.order(Job::Remove(room, member));
            }
            return;
        };
        if let Some((elsewhere, stay, joined_at)) = known
            && elsewhere != room
        {
            // SECURITY: nobody listens unseen. Who is in two rooms stays where it came last; what was only said
            // counts less than what LiveKit tells.
            if !stay.is_empty() && joined_at > who.joined_at {
                self.calls.order(Job::Remove(room, member));
                return;
            }
            if !stay.is_empty() {
                self.calls.order(Job::Remove(elsewhere, member));
            }
        }
        let told = who.rights().or(pass.map(|pass| pass.rights));
        self.sit(member, room, |seat| {
            seat.stay = who.sid.as_str().into();
            seat.joined_at = who.joined_at;
            seat.rights = Some(rights);
        });
        if told.is_some_and(|told| told != rights) {
            self.calls.order(Job::Rights(room, member));
        }
        for track in who.tracks.iter().filter(|track| !track.muted && !rights.allows(&track.source)) {
            self.calls.order(Job::Mute(room, member, track.sid.as_str().into()));
        }
    }

    /// Whether no device of a member is logged in any more.
    fn has_ended(&self, member: MemberId) -> bool {
        self.members.borrow().get(member).is_none_or(|member| member.sessions.is_empty())
    }

    /// Sits a member down where it does not sit yet, and tells those who may know.
    pub(super) fn sit(&self, member: MemberId, room: RoomId, change: impl FnOnce(&mut Seat)) {
        let sits = self.calls.seats.borrow().get(member).map(|seat| seat.room);
        if sits == Some(room) {
            self.calls.seats.borrow_mut().get_mut(member).map(change);
            return;
        }
        let before = self.stand_up(member);
        {
            let mut seats = self.calls.seats.borrow_mut();
            let seat = seats.sit(member, room);
            seat.announced = before.and_then(|before| before.announced);
            change(seat);
        }
        let told = json!({"memberId": member, "channelId": room.channel});
        self.send_to_viewers(room.channel, &Packet::event("vcMemberJoined", &told));
    }

    /// Takes a member from where it sits, and tells those who may know.
    pub(super) fn stand_up(&self, member: MemberId) -> Option<Seat> {
        let seat = self.calls.seats.borrow_mut().stand_up(member)?;
        let channel = seat.room.channel;
        let told = Packet::event("vcMemberLeft", &json!({"memberId": member, "channelId": channel}));
        // SECURITY: of a channel that is gone nobody can say any more who was allowed to know.
        let is_there = self.config().groups.find_channel(channel).is_some();
        if is_there {
            self.send_to_viewers(channel, &told);
        }
        if !is_there || !self.may(member, Permission::ViewChannel, Place::Channel(channel)) {
            self.send_to_member(member, &told);
        }
        Some(seat)
    }

    /// Takes a member from a room, if it sits there.
    pub(super) fn leave_room(&self, member: MemberId, room: RoomId) {
        let sits = self.calls.seats.borrow().get(member).is_some_and(|seat| seat.room == room);
        if sits {
            self.stand_up(member);
        }
    }

    pub(super) fn empty_room(&self, room: RoomId) {
        let there = self.calls.seats.borrow().in_room(room);
        for member in there {
            self.stand_up(member);
        }
    }

    /// Takes note that a socket is gone: who told by it of being in a call may be back in a moment, or be in it still.
    pub(super) fn voice_socket_gone(&self, conn: ConnId, member: MemberId) {
        if let Some(seat) = self.calls.seats.borrow_mut().get_mut(member)
            && seat.announced == Some(conn)
        {
            seat.announced = None;
            seat.orphaned = Some(Instant::now());
            self.calls.check_soon(ORPHAN_GRACE);
        }
    }
}

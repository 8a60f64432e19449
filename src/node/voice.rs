//! Voice channels: who may be in one, who is, and who hears of it (spec 42).

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use super::{
    Node, Place,
    calls::{Pass, Seats},
    now_ms,
    voice_jobs::{Job, Jobs},
};
use crate::{
    config::{Config, Overrides},
    livekit::{self, Livekit, Rights},
    model::{
        ids::{ChannelId, MemberId, RoomId},
        permissions::Permission,
    },
    realtime::{ConnId, Visit},
    security::{ip::subscriber, random, token::TokenHash},
};

/// How soon LiveKit is asked whether somebody is there who says so.
pub(super) const CONFIRM: Duration = Duration::from_secs(2);
/// How long somebody stays listed whose socket is gone: a reload, or a short loss of the network.
pub(super) const ORPHAN_GRACE: Duration = Duration::from_secs(5);
/// How long somebody may come back whom LiveKit was told to send away: it gives tokens of ten minutes to those who
/// are in a room.
const RETURN_LASTS: Duration = Duration::from_mins(11);
/// How old a notice may be, ms: LiveKit tries to deliver one for some minutes.
pub(super) const NOTICE_LASTS: i64 = 5 * 60 * 1000;

/// Why somebody gets no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceError {
    /// There is no LiveKit server.
    NotSetUp,
    /// The member may not, or there is no such voice channel.
    Denied,
    /// LiveKit cannot be reached.
    Away,
    /// LiveKit does not take this node's key.
    Refused,
}

impl VoiceError {
    /// A sentence for the member.
    pub fn text(self) -> &'static str {
        match self {
            Self::NotSetUp => "Voice is not set up on this server.",
            Self::Denied => "You may not use voice in this channel.",
            Self::Away => "The voice server cannot be reached right now. Try again in a moment.",
            Self::Refused => "The voice server does not accept this server's key. Tell the people who run it.",
        }
    }
}

impl fmt::Display for VoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// What the node knows of its LiveKit server and of those who are there.
#[derive(Default)]
pub(super) struct Calls {
    livekit: RefCell<Option<Rc<Livekit>>>,
    pub(super) seats: RefCell<Seats>,
    pub(super) jobs: RefCell<Jobs>,
    /// Whether LiveKit answered, and when.
    pub(super) answered: Cell<Option<(Instant, Result<(), VoiceError>)>>,
    /// When LiveKit is asked next who is where.
    pub(super) check_at: Cell<Option<Instant>>,
    /// When it was asked last.
    pub(super) checked: Cell<Option<Instant>>,
    /// Until when somebody might come back who had to go.
    pub(super) watch_until: Cell<Option<Instant>>,
    /// Whether it has been found out who is where since the start.
    pub(super) is_settled: Cell<bool>,
    /// Wakes the task that asks.
    pub(super) earlier: Notify,
}

impl Calls {
    /// With the server of these settings.
    pub(super) fn new(config: &Config, overrides: &Overrides) -> Self {
        let calls = Self::default();
        calls.configure(config, overrides);
        calls
    }

    /// Takes over the settings. Returns the server of before, if there is no or another one now.
    fn configure(&self, config: &Config, overrides: &Overrides) -> Option<Rc<Livekit>> {
        let found = livekit::find(config, overrides);
        let known = self.livekit.borrow().clone();
        if let (Ok(found), Some(known)) = (&found, &known)
            && found == known.settings()
        {
            return None;
        }
        let fresh = found.and_then(Livekit::new);
        match &fresh {
            Ok(livekit) => {
                log::info!(
                    "voice: LiveKit at {}, its key in {}",
                    livekit.settings().address,
                    livekit.settings().source
                );
            }
            Err(absent) if absent.is_mistake() => log::warn!("there is no voice: {absent}"),
            Err(absent) => log::debug!("there is no voice: {absent}"),
        }
        *self.livekit.borrow_mut() = fresh.ok().map(Rc::new);
        self.answered.set(None);
        self.is_settled.set(false);
        if self.livekit.borrow().is_some() {
            self.check_soon(Duration::ZERO);
        }
        known
    }

    /// Sees to it that LiveKit is asked who is where, in a while at the latest.
    pub(super) fn check_soon(&self, after: Duration) {
        let at = Instant::now() + after;
        if self.check_at.get().is_none_or(|known| at < known) {
            self.check_at.set(Some(at));
            self.earlier.notify_one();
        }
    }

    pub(super) fn order(&self, job: Job) {
        if matches!(job, Job::Remove(..) | Job::End(_)) {
            self.watch_until.set(Some(Instant::now() + RETURN_LASTS));
            self.check_soon(CONFIRM);
        }
        self.jobs.borrow_mut().add(job);
        self.earlier.notify_one();
    }
}

impl Node {
    /// The LiveKit server, if there is voice.
    pub fn voice(&self) -> Option<Rc<Livekit>> {
        self.calls.livekit.borrow().clone()
    }

    /// Takes over changed settings of voice; calls end if there is none any more.
    pub(super) fn configure_voice(&self) {
        let Some(before) = self.calls.configure(&self.config.borrow(), &self.overrides) else { return };
        let rooms: Vec<RoomId> = {
            let mut seats = self.calls.seats.borrow_mut();
            seats.passes_mut().for_each(|pass| pass.is_revoked = true);
            let rooms = seats.iter().map(|(_, seat)| seat.room).chain(seats.passes().map(|pass| pass.room));
            rooms.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
        };
        for room in &rooms {
            self.empty_room(*room);
        }
        // The server of before is told by itself: what is ordered goes to the one of now.
        tokio::task::spawn_local(async move {
            for room in rooms {
                if let Err(error) = before.end(&room.to_string()).await {
                    log::warn!("the call in {room} goes on: {error}");
                }
            }
        });
    }

    /// The room of a voice channel, if there is such a channel.
    fn voice_room(&self, channel: ChannelId) -> Option<RoomId> {
        let config = self.config();
        let place = config.groups.find_channel(channel)?;
        (place.channel.kind == "voice").then_some(place.room)
    }

    /// Whether there is a voice channel just there.
    pub(super) fn is_voice_room(&self, room: RoomId) -> bool {
        self.config().groups.channel_at(room).is_some_and(|place| place.channel.kind == "voice")
    }

    /// The rooms of all voice channels.
    pub(super) fn voice_rooms(&self) -> Vec<RoomId> {
        let config = self.config();
        config.groups.channels().filter(|place| place.channel.kind == "voice").map(|place| place.room).collect()
    }

    fn is_muted_now(&self, member: MemberId) -> bool {
        self.config().mutelist.get(member.as_str()).is_some_and(|mute| mute.duration > now_ms())
    }

    /// What a member may send in a room; `None` if it may not be there.
    pub fn voice_rights(&self, member: MemberId, room: RoomId) -> Option<Rights> {
        let place = Place::Channel(room.channel);
        let may = |permission| self.may(member, permission, place);
        let is_in = self.is_voice_room(room)
            && !self.is_banned(member)
            && may(Permission::ViewChannel)
            && may(Permission::UseVoip);
        if !is_in {
            return None;
        }
        if self.is_muted_now(member) {
            return Some(Rights::NONE);
        }
        Some(Rights {
            speak: may(Permission::SpeakVoip),
            camera: may(Permission::UseCamera),
            screen: may(Permission::ShareScreen),
        })
    }

    /// The session with which a member looks at a room, on the page of this visit or, if there is no cookie, from
    /// this address (IPv6: from the same /64).
    pub fn session_in_room(
        &self,
        member: MemberId,
        room: RoomId,
        visit: Option<Visit>,
        address: std::net::IpAddr,
    ) -> Option<TokenHash> {
        let sockets = self.sockets.borrow();
        let conns: Vec<ConnId> =
            sockets.in_rooms().filter(|(_, who, at)| (*who, *at) == (member, room)).map(|(conn, ..)| conn).collect();
        let is_here = |from: (Option<Visit>, std::net::IpAddr)| match (visit, from.0) {
            (Some(asked), Some(joined)) => asked == joined,
            _ => subscriber(from.1) == subscriber(address),
        };
        let found = conns.into_iter().find(|conn| sockets.origin(*conn).is_some_and(is_here))?;
        sockets.session(found)
    }

    /// A token for a member and a voice channel, with the address where it is good.
    ///
    /// # Errors
    /// See [`VoiceError`].
    pub async fn voice_pass(
        &self,
        member: MemberId,
        room: RoomId,
        session: TokenHash,
    ) -> Result<(Rc<Livekit>, String), VoiceError> {
        let livekit = self.voice().ok_or(VoiceError::NotSetUp)?;
        self.voice_rights(member, room).ok_or(VoiceError::Denied)?;
        // SECURITY: who could not be sent away again is not let in.
        self.voice_answers(&livekit).await?;
        // Meanwhile anything may have changed.
        let rights = self.voice_rights(member, room).ok_or(VoiceError::Denied)?;
        if !self.has_session(member, &session) {
            return Err(VoiceError::Denied);
        }
        let id = random::hex(16);
        let made = livekit.signer().pass(&room.to_string(), member.as_str(), rights, &id);
        let (token, lasts) = made.ok_or(VoiceError::Refused)?;
        let until = Instant::now() + lasts;
        let pass = Pass { id: id.into(), member, room, session, rights, until, is_revoked: false };
        self.calls.seats.borrow_mut().give(pass);
        self.calls.check_soon(super::voice_watch::PERIOD);
        Ok((livekit, token))
    }

    /// A member says that it has come into a voice channel.
    ///
    /// # Errors
    /// When it may not be there.
    pub fn voice_joined(&self, member: MemberId, channel: ChannelId, conn: ConnId) -> Result<(), VoiceError> {
        if self.voice().is_none() {
            return Err(VoiceError::NotSetUp);
        }
        let room = self.voice_room(channel).ok_or(VoiceError::Denied)?;
        self.voice_rights(member, room).ok_or(VoiceError::Denied)?;
        self.sit(member, room, |seat| {
            seat.announced = Some(conn);
            seat.orphaned = None;
        });
        self.calls.check_soon(CONFIRM);
        Ok(())
    }

    /// A member says of itself that it has left. Who is there still is soon listed again.
    pub fn voice_left(&self, member: MemberId) {
        if self.stand_up(member).is_some() {
            self.calls.check_soon(CONFIRM);
        }
    }

    /// A member says of another one in the same call that it has left: LiveKit knows.
    pub fn voice_missed(&self, by: MemberId, missed: MemberId) {
        let is_told = {
            let seats = self.calls.seats.borrow();
            let room = |member| seats.get(member).map(|seat| seat.room);
            room(by).is_some() && room(by) == room(missed)
        };
        if is_told {
            self.calls.check_soon(Duration::ZERO);
        }
    }

    /// Who is in a voice channel.
    ///
    /// # Errors
    /// When the asking member may not know.
    pub fn voice_members(&self, asking: MemberId, channel: ChannelId) -> Result<Vec<MemberId>, VoiceError> {
        if self.voice().is_none() {
            return Err(VoiceError::NotSetUp);
        }
        let room = self.voice_room(channel).ok_or(VoiceError::Denied)?;
        self.voice_rights(asking, room).ok_or(VoiceError::Denied)?;
        Ok(self.calls.seats.borrow().in_channel(channel))
    }
}

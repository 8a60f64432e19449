//! The task that tells LiveKit what it has to do, and finds out who is where: after a start, when something happened,
//! and again and again while anybody is in a call. Otherwise it sleeps.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
    time::{Duration, Instant},
};

use super::{
    Node,
    voice::{CONFIRM, ORPHAN_GRACE, VoiceError},
    voice_jobs::Job,
};
use crate::{
    livekit::{Livekit, Participant, RoomError},
    model::ids::{MemberId, RoomId},
    order,
};

/// How often LiveKit is asked who is where, while somebody is.
pub(super) const PERIOD: Duration = Duration::from_secs(15);
/// The least time between two times: members can cause them.
const MIN_GAP: Duration = Duration::from_secs(1);
/// How long to wait for a LiveKit that is away, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_secs(2), Duration::from_mins(1));
/// How long it is believed that LiveKit answers, and that it does not.
const BELIEVED: (Duration, Duration) = (PERIOD, Duration::from_secs(3));
/// How far before a question somebody may have come who is not in the answer.
const OVERLAP: Duration = Duration::from_secs(2);
/// Rooms that are asked for in one request.
const ROOMS_AT_A_TIME: usize = 100;

impl From<RoomError> for VoiceError {
    fn from(error: RoomError) -> Self {
        match error {
            RoomError::Refused => Self::Refused,
            _ => Self::Away,
        }
    }
}

/// Runs for the life of the node.
pub(super) async fn run(node: Rc<Node>) {
    let mut pause = PAUSES.0;
    loop {
        let calls = &node.calls;
        let wake = [calls.jobs.borrow().next(), calls.check_at.get()].into_iter().flatten().min();
        match wake {
            None => calls.earlier.notified().await,
            Some(at) if at > Instant::now() => {
                tokio::select! {
                    () = tokio::time::sleep_until(at.into()) => {}
                    () = calls.earlier.notified() => {}
                }
            }
            Some(_) => {}
        }
        let Some(livekit) = node.voice() else {
            calls.check_at.set(None);
            *calls.jobs.borrow_mut() = Default::default();
            continue;
        };
        if node.voice_round(&livekit).await.is_ok() {
            pause = PAUSES.0;
        } else {
            let until = Instant::now() + pause;
            pause = (pause * 2).min(PAUSES.1);
            calls.jobs.borrow_mut().put_off(until);
            calls.check_at.set(Some(until));
        }
    }
}

impl Node {
    /// Whether LiveKit answers, as far as was found out a moment ago or is now.
    ///
    /// # Errors
    /// When it does not.
    pub(super) async fn voice_answers(&self, livekit: &Livekit) -> Result<(), VoiceError> {
        match self.calls.answered.get() {
            Some((at, Ok(()))) if at.elapsed() < BELIEVED.0 => return Ok(()),
            Some((at, Err(error))) if at.elapsed() < BELIEVED.1 => return Err(error),
            _ => {}
        }
        let asked = livekit.rooms(&["0-0-0".into()]).await;
        self.heard(asked.map(drop))
    }

    /// Takes note of how it went to ask LiveKit.
    fn heard(&self, outcome: Result<(), RoomError>) -> Result<(), VoiceError> {
        let told = outcome.map_err(VoiceError::from);
        let before = self.calls.answered.replace(Some((Instant::now(), told)));
        let was_well = before.is_none_or(|(_, before)| before.is_ok());
        match outcome {
            Err(error) if was_well => log::warn!("voice is away: {error}"),
            Ok(()) if !was_well => log::info!("voice is back"),
            _ => {}
        }
        told
    }

    /// Does what is due.
    async fn voice_round(&self, livekit: &Livekit) -> Result<(), VoiceError> {
        loop {
            let now = Instant::now();
            let job = {
                let mut jobs = self.calls.jobs.borrow_mut();
                jobs.give_up(now);
                jobs.due(now)
            };
            let Some(job) = job else { break };
            let outcome = self.perform(livekit, &job).await;
            self.heard(outcome)?;
            self.calls.jobs.borrow_mut().done(&job);
        }
        let now = Instant::now();
        let Some(at) = self.calls.check_at.get().filter(|at| *at <= now) else { return Ok(()) };
        let earliest = self.calls.checked.get().map_or(at, |checked| checked + MIN_GAP);
        if earliest > now {
            self.calls.check_at.set(Some(earliest));
            return Ok(());
        }
        self.calls.check_at.set(None);
        let outcome = self.find_out(livekit, now).await;
        self.calls.checked.set(Some(Instant::now()));
        self.drop_orphans(now, outcome.is_ok());
        let told = self.heard(outcome);
        if told.is_ok() {
            self.calls.is_settled.set(true);
        }
        if self.has_to_watch() {
            self.calls.check_soon(PERIOD);
            told
        } else {
            Ok(())
        }
    }

    /// Whether somebody is in a call, or could come into one.
    fn has_to_watch(&self) -> bool {
        let now = Instant::now();
        let mut seats = self.calls.seats.borrow_mut();
        seats.expire(now)
            || !seats.is_empty()
            || !self.calls.is_settled.get()
            || self.calls.watch_until.get().is_some_and(|until| until > now)
    }

    async fn perform(&self, livekit: &Livekit, job: &Job) -> Result<(), RoomError> {
        log::debug!("voice: {job:?}");
        match job {
            Job::Remove(room, member) => livekit.remove(&room.to_string(), member.as_str()).await,
            Job::End(room) => livekit.end(&room.to_string()).await,
            Job::Rights(room, member) => match self.voice_rights(*member, *room) {
                Some(rights) => livekit.set_rights(&room.to_string(), member.as_str(), rights).await,
                None => livekit.remove(&room.to_string(), member.as_str()).await,
            },
            Job::Mute(room, member, track) => livekit.mute(&room.to_string(), member.as_str(), track).await,
        }
    }

    /// Asks LiveKit who is in the rooms of this node's voice channels, and in those that were.
    async fn find_out(&self, livekit: &Livekit, begun: Instant) -> Result<(), RoomError> {
        let rooms: HashSet<RoomId> = {
            let seats = self.calls.seats.borrow();
            let known = seats.iter().map(|(_, seat)| seat.room).chain(seats.passes().map(|pass| pass.room));
            self.voice_rooms().into_iter().chain(known).collect()
        };
        let names: Vec<String> = rooms.iter().map(ToString::to_string).collect();
        let mut open = HashSet::new();
        for some in names.chunks(ROOMS_AT_A_TIME) {
            open.extend(livekit.rooms(some).await?);
        }
        let mut there = Vec::new();
        for room in rooms {
            let name = room.to_string();
            if open.contains(&name) {
                there.extend(livekit.participants(&name).await?.into_iter().map(|who| (room, who)));
            }
        }
        self.take_in(there, begun);
        Ok(())
    }

    /// Takes in who is where by LiveKit's word, asked since `begun`.
    fn take_in(&self, mut there: Vec<(RoomId, Participant)>, begun: Instant) {
        order::by_number(&mut there, |(_, who)| who.joined_at);
        let newest: HashMap<&str, usize> =
            there.iter().enumerate().map(|(at, (_, who))| (who.identity.as_str(), at)).collect();
        for (at, (room, who)) in there.iter().enumerate() {
            let is_newest = newest.get(who.identity.as_str()) == Some(&at);
            match who.identity.parse::<MemberId>() {
                // SECURITY: nobody listens unseen. Who is in several rooms stays where it came last.
                Ok(member) if !is_newest && member.is_decimal() => self.calls.order(Job::Remove(*room, member)),
                _ => self.voice_seen(*room, who),
            }
        }
        let (missing, fresh): (Vec<_>, Vec<_>) = {
            let seats = self.calls.seats.borrow();
            let is_there = |member: MemberId, room| {
                newest.get(member.as_str()).and_then(|at| there.get(*at)).is_some_and(|(at, _)| *at == room)
            };
            let missing = seats.iter().filter(|(member, seat)| !is_there(*member, seat.room));
            missing.map(|(member, seat)| (member, seat.since)).partition(|(_, since)| *since + OVERLAP < begun)
        };
        if !fresh.is_empty() {
            self.calls.check_soon(CONFIRM);
        }
        for (member, _) in missing {
            self.stand_up(member);
        }
    }

    /// Lets go of those whose socket is gone: who is in LiveKit's rooms has been seen there, the others have left;
    /// and if it cannot be asked, it is likely that they have.
    fn drop_orphans(&self, now: Instant, is_known: bool) {
        let gone: Vec<_> = {
            let mut seats = self.calls.seats.borrow_mut();
            let is_gone = |since: Option<Instant>| since.is_some_and(|since| since + ORPHAN_GRACE <= now);
            let gone: Vec<_> =
                seats.iter().filter(|(_, seat)| is_gone(seat.orphaned)).map(|(member, _)| member).collect();
            if is_known {
                gone.iter().for_each(|member| {
                    if let Some(seat) = seats.get_mut(*member) {
                        seat.orphaned = None;
                    }
                });
                return;
            }
            gone
        };
        for member in gone {
            self.stand_up(member);
        }
    }
}

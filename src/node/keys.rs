//! Keys of members: challenges that only the owner of a key can answer, the sessions that this opens, and who
//! has proven to own which key (spec 41 section 5).
//!
//! SECURITY: every step from a key to an account goes by proofs that this node wrote down itself. What a database
//! of DCTS says about keys anybody could have written.

use std::{
    cell::RefCell,
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{Hint, Node, now_ms};
use crate::{
    model::ids::MemberId,
    realtime::{ConnId, Packet},
    security::{
        ip::subscriber,
        keys::{Envelope, Fingerprint, PublicKey},
        random,
        token::{self, TokenHash},
    },
    store::{KeySession, StoreError},
};

/// How long a challenge may be answered, and a member's proof is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// Most challenges of one key, and of all together; beyond it the oldest cannot be answered any more.
const MAX_OF_KEY: usize = 4;
const MAX_CHALLENGES: usize = 1000;
/// How long an owner may think about another key.
const DECISION: Duration = Duration::from_mins(10);
/// Most members whose proof is waited for.
const MAX_AWAITED: usize = 1000;
/// How long a session of a key lasts.
const SESSION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Where a challenge is answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    /// In a request that names it.
    Request(Box<str>),
    /// On the socket that it was sent on.
    Socket(ConnId),
}

/// A challenge that was not answered yet.
struct Challenge {
    key: Fingerprint,
    solution: Box<str>,
    since: Instant,
}

/// A member who was asked to prove the own key.
struct Awaited {
    key: Fingerprint,
    pem: Box<str>,
    address: IpAddr,
    since: Instant,
}

/// Another key that a member has proven to own.
struct Pending {
    key: Fingerprint,
    pem: Box<str>,
    since: Instant,
}

/// What the node knows of keys.
#[derive(Default)]
pub(super) struct Keys {
    challenges: RefCell<HashMap<Place, Challenge>>,
    awaited: RefCell<HashMap<MemberId, Awaited>>,
    owners: RefCell<HashMap<Fingerprint, MemberId>>,
    /// Keys that were proven by members who have another one already.
    pending: RefCell<HashMap<MemberId, Pending>>,
}

impl Keys {
    pub(super) fn load(proofs: Vec<(MemberId, Fingerprint)>) -> Self {
        let owners = proofs.into_iter().map(|(member, key)| (key, member)).collect();
        Self { owners: RefCell::new(owners), ..Self::default() }
    }

    pub(super) fn forget(&self, member: MemberId) {
        self.owners.borrow_mut().retain(|_, owner| *owner != member);
        self.awaited.borrow_mut().remove(&member);
        self.pending.borrow_mut().remove(&member);
    }
}

/// Why a challenge was not passed.
#[derive(Debug)]
pub enum ChallengeError {
    /// There is no such challenge, or not any more.
    Unknown,
    /// The answer is wrong, or it is for another key.
    Wrong,
    /// The database failed.
    Store(StoreError),
}

/// A session that was opened with a key.
#[derive(Clone, Debug)]
pub struct OpenedSession {
    /// The secret that stands for it.
    pub id: String,
    /// End, ms since the epoch.
    pub expires: i64,
}

impl Node {
    /// Makes a challenge for a key: what to answer to, and what only the owner can read.
    pub fn challenge_key(&self, key: &PublicKey) -> Option<(String, Envelope)> {
        let name = random::hex(32);
        let place = Place::Request(name.as_str().into());
        Some((name, self.seal_challenge(key, place)?))
    }

    /// Makes a challenge for a key that is answered on this socket.
    pub fn challenge_socket(&self, conn: ConnId, key: &PublicKey) -> Option<Envelope> {
        self.seal_challenge(key, Place::Socket(conn))
    }

    fn seal_challenge(&self, key: &PublicKey, place: Place) -> Option<Envelope> {
        // The letter in front keeps clients from reading a number (spec 41 section 2.3).
        let solution = format!("c{}", random::hex(64));
        let envelope = key.seal(&solution)?;
        let challenge = Challenge { key: key.fingerprint(), solution: solution.into(), since: Instant::now() };
        let mut challenges = self.keys.challenges.borrow_mut();
        challenges.retain(|_, challenge| challenge.since.elapsed() < PATIENCE);
        if challenges.values().filter(|other| other.key == challenge.key).count() >= MAX_OF_KEY {
            remove_oldest(&mut challenges, |other| other.key == challenge.key);
        }
        if challenges.len() >= MAX_CHALLENGES {
            remove_oldest(&mut challenges, |_| true);
        }
        challenges.insert(place, challenge);
        Some(envelope)
    }

    /// Whether the answer to a socket's challenge proves the key. One try.
    pub fn answers_on_socket(&self, conn: ConnId, key: &PublicKey, solution: &str) -> bool {
        self.take_challenge(&Place::Socket(conn), key, solution).is_ok()
    }

    /// Ends a challenge: it was answered for something that is no key.
    pub fn drop_challenge(&self, name: &str) {
        self.keys.challenges.borrow_mut().remove(&Place::Request(name.into()));
    }

    fn take_challenge(&self, place: &Place, key: &PublicKey, solution: &str) -> Result<(), ChallengeError> {
        let known = self.keys.challenges.borrow_mut().remove(place);
        let challenge = known.filter(|challenge| challenge.since.elapsed() < PATIENCE);
        let challenge = challenge.ok_or(ChallengeError::Unknown)?;
        if challenge.key != key.fingerprint() || !token::equal(&challenge.solution, solution) {
            return Err(ChallengeError::Wrong);
        }
        Ok(())
    }

    /// Opens a session for who answers a challenge; one try. Marks the key of the member who was asked to
    /// prove it from this address.
    ///
    /// # Errors
    /// See [`ChallengeError`].
    pub async fn open_key_session(
        &self,
        name: &str,
        key: &PublicKey,
        solution: &str,
        address: IpAddr,
    ) -> Result<OpenedSession, ChallengeError> {
        self.take_challenge(&Place::Request(name.into()), key, solution)?;
        let opened = OpenedSession { id: random::uuid(), expires: now_ms() + SESSION_MS };
        let session = KeySession {
            id: TokenHash::of(&opened.id),
            key: key.fingerprint(),
            pem: key.to_pem(),
            expires: opened.expires,
        };
        self.note(self.store.add_key_session(session, now_ms()).await).map_err(ChallengeError::Store)?;
        if let Some((member, pem)) = self.take_awaited(key.fingerprint(), address) {
            self.prove_key(member, key.fingerprint(), pem.into()).await.map_err(ChallengeError::Store)?;
        }
        Ok(opened)
    }

    /// The session of this secret, if it has not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_session(&self, id: &str) -> Result<Option<KeySession>, StoreError> {
        self.store.key_session(TokenHash::of(id), now_ms()).await
    }

    /// The member who has proven to own a key.
    pub fn owner_of_key(&self, key: Fingerprint) -> Option<MemberId> {
        self.keys.owners.borrow().get(&key).copied()
    }

    /// Takes note of the key that a member's client brought, and asks for the proof where there is none yet. A
    /// proven key stays: another one would have to come from the owner's own decision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offer_key(&self, member: MemberId, key: &PublicKey, conn: ConnId) -> Result<(), StoreError> {
        let owner = self.owner_of_key(key.fingerprint());
        if owner.is_some() {
            if owner != Some(member) {
                log::info!("{member} brought a key that another member has proven to own: ignored");
            }
            return Ok(());
        }
        let Some(mut profile) = self.profile(member) else { return Ok(()) };
        if profile.public_key.is_empty() {
            profile.public_key = key.to_pem();
            profile.is_verified_key = false;
            self.set_profile(member, profile).await?;
        }
        self.ask_for_proof(member, key, conn);
        Ok(())
    }

    /// Asks a member's clients to prove the own key.
    pub fn ask_for_proof(&self, member: MemberId, key: &PublicKey, conn: ConnId) {
        let Some(address) = self.address(conn) else { return };
        let mut awaited = self.keys.awaited.borrow_mut();
        awaited.retain(|_, asked| asked.since.elapsed() < PATIENCE);
        if awaited.len() >= MAX_AWAITED && !awaited.contains_key(&member) {
            return;
        }
        let asked = Awaited { key: key.fingerprint(), pem: key.to_pem().into(), address, since: Instant::now() };
        awaited.insert(member, asked);
        drop(awaited);
        self.send_to_member(member, &Packet::event_empty("verifyPublicKey"));
    }

    /// The one member who was asked for a proof of this key at this address.
    fn take_awaited(&self, key: Fingerprint, address: IpAddr) -> Option<(MemberId, Box<str>)> {
        let mut awaited = self.keys.awaited.borrow_mut();
        let is_it = |asked: &Awaited| {
            asked.key == key && asked.since.elapsed() < PATIENCE && subscriber(asked.address) == subscriber(address)
        };
        let mut found = awaited.iter().filter(|(_, asked)| is_it(asked)).map(|(member, _)| *member);
        let (Some(member), None) = (found.next(), found.next()) else { return None };
        awaited.remove(&member).map(|asked| (member, asked.pem))
    }

    async fn prove_key(&self, member: MemberId, key: Fingerprint, pem: String) -> Result<(), StoreError> {
        let Some(mut profile) = self.profile(member) else { return Ok(()) };
        let stored = PublicKey::parse(&profile.public_key).map(|key| key.fingerprint());
        if stored != Some(key) {
            if stored.is_some_and(|stored| self.owner_of_key(stored) == Some(member)) {
                self.offer_change(member, key, pem);
                return Ok(());
            }
            profile.public_key = pem;
        }
        profile.is_verified_key = true;
        self.note(self.store.set_key_proof(member, Some(key), now_ms()).await)?;
        self.set_profile(member, profile).await?;
        self.keys.owners.borrow_mut().insert(key, member);
        log::info!("{member} has proven to own a key");
        self.hint(Hint::MemberUpdated);
        #[cfg(feature = "tls")]
        self.proof_changed(member).await;
        Ok(())
    }

    /// Remembers that a member has proven another key than the one that is known, and asks the owner.
    fn offer_change(&self, member: MemberId, key: Fingerprint, pem: String) {
        log::info!("{member} has proven another key than the known one, which stays until its owner decides");
        let mut pending = self.keys.pending.borrow_mut();
        pending.retain(|_, other| other.since.elapsed() < DECISION);
        if pending.len() < MAX_AWAITED || pending.contains_key(&member) {
            let question = json!({"publicKey": pem, "fingerprint": key.to_string()});
            pending.insert(member, Pending { key, pem: pem.into(), since: Instant::now() });
            drop(pending);
            self.send_to_member(member, &Packet::event("keyPending", &question));
        }
    }

    /// Replaces a member's key by the one that it has proven besides; false if there is none such. What was opened
    /// with the old one ends.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn adopt_key(&self, member: MemberId) -> Result<bool, StoreError> {
        let found = self.keys.pending.borrow_mut().remove(&member);
        let found = found.filter(|found| found.since.elapsed() < DECISION);
        // Somebody else may have proven it meanwhile.
        let found = found.filter(|found| self.owner_of_key(found.key).is_none_or(|owner| owner == member));
        let Some(Pending { key, pem, .. }) = found else { return Ok(false) };
        if let Some(old) = self.profile(member).and_then(|profile| PublicKey::parse(&profile.public_key)) {
            self.revoke_key(member, old.fingerprint()).await?;
        }
        self.prove_key(member, key, pem.into()).await?;
        Ok(true)
    }

    /// Forgets what was proven with a member's key, because it has another one now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_key(&self, member: MemberId, key: Fingerprint) -> Result<(), StoreError> {
        if self.owner_of_key(key) != Some(member) {
            return Ok(());
        }
        self.note(self.store.set_key_proof(member, None, now_ms()).await)?;
        self.note(self.store.end_key_sessions(key).await)?;
        self.keys.forget(member);
        #[cfg(feature = "tls")]
        self.proof_changed(member).await;
        Ok(())
    }
}

fn remove_oldest(challenges: &mut HashMap<Place, Challenge>, which: impl Fn(&Challenge) -> bool) {
    let oldest =
        challenges.iter().filter(|(_, challenge)| which(challenge)).min_by_key(|(_, challenge)| challenge.since);
    if let Some(place) = oldest.map(|(place, _)| place.clone()) {
        challenges.remove(&place);
    }
}

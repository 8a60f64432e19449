//! The messenger between servers (spec 41 section 8.2): who has this node as home server, and what waits for them.
//! Off unless the operator wants it.

use std::{cell::RefCell, net::IpAddr, time::Instant};

use serde_json::{Value, json, value::RawValue};

use super::{Node, now_ms};
use crate::{
    realtime::{ConnId, Packet, Room},
    security::{
        host,
        ip::subscriber,
        keys::{self, Fingerprint, PublicKey},
        limits::Buckets,
        random,
    },
    store::{CorrespondentRow, StoreError, WaitingRow},
};

/// Most people whose home this is or was said to be.
const MAX_PEOPLE: i64 = 10_000;
/// What may wait for one of them (spec 41 section 8.2).
const MAX_WAITING: i64 = 1000;
const MAX_WAITING_BYTES: i64 = 4 << 20;
/// How long a message waits.
const KEPT_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// Messages of one key, and of one address, in a minute.
const SENDS: (u32, u32) = (30, 60);

/// What the node remembers about the messenger.
pub(super) struct Messenger {
    by_key: RefCell<Buckets<Fingerprint>>,
    by_address: RefCell<Buckets<IpAddr>>,
}

impl Default for Messenger {
    fn default() -> Self {
        let buckets = || Buckets::new(SENDS.0, SENDS.1);
        Self { by_key: RefCell::new(buckets()), by_address: RefCell::new(Buckets::new(SENDS.0, SENDS.1)) }
    }
}

/// Why the messenger refuses.
#[derive(Debug)]
pub enum MessengerError {
    /// With what is wrong, for people.
    Refused(&'static str),
    /// The database failed.
    Store(StoreError),
}

impl From<StoreError> for MessengerError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<&'static str> for MessengerError {
    fn from(why: &'static str) -> Self {
        Self::Refused(why)
    }
}

fn is_key_of(who: &CorrespondentRow, key: &PublicKey) -> bool {
    PublicKey::parse(&who.public_key).is_some_and(|known| known.fingerprint() == key.fingerprint())
}

/// The room of somebody's sockets; no member or channel has such a name.
fn room_of(gid: &str) -> Room {
    Room::Named(format!("messenger {gid}").into())
}

impl Node {
    /// Whether the messenger is offered.
    pub fn has_messenger(&self) -> bool {
        self.config().dcts_edge.messenger
    }

    /// The key that a session was opened with, if it is the one that is named.
    ///
    /// # Errors
    /// When there is no such session, or the database fails.
    pub async fn key_of_session(&self, session: &str, pem: &str) -> Result<PublicKey, MessengerError> {
        let key = PublicKey::parse(pem).ok_or("That is no RSA public key")?;
        let known = self.key_session(session).await?;
        if known.is_none_or(|known| known.key != key.fingerprint()) {
            return Err("The session is not valid".into());
        }
        Ok(key)
    }

    /// The short form of a key. SECURITY: it can be forged; the first key that came here with it keeps it.
    ///
    /// # Errors
    /// When it is that of another key, or the database fails.
    pub async fn gid_of(&self, key: &PublicKey) -> Result<String, MessengerError> {
        let gid = keys::gid(&key.to_pem());
        let known = self.store.correspondent(&gid).await?;
        if known.is_some_and(|known| !is_key_of(&known, key)) {
            return Err("This short form belongs to another key".into());
        }
        Ok(gid)
    }

    /// Takes note of somebody and where they are at home, and lets the socket hear what is sent to them. `change`
    /// is what they say about themselves.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn messenger_hello(
        &self,
        conn: ConnId,
        key: &PublicKey,
        home_server: &str,
        change: impl FnOnce(&mut CorrespondentRow),
    ) -> Result<(), MessengerError> {
        let home_server = host::extract(home_server).ok_or("home_server is no address of a server")?;
        let gid = self.gid_of(key).await?;
        let now = now_ms();
        let known = self.store.correspondent(&gid).await?;
        let mut who = if let Some(known) = known {
            CorrespondentRow { updated_at: Some(now), ..known }
        } else {
            let (people, ..) = self.store.messenger_load(&gid).await?;
            if people >= MAX_PEOPLE {
                return Err("This server takes no more people".into());
            }
            CorrespondentRow { gid: gid.clone(), created_at: now, ..CorrespondentRow::default() }
        };
        who.public_key = key.to_pem();
        who.home_server = home_server;
        change(&mut who);
        if let Some(vanity) = &who.vanity {
            let taken = self.store.correspondent_called(vanity).await?;
            if taken.is_some_and(|other| other.gid != gid) {
                return Err("This short name is taken".into());
            }
        }
        self.note(self.store.put_correspondent(&who).await)?;
        self.hub.join(conn, room_of(&gid));
        Ok(())
    }

    /// Somebody by the key, its short form, or the short name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn correspondent(&self, identifier: &str) -> Result<Option<CorrespondentRow>, StoreError> {
        if identifier.contains("-----BEGIN") {
            let Some(key) = PublicKey::parse(identifier) else { return Ok(None) };
            let found = self.store.correspondent(&keys::gid(&key.to_pem())).await?;
            return Ok(found.filter(|who| is_key_of(who, &key)));
        }
        match self.store.correspondent(identifier).await? {
            Some(found) => Ok(Some(found)),
            None => self.store.correspondent_called(identifier).await,
        }
    }

    /// Somebody as others see them. `asking` is who wants to know, if anybody said so: whether they are there is for
    /// those only who have written to each other.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn show_correspondent(&self, who: &CorrespondentRow, asking: Option<&str>) -> Result<Value, StoreError> {
        let is_known = match asking {
            Some(asking) => self.store.have_corresponded(asking, &who.gid).await?,
            None => false,
        };
        let is_online = is_known && self.hub.is_occupied(&room_of(&who.gid));
        Ok(json!({
            "gid": who.gid, "vanity": who.vanity, "publicKey": who.public_key, "home_server": who.home_server,
            "createdAt": who.created_at, "updatedAt": who.updated_at, "isOnline": is_online, "name": who.name,
            "icon": who.icon,
            "profile": {"name": who.name, "icon": who.icon, "banner": who.banner, "signature": who.signature},
        }))
    }

    /// Whether a key may send another message now, and its address.
    pub fn may_send_by_messenger(&self, conn: ConnId, key: &PublicKey) -> bool {
        let now = Instant::now();
        let Some(address) = self.address(conn) else { return false };
        self.messenger.by_address.borrow_mut().take(subscriber(address), now)
            && self.messenger.by_key.borrow_mut().take(key.fingerprint(), now)
    }

    /// Whether somebody is at home here. A server that does not know its own address takes everybody's word.
    pub fn is_home_of(&self, who: &CorrespondentRow) -> bool {
        host::extract(&self.config().serverinfo.app.url).is_none_or(|own| own == who.home_server)
    }

    /// Keeps a message for somebody who is at home here, and passes it on to who is there: unchanged.
    ///
    /// # Errors
    /// See [`MessengerError`].
    pub async fn deliver(
        &self,
        author: &str,
        target: &CorrespondentRow,
        timestamp: &str,
        message: &RawValue,
    ) -> Result<(), MessengerError> {
        let (_, waiting, bytes) = self.store.messenger_load(&target.gid).await?;
        let now = now_ms();
        if waiting >= MAX_WAITING || bytes + message.get().len() as i64 > MAX_WAITING_BYTES {
            return Err("Too much waits for them already".into());
        }
        let row = WaitingRow {
            row_id: 0,
            id: random::uuid(),
            target: target.gid.clone(),
            author: author.into(),
            custom_id: timestamp.into(),
            data: message.get().into(),
            created_at: now,
            expires_at: now + KEPT_MS,
            is_read: None,
        };
        self.note(self.store.keep_waiting(&row).await)?;
        let packet = Packet::event("/messenger/receive", message);
        self.hub.send_to_room(&room_of(&target.gid), &packet, None);
        if author != target.gid {
            self.hub.send_to_room(&room_of(author), &packet, None);
        }
        Ok(())
    }
}

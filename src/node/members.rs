//! The members in RAM: look-up, activity, registration, the member list, and the coalesced hints
//! that make clients fetch it again.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Identity, Node, Place, access::Access, agenda::Due, now_ms};
use crate::{
    config::Config,
    model::{
        ids::{MemberId, RoleId},
        members::{Circumstances, Member, Profile, PublicMember},
        messages::PublicAuthor,
        permissions::Permission,
        roles::RoleInfo,
    },
    realtime::{ConnId, Packet, Room},
    security::{
        keys::{Fingerprint, PublicKey},
        token::TokenHash,
    },
    store::{MemberRow, NewMember, ProfileRow, Registered, StoreError},
};

/// Most member lists kept ready. One per channel that somebody looks at.
const MAX_MEMBER_LISTS: usize = 64;

/// All members by id.
#[derive(Default)]
pub(super) struct Members {
    by_id: HashMap<MemberId, Member>,
}

impl Members {
    pub(super) fn load(
        rows: Vec<MemberRow>,
        proofs: &[(MemberId, Fingerprint)],
        config: &Config,
        access: &Access,
    ) -> Self {
        let proofs: HashMap<MemberId, Fingerprint> = proofs.iter().copied().collect();
        let mut held: HashMap<MemberId, Vec<RoleId>> = HashMap::with_capacity(rows.len());
        for (&role_id, role) in config.serverroles.iter() {
            for &member in &role.members {
                let roles = held.entry(member).or_default();
                if roles.last() != Some(&role_id) {
                    roles.push(role_id);
                }
            }
        }
        let member = |mut row: MemberRow| {
            // SECURITY: only what this node saw proven counts, whatever DCTS wrote into the row.
            let proven = proofs.get(&row.id);
            row.is_verified_key = proven.is_some_and(|proven| {
                PublicKey::parse(&row.public_key).is_some_and(|key| key.fingerprint() == *proven)
            });
            let roles = held.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            (row.id, member_from(row, access.intern(roles)))
        };
        Self { by_id: rows.into_iter().map(member).collect() }
    }

    pub(super) fn get(&self, id: MemberId) -> Option<&Member> {
        self.by_id.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: MemberId) -> Option<&mut Member> {
        self.by_id.get_mut(&id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Member> {
        self.by_id.values()
    }

    pub(super) fn remove(&mut self, id: MemberId) {
        self.by_id.remove(&id);
    }

    pub(super) fn set_profile(&mut self, id: MemberId, row: ProfileRow) {
        let Some(member) = self.by_id.get_mut(&id) else { return };
        let country_code = member.profile.as_mut().and_then(|profile| profile.country_code.take());
        let profile = Profile {
            nickname: row.nickname.map(Into::into),
            country_code,
            about_me: row.about_me.into(),
            banner: row.banner.into(),
            public_key: row.public_key.into(),
        };
        member.name = row.name.into();
        member.status = row.status.into();
        member.icon = row.icon.into();
        member.is_verified_key = row.is_verified_key;
        member.profile = (profile != Profile::default()).then(|| Box::new(profile));
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Member> {
        self.by_id.values_mut()
    }
}

fn member_from(row: MemberRow, role_set: u32) -> Member {
    let profile = Profile {
        nickname: row.nickname.map(Into::into),
        country_code: row.country_code.map(Into::into),
        about_me: row.about_me.into(),
        banner: row.banner.into(),
        public_key: row.public_key.into(),
    };
    Member {
        id: row.id,
        name: row.name.into(),
        login_name: row.login_name.map(Into::into),
        status: row.status.into(),
        icon: row.icon.into(),
        joined: row.joined,
        last_online: row.last_online,
        role_set,
        onboarding: row.onboarding,
        is_muted: row.is_muted,
        is_verified_key: row.is_verified_key,
        sessions: row.sessions,
        profile: (profile != Profile::default()).then(|| Box::new(profile)),
    }
}

/// What a join needs to know of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedMember {
    /// Login name; an account without one cannot join.
    pub login_name: Option<String>,
    /// Account creation was finished.
    pub onboarding: bool,
}

/// Something that clients should fetch again. They carry no data, so that many changes are one hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// `updateMemberList`
    MemberList = 1,
    /// `receiveChannelTree`
    ChannelTree = 2,
    /// `updateGroupList`
    GroupList = 4,
    /// `memberUpdated`
    MemberUpdated = 8,
}

/// Which hints wait, and when some went out last.
#[derive(Default)]
pub(super) struct Hints {
    waiting: Cell<u8>,
    last_sent: Cell<Option<Instant>>,
}

/// Member lists as they are sent, by place, each with the version it shows.
pub(super) type MemberLists = HashMap<Place, (u64, Rc<RawValue>)>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedMember<'a> {
    #[serde(flatten)]
    member: PublicMember<'a>,
    highest_role: HighestRole<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_offline: bool,
}

#[derive(Serialize)]
struct HighestRole<'a> {
    info: Option<&'a RoleInfo>,
}

impl Node {
    /// What a join needs to know of a member; `None` for an unknown id.
    pub fn joined_member(&self, id: MemberId) -> Option<JoinedMember> {
        let members = self.members.borrow();
        let member = members.get(id)?;
        Some(JoinedMember { login_name: member.login_name.as_deref().map(Into::into), onboarding: member.onboarding })
    }

    /// How many members there are.
    pub fn member_count(&self) -> usize {
        self.members.borrow().by_id.len()
    }

    /// Whether a member of this id exists.
    pub fn is_member(&self, id: MemberId) -> bool {
        self.members.borrow().get(id).is_some()
    }

    /// Display name of a member, as stored.
    pub fn name_of(&self, id: MemberId) -> Option<String> {
        Some(self.members.borrow().get(id)?.name.to_string())
    }

    /// Whether a token opens an account that may be used.
    pub fn has_session(&self, id: MemberId, token: &TokenHash) -> bool {
        self.members.borrow().get(id).is_some_and(|member| member.onboarding && member.has_session(token))
    }

    /// Runs `show` with the public object of a member, or of the unknown one.
    pub fn with_public_member<T>(&self, id: MemberId, show: impl FnOnce(&PublicMember<'_>) -> T) -> T {
        let members = self.members.borrow();
        match members.get(id) {
            Some(member) => self.show_member(member, |public, _| show(&public)),
            None => show(&PublicMember::unknown()),
        }
    }

    fn show_member<T>(&self, member: &Member, show: impl FnOnce(PublicMember<'_>, Option<&RoleInfo>) -> T) -> T {
        let role = self.highest_role_of(member);
        let config = self.config.borrow();
        let info = config.serverroles.get(role).map(|role| &role.info);
        let around = Circumstances {
            style: info.map(Into::into).unwrap_or_default(),
            is_online: self.is_online(member.id),
            is_banned: self.is_banned(member.id),
            shows_country: config.serverinfo.system.members.allow_country_code,
        };
        show(PublicMember::new(member, around), info)
    }

    /// What a message says about its author.
    pub fn public_author(&self, id: MemberId) -> PublicAuthor {
        let members = self.members.borrow();
        let Some(member) = members.get(id) else {
            return PublicAuthor {
                id: 0.into(),
                name: "Unkown Member".into(),
                icon: String::new(),
                color: Some("#FFFFFF".into()),
                background: None,
                background_clip: None,
                is_banned: false,
            };
        };
        let is_banned = self.is_banned(id);
        self.with_style(member, |style| PublicAuthor {
            id: id.as_str().into(),
            name: member.name.to_string(),
            icon: member.icon.to_string(),
            color: style.color.map(Into::into),
            background: style.background.map(Into::into),
            background_clip: style.background_clip.map(Into::into),
            is_banned,
        })
    }

    /// Takes note of an authenticated event of a member.
    pub fn touch(&self, id: MemberId, session: Option<TokenHash>) {
        if let Some(member) = self.members.borrow_mut().get_mut(id) {
            member.last_online = now_ms();
        }
        self.member_seen(id, session);
    }

    /// Lets a socket in as a member: binds it, and tells the others.
    pub fn let_in(&self, conn: ConnId, identity: Identity) {
        self.bind(conn, identity);
        self.hold_role(identity.member, RoleId::MEMBER);
        self.touch(identity.member, Some(identity.session));
        self.member_list_changed();
        self.hint(Hint::MemberList);
    }

    /// Creates an account: first in the store, then in RAM.
    ///
    /// # Errors
    /// When the store fails; there is no account then.
    pub async fn register(&self, new: NewMember) -> Result<Registered, StoreError> {
        let registered = self.note(self.store.register(new.clone()).await)?;
        self.counters().registrations.add(1);
        let row = MemberRow {
            id: registered.id,
            onboarding: true,
            login_name: Some(registered.login_name.clone()),
            name: new.name,
            nickname: None,
            country_code: None,
            status: new.status,
            about_me: new.about_me,
            icon: new.icon,
            banner: new.banner,
            joined: new.now,
            last_online: new.now,
            is_muted: false,
            public_key: new.public_key,
            is_verified_key: false,
            sessions: vec![new.session],
        };
        // A configuration may name members that were not here yet.
        let held: Vec<RoleId> = {
            let config = self.config.borrow();
            config.serverroles.iter().filter(|(_, role)| role.members.contains(&row.id)).map(|(id, _)| *id).collect()
        };
        let member = member_from(row, self.access.intern(&held));
        self.members.borrow_mut().by_id.insert(registered.id, member);
        Ok(registered)
    }

    /// Adds a session to an account, so that its token opens it.
    ///
    /// # Errors
    /// When the store fails; the token opens nothing then.
    pub async fn add_session(&self, id: MemberId, token: TokenHash) -> Result<(), StoreError> {
        let ended = self.store.add_session(id, token, now_ms()).await?;
        if let Some(member) = self.members.borrow_mut().get_mut(id) {
            member.sessions.push(token);
            member.sessions.retain(|session| !ended.contains(session));
        }
        Ok(())
    }

    /// Gives a member a role; false if it held it already, or if there is no such role or member.
    pub fn hold_role(&self, id: MemberId, role: RoleId) -> bool {
        let mut members = self.members.borrow_mut();
        let Some(member) = members.get_mut(id) else { return false };
        let mut roles = self.access.roles(member.role_set).into_vec();
        let Err(place) = roles.binary_search(&role) else { return false };
        if self.config.borrow().serverroles.get(role).is_none() {
            return false;
        }
        roles.insert(place, role);
        member.role_set = self.access.intern(&roles);
        drop(members);
        self.change_config(|config| {
            if let Some(role) = config.serverroles.get_mut(role) {
                role.members.push(id);
            }
        });
        self.member_list_changed();
        true
    }

    /// Lifts a mute that is over.
    pub fn lift_mute(&self, id: MemberId) {
        if let Some(member) = self.members.borrow_mut().get_mut(id) {
            member.is_muted = false;
        }
        self.change_config(|config| config.mutelist.remove(id.as_str()));
        self.member_list_changed();
        let store = self.store.clone();
        crate::tasks::spawn(async move {
            // The mute list counts; the row is for DCTS.
            if let Err(error) = store.set_muted(id, false).await {
                log::warn!("the end of a mute of {id} could not be saved: {error}");
            }
        });
    }

    /// Marks the member lists that are kept ready as out of date.
    pub fn member_list_changed(&self) {
        self.member_list_version.set(self.member_list_version.get() + 1);
    }

    /// The members that may see a place, as `getMemberList` sends them: an object by id. Kept ready
    /// until something changes.
    pub fn member_list(&self, place: Place) -> Rc<RawValue> {
        let version = self.member_list_version.get();
        if let Some((shown, list)) = self.member_lists.borrow().get(&place)
            && *shown == version
        {
            return Rc::clone(list);
        }
        let list: Rc<RawValue> = self.render_member_list(place).into();
        let mut lists = self.member_lists.borrow_mut();
        if lists.len() >= MAX_MEMBER_LISTS {
            lists.clear();
        }
        lists.insert(place, (version, Rc::clone(&list)));
        list
    }

    fn render_member_list(&self, place: Place) -> Box<RawValue> {
        let permission = match place {
            Place::Channel(_) => Permission::ViewChannel,
            Place::Group(_) | Place::Server => Permission::ViewGroup,
        };
        let question = RefCell::new(self.question(permission, place));
        self.render_members(|member| member.login_name.is_some() && question.borrow_mut().is_granted(member))
    }

    /// All members as `getServerMembers` sends them.
    pub fn all_members(&self) -> Box<RawValue> {
        self.render_members(|_| true)
    }

    fn render_members(&self, shown: impl Fn(&Member) -> bool) -> Box<RawValue> {
        let members = self.members.borrow();
        let mut listed: Vec<&Member> = members.by_id.values().filter(|member| shown(member)).collect();
        listed.sort_unstable_by_key(|member| (std::cmp::Reverse(member.joined), member.id));
        let mut text = String::with_capacity(64 + listed.len() * 512);
        for member in listed {
            text.push(if text.is_empty() { '{' } else { ',' });
            let entry = self.show_member(member, |public, info| {
                let is_offline = !self.is_online(member.id);
                serde_json::to_string(&ListedMember { member: public, highest_role: HighestRole { info }, is_offline })
            });
            // Ids are plain ASCII without quotes or backslashes only if they are decimal.
            let key = serde_json::to_string(member.id.as_str());
            if let (Ok(key), Ok(entry)) = (key, entry) {
                text.push_str(&key);
                text.push(':');
                text.push_str(&entry);
            }
        }
        text.push_str(if text.is_empty() { "{}" } else { "}" });
        RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
    }

    /// Asks clients to fetch something again, soon. Every hint makes each client send several
    /// requests, so the more clients there are, the more hints become one.
    pub fn hint(&self, hint: Hint) {
        let waiting = self.hints.waiting.get();
        self.hints.waiting.set(waiting | hint as u8);
        if waiting == 0 {
            let gap = Duration::from_millis((self.hub.len() as u64 * 10).clamp(1000, 10_000));
            let since = self.hints.last_sent.get().map_or(gap, |sent| sent.elapsed());
            self.agenda.add(gap.saturating_sub(since), Due::Hints);
        }
    }

    pub(super) fn send_hints(&self) {
        let waiting = self.hints.waiting.take();
        self.hints.last_sent.set(Some(Instant::now()));
        let events = [
            (Hint::GroupList, "updateGroupList"),
            (Hint::ChannelTree, "receiveChannelTree"),
            (Hint::MemberList, "updateMemberList"),
            (Hint::MemberUpdated, "memberUpdated"),
        ];
        for (hint, event) in events {
            if waiting & hint as u8 != 0 {
                self.send_to_members(&Packet::event_empty(event));
            }
        }
    }

    /// Sends to all sockets of a member.
    pub fn send_to_member(&self, member: MemberId, packet: &Packet) {
        self.hub.send_to_room(&Room::Member(member), packet, None);
    }

    /// Sends to every socket that has joined, but for one.
    pub fn send_to_others(&self, except: ConnId, packet: &Packet) {
        let sockets = self.sockets.borrow();
        self.hub.send_where(packet, |conn| conn != except && sockets.member(conn).is_some());
    }

    /// Sends to every socket that has joined.
    pub fn send_to_members(&self, packet: &Packet) {
        let sockets = self.sockets.borrow();
        self.hub.send_where(packet, |conn| sockets.member(conn).is_some());
    }
}

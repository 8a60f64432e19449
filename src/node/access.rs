//! Who may do what where: the permission algorithm over the hot state, with its results cached.
//!
//! Members with the same roles share one entry: what is cached is (role set, place), so a thousand
//! ordinary members cost one computation per channel.

use std::{cell::RefCell, collections::HashMap};

use serde_json::Value;

use super::Node;
use crate::{
    config::Config,
    model::{
        access::{PermissionBits, effective, highest_role, is_ignored},
        duration,
        ids::{ChannelId, GroupId, MemberId, RoleId},
        members::{Member, Style},
        permissions::Permission,
    },
    node::now_ms,
};

/// What a permission is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The server as a whole.
    Server,
    /// A group.
    Group(GroupId),
    /// A channel; an id that no channel has is looked up as a group, then counts as the server
    /// (spec 20 section 5.1 step 4).
    Channel(ChannelId),
}

/// Most cached results: far above what one server's roles and channels give, small enough for RAM.
const MAX_CACHED: usize = 8192;

/// Default of `ignoreTimeout` when the configured text is no duration (spec 20 section 2.3).
const DEFAULT_IGNORE_TIMEOUT: &str = "30 days";

/// How the names of permissions begin that only staff has.
const STAFF: [&str; 9] =
    ["manage", "administrator", "ban", "kick", "mute", "disconnect", "generalModeration", "viewLogs", "viewAuditLog"];

/// Role sets and cached permissions.
#[derive(Default)]
pub(super) struct Access {
    role_sets: RefCell<Vec<Box<[RoleId]>>>,
    cache: RefCell<HashMap<(u32, Place), PermissionBits>>,
}

impl Access {
    /// The number of a role set; equal sets have equal numbers. `roles` in key order.
    pub(super) fn intern(&self, roles: &[RoleId]) -> u32 {
        let mut sets = self.role_sets.borrow_mut();
        let known = sets.iter().position(|set| **set == *roles);
        known.unwrap_or_else(|| {
            sets.push(roles.into());
            sets.len() - 1
        }) as u32
    }

    /// The roles of a set, in key order.
    pub(super) fn roles(&self, set: u32) -> Box<[RoleId]> {
        self.role_sets.borrow().get(set as usize).cloned().unwrap_or_default()
    }

    /// Forgets all results: call after every change of structure, roles or permissions.
    pub(super) fn invalidate(&self) {
        self.cache.borrow_mut().clear();
    }

    fn bits(&self, config: &Config, set: u32, place: Place) -> PermissionBits {
        if let Some(&bits) = self.cache.borrow().get(&(set, place)) {
            return bits;
        }
        let (group, channel) = match place {
            Place::Server => (None, None),
            Place::Group(id) => (config.groups.get(id), None),
            Place::Channel(id) => match config.groups.find_channel(id) {
                Some(found) => (Some(found.group), Some(found.channel)),
                None => (config.groups.get(GroupId(id.0)), None),
            },
        };
        let bits = effective(&config.serverroles, &self.roles(set), group, channel);
        let mut cache = self.cache.borrow_mut();
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        cache.insert((set, place), bits);
        bits
    }
}

/// One question about many members, as a broadcast asks it: what is the same for all of them is looked
/// up once, and for members with the same roles the answer is too.
pub(super) struct Question<'a> {
    node: &'a Node,
    permission: Permission,
    place: Place,
    now: i64,
    ignore_timeout: i64,
    last: Option<(u32, bool)>,
}

impl Question<'_> {
    pub(super) fn is_granted(&mut self, member: &Member) -> bool {
        let is_banned = self.node.bans.borrow().is_banned(member.id, self.now);
        if is_ignored(member.last_online, is_banned, self.now, self.ignore_timeout) {
            return false;
        }
        match self.last {
            Some((set, verdict)) if set == member.role_set => verdict,
            _ => {
                let bits = self.node.access.bits(&self.node.config.borrow(), member.role_set, self.place);
                let verdict = bits.has(self.permission);
                self.last = Some((member.role_set, verdict));
                verdict
            }
        }
    }
}

impl Node {
    /// A question to be asked about many members.
    pub(super) fn question(&self, permission: Permission, place: Place) -> Question<'_> {
        let (now, ignore_timeout) = (now_ms(), self.ignore_timeout());
        Question { node: self, permission, place, now, ignore_timeout, last: None }
    }

    /// Whether a member holds a permission at a place (spec 20 section 5.1).
    pub fn may(&self, member: MemberId, permission: Permission, place: Place) -> bool {
        let members = self.members.borrow();
        members.get(member).is_some_and(|member| self.member_may(member, permission, place))
    }

    /// Whether a member holds every one of several permissions at a place.
    pub fn may_all(&self, member: MemberId, permissions: &[Permission], place: Place) -> bool {
        permissions.iter().all(|&permission| self.may(member, permission, place))
    }

    /// Whether anybody may who holds nothing but the Member role: what may be told to strangers.
    pub fn everybody_may(&self, permission: Permission, place: Place) -> bool {
        let set = self.access.intern(&[RoleId::MEMBER]);
        self.access.bits(&self.config.borrow(), set, place).has(permission)
    }

    pub(super) fn member_may(&self, member: &Member, permission: Permission, place: Place) -> bool {
        self.question(permission, place).is_granted(member)
    }

    /// Whether a member is ignored: banned, or inactive for too long (spec 20 section 5.1 step 1).
    pub(super) fn is_ignored(&self, member: &Member) -> bool {
        let now = now_ms();
        is_ignored(member.last_online, self.bans.borrow().is_banned(member.id, now), now, self.ignore_timeout())
    }

    fn ignore_timeout(&self) -> i64 {
        let config = self.config.borrow();
        let parse = |text: &str| duration::length_ms(text).ok();
        parse(&config.serverinfo.system.members.ignore_timeout)
            .or_else(|| parse(DEFAULT_IGNORE_TIMEOUT))
            .unwrap_or(i64::MAX)
    }

    /// Whether all roles of a member that say anything about something deny it. For what is not in the catalogue of
    /// permissions: roles of other versions name it.
    pub fn is_denied(&self, member: MemberId, name: &str) -> bool {
        let config = self.config.borrow();
        let held = self.roles_of(member);
        let said: Vec<&Value> =
            held.iter().filter_map(|id| config.serverroles.get(*id)?.permissions.unknown(name)).collect();
        !said.is_empty() && said.iter().all(|value| matches!(value.as_i64(), Some(0 | -1)))
    }

    /// Whether a member's roles give it anything that ordinary members do not do, whether it was here lately or not.
    pub(super) fn is_staff(&self, member: MemberId) -> bool {
        let members = self.members.borrow();
        let Some(member) = members.get(member) else { return false };
        let bits = self.access.bits(&self.config.borrow(), member.role_set, Place::Server);
        Permission::ALL.iter().any(|permission| {
            let name = permission.name();
            STAFF.iter().any(|start| name.starts_with(start)) && bits.has(*permission)
        })
    }

    /// The roles that a member holds, in key order.
    pub fn roles_of(&self, member: MemberId) -> Box<[RoleId]> {
        let members = self.members.borrow();
        members.get(member).map(|member| self.access.roles(member.role_set)).unwrap_or_default()
    }

    /// The highest role of a member; Member for an unknown one.
    pub fn highest_role(&self, member: MemberId) -> RoleId {
        self.members.borrow().get(member).map_or(RoleId::MEMBER, |member| self.highest_role_of(member))
    }

    pub(super) fn highest_role_of(&self, member: &Member) -> RoleId {
        highest_role(&self.config.borrow().serverroles, &self.access.roles(member.role_set))
    }

    /// Runs `show` with the style of a member's highest role.
    pub(super) fn with_style<T>(&self, member: &Member, show: impl FnOnce(Style<'_>) -> T) -> T {
        let role = self.highest_role_of(member);
        let config = self.config.borrow();
        show(config.serverroles.get(role).map(|role| Style::from(&role.info)).unwrap_or_default())
    }
}

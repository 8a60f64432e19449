//! Changing groups, channels and roles: ids, ranks, and who hears of it.

use std::collections::HashMap;

use super::{Hint, Node, Place};
use crate::{
    config::Config,
    model::{
        ids::{ChannelId, GroupId, MemberId, RoleId},
        permissions::Permission,
    },
    realtime::Packet,
    security::random,
};

/// Ids of four digits run out; then they get longer.
const MAX_TRIES_PER_LENGTH: usize = 64;

impl Node {
    /// Changes the structure or the roles: what was cached of permissions is forgotten, and the file
    /// is saved soon.
    pub fn change_structure<T>(&self, change: impl FnOnce(&mut Config) -> T) -> T {
        let result = self.change_config(change);
        self.permissions_changed();
        result
    }

    /// An id that no group, category, channel or role has: `1` and digits (spec 20 section 3.1).
    pub fn new_structure_id(&self) -> u32 {
        let config = self.config();
        let is_taken = |id: u32| {
            let in_group = |group: &crate::model::tree::Group| {
                let mut categories = group.channels.categories.iter();
                categories.any(|(key, category)| key.0 == id || category.channel.get(ChannelId(id)).is_some())
            };
            config.serverroles.get(RoleId(id)).is_some()
                || config.groups.get(GroupId(id)).is_some()
                || config.groups.iter().any(|(_, group)| in_group(group))
        };
        for length in 4..=9 {
            for _ in 0..MAX_TRIES_PER_LENGTH {
                let id = random::digits(length).parse().unwrap_or(0);
                if id != RoleId::ADMINISTRATOR.0 && id != 0 && !is_taken(id) {
                    return id;
                }
            }
        }
        // A hundred million ids of nine digits: one of them is free.
        (100_000_000..u32::MAX).find(|id| !is_taken(*id)).unwrap_or(u32::MAX)
    }

    /// MiB that a member may upload in one file (spec 30 section 15.1); `None` for no limit.
    pub fn max_upload(&self, member: MemberId) -> Option<u64> {
        /// If its highest role says nothing.
        const DEFAULT: u64 = 10;
        let highest = self.highest_role(member);
        if highest == RoleId::ADMINISTRATOR {
            return None;
        }
        let config = self.config();
        let role = config.serverroles.get(highest);
        Some(role.and_then(|role| role.permissions.max_upload()).unwrap_or(DEFAULT))
    }

    /// How high a member stands: the sortId of the highest role.
    pub fn rank(&self, member: MemberId) -> i64 {
        let highest = {
            let members = self.members.borrow();
            members.get(member).map(|member| self.highest_role_of(member))
        };
        let config = self.config();
        highest.and_then(|role| config.serverroles.get(role)).map_or(0, |role| role.info.sort_id)
    }

    /// Whether a member may do everything.
    pub fn is_administrator(&self, member: MemberId) -> bool {
        self.may(member, Permission::Administrator, Place::Server)
    }

    /// Whether a member stands above a role, so that it may change it and give it away
    /// (spec 20 section 5.3).
    pub fn outranks(&self, member: MemberId, role: RoleId) -> bool {
        let sort_id = self.config().serverroles.get(role).map(|role| role.info.sort_id);
        self.is_administrator(member) || sort_id.is_some_and(|sort_id| sort_id < self.rank(member))
    }

    /// Takes a role from a member; false if it does not hold it.
    pub fn drop_role(&self, id: MemberId, role: RoleId) -> bool {
        let mut members = self.members.borrow_mut();
        let Some(member) = members.get_mut(id) else { return false };
        let mut roles = self.access.roles(member.role_set).into_vec();
        let before = roles.len();
        roles.retain(|held| *held != role);
        if roles.len() == before {
            return false;
        }
        member.role_set = self.access.intern(&roles);
        drop(members);
        self.change_config(|config| {
            if let Some(role) = config.serverroles.get_mut(role) {
                role.members.retain(|holder| *holder != id);
            }
        });
        self.permissions_changed();
        true
    }

    /// Takes a role that is about to be deleted from everybody who holds it.
    pub fn drop_role_of_all(&self, role: RoleId) {
        let mut members = self.members.borrow_mut();
        let mut sets = HashMap::<u32, u32>::new();
        for member in members.iter_mut() {
            let set = *sets.entry(member.role_set).or_insert_with_key(|set| {
                let mut roles = self.access.roles(*set).into_vec();
                roles.retain(|held| *held != role);
                self.access.intern(&roles)
            });
            member.role_set = set;
        }
        drop(members);
        self.permissions_changed();
    }

    /// Takes a role's entries out of all groups and channels: clients stumble over unknown roles.
    pub fn forget_overrides_of(config: &mut Config, role: RoleId) {
        for group in config.groups.entries.values_mut() {
            group.permissions.entries.remove(&role);
            for category in group.channels.categories.entries.values_mut() {
                for channel in category.channel.entries.values_mut() {
                    channel.permissions.entries.remove(&role);
                }
            }
        }
    }

    /// Tells everybody that the channels changed.
    pub fn tree_changed(&self) {
        self.member_list_changed();
        self.hint(Hint::ChannelTree);
    }

    /// Tells everybody that the groups changed.
    pub fn groups_changed(&self) {
        self.member_list_changed();
        self.hint(Hint::GroupList);
    }

    /// Asks those who may see a channel to load its messages again, because its rules changed.
    pub fn history_changed(&self, channel: ChannelId) {
        self.send_to_viewers(channel, &Packet::event_empty("updateChatlog"));
    }

    /// Forgets what was known about permissions, and takes sockets out of the channel rooms that their
    /// member may not see any more, so that nothing that is sent to a room reaches them.
    pub fn permissions_changed(&self) {
        self.access.invalidate();
        self.member_list_changed();
        let lost: Vec<_> = {
            let sockets = self.sockets.borrow();
            let sees = |member, channel| self.may(member, Permission::ViewChannel, Place::Channel(channel));
            let in_rooms = sockets.in_rooms();
            in_rooms.filter(|(_, member, room)| !sees(*member, room.channel)).map(|(conn, ..)| conn).collect()
        };
        for conn in lost {
            self.enter_room(conn, None);
        }
        self.review_calls();
    }
}

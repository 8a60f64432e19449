//! Who is here: online members, and the delayed notice that somebody left (spec 10 section 3.7).

use std::{net::IpAddr, time::Duration};

use super::{Hint, Node, agenda::Due, now_ms};
use crate::model::{ids::MemberId, roles::Role};

/// How long a member may be without a socket before others are told: a reload, or a short loss of
/// the network, is nobody's business.
const LEAVE_NOTICE: Duration = Duration::from_secs(65);

/// A member counts as active for this long after the last event: five whole minutes (spec 20 section 9.1).
const ACTIVE_MS: i64 = 6 * 60 * 1000;

impl Node {
    /// Whether a member has a connected socket.
    pub fn is_online(&self, member: MemberId) -> bool {
        self.sockets.borrow().is_online(member)
    }

    /// Number of distinct active members with a joined socket.
    pub fn online_count(&self) -> usize {
        let now = now_ms();
        let members = self.members.borrow();
        let active = |id: MemberId| {
            members.get(id).is_some_and(|member| now - member.last_online < ACTIVE_MS && !self.is_ignored(member))
        };
        self.sockets.borrow().online_members().filter(|id| active(*id)).count()
    }

    /// Whether there is no place left for a member (spec 10 section 3.8). Members count, not their
    /// connections; who is here already stays. The reserved places are for known addresses and for
    /// holders of `bypassSlots`.
    pub fn is_full_for(&self, member: MemberId, address: IpAddr) -> bool {
        if self.is_online(member) {
            return false;
        }
        let config = self.config.borrow();
        let slots = &config.serverinfo.slots;
        let online = self.sockets.borrow().online_members().count() as i64;
        if online < slots.limit {
            return false;
        }
        let is_listed = slots
            .ip_whitelist
            .iter()
            .any(|listed| listed.strip_prefix("::ffff:").unwrap_or(listed).parse() == Ok(address));
        let bypasses = |role: &Role| role.permissions.other_value("bypassSlots") == Some(&1.into());
        let held = self.roles_of(member);
        let has_reserved = is_listed
            || self.is_administrator(member)
            || held.iter().filter_map(|role| config.serverroles.get(*role)).any(bypasses);
        !has_reserved || online >= slots.limit + slots.reserved
    }

    /// Called when one of a member's sockets is gone.
    pub(super) fn member_left(&self, member: MemberId) {
        if !self.is_online(member) {
            // Whoever fetches the list by itself gets the truth at once; only the notice waits.
            self.member_list_changed();
            self.agenda.add(LEAVE_NOTICE, Due::Offline(member));
        }
    }

    pub(super) fn notice_offline(&self, member: MemberId) {
        if !self.is_online(member) {
            self.hint(Hint::MemberList);
        }
    }
}

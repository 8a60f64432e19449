//! The permission algorithm: what the holder of some roles may do somewhere (spec 20 section 5.1).

use super::{
    ids::RoleId,
    map::IdMap,
    permissions::{Permission, PermissionSet},
    roles::{Role, Roles},
    tree::{Channel, Group},
};
use crate::order;

/// All permissions that somebody holds at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PermissionBits(u64);

impl PermissionBits {
    /// Whether a permission is among them.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }
}

/// The held roles that exist, the highest first; of equally high ones the first in key order.
fn by_rank<'a>(roles: &'a Roles, held: &[RoleId]) -> Vec<(RoleId, &'a Role)> {
    let mut ranked: Vec<(RoleId, &Role)> = held.iter().filter_map(|&id| Some((id, roles.get(id)?))).collect();
    order::by_number_down(&mut ranked, |(_, role)| role.info.sort_id);
    ranked
}

/// Steps 2 to 8 of the algorithm (spec 20 section 5.1), for all permissions at once: what the
/// holder of these roles may do in a channel of a group, in a group, or on the server. `held` in key
/// order.
pub fn effective(roles: &Roles, held: &[RoleId], group: Option<&Group>, channel: Option<&Channel>) -> PermissionBits {
    let ranked = by_rank(roles, held);
    if ranked.iter().any(|(_, role)| role.permissions.allows(Permission::Administrator)) {
        return PermissionBits(u64::MAX);
    }
    let mut allowed = 0;
    let mut decided = 0;
    let mut denied = 0;
    let overrides: [Option<&IdMap<RoleId, PermissionSet>>; 2] =
        [channel.map(|channel| &channel.permissions), group.map(|group| &group.permissions)];
    for place in overrides.into_iter().flatten() {
        for (id, _) in &ranked {
            let Some(set) = place.get(*id) else { continue };
            // Here a present 0 denies.
            allowed |= set.allowed & !decided;
            denied |= set.denied & !decided;
            decided |= set.present;
        }
    }
    for (_, role) in ranked {
        let set = &role.permissions;
        allowed |= set.allowed & !decided;
        denied |= set.denied & !decided;
        decided |= set.allowed | set.denied;
    }
    if allowed & Permission::UseVoip.bit() != 0 {
        allowed |= Permission::IN_VOICE & !denied;
    }
    PermissionBits(allowed)
}

/// The highest of the held roles: the one with the greatest sortId above 0, else the Member role.
pub fn highest_role(roles: &Roles, held: &[RoleId]) -> RoleId {
    let highest = by_rank(roles, held).into_iter().find(|(_, role)| role.info.sort_id > 0);
    highest.map_or(RoleId::MEMBER, |(id, _)| id)
}

/// Step 1 of the algorithm: whether a known member counts for nothing, because it is banned, was
/// never here, or not within the last `timeout` ms.
pub fn is_ignored(last_online: i64, is_banned: bool, now: i64, timeout: i64) -> bool {
    is_banned || last_online == 0 || last_online <= now.saturating_sub(timeout)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::tree::Groups;

    const MODS: RoleId = RoleId(1002);
    const ADMIN: RoleId = RoleId(1111);

    fn roles(rows: &[(RoleId, i64, Value)]) -> Roles {
        let role = |(id, sort_id, permissions): &(RoleId, i64, Value)| {
            let role =
                json!({"info": {"id": id.to_string(), "name": "r", "sortId": sort_id}, "permissions": permissions});
            (*id, serde_json::from_value(role).unwrap())
        };
        rows.iter().map(role).collect()
    }

    fn groups(group: &Value, channel: &Value) -> Groups {
        serde_json::from_value(json!({"5": {"info": {"id": "5", "name": "g"}, "permissions": group, "channels":
            {"categories": {"6": {"info": {"id": "6", "name": "c"},
                "channel": {"7": {"id": "7", "name": "ch", "permissions": channel}}}}}}}))
        .unwrap()
    }

    /// The rows of spec 20 section 5.1; `p` is `sendMessages` and `q` is `useVOIP`.
    #[test]
    fn examples_of_the_spec() {
        let p = |value: i64| json!({"sendMessages": value});
        let q = || json!({"useVOIP": 1});
        let none = || json!({});
        let member = &[RoleId::MEMBER][..];
        let moderator = &[RoleId::MEMBER, MODS][..];
        let admin = &[RoleId::MEMBER, ADMIN][..];
        let mods = |value: Value| json!({"1002": value});
        let all = |value: Value| json!({"0": value});
        // number, roles held, Member's, Mods', group g, channel c, result
        let rows = [
            (1, member, none(), none(), none(), none(), false),
            (2, member, p(1), none(), none(), none(), true),
            (3, moderator, p(1), p(-1), none(), none(), false),
            (4, moderator, p(1), p(0), none(), none(), true),
            (5, moderator, p(-1), p(1), none(), none(), true),
            (6, member, p(1), none(), none(), all(p(0)), false),
            (7, member, p(1), none(), none(), all(q()), true),
            (8, member, none(), none(), all(p(1)), all(none()), true),
            (9, member, none(), none(), all(p(1)), all(p(-1)), false),
            (10, moderator, none(), none(), none(), json!({"0": p(-1), "1002": p(1)}), true),
            (11, moderator, none(), none(), none(), json!({"0": p(1), "1002": q()}), true),
            (12, admin, p(-1), none(), all(p(-1)), all(p(-1)), true),
            (13, &[], none(), none(), none(), all(p(1)), false),
            (14, member, p(1), none(), none(), none(), true),
            (16, member, json!({"sendMessages": "1"}), none(), none(), none(), false),
            (17, moderator, none(), p(1), json!({"0": p(1), "1002": p(0)}), none(), false),
            (18, member, p(1), none(), none(), mods(p(-1)), true),
            (20, moderator, none(), json!({"administrator": true}), none(), none(), false),
            (20, moderator, none(), json!({"administrator": "1"}), none(), none(), false),
        ];
        for (number, held, of_member, of_mods, of_group, of_channel, expected) in rows {
            let roles =
                roles(&[(RoleId::MEMBER, 1, of_member), (MODS, 2, of_mods), (ADMIN, 3, json!({"administrator": 1}))]);
            let groups = groups(&of_group, &of_channel);
            let found = groups.find_channel(crate::model::ids::ChannelId(7)).unwrap();
            let bits = effective(&roles, held, Some(found.group), Some(found.channel));
            assert_eq!(bits.has(Permission::SendMessages), expected, "row {number}");
        }
    }

    #[test]
    fn row_15_long_inactive_members_count_for_nothing() {
        let day = 24 * 3_600_000;
        assert!(is_ignored(100 * day, false, 131 * day, 30 * day));
        assert!(!is_ignored(102 * day, false, 131 * day, 30 * day));
        assert!(is_ignored(131 * day, true, 131 * day, 30 * day));
        assert!(is_ignored(0, false, 131 * day, 300 * day));
    }

    #[test]
    fn what_comes_with_voice_can_be_denied() {
        let [mods, all] = ["1002", "0"].map(|id| move |value: Value| json!({id: value}));
        let may = |member: Value, group: Value, channel: Value| {
            let roles = roles(&[(RoleId::MEMBER, 1, member), (MODS, 5, json!({}))]);
            let groups = groups(&group, &channel);
            let place = groups.find_channel("7".parse().unwrap()).unwrap();
            let bits = effective(&roles, &[RoleId::MEMBER, MODS], Some(place.group), Some(place.channel));
            [Permission::SpeakVoip, Permission::UseCamera, Permission::ShareScreen].map(|one| bits.has(one))
        };
        let none = || json!({});
        assert_eq!(may(none(), none(), none()), [false; 3]);
        assert_eq!(may(json!({"useVOIP": 1}), none(), none()), [true; 3]);
        assert_eq!(may(json!({"useVOIP": 1, "useCamera": -1}), none(), none()), [true, false, true]);
        // What an editor saves for "as before" denies nothing here.
        assert_eq!(may(json!({"useVOIP": 1, "useCamera": 0}), none(), all(json!({"shareScreen": 0}))), [true; 3]);
        // The channel decides before the group, the higher role before the lower one.
        assert_eq!(may(json!({"useVOIP": 1, "speakVOIP": -1}), none(), all(json!({"speakVOIP": 1}))), [true; 3]);
        let channel = json!({"0": {"shareScreen": -1}, "1002": {"shareScreen": 1}});
        assert_eq!(may(json!({"useVOIP": 1}), mods(json!({"speakVOIP": -1})), channel), [false, true, true]);
        assert_eq!(may(json!({"administrator": 1}), none(), all(json!({"speakVOIP": -1}))), [true; 3]);
    }

    #[test]
    fn row_21_a_role_of_rank_0_still_allows() {
        let roles = roles(&[(RoleId::MEMBER, 1, json!({})), (MODS, 0, json!({"sendMessages": 1}))]);
        assert!(effective(&roles, &[MODS], None, None).has(Permission::SendMessages));
        assert_eq!(highest_role(&roles, &[MODS]), RoleId::MEMBER);
    }

    #[test]
    fn the_first_of_equal_ranks_is_the_highest() {
        let roles = roles(&[(MODS, 2, json!({})), (ADMIN, 2, json!({})), (RoleId::MEMBER, 1, json!({}))]);
        assert_eq!(highest_role(&roles, &[RoleId::MEMBER, MODS, ADMIN]), MODS);
    }

    #[test]
    fn stored_sets_come_back_as_they_were() {
        let stored = json!({"sendMessages": 1, "useVOIP": -1, "viewLogs": 0, "maxUpload": "10", "createReports": 1, "readMessages": true});
        let set: PermissionSet = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(serde_json::to_value(&set).unwrap(), stored);
    }

    #[test]
    fn names_are_unique_and_fit_the_bits() {
        assert!(Permission::ALL.len() <= 64);
        for &permission in Permission::ALL {
            assert_eq!(Permission::from_name(permission.name()), Some(permission));
        }
    }

    /// The algorithm as the spec words it, for one permission, compared over many random cases.
    #[test]
    fn bits_agree_with_the_wording() {
        let wording = |roles: &Roles, held: &[RoleId], found: &crate::model::tree::ChannelPlace<'_>| {
            let value = |set: &PermissionSet| {
                let bit = Permission::SendMessages.bit();
                (set.present & bit != 0).then(|| i64::from(set.allowed & bit != 0) - i64::from(set.denied & bit != 0))
            };
            for place in [&found.channel.permissions, &found.group.permissions] {
                let mut best: Option<(i64, i64)> = None;
                for id in held {
                    let Some(value) = place.get(*id).and_then(value) else { continue };
                    let rank = roles.get(*id).unwrap().info.sort_id;
                    if best.is_none_or(|(known, _)| rank > known) {
                        best = Some((rank, value));
                    }
                }
                if let Some((_, value)) = best {
                    return value == 1;
                }
            }
            let mut ranked = held.to_vec();
            ranked.sort_by_key(|id| std::cmp::Reverse(roles.get(*id).unwrap().info.sort_id));
            let decisive = ranked.iter().filter_map(|id| value(&roles.get(*id).unwrap().permissions)).find(|v| *v != 0);
            decisive == Some(1)
        };
        let mut seed = 1_u32;
        let mut draw = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        for _ in 0..2000 {
            let mut any = || match draw(4) {
                0 => json!({}),
                value => json!({"sendMessages": i64::from(value) - 2}),
            };
            let sets = [any(), any(), any()];
            let place = |a: Value, b: Value, c: Value| json!({"0": a, "1002": b, "1003": c});
            let (group, channel) = (place(any(), any(), any()), place(any(), any(), any()));
            let [a, b, c] = sets;
            let (rank_b, rank_c) = (i64::from(draw(3)), i64::from(draw(3)));
            let roles = roles(&[(RoleId::MEMBER, 1, a), (MODS, rank_b, b), (RoleId(1003), rank_c, c)]);
            let groups = groups(&group, &channel);
            let found = groups.find_channel(crate::model::ids::ChannelId(7)).unwrap();
            let held = [RoleId::MEMBER, MODS, RoleId(1003)];
            let bits = effective(&roles, &held, Some(found.group), Some(found.channel));
            assert_eq!(bits.has(Permission::SendMessages), wording(&roles, &held, &found));
        }
    }
}

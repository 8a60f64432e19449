//! The protocol at a glance: every event that this node serves, who may send it, and what serves it.

use std::pin::Pin;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};

use super::{
    Cx, EventError, Outcome, account, articles, channels, charts, direct, emojis, groups, history, inbox, invites,
    join, links, login, members, messages, messenger, moderation, network, overrides, permissions, reactions, reports,
    role_changes, roles, rooms, search, server_info, settings, structure, threads, voice,
};

/// Who may send an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Anybody who is connected.
    Open,
    /// A joined member; `id` and `token` prove it.
    Member,
    /// A joined member; `author.id` and `token` prove it.
    Author,
}

type Answering = Pin<Box<dyn Future<Output = Result<Outcome, EventError>>>>;

/// One event.
pub struct Entry {
    /// Name on the wire.
    pub name: &'static str,
    /// Who may send it.
    pub guard: Guard,
    pub(super) run: fn(Cx, Box<RawValue>) -> Answering,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("name", &self.name).field("guard", &self.guard).finish_non_exhaustive()
    }
}

macro_rules! on {
    ($name:literal, $guard:ident, $feature:path) => {
        Entry { name: $name, guard: Guard::$guard, run: |cx, request| typed(cx, &request, $feature) }
    };
}

/// All events, sorted by name.
pub static EVENTS: &[Entry] = &[
    on!("/messenger/fetch", Open, messenger::fetch),
    on!("/messenger/hello", Open, messenger::hello),
    on!("/messenger/send", Open, messenger::send),
    #[cfg(feature = "tls")]
    on!("acceptNodeKey", Member, network::accept_key),
    on!("addDmRoomParticipant", Member, direct::add),
    on!("addMessageReaction", Member, reactions::add),
    on!("addRoleToChannel", Member, overrides::add_to_channel),
    on!("addRoleToGroup", Member, overrides::add_to_group),
    on!("addUserToRole", Member, role_changes::give),
    on!("adoptKey", Member, account::adopt_key),
    on!("banUser", Member, moderation::ban),
    on!("changeNetworkServerStatus", Member, network::decide),
    on!("changePassword", Member, account::change_password),
    on!("checkChannelPermission", Member, permissions::check_channel),
    on!("checkMediaUrlCache", Member, links::check_media),
    on!("checkPermission", Member, permissions::check),
    on!("createCategory", Member, channels::create_category),
    on!("createChannel", Member, channels::create),
    on!("createContent", Member, articles::create),
    on!("createDmRoom", Member, direct::create),
    on!("createGroup", Member, groups::create),
    on!("createInvite", Member, invites::create),
    on!("createReport", Member, reports::create),
    on!("createRole", Member, role_changes::create),
    on!("createThread", Member, threads::create),
    #[cfg(feature = "tls")]
    on!("decideBanRecommendation", Member, network::decide_recommendation),
    on!("deleteAccount", Member, account::delete),
    on!("deleteCategory", Member, channels::delete_category),
    on!("deleteChannel", Member, channels::delete),
    on!("deleteContent", Member, articles::delete),
    on!("deleteDMMessage", Member, threads::delete_message),
    on!("deleteDmRoom", Member, direct::delete),
    on!("deleteEmoji", Member, emojis::delete),
    on!("deleteGroup", Member, groups::delete),
    on!("deleteInvite", Member, invites::delete),
    on!("deleteMessage", Member, messages::delete),
    on!("deleteMessageInReport", Member, reports::delete_message),
    on!("deleteReport", Member, reports::delete),
    on!("deleteRole", Member, role_changes::delete),
    on!("deleteThread", Member, threads::delete),
    on!("disconnectUser", Member, moderation::disconnect),
    on!("editContent", Member, articles::edit),
    on!("editMessage", Member, threads::edit),
    on!("exportAccount", Member, account::export),
    on!("fetchInboxMessages", Member, inbox::fetch),
    on!("fetchMessages", Member, threads::messages),
    on!("fetchReports", Member, reports::list),
    on!("fetchThreads", Open, threads::list),
    on!("fetchTickets", Member, threads::tickets),
    on!("getAllRoles", Member, role_changes::list),
    on!("getAllUnread", Member, direct::unread),
    on!("getAuditlog", Member, moderation::audit_log),
    #[cfg(feature = "tls")]
    on!("getBanRecommendations", Member, network::recommendations),
    on!("getBans", Member, moderation::bans),
    on!("getChannelInfo", Member, channels::info),
    on!("getChannelTree", Member, structure::channel_tree),
    on!("getChatlog", Member, history::chatlog),
    on!("getCurrentChannel", Member, structure::current_channel),
    on!("getDmRoomMessages", Member, direct::page),
    on!("getDmRooms", Member, direct::rooms),
    on!("getEmojis", Member, emojis::list),
    on!("getGroupBanner", Member, structure::group_banner),
    on!("getGroupChannels", Member, groups::all),
    on!("getGroupInfo", Member, groups::info),
    on!("getGroupList", Member, structure::group_list),
    on!("getGroupStats", Member, groups::stats),
    on!("getInvites", Member, invites::list),
    on!("getIpInfoSettings", Member, settings::ip_rules),
    on!("getMemberList", Member, members::list),
    on!("getMemberProfile", Member, members::profile),
    on!("getMemberPublicKey", Member, members::public_key),
    on!("getMessageLogs", Member, history::message_logs),
    #[cfg(feature = "tls")]
    on!("getNetworkBans", Member, network::bans),
    #[cfg(feature = "tls")]
    on!("getNetworkNode", Member, network::node),
    on!("getNetworkServers", Member, network::list),
    on!("getNetworkState", Member, network::state),
    on!("getPermissions", Member, permissions::catalogue),
    on!("getPluginList", Open, emojis::plugins),
    on!("getRoomCharts", Member, charts::draw),
    on!("getServerInfo", Member, server_info::get),
    on!("getServerMembers", Member, members::all),
    on!("getServerRoles", Member, roles::all),
    on!("getThemeFiles", Open, emojis::theme_files),
    on!("getThemes", Member, emojis::themes),
    on!("getUserFromId", Member, members::user),
    on!("getVcChannelMembers", Member, voice::members),
    on!("importAccount", Open, account::import),
    on!("isTyping", Member, rooms::is_typing),
    on!("joinDmRoom", Member, direct::join),
    on!("joinServer", Member, threads::join_server),
    on!("joinStaff", Open, threads::join_staff),
    on!("joinTicket", Member, threads::claim),
    on!("kickUser", Member, moderation::kick),
    on!("logoutEverywhere", Member, account::log_out_everywhere),
    on!("markContentRead", Member, articles::mark_read),
    on!("markDmAsRead", Member, direct::mark_read),
    on!("markRead", Member, threads::mark_read),
    Entry {
        name: "messageSend",
        guard: Guard::Author,
        run: |cx, request| Box::pin(async move { messages::send_signed(&cx, &request).await }),
    },
    on!("muteUser", Member, moderation::mute),
    on!("notifyVcMemberJoined", Member, voice::joined),
    on!("notifyVcMemberLeft", Member, voice::left),
    on!("redeemKey", Member, roles::redeem_key),
    on!("removeDmRoomParticipant", Member, direct::remove),
    on!("removeMessageReaction", Member, reactions::remove),
    on!("removeRoleFromChannel", Member, overrides::remove_from_channel),
    on!("removeRoleFromGroup", Member, overrides::remove_from_group),
    on!("removeUserFromRole", Member, role_changes::take),
    on!("resetPassword", Member, account::reset_password),
    on!("resolveChannel", Member, structure::resolve_channel),
    on!("resolveMember", Member, members::resolve),
    on!("resolveMemberRoles", Member, roles::of_member),
    on!("resolveMessage", Member, history::resolve_message),
    on!("resolveRole", Member, roles::resolve),
    on!("saveChannelPermissions", Member, overrides::save_channel),
    on!("saveIpInfoSettings", Member, settings::save_ip_rules),
    on!("saveMediaSettings", Member, settings::save_media),
    on!("saveRateSettings", Member, settings::save_rates),
    on!("saveRolePermissions", Member, role_changes::save_permissions),
    on!("saveServerInfo", Member, settings::save),
    on!("searchMessages", Member, search::messages),
    on!("searchTenorGif", Member, links::search_gif),
    on!("sendDmMessage", Member, direct::send),
    on!("sendMessage", Member, threads::send),
    on!("setDefaultChannel", Member, channels::set_default),
    #[cfg(feature = "tls")]
    on!("setNodeTrust", Member, network::set_trust),
    on!("setPFP", Member, account::update_part),
    on!("setRoom", Member, rooms::set_room),
    on!("setStatus", Member, account::update_part),
    on!("setUsername", Member, account::update_part),
    on!("stoppedTyping", Member, rooms::stopped_typing),
    on!("unbanUser", Member, moderation::unban),
    on!("unmuteUser", Member, moderation::unmute),
    on!("updateChannel", Member, channels::update),
    on!("updateChannelHierarchy", Member, channels::replace_everything),
    on!("updateChannelName", Member, channels::rename),
    on!("updateChannelTreeSorting", Member, channels::sort),
    on!("updateDiscovery", Member, settings::set_discovery),
    on!("updateEmoji", Member, emojis::rename),
    on!("updateGroup", Member, groups::update),
    on!("updateGroupBanner", Member, groups::set_banner),
    on!("updateGroupIcon", Member, groups::set_icon),
    on!("updateGroupName", Member, groups::rename),
    on!("updateGroupPermissions", Member, overrides::save_group),
    on!("updateHero", Member, settings::set_hero),
    on!("updateHeroAbout", Member, settings::set_hero),
    on!("updateMember", Member, account::update),
    on!("updateRegistration", Member, settings::set_registration),
    on!("updateRoleAppearance", Member, role_changes::set_appearance),
    on!("updateRoleHierarchy", Member, role_changes::sort),
    on!("updateServerDesc", Member, settings::set_description),
    on!("updateServerName", Member, settings::set_name),
    on!("uploadedEmoji", Member, emojis::uploaded),
    Entry { name: "userConnected", guard: Guard::Open, run: |cx, request| Box::pin(join::user_connected(cx, request)) },
    on!("userLogin", Open, login::user_login),
    Entry { name: "verifyPow", guard: Guard::Open, run: |cx, request| Box::pin(join::verify_pow(cx, request)) },
];

/// The entry of an event name.
pub(super) fn find(name: &str) -> Option<&'static Entry> {
    EVENTS.binary_search_by(|entry| entry.name.cmp(name)).ok().map(|index| &EVENTS[index])
}

/// Parses the request, runs the feature, renders its answer. There is one of these for every event, so it holds only
/// what differs.
fn typed<Q: DeserializeOwned + 'static, A: Serialize + 'static>(
    cx: Cx,
    request: &RawValue,
    feature: impl AsyncFn(&Cx, Q) -> Result<A, EventError> + 'static,
) -> Answering {
    match serde_json::from_str::<Q>(request.get()) {
        Ok(request) => Box::pin(async move { rendered(feature(&cx, request).await) }),
        Err(_) => malformed(),
    }
}

fn malformed() -> Answering {
    Box::pin(std::future::ready(Err("Malformed request".into())))
}

#[inline(never)]
fn rendered<A: Serialize>(answer: Result<A, EventError>) -> Result<Outcome, EventError> {
    let rendered = to_raw_value(&answer?).map_err(|_| EventError::from("The answer could not be rendered"))?;
    Ok(Outcome::Answer(rendered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_sorted_so_that_they_can_be_found() {
        assert!(EVENTS.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(find("messageSend").unwrap().guard, Guard::Author);
        assert!(find("nonsense").is_none());
    }
}

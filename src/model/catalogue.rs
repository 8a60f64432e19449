//! What clients show of each permission: label, categories, description (spec 20 section 5.2).

use super::permissions::Permission;

/// Where a permission can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// In a role, for the whole server.
    ServerRoles,
    /// In a group, overriding the role.
    GroupPerms,
    /// In a channel, overriding group and role.
    ChannelPerms,
}

impl Category {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServerRoles => "serverRoles",
            Self::GroupPerms => "groupPerms",
            Self::ChannelPerms => "channelPerms",
        }
    }
}

use Category::{ChannelPerms as C, GroupPerms as G, ServerRoles as S};

impl Permission {
    /// The name that people see.
    pub fn label(self) -> &'static str {
        self.shown().0
    }

    /// Where it can be set.
    pub fn categories(self) -> &'static [Category] {
        self.shown().1
    }

    /// A sentence about it.
    pub fn description(self) -> &'static str {
        self.shown().2
    }

    fn shown(self) -> (&'static str, &'static [Category], &'static str) {
        match self {
            Self::ReadMessages => ("Read messages", &[C, S], "Read messages"),
            Self::SendMessages => ("Send messages", &[C, S], "Write messages"),
            Self::ViewAnonymousMessages => {
                ("View anonymous messages", &[S], "See who wrote anonymous/banned-author messages")
            }
            Self::SendAnonymousMessages => ("Send anonymous messages", &[S], "Write anonymously"),
            Self::KickUsers => ("Kick users", &[S], "Kick members: their account is deleted"),
            Self::DisconnectUsers => ("Disconnect users", &[S], "Close a member's connection"),
            Self::MuteUsers => ("Mute users", &[S, G], "Mute/unmute"),
            Self::Administrator => ("Administrator", &[S], "May do everything, everywhere"),
            Self::ManageServerInfo => ("Manage server info", &[S], "Change name and description of the server"),
            Self::ManageNetworkServers => ("Manage network servers", &[S], "Network server list"),
            Self::ViewAuditLog => ("View audit log", &[S], "Audit log"),
            Self::ManageIpSettings => ("Manage IP settings", &[S], "IP security settings"),
            Self::GeneralModeration => ("General moderation", &[S], "General moderation page"),
            Self::ManageInvites => ("Manage invites", &[S], "Invite codes"),
            Self::ManageServer => ("Manage server", &[S], "Server settings"),
            Self::CreateCategory => ("Create category", &[S, G], "Create categories"),
            Self::UpdateGroupBanner => ("Update group banner", &[S, G], "Change group banner"),
            Self::UpdateGroupIcon => ("Update group icon", &[S, G], "Change group icon"),
            Self::ManageChannels => ("Manage channels", &[S, G], "Edit channels and categories"),
            Self::ManageEmojis => ("Manage emojis", &[S], "Emojis"),
            Self::ManageBans => ("Manage bans", &[S, G], "List/remove bans"),
            Self::BanMember => ("Ban members", &[S, G], "Ban"),
            Self::ManageGroups => ("Manage groups", &[S], "Groups"),
            Self::ManageMessages => ("Manage messages", &[S, G], "Delete others' messages"),
            Self::UploadFiles => ("Upload files", &[C, S, G], "Upload files, change avatar and banner"),
            Self::MaxUpload => ("Largest upload (MiB)", &[C, S, G], "Largest file, in MiB"),
            Self::ManageRoles => ("Manage roles", &[S], "Edit roles below one's own"),
            Self::ManageMembers => ("Manage members", &[S, G], "Give and take roles below one's own"),
            Self::PingEveryone => ("Mention everyone", &[S], "Mention the Member role"),
            Self::ManageUploads => ("Manage uploads", &[S], "Upload settings"),
            Self::ManageRateSettings => ("Manage rate settings", &[S], "Rate limit settings, charts"),
            Self::BypassRateSettings => ("Bypass rate limits", &[S, G], "Ignore rate limits"),
            Self::RedeemKey => ("Redeem key", &[S], "Redeem role keys"),
            Self::ManageReports => ("Manage reports", &[S], "Reports"),
            Self::ManageTickets => ("Manage tickets", &[S], "Tickets"),
            Self::ManagePosts => ("Manage posts", &[S], "Home posts"),
            Self::ViewChannelHistory => ("View channel history", &[C, S], "See older messages"),
            Self::ViewChannel => ("View channel", &[C], "See the channel"),
            Self::BypassSlowmode => ("Bypass slow mode", &[C, S], "Ignore slow mode"),
            Self::BypassRatelimit => ("Bypass chat rate limit", &[C, S], "Ignore chat rate limit"),
            Self::UseVoip => ("Use voice", &[C, S], "Enter voice channels and listen"),
            Self::SpeakVoip => ("Speak", &[C, S], "Speak in voice channels, unless denied"),
            Self::UseCamera => ("Use camera", &[C, S], "Show a camera in voice channels, unless denied"),
            Self::ShareScreen => ("Share screen", &[C, S], "Share a screen in voice channels, unless denied"),
            Self::SendUrl => ("Send links", &[C, S, G], "Messages containing URLs"),
            Self::SendFiles => ("Send files", &[C, S, G], "Messages containing files"),
            Self::ViewGroup => ("View group", &[G], "See the group"),
            Self::CreateGroup => ("Create group", &[S], "Create groups"),
            Self::ViewLogs => ("View logs", &[S], "Server logs"),
            Self::ResolveMembers => ("Resolve members", &[S], "Resolve members"),
            Self::ManageShop => ("Manage shop", &[S], "Shop admin"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_shown() {
        for permission in Permission::ALL {
            assert!(!permission.label().is_empty() && !permission.categories().is_empty(), "{permission:?}");
        }
        assert_eq!(Permission::ViewChannel.categories(), [C]);
        assert_eq!(Permission::UploadFiles.categories(), [C, S, G]);
    }
}

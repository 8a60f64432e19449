//! Members as the hot state keeps them, and what others get to see of them.

use serde::Serialize;
use serde_json::Value;

use super::{ids::MemberId, roles::RoleInfo};
use crate::security::token::TokenHash;

/// One member in RAM. What is rarely set lives in [`Profile`], so that most members cost little
/// more than their texts.
#[derive(Clone, Debug)]
pub struct Member {
    /// The member.
    pub id: MemberId,
    /// Display name, as stored.
    pub name: Box<str>,
    /// Login name; accounts without one cannot log in and are not listed.
    pub login_name: Option<Box<str>>,
    /// One line about what they are up to.
    pub status: Box<str>,
    /// Picture: URL or path, maybe empty.
    pub icon: Box<str>,
    /// Registration, ms since the epoch.
    pub joined: i64,
    /// Last authenticated event, ms since the epoch.
    pub last_online: i64,
    /// Index of the roles held, in the node's table of role sets.
    pub role_set: u32,
    /// Account creation was finished.
    pub onboarding: bool,
    /// A mute is in force.
    pub is_muted: bool,
    /// Ownership of the public key was proven.
    pub is_verified_key: bool,
    /// Hashes of the tokens that open this account.
    pub sessions: Vec<TokenHash>,
    /// The rest, if there is any.
    pub profile: Option<Box<Profile>>,
}

/// What few members have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Second display name.
    pub nickname: Option<Box<str>>,
    /// Two letters.
    pub country_code: Option<Box<str>>,
    /// Sanitised HTML.
    pub about_me: Box<str>,
    /// URL or path.
    pub banner: Box<str>,
    /// PEM.
    pub public_key: Box<str>,
}

impl Member {
    /// Whether `token` (hashed) opens this account. Looks at all sessions, so that time tells nothing.
    pub fn has_session(&self, token: &TokenHash) -> bool {
        self.sessions.iter().fold(false, |found, session| found | session.matches(token))
    }
}

/// The public member object (spec 10 section 2.3, "casting object"): no token, password, login name
/// or proof of work.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicMember<'a> {
    id: Value,
    name: &'a str,
    #[serde(flatten)]
    details: Option<Details<'a>>,
    #[serde(flatten)]
    style: Style<'a>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    nickname: Option<&'a str>,
    icon: &'a str,
    banner: &'a str,
    aboutme: &'a str,
    status: &'a str,
    #[serde(rename = "country_code", skip_serializing_if = "Option::is_none")]
    country_code: Option<Option<&'a str>>,
    public_key: &'a str,
    joined: i64,
    is_online: bool,
    last_online: i64,
    is_banned: bool,
    is_muted: bool,
    is_verified_key: bool,
    onboarding: bool,
}

/// How a member's highest role looks.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Style<'a> {
    /// Text colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<&'a str>,
    /// Gradient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<&'a str>,
    /// `text` for a gradient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_clip: Option<&'a str>,
}

impl<'a> From<&'a RoleInfo> for Style<'a> {
    fn from(role: &'a RoleInfo) -> Self {
        Self {
            color: role.color.as_deref(),
            background: role.background.as_deref(),
            background_clip: role.background_clip.as_deref(),
        }
    }
}

/// What is not in the member itself but belongs to its public object.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances<'a> {
    /// Style of the highest role.
    pub style: Style<'a>,
    /// Connected right now.
    pub is_online: bool,
    /// A ban is in force.
    pub is_banned: bool,
    /// Config `serverinfo.system.members.allowCountryCode`.
    pub shows_country: bool,
}

impl Member {
    /// Two letters.
    pub fn country(&self) -> Option<&str> {
        self.profile.as_deref()?.country_code.as_deref()
    }
}

impl<'a> PublicMember<'a> {
    /// The public object of a member.
    pub fn new(member: &'a Member, around: Circumstances<'a>) -> Self {
        let profile = member.profile.as_deref();
        let text = |field: fn(&Profile) -> &Box<str>| profile.map_or("", |profile| field(profile));
        Self {
            id: Value::from(member.id.as_str()),
            name: &member.name,
            details: Some(Details {
                nickname: profile.and_then(|profile| profile.nickname.as_deref()),
                icon: &member.icon,
                banner: text(|profile| &profile.banner),
                aboutme: text(|profile| &profile.about_me),
                status: &member.status,
                country_code: around.shows_country.then(|| profile.and_then(|p| p.country_code.as_deref())),
                public_key: text(|profile| &profile.public_key),
                joined: member.joined,
                is_online: around.is_online,
                last_online: member.last_online,
                is_banned: around.is_banned,
                is_muted: member.is_muted,
                is_verified_key: member.is_verified_key,
                onboarding: member.onboarding,
            }),
            style: around.style,
        }
    }

    /// What is sent for an id that nobody has (spelling of the wire, spec 10 section 2.3).
    pub fn unknown() -> Self {
        Self {
            id: Value::from(0),
            name: "Unkown Member",
            details: None,
            style: Style { color: Some("#FFFFFF"), ..Style::default() },
        }
    }
}

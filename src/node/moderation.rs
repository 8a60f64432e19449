//! What moderators do to members: ban, mute, send away (spec 10 section 7).

use std::net::IpAddr;

use serde_json::Value;

use super::{Hint, Node, now_ms};
use crate::{
    config::Mute,
    model::ids::{MemberId, RoleId},
    realtime::{ConnId, Packet},
    security::{ip::TrustedProxies, keys::PublicKey, token::TokenHash},
    store::{NewBan, ProfileRow, StoreError},
};

/// A ban that somebody asks for.
#[derive(Clone, Debug)]
pub struct BanOrder {
    /// Who bans.
    pub issuer: MemberId,
    /// Whom.
    pub target: MemberId,
    /// Why; not escaped.
    pub reason: Option<String>,
    /// End, ms since the epoch.
    pub until: i64,
}

impl Node {
    /// The joined sockets of a member.
    fn sockets_of(&self, member: MemberId) -> Vec<ConnId> {
        self.sockets.borrow().of_member(member).collect()
    }

    /// Shows a notice on all sockets of a member, then ends them. They do not come back by themselves.
    /// Returns how many there were.
    pub fn send_away(&self, member: MemberId, notice: &Value) -> usize {
        self.end_calls_of(member, None);
        let sockets = self.sockets_of(member);
        for &conn in &sockets {
            self.hub.emit(conn, "modalMessage", notice);
            self.hub.disconnect(conn, true);
        }
        sockets.len()
    }

    /// Shows a notice on all sockets of an address, then ends them.
    pub fn send_address_away(&self, address: IpAddr, notice: &Value) {
        let sockets: Vec<ConnId> = self.sockets.borrow().of_address(address).collect();
        for conn in sockets {
            self.end_call_on(conn);
            self.hub.emit(conn, "modalMessage", notice);
            self.hub.disconnect(conn, true);
        }
    }

    /// Shows a notice to everybody who is connected.
    pub fn broadcast(&self, notice: &Value) {
        self.send_to_members(&Packet::event("modalMessage", notice));
    }

    /// Members whose id, name or login name contains a text: id, login name, name, and what else there is to
    /// say, sorted by login name.
    pub fn overview(&self, text: &str) -> Vec<(MemberId, String, String, String)> {
        let text = text.to_lowercase();
        let members = self.members.borrow();
        let mut found: Vec<_> = members
            .iter()
            .filter_map(|member| {
                let login_name = member.login_name.as_deref()?.to_owned();
                let is_it = [member.id.as_str(), &login_name, &member.name]
                    .iter()
                    .any(|field| field.to_lowercase().contains(&text));
                let marks = [
                    (self.is_online(member.id), "online"),
                    (self.is_banned(member.id), "banned"),
                    (member.is_muted, "muted"),
                ];
                let marks: Vec<&str> = marks.iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| *mark).collect();
                is_it.then(|| (member.id, login_name, member.name.to_string(), marks.join(" ")))
            })
            .collect();
        found.sort_unstable_by(|a, b| a.1.cmp(&b.1));
        found
    }

    /// Shows a notice on all sockets of a member.
    pub fn notify(&self, member: MemberId, notice: &Value) {
        self.send_to_member(member, &Packet::event("modalMessage", notice));
    }

    /// Ends the sockets of a member whose session has ended.
    pub fn drop_ended_sessions(&self, member: MemberId, notice: &Value) {
        for conn in self.sockets_of(member) {
            let is_open = self.identity(conn).is_some_and(|identity| self.has_session(member, &identity.session));
            if !is_open {
                self.hub.emit(conn, "modalMessage", notice);
                self.hub.disconnect(conn, true);
            }
        }
    }

    /// Whether others may come from an address as well who have nothing to do with it: this machine, or a proxy.
    pub(super) fn is_shared_address(&self, address: IpAddr) -> bool {
        let config = self.config();
        let trusted = config.dcts_edge.trusted_proxies.iter().filter_map(|network| network.parse().ok()).collect();
        address.is_loopback() || TrustedProxies::new(trusted).trusts(address)
    }

    /// The address that is banned along with a member: that of a socket, but never one that others share or
    /// that of who bans.
    fn address_to_ban(&self, issuer: MemberId, target: MemberId) -> Option<IpAddr> {
        if !self.config().dcts_edge.ban_addresses {
            return None;
        }
        let own: Vec<IpAddr> = self.sockets_of(issuer).into_iter().filter_map(|conn| self.address(conn)).collect();
        let of_target = self.sockets_of(target).into_iter().filter_map(|conn| self.address(conn));
        of_target.into_iter().find(|ip| !self.is_shared_address(*ip) && !own.contains(ip))
    }

    /// Bans a member, and the address it comes from. Its sockets end.
    ///
    /// # Errors
    /// When the store fails; nobody is banned then.
    pub async fn ban(&self, order: BanOrder, notice: &Value) -> Result<(), StoreError> {
        // From now on it is a person's.
        #[cfg(feature = "tls")]
        let _turn = self.turn_to_ban().await;
        #[cfg(feature = "tls")]
        self.end_automatic(order.target).await?;
        self.ban_at_once(order, notice).await
    }

    /// [`Self::ban`], whoever wants it.
    pub(super) async fn ban_at_once(&self, order: BanOrder, notice: &Value) -> Result<(), StoreError> {
        let address = self.address_to_ban(order.issuer, order.target);
        let ip = address.map(|address| address.to_string());
        let ban = NewBan {
            subject: order.target.to_string(),
            issuer: order.issuer.to_string(),
            ip: ip.clone(),
            reason: order.reason.clone(),
            created: now_ms(),
            until: order.until,
        };
        let of_address = ip.map(|ip| NewBan { subject: ip, issuer: "system".into(), ip: None, ..ban.clone() });
        self.put_bans([Some(ban), of_address].into_iter().flatten().collect()).await?;
        self.send_away(order.target, notice);
        self.permissions_changed();
        self.hint(Hint::MemberList);
        Ok(())
    }

    /// Mutes a member until a time; a mute in force gets the new end.
    ///
    /// # Errors
    /// When the store fails; nobody is muted then.
    pub async fn mute(&self, by: MemberId, target: MemberId, reason: String, until: i64) -> Result<(), StoreError> {
        self.note(self.store.set_muted(target, true).await)?;
        self.change_config(|config| {
            let muted_by = Value::from(by.as_str());
            let new = || Mute { muted_by, reason, duration: until, extra: Default::default() };
            config.mutelist.entry(target.to_string()).and_modify(|mute| mute.duration = until).or_insert_with(new);
        });
        self.show_mute(target, true);
        Ok(())
    }

    /// Lifts a mute; false if there was none.
    ///
    /// # Errors
    /// When the store fails; the mute is in force still.
    pub async fn unmute(&self, target: MemberId) -> Result<bool, StoreError> {
        let is_muted = self.config().mutelist.contains_key(target.as_str());
        if is_muted {
            self.note(self.store.set_muted(target, false).await)?;
            self.change_config(|config| config.mutelist.remove(target.as_str()));
            self.show_mute(target, false);
        }
        Ok(is_muted)
    }

    fn show_mute(&self, target: MemberId, is_muted: bool) {
        if let Some(member) = self.members.borrow_mut().get_mut(target) {
            member.is_muted = is_muted;
        }
        self.member_list_changed();
        self.hint(Hint::MemberList);
        self.review_calls();
    }

    /// Removes an account with its roles and sessions; with `messages` also what it wrote. Its sockets end.
    ///
    /// # Errors
    /// When the store fails; nothing was removed then.
    pub async fn delete_member(&self, id: MemberId, messages: bool, notice: &Value) -> Result<(), StoreError> {
        self.note(self.store.delete_member(id, messages).await)?;
        self.send_away(id, notice);
        let held = self.roles_of(id);
        self.members.borrow_mut().remove(id);
        self.keys.forget(id);
        #[cfg(feature = "tls")]
        self.forget_recommendations(id).await;
        self.change_config(|config| {
            for role in held {
                if let Some(role) = config.serverroles.get_mut(role) {
                    role.members.retain(|member| *member != id);
                }
            }
            config.mutelist.remove(id.as_str());
        });
        self.permissions_changed();
        self.hint(Hint::MemberList);
        Ok(())
    }

    /// Whether a member is an administrator and no other account is one.
    pub fn is_last_administrator(&self, id: MemberId) -> bool {
        let config = self.config();
        let Some(role) = config.serverroles.get(RoleId::ADMINISTRATOR) else { return false };
        role.members.contains(&id) && !role.members.iter().any(|member| *member != id && self.is_member(*member))
    }

    /// Ends a member's sessions, but for one of them, with the sockets that joined with them.
    ///
    /// # Errors
    /// When the store fails; nothing has ended then.
    pub async fn end_sessions(
        &self,
        id: MemberId,
        except: Option<TokenHash>,
        notice: &Value,
    ) -> Result<(), StoreError> {
        self.note(self.store.end_sessions(id, except).await)?;
        // What was opened with the member's key ends as well; the key itself opens it again.
        let key = self.profile(id).and_then(|profile| PublicKey::parse(&profile.public_key));
        if let Some(key) = key.filter(|key| self.owner_of_key(key.fingerprint()) == Some(id)) {
            self.note(self.store.end_key_sessions(key.fingerprint()).await)?;
        }
        if let Some(member) = self.members.borrow_mut().get_mut(id) {
            member.sessions.retain(|session| Some(*session) == except);
        }
        self.drop_ended_sessions(id, notice);
        self.end_calls_of(id, except);
        Ok(())
    }

    /// What a member says about itself.
    pub fn profile(&self, id: MemberId) -> Option<ProfileRow> {
        let members = self.members.borrow();
        let member = members.get(id)?;
        let rest = member.profile.as_deref().cloned().unwrap_or_default();
        Some(ProfileRow {
            name: member.name.to_string(),
            nickname: rest.nickname.map(Into::into),
            status: member.status.to_string(),
            about_me: rest.about_me.into(),
            icon: member.icon.to_string(),
            banner: rest.banner.into(),
            public_key: rest.public_key.into(),
            is_verified_key: member.is_verified_key,
        })
    }

    /// Changes what a member says about itself.
    ///
    /// # Errors
    /// When the store fails; nothing has changed then.
    pub async fn set_profile(&self, id: MemberId, profile: ProfileRow) -> Result<(), StoreError> {
        self.note(self.store.set_profile(id, profile.clone()).await)?;
        self.members.borrow_mut().set_profile(id, profile);
        self.member_list_changed();
        self.hint(Hint::MemberUpdated);
        Ok(())
    }
}

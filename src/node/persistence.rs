//! Lazy saving: what changes all the time goes to disk now and then, and at shutdown.

use std::{collections::HashMap, rc::Rc, time::Duration};

use super::{Hint, Node, agenda::Due};
use crate::{
    config::{self, Config},
    model::ids::MemberId,
    security::token::TokenHash,
    store::Seen,
};

/// When changed settings and roles are saved: several changes in a row are one write.
const SAVE_STRUCTURE_AFTER: Duration = Duration::from_secs(2);

/// When mere counters are saved. They only feed unread marks, and an SD card wants few writes.
const SAVE_COUNTERS_AFTER: Duration = Duration::from_mins(1);

/// When `lastOnline` is saved.
const SAVE_MEMBERS_AFTER: Duration = Duration::from_mins(1);

/// What is newer in RAM than on disk.
#[derive(Default)]
pub(super) struct Unsaved {
    /// Members whose `lastOnline` changed, with the session they joined with.
    members: HashMap<MemberId, Option<TokenHash>>,
    config: ConfigState,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum ConfigState {
    #[default]
    Saved,
    CountersChanged,
    StructureChanged,
}

impl Node {
    /// Changes the configuration; it is saved soon after.
    pub fn change_config<T>(&self, change: impl FnOnce(&mut Config) -> T) -> T {
        let result = change(&mut self.config.borrow_mut());
        self.config_changed(ConfigState::StructureChanged, SAVE_STRUCTURE_AFTER);
        result
    }

    /// Changes counters in the configuration; they are saved at leisure.
    pub(super) fn count_in_config(&self, count: impl FnOnce(&mut Config)) {
        count(&mut self.config.borrow_mut());
        self.config_changed(ConfigState::CountersChanged, SAVE_COUNTERS_AFTER);
    }

    fn config_changed(&self, state: ConfigState, save_after: Duration) {
        let mut unsaved = self.unsaved.borrow_mut();
        if unsaved.config < state {
            unsaved.config = state;
            self.agenda.add(save_after, Due::SaveConfig);
        }
    }

    /// Takes note that settings changed that others see.
    pub fn settings_changed(&self) {
        self.permissions_changed();
    }

    /// Takes over the settings of a file that was read again; structure and roles are newer in RAM and
    /// stay. Returns the changed keys that only a restart applies.
    pub fn reload(&self, fresh: Config) -> Vec<&'static str> {
        let mut config = self.config.borrow_mut();
        let (old, new) = (&config.serverinfo, &fresh.serverinfo);
        let (old_edge, new_edge) = (&config.dcts_edge, &fresh.dcts_edge);
        let changes = [
            (
                "serverinfo.dsync.allowPrivateAddresses",
                super::dsync::allows_private(&config) != super::dsync::allows_private(&fresh),
            ),
            ("serverinfo.port", old.port != new.port),
            ("serverinfo.sql", old.sql != new.sql),
            ("dcts_edge.listenAddress", old_edge.listen_address != new_edge.listen_address),
            ("dcts_edge.trustedProxies", old_edge.trusted_proxies != new_edge.trusted_proxies),
            ("dcts_edge.durability", old_edge.durability != new_edge.durability),
            ("dcts_edge.search", old_edge.search != new_edge.search),
            ("dcts_edge.maxPayload", old_edge.max_payload != new_edge.max_payload),
            ("dcts_edge.maxConnections", old_edge.max_connections != new_edge.max_connections),
        ];
        // Looked at before the node began to listen.
        let (was_private, is_private) = (super::dsync::allows_private(&config), super::dsync::allows_private(&fresh));
        config.serverinfo = fresh.serverinfo;
        if was_private != is_private
            && let Some(dsync) = config.serverinfo.extra.get_mut("dsync")
        {
            dsync["allowPrivateAddresses"] = was_private.into();
        }
        config.dcts_edge = fresh.dcts_edge;
        self.outgoing.configure(super::outgoing::settings(&config));
        drop(config);
        self.configure_voice();
        self.permissions_changed();
        self.hint(Hint::ChannelTree);
        changes.into_iter().filter(|(_, has_changed)| *has_changed).map(|(key, _)| key).collect()
    }

    /// Takes note that a member was active at `now`.
    pub(super) fn member_seen(&self, member: MemberId, session: Option<TokenHash>) {
        let mut unsaved = self.unsaved.borrow_mut();
        if unsaved.members.is_empty() {
            self.agenda.add(SAVE_MEMBERS_AFTER, Due::SaveMembers);
        }
        let known = unsaved.members.entry(member).or_default();
        if session.is_some() {
            *known = session;
        }
    }

    /// Saves the members that were active since the last time.
    pub(super) async fn save_members(&self) {
        let changed = std::mem::take(&mut self.unsaved.borrow_mut().members);
        if changed.is_empty() {
            return;
        }
        let seen: Vec<Seen> = {
            let members = self.members.borrow();
            let seen = |(id, session)| members.get(id).map(|found| Seen { member: id, at: found.last_online, session });
            changed.into_iter().filter_map(seen).collect()
        };
        if let Err(error) = self.store.touch_members(seen.clone()).await {
            log::warn!("when members were last here could not be saved, trying again later: {error}");
            for Seen { member, session, .. } in seen {
                self.member_seen(member, session);
            }
        }
    }

    /// Writes config.json if it changed.
    pub(super) async fn save_config(self: &Rc<Self>) {
        let state = std::mem::take(&mut self.unsaved.borrow_mut().config);
        if state == ConfigState::Saved {
            return;
        }
        let text = config::serialize(&self.config.borrow());
        let path = self.config_path.clone();
        let written = tokio::task::spawn_blocking(move || config::write_atomic(&path, &text)).await;
        let error = match written {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        log::error!("{} could not be saved, trying again later: {error}", self.config_path.display());
        self.config_changed(state, SAVE_COUNTERS_AFTER);
    }
}

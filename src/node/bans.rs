//! Bans in RAM, by member and by address (spec 10 sections 2.2 and 7.2).

use std::{collections::HashMap, net::IpAddr};

use super::Node;
use crate::{
    model::ids::MemberId,
    node::now_ms,
    store::{BanRow, NewBan, StoreError},
};

/// A ban in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Shown to the banned person; not escaped.
    pub reason: Option<String>,
    /// End, ms since the epoch.
    pub until: i64,
}

/// All bans, by what they ban.
#[derive(Default)]
pub(super) struct Bans {
    by_subject: HashMap<Box<str>, Ban>,
}

impl Bans {
    pub(super) fn load(rows: Vec<BanRow>) -> Self {
        let mut bans = Self::default();
        for row in rows {
            let ban = Ban { reason: row.reason, until: row.until };
            if let Some(ip) = row.ip.filter(|ip| *ip != row.subject) {
                bans.add(&ip, ban.clone());
            }
            bans.add(&row.subject, ban);
        }
        bans
    }

    /// Puts a ban in the place of an older one of its subject.
    fn replace(&mut self, subject: &str, ban: Ban) {
        self.remove(subject);
        self.add(subject, ban);
    }

    fn remove(&mut self, subject: &str) {
        self.by_subject.remove(unmapped(subject));
    }

    /// A longer ban is never replaced by a shorter one.
    fn add(&mut self, subject: &str, ban: Ban) {
        let subject = unmapped(subject);
        match self.by_subject.get(subject) {
            Some(known) if known.until >= ban.until => {}
            _ => {
                self.by_subject.insert(subject.into(), ban);
            }
        }
    }

    fn find(&self, subject: &str, now: i64) -> Option<&Ban> {
        self.by_subject.get(subject).filter(|ban| ban.until > now)
    }

    pub(super) fn is_banned(&self, member: MemberId, now: i64) -> bool {
        self.find(member.as_str(), now).is_some()
    }
}

/// Old rows hold IPv4 addresses in their mapped form.
fn unmapped(subject: &str) -> &str {
    subject.strip_prefix("::ffff:").filter(|v4| v4.contains('.')).unwrap_or(subject)
}

impl Node {
    /// Stores bans and puts them in force.
    ///
    /// # Errors
    /// When the store fails; nobody is banned then.
    pub async fn put_bans(&self, new: Vec<NewBan>) -> Result<(), StoreError> {
        self.note(self.store.put_bans(new.clone()).await)?;
        new.iter().for_each(|ban| self.put_ban_in_force(ban));
        Ok(())
    }

    /// Puts a ban in force that is stored, or soon will be.
    pub(super) fn put_ban_in_force(&self, ban: &NewBan) {
        self.bans.borrow_mut().replace(&ban.subject, Ban { reason: ban.reason.clone(), until: ban.until });
        self.member_list_changed();
        self.review_calls();
    }

    /// Lifts the bans of a member or an address; whether there were any.
    ///
    /// # Errors
    /// When the store fails; nothing is lifted then.
    pub async fn lift_bans(&self, subject: &str) -> Result<bool, StoreError> {
        #[cfg(feature = "tls")]
        let _turn = self.turn_to_ban().await;
        self.lift_bans_in_turn(subject).await
    }

    /// [`Self::lift_bans`], for those whose turn it is.
    pub(super) async fn lift_bans_in_turn(&self, subject: &str) -> Result<bool, StoreError> {
        let mut removed = self.note(self.store.remove_bans(unmapped(subject).to_owned()).await)?;
        if subject.contains('.') {
            // Rows of DCTS may have the mapped form.
            removed.extend(self.note(self.store.remove_bans(format!("::ffff:{}", unmapped(subject))).await)?);
        }
        removed.iter().for_each(|subject| self.bans.borrow_mut().remove(subject));
        self.member_list_changed();
        #[cfg(feature = "tls")]
        for member in removed.iter().filter_map(|subject| subject.parse().ok()) {
            self.ban_lifted(member).await?;
        }
        Ok(!removed.is_empty())
    }

    /// The ban that keeps a member at an address out, if any.
    pub fn ban_of(&self, member: MemberId, address: IpAddr) -> Option<Ban> {
        let bans = self.bans.borrow();
        let now = now_ms();
        bans.find(member.as_str(), now).or_else(|| bans.find(&address.to_string(), now)).cloned()
    }

    /// The ban of an address alone, if any.
    pub fn ban_of_address(&self, address: IpAddr) -> Option<Ban> {
        self.bans.borrow().find(&address.to_string(), now_ms()).cloned()
    }

    /// Whether a ban of the member is in force.
    pub fn is_banned(&self, member: MemberId) -> bool {
        self.bans.borrow().is_banned(member, now_ms())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(subject: &str, ip: Option<&str>, until: i64) -> BanRow {
        BanRow { subject: subject.into(), ip: ip.map(Into::into), reason: None, until }
    }

    #[test]
    fn bans_end_and_cover_both_forms_of_an_address() {
        let bans = Bans::load(vec![row("112233445566", Some("::ffff:10.0.0.1"), 100), row("10.0.0.2", None, -1)]);
        let member = "112233445566".parse().unwrap();
        assert!(bans.is_banned(member, 99));
        assert!(!bans.is_banned(member, 100));
        assert!(bans.find("10.0.0.1", 99).is_some());
        assert!(bans.find("10.0.0.2", 0).is_none());
    }

    #[test]
    fn a_longer_ban_is_not_shortened() {
        let bans = Bans::load(vec![row("10.0.0.1", None, 1000), row("112233445566", Some("10.0.0.1"), 10)]);
        assert!(bans.find("10.0.0.1", 500).is_some());
    }
}

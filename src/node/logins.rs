//! Guessing of passwords and floods of newcomers: who has to wait, and how much work an identity costs.

use std::net::IpAddr;

use super::{Node, now_ms};
use crate::security::ip::subscriber;

/// New accounts and failed logins of a minute from which on strangers have to work more: sixteen times as much
/// for each further step.
const SURGES: [u32; 2] = [60, 600];

/// Wrong guesses of an address before it has to wait: a person mistypes, a search does not get far.
const MAX_GUESSES: u32 = 10;

/// What guesses are counted for. No login name has a blank.
fn guess(address: IpAddr, what: &str) -> String {
    format!("{what} {}", subscriber(address))
}

impl Node {
    /// Whether somebody has failed so often that the next try must wait. Without an address only failures for
    /// the name count.
    pub fn must_wait(&self, address: impl Into<Option<IpAddr>>, name: &str) -> bool {
        let limit = self.config().serverinfo.login.max_login_attempts.max(1) as u32;
        self.login_failures.borrow().is_locked(address, name, limit, now_ms())
    }

    /// Counts a wrong password, or what else opens an account.
    pub fn login_failed(&self, address: impl Into<Option<IpAddr>>, name: &str) {
        self.login_failures.borrow_mut().count(address, name, now_ms());
        self.surge.borrow_mut().add(now_ms());
        self.counters().failed_logins.add(1);
    }

    /// Forgets the failures of who got in.
    pub fn login_succeeded(&self, address: impl Into<Option<IpAddr>>, name: &str) {
        self.login_failures.borrow_mut().forget(address, name);
    }

    /// Whether an address has guessed wrong so often that it must wait: keys of roles, invite codes.
    pub fn must_stop_guessing(&self, address: IpAddr, what: &str) -> bool {
        self.login_failures.borrow().is_locked(None, &guess(address, what), MAX_GUESSES, now_ms())
    }

    /// Counts a wrong guess.
    pub fn guessed_wrong(&self, address: IpAddr, what: &str) {
        self.login_failures.borrow_mut().count(None, &guess(address, what), now_ms());
    }

    /// Takes note of a new account.
    pub fn count_newcomer(&self) {
        self.surge.borrow_mut().add(now_ms());
    }

    /// The proof of work that a join takes, in hexadecimal zeros. It rises for strangers while there are very many
    /// of them; who has an account is not asked again.
    pub fn difficulty(&self, has_account: bool) -> u32 {
        let config = self.config();
        let usual = config.serverinfo.pow.difficulty as u32;
        let most = config.dcts_edge.pow_max_difficulty as u32;
        if has_account || most <= usual {
            return usual;
        }
        let recent = self.surge.borrow_mut().total(now_ms());
        let steps = SURGES.iter().filter(|surge| recent >= **surge).count() as u32;
        (usual + steps).min(most)
    }
}

//! Work that would block the node's one thread: password hashes.

use std::fmt;

use super::Node;
use crate::{
    config::PasswordHash,
    security::password::{self, Scheme, Verified},
};

/// Most hashes that may wait. One takes a tenth of a second or more, so whoever is behind this many
/// has given up already.
const MAX_WAITING: usize = 1024;

/// There is too much such work already: refuse the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overloaded;

impl fmt::Display for Overloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The server is busy. Try again in a moment.")
    }
}

impl std::error::Error for Overloaded {}

impl Node {
    /// Runs a slow computation on the blocking thread.
    ///
    /// # Errors
    /// [`Overloaded`] when too many wait.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        if self.hashing.get() >= MAX_WAITING {
            return Err(Overloaded);
        }
        self.hashing.set(self.hashing.get() + 1);
        let done = tokio::task::spawn_blocking(work).await;
        self.hashing.set(self.hashing.get() - 1);
        done.map_err(|_| Overloaded)
    }

    /// How new passwords are hashed. A database that DCTS may get back holds what DCTS can check.
    fn scheme(&self) -> Scheme {
        match self.config().dcts_edge.password_hash {
            PasswordHash::Argon2id => Scheme::Argon2id,
            PasswordHash::Bcrypt => Scheme::Bcrypt,
            PasswordHash::Auto if self.store.is_shared_with_dcts() => Scheme::Bcrypt,
            PasswordHash::Auto => Scheme::Argon2id,
        }
    }

    /// Hashes a password as it was typed.
    ///
    /// # Errors
    /// [`Overloaded`], also when it cannot be hashed now: the log says why.
    pub async fn hash_password(&self, typed: String) -> Result<String, Overloaded> {
        let scheme = self.scheme();
        let hashed = self.blocking(move || password::hash(&typed, scheme)).await?;
        hashed.map_err(|error| {
            log::error!("a password could not be hashed: {error}");
            Overloaded
        })
    }

    /// Compares what was typed with a stored hash; without one it takes as long.
    ///
    /// # Errors
    /// [`Overloaded`].
    pub async fn verify_password(&self, typed: String, stored: Option<String>) -> Result<Verified, Overloaded> {
        let scheme = self.scheme();
        self.blocking(move || password::verify(&typed, stored.as_deref(), scheme)).await
    }
}

//! Work that would block the node's one thread: password hashes.

use std::fmt;

use super::Node;

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
}

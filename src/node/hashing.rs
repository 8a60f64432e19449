//! Work that would block the node's one thread: password hashes.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    fmt,
    rc::Rc,
};

use tokio::sync::oneshot;

use super::Node;
use crate::{
    config::PasswordHash,
    realtime::ConnId,
    security::password::{self, Scheme, Verified},
};

/// Most hashes that may wait in each queue. One takes a twentieth of a second or more: whoever is known waits as long
/// as it takes, of strangers those have given up already who would be last.
const MAX_WAITING: [usize; 2] = [1024, 128];

/// In which queue somebody waits for a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Who has joined, or has paid for an identity with work: always first.
    Known,
    /// Everybody else. However many guess passwords, they are in nobody's way but each other's.
    Strangers,
}

/// One hash is computed at a time, so that they take neither all processors nor much memory.
#[derive(Default)]
pub(super) struct Hashing {
    is_busy: Cell<bool>,
    waiting: RefCell<[VecDeque<oneshot::Sender<Turn>>; 2]>,
}

/// The right to compute; given back, whoever waits first has it.
struct Turn(Rc<Hashing>);

impl Hashing {
    async fn turn(self: &Rc<Self>, queue: Queue) -> Result<Turn, Overloaded> {
        if !self.is_busy.replace(true) {
            return Ok(Turn(Rc::clone(self)));
        }
        let (sender, receiver) = oneshot::channel();
        {
            let mut waiting = self.waiting.borrow_mut();
            let own = &mut waiting[queue as usize];
            if own.len() >= MAX_WAITING[queue as usize] {
                return Err(Overloaded);
            }
            own.push_back(sender);
        }
        receiver.await.map_err(|_| Overloaded)
    }

    fn next(&self) -> Option<oneshot::Sender<Turn>> {
        let mut waiting = self.waiting.borrow_mut();
        std::iter::from_fn(|| waiting.iter_mut().find_map(VecDeque::pop_front)).find(|next| !next.is_closed())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        match self.0.next() {
            Some(next) => drop(next.send(Self(Rc::clone(&self.0)))),
            None => self.0.is_busy.set(false),
        }
    }
}

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
    /// The queue of who asks on a socket.
    pub fn queue_of(&self, conn: ConnId) -> Queue {
        if self.proven(conn).is_some() { Queue::Known } else { Queue::Strangers }
    }

    /// Runs a slow computation on the blocking thread.
    async fn blocking<T: Send + 'static>(
        &self,
        queue: Queue,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let _turn = self.hashing.turn(queue).await?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Overloaded)
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
    pub async fn hash_password(&self, queue: Queue, typed: String) -> Result<String, Overloaded> {
        let scheme = self.scheme();
        let hashed = self.blocking(queue, move || password::hash(&typed, scheme)).await?;
        hashed.map_err(|error| {
            log::error!("a password could not be hashed: {error}");
            Overloaded
        })
    }

    /// Compares what was typed with a stored hash; without one it takes as long.
    ///
    /// # Errors
    /// [`Overloaded`].
    pub async fn verify_password(
        &self,
        queue: Queue,
        typed: String,
        stored: Option<String>,
    ) -> Result<Verified, Overloaded> {
        let scheme = self.scheme();
        self.blocking(queue, move || password::verify(&typed, stored.as_deref(), scheme)).await
    }
}

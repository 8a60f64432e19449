//! What members called their messages (`nonce` of `messageSend` and `sendDm`, ours): whoever sends a message once more,
//! because the answer was lost with the connection, gets the answer to the first one, and nothing is posted twice.

use std::{cell::RefCell, collections::VecDeque, future::Future, rc::Rc};

use super::Node;
use crate::model::ids::{MemberId, MessageId};

/// Most messages that are remembered, of all members together.
const MAX_KEPT: usize = 512;
/// Longest name in bytes; longer ones are none.
const MAX_NONCE: usize = 64;

#[derive(Debug)]
struct Named {
    member: MemberId,
    nonce: Box<str>,
    /// Held while it is being stored; then its id, unless it was refused.
    message: Rc<tokio::sync::Mutex<Option<MessageId>>>,
}

/// Names of the messages that came last, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Nonces {
    kept: RefCell<VecDeque<Named>>,
}

impl Nonces {
    fn of(&self, member: MemberId, nonce: &str) -> Rc<tokio::sync::Mutex<Option<MessageId>>> {
        let mut kept = self.kept.borrow_mut();
        if let Some(named) = kept.iter().rev().find(|named| named.member == member && *named.nonce == *nonce) {
            return Rc::clone(&named.message);
        }
        if kept.len() == MAX_KEPT {
            kept.pop_front();
        }
        let message = Rc::default();
        kept.push_back(Named { member, nonce: nonce.into(), message: Rc::clone(&message) });
        message
    }
}

impl Node {
    /// Posts a message that its member calls `nonce`, unless it was posted already: then gives back which one it is.
    /// `post` gives the answer and the id of what it has stored.
    ///
    /// # Errors
    /// Those of `post`; the name may be used again then.
    pub async fn post_once<T, E>(
        &self,
        member: MemberId,
        nonce: Option<&str>,
        post: impl Future<Output = Result<(T, MessageId), E>>,
    ) -> Result<Result<T, MessageId>, E> {
        let Some(nonce) = nonce.filter(|nonce| !nonce.is_empty() && nonce.len() <= MAX_NONCE) else {
            return Ok(Ok(post.await?.0));
        };
        let named = self.nonces.of(member, nonce);
        let mut message = named.lock().await;
        if let Some(id) = *message {
            return Ok(Err(id));
        }
        let (answer, id) = post.await?;
        *message = Some(id);
        Ok(Ok(answer))
    }
}

//! What the node has to do later. One sleeping task for all deadlines; without deadlines it does
//! not wake up at all.

use std::{
    cell::RefCell,
    cmp::Reverse,
    collections::BinaryHeap,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use super::Node;
use crate::{
    model::ids::{MemberId, RoomId},
    realtime::ConnId,
};

/// Something that becomes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// Somebody in the room may have stopped typing.
    Typing(RoomId),
    /// A waiting join has had its time to prove work.
    ProofOfWork(ConnId),
    /// A member who lost the last socket may count as offline.
    Offline(MemberId),
    /// Coalesced "refetch" hints may go out.
    Hints,
    /// Changed members go to the store.
    SaveMembers,
    /// The changed configuration goes to disk.
    SaveConfig,
    /// What has served its purpose is removed from the database.
    CleanUp,
}

/// All deadlines, earliest first.
#[derive(Default)]
pub(super) struct Agenda {
    heap: RefCell<BinaryHeap<Reverse<(Instant, Due)>>>,
    /// Wakes the task when an earlier deadline comes in.
    earlier: Notify,
}

impl Agenda {
    /// Adds a deadline. Callers see to it that one thing is on the agenda once.
    pub(super) fn add(&self, after: Duration, due: Due) {
        let at = Instant::now() + after;
        let mut heap = self.heap.borrow_mut();
        let is_earliest = heap.peek().is_none_or(|Reverse((first, _))| at < *first);
        heap.push(Reverse((at, due)));
        if is_earliest {
            self.earlier.notify_one();
        }
    }

    fn next(&self) -> Option<Instant> {
        self.heap.borrow().peek().map(|Reverse((at, _))| *at)
    }

    fn take_due(&self, now: Instant) -> Option<Due> {
        let mut heap = self.heap.borrow_mut();
        if heap.peek().is_none_or(|Reverse((at, _))| *at > now) {
            return None;
        }
        heap.pop().map(|Reverse((_, due))| due)
    }
}

/// Runs for the life of the node.
pub(super) async fn run(node: Rc<Node>) {
    loop {
        match node.agenda.next() {
            None => node.agenda.earlier.notified().await,
            Some(at) => {
                // Either the deadline comes, or an earlier one is added and the loop looks again.
                tokio::select! {
                    () = tokio::time::sleep_until(at.into()) => {}
                    () = node.agenda.earlier.notified() => {}
                }
            }
        }
        while let Some(due) = node.agenda.take_due(Instant::now()) {
            perform(&node, due).await;
        }
    }
}

async fn perform(node: &Rc<Node>, due: Due) {
    match due {
        Due::Typing(room) => node.sweep_typing(room),
        Due::ProofOfWork(conn) => node.expire_pending_join(conn),
        Due::Offline(member) => node.notice_offline(member),
        Due::Hints => node.send_hints(),
        // Awaited here, so that two saves never overlap; other deadlines may wait that long.
        Due::SaveMembers => node.save_members().await,
        Due::SaveConfig => node.save_config().await,
        Due::CleanUp => node.clean_up().await,
    }
}

//! Starting of tasks.

use std::pin::Pin;

use tokio::task::JoinHandle;

/// Runs something beside the rest, on this thread. In a box, so that what the runtime needs for a task is compiled
/// once and not for each kind of work.
pub(crate) fn spawn(work: impl Future<Output = ()> + 'static) -> JoinHandle<()> {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    tokio::task::spawn_local(work)
}

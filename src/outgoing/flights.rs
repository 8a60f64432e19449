//! What several ask for at the same time is fetched once.

use std::{cell::RefCell, collections::HashMap, hash::Hash, rc::Rc};

use tokio::sync::watch;

/// Fetches that are on their way, by what they fetch. Their number is bounded by that of the requests
/// that may wait.
pub struct Flights<K, V>(Rc<RefCell<HashMap<K, watch::Receiver<Option<V>>>>>);

impl<K, V> Default for Flights<K, V> {
    fn default() -> Self {
        Self(Rc::default())
    }
}

impl<K, V> std::fmt::Debug for Flights<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flights").field("open", &self.0.borrow().len()).finish()
    }
}

impl<K: Clone + Eq + Hash + 'static, V: Clone + 'static> Flights<K, V> {
    /// Waits for what is on its way under this key, or begins it. It goes on when nobody waits any more:
    /// the next one will ask for it. `None` if it ended without an outcome.
    pub async fn join(&self, key: K, begin: impl Future<Output = V> + 'static) -> Option<V> {
        let known = self.0.borrow().get(&key).cloned();
        let mut outcome = known.unwrap_or_else(|| self.begin(key, begin));
        let found = outcome.wait_for(Option::is_some).await.ok()?;
        found.clone()
    }

    fn begin(&self, key: K, work: impl Future<Output = V> + 'static) -> watch::Receiver<Option<V>> {
        let (done, outcome) = watch::channel(None);
        self.0.borrow_mut().insert(key.clone(), outcome.clone());
        let open = Rc::clone(&self.0);
        crate::tasks::spawn(async move {
            let found = work.await;
            open.borrow_mut().remove(&key);
            done.send_replace(Some(found));
        });
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Duration};

    use tokio::{task::LocalSet, time::sleep};

    use super::*;

    #[test]
    fn the_same_is_fetched_once_also_when_the_first_gives_up() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        LocalSet::new().block_on(&runtime, async {
            let (flights, count) = (Flights::default(), Rc::new(Cell::new(0)));
            let fetch = || {
                let count = Rc::clone(&count);
                async move {
                    sleep(Duration::from_millis(30)).await;
                    count.set(count.get() + 1);
                    count.get()
                }
            };
            let first = tokio::time::timeout(Duration::from_millis(5), flights.join("a", fetch())).await;
            assert!(first.is_err());
            let (second, third, other) =
                tokio::join!(flights.join("a", fetch()), flights.join("a", fetch()), flights.join("b", fetch()));
            assert_eq!((second, third, other), (Some(1), Some(1), Some(2)));
            assert_eq!(flights.join("a", fetch()).await, Some(3));
            assert!(flights.0.borrow().is_empty());
        });
    }
}

//! The audit log: who changed what (spec 10 section 12).

use super::Node;
use crate::{model::ids::MemberId, security::text::escape_html};

impl Node {
    /// Writes down what a member did. `what` is HTML: escape what users wrote. The change stands even
    /// if this cannot be written.
    pub fn audit(&self, actor: MemberId, what: &str) {
        log::info!("{actor} {what}");
        let name = self.name_of(actor).unwrap_or_default();
        let text = format!("{} ({actor}) {what}", escape_html(&name));
        let store = self.store.clone();
        crate::tasks::spawn(async move {
            if let Err(error) = store.append_audit(text).await {
                log::error!("an entry of the audit log could not be written: {error}");
            }
        });
    }
}

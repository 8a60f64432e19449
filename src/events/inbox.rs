//! `fetchInboxMessages` (spec 30 section 13).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Cx, EventError, text};
use crate::node::InboxItem;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct FetchInbox {
    only_unread: Option<Value>,
    index: Option<Value>,
    inbox_id: Option<Value>,
}

#[derive(Serialize)]
pub(super) struct Inbox {
    error: Option<()>,
    items: Vec<InboxItem>,
}

/// The caller's notices: one, the newest of all, or the unread ones with their messages.
pub(super) async fn fetch(cx: &Cx, request: FetchInbox) -> Result<Inbox, EventError> {
    let given = |value: &Option<Value>| value.clone().filter(|value| !value.is_null());
    let items = if let Some(id) = given(&request.inbox_id) {
        let id: Option<i64> = text::id(&id);
        match id {
            Some(id) => cx.node.inbox_item(cx.member, id).await?.into_iter().collect(),
            None => Vec::new(),
        }
    } else if request.only_unread == Some(Value::Bool(true)) || given(&request.index).is_some() {
        let before = request.index.as_ref().and_then(Value::as_f64).filter(|index| *index >= 0.0);
        cx.node.unread_inbox(cx.member, before.map(|index| index as i64)).await?
    } else {
        cx.node.inbox(cx.member).await?
    };
    Ok(Inbox { error: None, items })
}

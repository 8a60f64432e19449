//! `searchMessages`: an event of our own. Finds what was written in the channels that the caller may read.
//!
//! `{id, token, query, channel?, author?, before?, limit?}` gives `{"error":null,"data":[...],"next":<ms>|null}`:
//! messages as `getChatlog` gives them, but the newest first; `next` is the `before` of the following page.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Cx, EventError, text};
use crate::{
    model::{messages::WireMessage, search::Terms},
    node::{SearchError, Wanted},
};

/// Messages of a page: the default, and the most.
const PAGE: u32 = 25;
const MAX_PAGE: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SearchMessages {
    query: Value,
    channel: Value,
    author: Value,
    before: Value,
    limit: Value,
}

#[derive(Serialize)]
pub(super) struct FoundMessages {
    error: Option<()>,
    data: Vec<WireMessage>,
    next: Option<i64>,
}

/// Looks for messages with all the words of a query in them.
pub(super) async fn messages(cx: &Cx, request: SearchMessages) -> Result<FoundMessages, EventError> {
    let query = request.query.as_str().ok_or(EventError::from("Write a word to search for."))?;
    let wanted = Wanted {
        terms: Terms::parse(query).map_err(|bad| EventError::Text(bad.to_string().into()))?,
        channel: optional(&request.channel, text::id, "No such channel")?,
        author: optional(&request.author, text::id, "No such member")?,
        before: optional(&request.before, time, "before: expected a time in milliseconds")?,
        limit: optional(&request.limit, limit, "limit: expected a number from 1 to 50")?.unwrap_or(PAGE),
    };
    let page = cx.node.search(cx.member, wanted).await?;
    Ok(FoundMessages { error: None, data: page.messages, next: page.next })
}

/// A field that may be absent or `null`, but not wrong.
fn optional<T>(
    value: &Value,
    read: impl FnOnce(&Value) -> Option<T>,
    refusal: &'static str,
) -> Result<Option<T>, EventError> {
    if value.is_null() {
        return Ok(None);
    }
    read(value).map(Some).ok_or(refusal.into())
}

fn time(value: &Value) -> Option<i64> {
    value.as_f64().filter(|ms| *ms >= 0.0).map(|ms| ms as i64)
}

fn limit(value: &Value) -> Option<u32> {
    let limit = u32::try_from(value.as_u64()?).ok()?;
    (1..=MAX_PAGE).contains(&limit).then_some(limit)
}

impl From<SearchError> for EventError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Store(error) => error.into(),
            other => Self::Text(other.to_string().into()),
        }
    }
}

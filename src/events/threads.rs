//! Tickets and the conversations of the older generation (spec 40 section 10.3).

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Cx, EventError, text};
use crate::{
    model::{
        ids::MemberId,
        permissions::Permission,
        threads::{Identity, read_text},
    },
    node::{self, Place, Viewer, now_ms},
    realtime::Packet,
    security::{text as clean, token::TokenHash},
    store::{ArticleKind, ThreadMessageRow, ThreadRow},
};

/// Open tickets of one member (spec 40 section 10.6).
const MAX_OPEN: i64 = 5;
/// Longest title, in UTF-16 units.
const TITLE_LENGTH: usize = 200;
/// Messages of one answer, if nothing else is asked for.
const PAGE: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Request {
    user_id: Option<Value>,
    token: Option<Value>,
    #[serde(rename = "type")]
    kind: Option<Value>,
    title: Option<Value>,
    thread_id: Option<Value>,
    message_id: Option<Value>,
    limit: Option<Value>,
    text: Option<Value>,
    payload: Option<Value>,
    support_identity: Option<Value>,
    status: Option<Value>,
    as_staff: Option<Value>,
    ts: Option<Value>,
}

/// An error as the older generation says it.
fn refused(why: &'static str) -> EventError {
    why.into()
}

async fn thread(cx: &Cx, request: &Request) -> Result<(Viewer, ThreadRow), EventError> {
    let id = text::text(request.thread_id.as_ref()).ok_or(refused("invalid parameters"))?;
    let viewer = cx.node.viewer(cx.member);
    let found = cx.node.thread_for(viewer, &id).await?;
    Ok((viewer, found.ok_or(refused("not found"))?))
}

/// `joinServer`: answers with everything that the home page of the older generation begins with. SAFER: of
/// members only those that are named in it.
pub(super) async fn join_server(cx: &Cx, _request: Request) -> Result<Value, EventError> {
    let viewer = cx.node.viewer(cx.member);
    let threads = cx.node.threads(viewer).await?;
    let mut named = BTreeSet::from([cx.member.to_string()]);
    for thread in &threads {
        let participants = thread["participants"].as_array();
        named.extend(participants.into_iter().flatten().filter_map(Value::as_str).map(Into::into));
    }
    let mut articles = Vec::new();
    for kind in ArticleKind::ALL {
        let items = cx.node.articles(kind).await?;
        named.extend(items.iter().filter_map(|item| item["authorId"].as_str()).map(Into::into));
        articles.push(items);
    }
    let members: Vec<Value> = named.iter().map(|id| cx.node.public_object(id)).collect();
    let unread = cx.node.store.unread_articles(cx.member).await?;
    let unread: Vec<String> = unread.into_iter().map(|(kind, id)| format!("{kind}:{id}")).collect();
    let [posts, news, help] = <[Vec<Value>; 3]>::try_from(articles).unwrap_or_default();
    let hydrate = json!({"members": members, "threads": threads, "posts": posts, "news": news, "help": help,
        "unreadContent": unread});
    cx.node.hub.send(cx.conn, &Packet::event("receiveHydrate", &hydrate));
    Ok(json!({"type": "success", "error": null}))
}

/// `createThread`: opens a ticket. Conversations are made by `createDmRoom` now.
pub(super) async fn create(cx: &Cx, request: Request) -> Result<Value, EventError> {
    if request.kind.as_ref().and_then(Value::as_str) != Some("ticket") {
        return Err(refused("invalid type"));
    }
    cx.check_mute()?;
    let title = clean::clean_name(&text::text(request.title.as_ref()).unwrap_or_default());
    let title = clean::truncate(&title, TITLE_LENGTH);
    if title.is_empty() {
        return Err(refused("A ticket needs a title"));
    }
    let _turn = cx.node.turn_to_create().await;
    if cx.node.store.open_tickets(cx.member).await? >= MAX_OPEN {
        return Err(refused("You have several open tickets. Wait until they are dealt with."));
    }
    let id = cx.node.open_ticket(cx.member, &title).await?;
    Ok(json!({"type": "success", "error": null, "threadId": id}))
}

/// `fetchThreads`: the caller's own, whoever asks. It names nobody, so the socket does.
pub(super) async fn list(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let member = bound(cx, &request)?;
    Ok(json!({"type": "success", "threads": cx.node.threads(cx.node.viewer(member)).await?}))
}

/// Who joined on the socket, if the token opens that account and any id that is given is theirs.
fn bound(cx: &Cx, request: &Request) -> Result<MemberId, EventError> {
    let token = request.token.as_ref().and_then(Value::as_str).unwrap_or_default();
    let joined = cx.node.identity(cx.conn).ok_or(EventError::unauthenticated())?;
    let named = request.user_id.as_ref().map(text::id::<MemberId>);
    let is_named = named.is_none_or(|id| id == Some(joined.member));
    if !is_named || !cx.node.has_session(joined.member, &TokenHash::of(token)) || cx.node.is_banned(joined.member) {
        return Err(EventError::unauthenticated());
    }
    Ok(joined.member)
}

/// `joinStaff`: says whether the caller may. What happens in tickets comes to all who look after them.
pub(super) async fn join_staff(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let member = bound(cx, &request)?;
    if !cx.node.viewer(member).is_staff {
        return Err(refused("forbidden"));
    }
    Ok(json!({"type": "success", "error": null}))
}

/// `fetchMessages`: the newest ones, oldest first.
pub(super) async fn messages(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let (viewer, thread) = thread(cx, &request).await?;
    let limit = request.limit.as_ref().and_then(text::id::<u32>).unwrap_or(PAGE);
    let rows = cx.node.store.thread_messages(&thread.id, limit).await?;
    let shown: Vec<Value> = rows.iter().map(|row| cx.node.show_thread_message(viewer, row)).collect();
    cx.node.send_to_member(cx.member, &Packet::event_empty("updateUnread"));
    Ok(json!({"type": "success", "error": null, "messages": shown}))
}

/// `sendMessage`: into a ticket that the caller is in. SAFER: only staff speaks for the team.
pub(super) async fn send(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let (viewer, thread) = thread(cx, &request).await?;
    if !node::is_in(&thread, cx.member) || !node::is_ticket(&thread) {
        return Err(refused("forbidden"));
    }
    cx.check_mute()?;
    let asked = Identity::read(&text::text(request.support_identity.as_ref()).unwrap_or_default());
    let identity = match asked {
        Identity::Own => Identity::Own,
        Identity::Tagged | Identity::Anonymous if viewer.is_staff => asked,
        _ => return Err(refused("forbidden")),
    };
    let text = read_text(request.text.as_ref().unwrap_or(&Value::Null))?;
    cx.node.write_to_ticket(&thread, cx.member, identity, &text).await?;
    Ok(json!({"type": "success", "error": null}))
}

/// One of the caller's own messages, and the thread that it is in.
async fn own_message(cx: &Cx, request: &Request) -> Result<(ThreadRow, ThreadMessageRow), EventError> {
    let id = text::text(request.message_id.as_ref()).ok_or(refused("missing messageId"))?;
    let id = if id.starts_with("m_") { id } else { format!("m_{id}") };
    let found = cx.node.store.thread_message(&id).await?.filter(|message| message.author == cx.member.as_str());
    let message = found.ok_or(refused("not found"))?;
    let thread = cx.node.thread_for(cx.node.viewer(cx.member), &message.thread).await?;
    let thread = thread.filter(|thread| node::is_in(thread, cx.member)).ok_or(refused("not found"))?;
    Ok((thread, message))
}

/// `editMessage`
pub(super) async fn edit(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let (thread, message) = own_message(cx, &request).await?;
    if !node::is_ticket(&thread) {
        return Err(refused("forbidden"));
    }
    cx.check_mute()?;
    let text = read_text(request.payload.as_ref().unwrap_or(&Value::Null))?;
    cx.node.edit_thread_message(&thread, &message, &text).await?;
    Ok(json!({"type": "success", "error": null}))
}

/// `deleteDMMessage`
pub(super) async fn delete_message(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let (thread, message) = own_message(cx, &request).await?;
    cx.node.delete_thread_message(&thread, &message.id).await?;
    Ok(json!({"type": "success", "error": null}))
}

/// `deleteThread`: a ticket ends so, for who opened it and for staff; a conversation is left.
pub(super) async fn delete(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let (viewer, thread) = thread(cx, &request).await?;
    if node::is_ticket(&thread) && viewer.is_staff && thread.creator != cx.member.as_str() {
        cx.audit(&format!("closed the ticket {}", clean::escape_html(&clean::unescape_html(&thread.title))));
    }
    cx.node.delete_thread(&thread, cx.member).await?;
    Ok(json!({"type": "success", "error": null}))
}

/// `markRead`: until now, or until a time of the past.
pub(super) async fn mark_read(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let (_, thread) = thread(cx, &request).await?;
    let given = request.ts.as_ref().and_then(|ts| match ts {
        Value::String(ts) => {
            let time = humantime::parse_rfc3339(ts).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
            Some(time.as_millis() as i64)
        }
        other => text::id(other),
    });
    let until = given.unwrap_or(i64::MAX).min(now_ms());
    cx.node.store.mark_thread_read(&thread.id, cx.member, until).await?;
    cx.node.send_to_member(cx.member, &Packet::event_empty("updateUnread"));
    Ok(json!({"type": "success", "error": null, "last_read_at": node::iso(until)}))
}

/// `joinTicket`: staff takes a ticket on.
pub(super) async fn claim(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let (viewer, thread) = thread(cx, &request).await?;
    // SAFER: only tickets; no conversation of others can be joined.
    if !viewer.is_staff || !node::is_ticket(&thread) {
        return Err(refused("forbidden"));
    }
    Ok(json!({"type": "success", "error": null, "thread": cx.node.claim_ticket(viewer, thread).await?}))
}

/// `fetchTickets`: all for staff that asks for them, else one's own.
pub(super) async fn tickets(cx: &Cx, request: Request) -> Result<Value, EventError> {
    let status = text::text(request.status.as_ref()).unwrap_or_else(|| "open".into());
    let all = request.as_staff != Some(Value::Bool(false));
    let tickets = cx.node.tickets(cx.node.viewer(cx.member), &status, all).await?;
    Ok(json!({"type": "success", "error": null, "tickets": tickets}))
}

/// How much a member has not read in tickets: staff in all of them.
pub(super) async fn unread(cx: &Cx) -> Result<i64, EventError> {
    let is_staff = cx.node.may(cx.member, Permission::ManageTickets, Place::Server);
    Ok(cx.node.store.unread_ticket_messages(cx.member, is_staff).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::threads::SUPPORT;

    #[test]
    fn nobody_has_the_name_of_the_team_as_an_id() {
        // Ids of members are at most twelve characters, and new ones are digits.
        assert!(SUPPORT.parse::<MemberId>().is_ok_and(|id| !id.is_decimal()));
    }
}

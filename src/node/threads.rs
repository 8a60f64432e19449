//! Tickets: what members ask the staff, and who of the staff answers as whom (spec 40 section 10). Conversations of
//! the older generation can be read.
//!
//! SAFER: the rights of staff end at tickets, and who answers anonymously is nobody to the members.

use serde_json::{Value, json};

use super::{Node, Place, now_ms};
use crate::{
    model::{
        ids::MemberId,
        permissions::Permission,
        threads::{Identity, SUPPORT, stored_text},
    },
    realtime::Packet,
    security::{random, text},
    store::{StoreError, ThreadMessageRow, ThreadRow},
};

/// Kind of thread that the staff sees.
const TICKET: &str = "ticket";

/// A time as the older generation sends it.
pub fn iso(ms: i64) -> String {
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis(ms.clamp(0, 253_402_300_799_000) as u64);
    humantime::format_rfc3339_millis(time).to_string()
}

/// Who looks at a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub member: MemberId,
    /// Whether they look after tickets.
    pub is_staff: bool,
}

impl Node {
    /// A member as somebody who looks at threads.
    pub fn viewer(&self, member: MemberId) -> Viewer {
        Viewer { member, is_staff: self.may(member, Permission::ManageTickets, Place::Server) }
    }

    /// A thread that somebody may read: as a participant, or a ticket as staff.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thread_for(&self, viewer: Viewer, id: &str) -> Result<Option<ThreadRow>, StoreError> {
        let found = self.store.thread(id).await?;
        Ok(found.filter(|thread| is_in(thread, viewer.member) || (viewer.is_staff && is_ticket(thread))))
    }

    /// A thread as it is sent.
    pub fn show_thread(&self, viewer: Viewer, thread: &ThreadRow) -> Value {
        let last = thread.last.as_ref();
        let content = last.map(|last| stored_text(&last.json)).and_then(|text| Some(text.get("content")?.clone()));
        json!({
            "id": thread.id, "type": thread.kind, "title": text::strip_html(&thread.title), "creatorId": thread.creator,
            "participants": participants_for(viewer, thread), "last": content.unwrap_or_else(|| "".into()),
            "lastAt": last.map(|last| iso(last.created_at)), "unread": thread.unread, "status": thread.status,
            "messages": [],
        })
    }

    /// The threads that somebody is in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn threads(&self, viewer: Viewer) -> Result<Vec<Value>, StoreError> {
        let threads = self.store.threads_of(viewer.member).await?;
        Ok(threads.iter().map(|thread| self.show_thread(viewer, thread)).collect())
    }

    /// Tickets of a status, the latest activity first: all of them for staff that asks for them, else one's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tickets(&self, viewer: Viewer, status: &str, all: bool) -> Result<Vec<Value>, StoreError> {
        let creator = if all && viewer.is_staff { None } else { Some(viewer.member) };
        let tickets = self.store.tickets(viewer.member, status, creator).await?;
        Ok(tickets.iter().map(|thread| self.show_thread(viewer, thread)).collect())
    }

    /// Opens a ticket and tells the staff. Gives its id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_ticket(&self, creator: MemberId, title: &str) -> Result<String, StoreError> {
        let id = format!("t_{}", random::uuid());
        self.note(self.store.create_ticket(&id, title, creator, now_ms()).await)?;
        let thread = ThreadRow {
            id: id.clone(),
            kind: TICKET.into(),
            title: title.into(),
            creator: creator.to_string(),
            status: "open".into(),
            participants: vec![creator.to_string()],
            ..ThreadRow::default()
        };
        let shown = json!({"thread": self.show_thread(Viewer { member: creator, is_staff: true }, &thread)});
        self.send_to_member(creator, &Packet::event("receiveThreadNew", &shown));
        self.send_to_holders(Permission::ManageTickets, &Packet::event("ticket:new", &shown));
        self.send_to_holders(Permission::ManageTickets, &Packet::event_empty("updateUnread"));
        Ok(id)
    }

    /// A message of a thread as somebody gets to see it.
    pub fn show_thread_message(&self, viewer: Viewer, message: &ThreadMessageRow) -> Value {
        let identity = Identity::read(&message.identity);
        // SAFER: nothing tells members who of the staff it was; the author knows anyway.
        let is_hidden = identity == Identity::Anonymous && !viewer.is_staff && message.author != viewer.member.as_str();
        let author = if is_hidden { SUPPORT } else { message.author.as_str() };
        json!({
            "id": message.id, "authorId": author, "text": stored_text(&message.json), "ts": iso(message.created_at),
            "supportIdentity": identity.name(), "displayName": message.display_name,
        })
    }

    /// Writes into a ticket, and shows it to its participants and to the staff.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_to_ticket(
        &self,
        thread: &ThreadRow,
        author: MemberId,
        identity: Identity,
        text: &Value,
    ) -> Result<(), StoreError> {
        let now = self.message_time();
        let message = ThreadMessageRow {
            // The time, so that ids grow, and digits only: pages read a number.
            id: format!("m_{now}{}", &random::digits(12)[9..]),
            thread: thread.id.clone(),
            author: author.to_string(),
            json: text.to_string(),
            created_at: now,
            identity: identity.name().into(),
            display_name: Some(identity.display_name(&self.name_of(author).unwrap_or_default())),
        };
        self.note(self.store.append_thread_message(&message).await)?;
        self.show_in_thread(
            thread,
            "receiveMessage",
            |viewer| json!({"threadId": thread.id, "message": self.show_thread_message(viewer, &message)}),
        );
        let for_staff = json!({"threadId": thread.id,
            "message": self.show_thread_message(Viewer { member: author, is_staff: true }, &message)});
        let is_outside = |member: MemberId| !is_in(thread, member);
        self.send_to_holders_where(Permission::ManageTickets, &Packet::event("ticket:message", &for_staff), is_outside);
        self.send_to_holders_where(Permission::ManageTickets, &Packet::event_empty("updateUnread"), is_outside);
        Ok(())
    }

    /// Gives a message another text, and shows it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edit_thread_message(
        &self,
        thread: &ThreadRow,
        message: &ThreadMessageRow,
        text: &Value,
    ) -> Result<(), StoreError> {
        let now = now_ms();
        self.note(self.store.edit_thread_message(message, &text.to_string(), now).await)?;
        let mut after = message.clone();
        after.json = text.to_string();
        self.show_in_thread(thread, "receiveMessageEdit", |viewer| {
            let shown = self.show_thread_message(viewer, &after);
            let message = json!({"id": after.id, "authorId": shown["authorId"], "text": shown["text"], "ts": iso(now)});
            json!({"threadId": thread.id, "message": message})
        });
        Ok(())
    }

    /// Removes a message, and tells those who saw it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_thread_message(&self, thread: &ThreadRow, id: &str) -> Result<(), StoreError> {
        self.note(self.store.delete_thread_message(id).await)?;
        let gone = json!({"threadId": thread.id, "messageId": id});
        self.show_in_thread(thread, "receiveMessageDelete", |_| gone.clone());
        self.tell_staff_outside(thread, &Packet::event("receiveMessageDelete", &gone));
        Ok(())
    }

    /// Removes a ticket with everything in it; a conversation is only left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_thread(&self, thread: &ThreadRow, by: MemberId) -> Result<(), StoreError> {
        let deleted = Packet::event("threadDeleted", &json!({"threadId": thread.id}));
        if !is_ticket(thread) {
            self.note(self.store.leave_thread(&thread.id, by).await)?;
            self.send_to_member(by, &deleted);
            return Ok(());
        }
        self.note(self.store.delete_thread(&thread.id).await)?;
        self.send_to_people(&thread.participants, &deleted);
        self.tell_staff_outside(thread, &deleted);
        Ok(())
    }

    /// Makes staff a participant of a ticket.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_ticket(&self, viewer: Viewer, mut thread: ThreadRow) -> Result<Value, StoreError> {
        if !is_in(&thread, viewer.member) {
            self.note(self.store.join_thread(&thread.id, viewer.member).await)?;
            thread.participants.push(viewer.member.to_string());
            let shown = json!({"thread": self.show_thread(viewer, &thread)});
            self.send_to_member(viewer.member, &Packet::event("receiveThreadNew", &shown));
        }
        Ok(self.show_thread(viewer, &thread))
    }

    /// Sends to the participants, to each what it may see.
    fn show_in_thread(&self, thread: &ThreadRow, event: &str, show: impl Fn(Viewer) -> Value) {
        for member in thread.participants.iter().filter_map(|id| id.parse().ok()) {
            self.send_to_member(member, &Packet::event(event, &show(self.viewer(member))));
        }
    }

    fn tell_staff_outside(&self, thread: &ThreadRow, packet: &Packet) {
        if is_ticket(thread) {
            self.send_to_holders_where(Permission::ManageTickets, packet, |member| !is_in(thread, member));
        }
    }
}

/// Whether somebody is a participant of a thread.
pub fn is_in(thread: &ThreadRow, member: MemberId) -> bool {
    thread.participants.iter().any(|id| id == member.as_str())
}

/// Whether a thread is a ticket.
pub fn is_ticket(thread: &ThreadRow) -> bool {
    thread.kind == TICKET
}

/// SAFER: members do not see who of the staff looks after their ticket.
fn participants_for(viewer: Viewer, thread: &ThreadRow) -> Vec<&str> {
    let is_shown = |id: &&str| !is_ticket(thread) || viewer.is_staff || *id == thread.creator;
    thread.participants.iter().map(String::as_str).filter(is_shown).collect()
}

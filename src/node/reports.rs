//! Reports: what members bring before the staff, and whether what they show is what was written (spec 40
//! sections 9.2 to 9.6).

use serde::Serialize;
use serde_json::{Value, json};

use super::Node;
use crate::{
    model::{
        direct::StoredDirect,
        ids::{MemberId, MessageId},
        messages::StoredMessage,
        permissions::Permission,
        reports,
    },
    realtime::Packet,
    security::{keys::PublicKey, sanitize},
    store::{DmRow, ReportRow, StoreError},
};

/// Most reports of one answer (spec 40 section 9.3).
const MAX_REPORTS: u32 = 500;
/// Status of a report that nobody has dealt with.
const PENDING: &str = "pending";

/// What is known of a reported direct message (spec 40 section 9.6). `None` where there is no signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Verification {
    /// Whether the author has signed exactly the revealed text.
    plain: Option<bool>,
    /// Whether the author has signed the stored message, the signature of the text included.
    object: Option<bool>,
    /// `verified`, `unverified`, or `missing`: what is known of the author's key.
    key: &'static str,
    /// `verified`, `unverifiable` or `forged`: what all of it says about the text.
    verdict: &'static str,
    /// The key that was compared with, PEM: members may change theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
}

impl Verification {
    fn of(data: &Value, text: Option<&str>, key: Option<&PublicKey>, is_proven: bool) -> Self {
        let signature = |name: &str| data.get(name).and_then(Value::as_str).filter(|sig| !sig.is_empty());
        let plain =
            signature("plainSig").and_then(|sig| text.map(|text| key.is_some_and(|key| key.has_signed(text, sig))));
        let object = signature("sig").map(|_| key.is_some_and(|key| key.has_signed_object(&data.to_string())));
        let verdict = match (key, plain, object) {
            (None, ..) => "unverifiable",
            (_, Some(false), _) | (_, _, Some(false)) => "forged",
            (_, Some(true), Some(true)) => "verified",
            _ => "unverifiable",
        };
        Self {
            plain: if key.is_some() { plain } else { None },
            object: if key.is_some() { object } else { None },
            key: match key {
                None => "missing",
                Some(_) if is_proven => "verified",
                Some(_) => "unverified",
            },
            verdict,
            public_key: key.map(PublicKey::to_pem),
        }
    }
}

impl Node {
    /// Whether a member has reported a message, and nobody has dealt with it yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_reported(&self, member: MemberId, message: MessageId) -> Result<bool, StoreError> {
        let rows = self.store.reports_naming(message.as_str()).await?;
        let is_own = |row: &ReportRow| {
            row.status == PENDING
                && reports::person(&row.creator).get("id").and_then(Value::as_str) == Some(member.as_str())
                && is_about(row, message)
        };
        Ok(rows.iter().any(is_own))
    }

    /// Stores a report of a message of a channel, and tells the staff.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report_message(
        &self,
        reporter: MemberId,
        message: &StoredMessage,
        notes: &str,
    ) -> Result<(), StoreError> {
        let data = serde_json::to_string(message).map_err(|error| StoreError::Failed(error.to_string()))?;
        self.add_report(reporter, message.author.id.as_str(), "message", data, notes).await
    }

    /// Stores a report of a direct message, and tells the staff. `revealed` is what the reporter says that the
    /// message says; what is not encrypted speaks for itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report_dm(
        &self,
        reporter: MemberId,
        row: &DmRow,
        notes: &str,
        revealed: Option<&str>,
    ) -> Result<(), StoreError> {
        let stored = StoredDirect::read(&row.json);
        let text = match &stored {
            Some(stored) if !stored.is_encrypted() => stored.text_for(reporter),
            _ => revealed,
        };
        let author: Option<MemberId> = row.author.parse().ok();
        let profile = author.and_then(|author| self.profile(author));
        let key = profile.as_ref().and_then(|profile| PublicKey::parse(&profile.public_key));
        let is_proven = key.as_ref().is_some_and(|key| self.owner_of_key(key.fingerprint()) == author);
        let content = stored.as_ref().map(|stored| Value::from(stored.data.clone())).unwrap_or_default();
        let verification = Verification::of(&content, text, key.as_ref(), is_proven);
        let data = json!({
            "author": author.map(|author| self.public_author(author)), "payload": row.json,
            "plainText": text.map(sanitize::sanitize_profile), "plainTextRaw": text,
            "group": "0", "category": "0", "channel": "0", "editedMsgId": null, "timestamp": row.created_at,
            "messageId": row.id, "room": row.room, "verification": verification,
        });
        self.add_report(reporter, &row.author, "dm", data.to_string(), notes).await
    }

    async fn add_report(
        &self,
        reporter: MemberId,
        accused: &str,
        kind: &str,
        data: String,
        notes: &str,
    ) -> Result<(), StoreError> {
        let report = ReportRow {
            id: 0,
            creator: self.public_object(reporter.as_str()).to_string(),
            reported: self.public_object(accused).to_string(),
            kind: kind.into(),
            data: Some(data),
            notes: Some(notes.into()),
            status: PENDING.into(),
        };
        self.note(self.store.add_report(&report).await)?;
        log::info!("{reporter} reported a message of {accused}");
        self.send_to_holders(Permission::ManageReports, &Packet::event("newReport", &Value::Null));
        Ok(())
    }

    /// The newest reports as staff see them, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reports(&self) -> Result<Vec<Value>, StoreError> {
        let show = |row: ReportRow| {
            let data = row.data.as_deref();
            let data = if row.kind == "dm" { reports::about_direct(data) } else { reports::about_message(data) };
            json!({
                "id": row.id, "reportCreator": reports::person(&row.creator),
                "reportedUser": reports::person(&row.reported), "reportType": row.kind, "reportData": data,
                "reportNotes": reports::notes(row.notes.as_deref()), "reportStatus": row.status,
            })
        };
        Ok(self.store.reports(MAX_REPORTS).await?.into_iter().map(show).collect())
    }

    /// Who reported a message of a kind, and whom, as the report says: `None` if there is no report of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report_of(&self, message: MessageId, kind: &str) -> Result<Option<(Value, Value)>, StoreError> {
        let rows = self.store.reports_naming(message.as_str()).await?;
        let found = rows.iter().find(|row| row.kind == kind && is_about(row, message));
        Ok(found.map(|row| (reports::person(&row.creator), reports::person(&row.reported))))
    }

    /// Sends to every joined socket whose member holds a permission on the server.
    pub fn send_to_holders(&self, permission: Permission, packet: &Packet) {
        self.send_to_holders_where(permission, packet, |_| true);
    }
}

fn is_about(row: &ReportRow, message: MessageId) -> bool {
    let data: Option<Value> = row.data.as_deref().and_then(|data| serde_json::from_str(data).ok());
    let named = data.as_ref().and_then(|data| data.get("messageId"));
    named.is_some_and(|id| match id {
        Value::String(id) => id == message.as_str(),
        Value::Number(id) => id.to_string() == message.as_str(),
        _ => false,
    })
}

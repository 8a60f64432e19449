//! Reports (spec 40 section 9).

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Changed, Cx, EventError, text};
use crate::{
    model::{
        ids::{MemberId, MessageId},
        permissions::Permission,
    },
    node::Place,
    security::text as clean,
};

/// Longest note and revealed text, in UTF-16 units (spec 40 section 9.2).
const NOTE_LENGTH: usize = 1000;
const PLAIN_LENGTH: usize = 16_000;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateReport {
    target_id: Option<Value>,
    #[serde(rename = "type")]
    kind: Option<Value>,
    description: Option<Value>,
    plain_text: Option<Value>,
}

/// `createReport`: a message that the reporter can see, once.
pub(super) async fn create(cx: &Cx, request: CreateReport) -> Result<Changed, EventError> {
    if cx.node.is_denied(cx.member, "createReports") {
        return Err("You may not report messages".into());
    }
    let target = request.target_id.filter(|id| !id.is_null() && id != "");
    let target = target.ok_or(EventError::from("Which message do you mean?"))?;
    let note = clean::strip_html(&text::text(request.description.as_ref()).unwrap_or_default());
    if note.encode_utf16().count() > NOTE_LENGTH {
        return Err("Describe it in up to 1000 characters".into());
    }
    let _turn = cx.node.turn_to_create().await;
    let gone = || EventError::from("The message does not exist any more");
    let id: MessageId = text::id(&target).ok_or_else(gone)?;
    match request.kind.as_ref().and_then(Value::as_str) {
        Some("message") => {
            let message = cx.node.message(id).await?.filter(|message| cx.node.sees(cx.member, message));
            let message = message.ok_or_else(gone)?;
            if !cx.node.is_member(message.author.id) {
                return Err("Who wrote it is not a member any more".into());
            }
            once(cx, id).await?;
            cx.node.report_message(cx.member, &message, &note).await?;
        }
        Some("dm") => {
            let row = cx.node.dm_for(cx.member, id).await?.ok_or_else(gone)?;
            // Existing pages write "null" where they have nothing.
            let plain = request.plain_text.as_ref().and_then(Value::as_str).filter(|text| *text != "null");
            if plain.is_some_and(|text| text.encode_utf16().count() > PLAIN_LENGTH) {
                return Err("The text is too long".into());
            }
            once(cx, id).await?;
            cx.node.report_dm(cx.member, &row, &note, plain.filter(|text| !text.is_empty())).await?;
        }
        _ => return Err("Only messages can be reported".into()),
    }
    Ok(Changed::new("Thank you. The staff of this server will look at it."))
}

async fn once(cx: &Cx, id: MessageId) -> Result<(), EventError> {
    if cx.node.has_reported(cx.member, id).await? {
        return Err("You have reported this message already".into());
    }
    Ok(())
}

/// `fetchReports`: the newest ones.
pub(super) async fn list(cx: &Cx, _request: Value) -> Result<Value, EventError> {
    require(cx, Permission::ManageReports)?;
    Ok(json!({"type": "success", "msg": "Reports", "reports": cx.node.reports().await?}))
}

fn require(cx: &Cx, permission: Permission) -> Result<(), EventError> {
    if cx.node.may(cx.member, permission, Place::Server) { Ok(()) } else { Err(EventError::denied()) }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Report {
    report_id: Option<Value>,
    message_id: Option<Value>,
    message_type: Option<Value>,
}

/// `deleteReport`: it has been dealt with.
pub(super) async fn delete(cx: &Cx, request: Report) -> Result<Value, EventError> {
    require(cx, Permission::ManageReports)?;
    let id: i64 = request.report_id.as_ref().and_then(text::id).ok_or(EventError::from("Which report?"))?;
    let removed = cx.node.store.delete_report(id).await?;
    if removed == 0 {
        return Err("There is no such report any more".into());
    }
    cx.audit(&format!("closed the report {id}"));
    Ok(json!({"type": "success", "msg": "The report is closed", "error": null, "reports": {"affectedRows": removed}}))
}

/// `deleteMessageInReport`: removes the reported message and thanks who reported it.
pub(super) async fn delete_message(cx: &Cx, request: Report) -> Result<Changed, EventError> {
    require(cx, Permission::ManageMessages)?;
    let gone = || EventError::from("The message does not exist any more");
    let id: MessageId = request.message_id.as_ref().and_then(text::id).ok_or_else(gone)?;
    let is_direct = request.message_type.as_ref().is_some_and(|kind| kind == "dm");
    let report = cx.node.report_of(id, if is_direct { "dm" } else { "message" }).await?;
    let author = if is_direct {
        // SAFER: what is private is only looked at because somebody who may see it reported it.
        let row = cx.node.store.dms_by_id(&[id]).await?.pop().filter(|_| report.is_some()).ok_or_else(gone)?;
        cx.node.delete_dm(&row).await?;
        row.author
    } else {
        let message = cx.node.message(id).await?.ok_or_else(gone)?;
        cx.node.remove_message(&message).await?;
        message.author.id.to_string()
    };
    cx.audit(&format!("deleted a reported message of {}", clean::escape_html(&author)));
    let Some((reporter, accused)) = report else { return Ok(Changed::new("The message was deleted")) };
    let reporter = reporter.get("id").and_then(Value::as_str).and_then(|id| id.parse::<MemberId>().ok());
    if let Some(reporter) = reporter.filter(|id| cx.node.is_member(*id)) {
        // As they were called then: they may be gone.
        let name = text::text(accused.get("name")).unwrap_or_default();
        let thanks = format!(
            "<p>Thank you for your report about {}. The message was removed.</p>",
            clean::escape_html(&clean::unescape_html(&name))
        );
        if let Err(error) = cx.node.tell(reporter, &thanks).await {
            log::warn!("{reporter} could not be thanked for a report: {error}");
        }
    }
    Ok(Changed::new("The message was deleted"))
}

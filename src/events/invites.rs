//! Invite codes (spec 10 section 6).

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Cx, Done, EventError, text};
use crate::{
    config::AccessCode,
    model::permissions::Permission,
    node::{Place, now_ms},
    security::text::escape_html,
};

/// Longest code.
const CODE_LENGTH: usize = 64;
/// Most codes at a time; the settings page lists them all.
const MAX_CODES: usize = 1000;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Invite {
    code: Option<Value>,
    expires: Option<Value>,
    max_uses: Option<Value>,
}

fn require(cx: &Cx) -> Result<(), EventError> {
    cx.require(&[Permission::ManageInvites], Place::Server)
}

/// A number that is positive, or -1.
fn number(value: Option<&Value>) -> Option<i64> {
    let number = match value? {
        Value::Number(number) => number.as_f64()? as i64,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Some(number).filter(|number| *number > 0 || *number == -1)
}

/// `createInvite`: a new code, or another life for a known one.
pub(super) async fn create(cx: &Cx, request: Invite) -> Result<Done, EventError> {
    require(cx)?;
    let code = text::text(request.code.as_ref()).unwrap_or_default();
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if code.is_empty() || code.len() > CODE_LENGTH || !code.chars().all(is_legal) {
        return Err("The code may have up to 64 letters, digits, dashes and underscores".into());
    }
    let expires = number(request.expires.as_ref()).ok_or(EventError::from("When does it expire?"))?;
    let max_uses = number(request.max_uses.as_ref()).ok_or(EventError::from("How often may it be used?"))?;
    let created_by = Value::from(cx.member.as_str());
    let is_full = cx.node.change_config(|config| {
        let codes = &mut config.serverinfo.registration.access_codes;
        let is_full = codes.len() >= MAX_CODES && !codes.contains_key(&code);
        if !is_full {
            codes.insert(code.clone(), AccessCode { max_uses, expires, created_by, extra: Map::new() });
        }
        is_full
    });
    if is_full {
        return Err("There are too many invites".into());
    }
    cx.audit(&format!("created the invite {code}"));
    Ok(Done::default())
}

/// `getInvites`: those that can still be used; the others go.
pub(super) async fn list(cx: &Cx, _request: Value) -> Result<Value, EventError> {
    require(cx)?;
    let now = now_ms();
    let is_over = |invite: &AccessCode| !invite.is_usable(now);
    let over: Vec<String> = {
        let config = cx.node.config();
        let codes = config.serverinfo.registration.access_codes.iter();
        codes.filter(|(_, invite)| is_over(invite)).map(|(code, _)| code.clone()).collect()
    };
    if !over.is_empty() {
        cx.node.change_config(|config| {
            config.serverinfo.registration.access_codes.retain(|_, invite| !is_over(invite));
        });
        for code in over {
            cx.audit(&format!("looked at the invites; {} had expired or was used up and is gone", escape_html(&code)));
        }
    }
    let config = cx.node.config();
    let invites: Map<String, Value> = config
        .serverinfo
        .registration
        .access_codes
        .iter()
        .map(|(code, invite)| {
            // Some files hold the whole member.
            let creator = invite.created_by.get("id").unwrap_or(&invite.created_by);
            let creator = creator.as_str().map(ToOwned::to_owned).unwrap_or_default();
            let shown = json!({"maxUses": invite.max_uses, "expires": invite.expires,
                "createdBy": cx.node.public_object(&creator)});
            (escape_html(code), shown)
        })
        .collect();
    Ok(json!({"error": null, "invites": invites}))
}

/// `deleteInvite`: also one that is not there.
pub(super) async fn delete(cx: &Cx, request: Invite) -> Result<Done, EventError> {
    require(cx)?;
    let code = text::text(request.code.as_ref()).ok_or(EventError::from("Which invite?"))?;
    let removed = cx.node.change_config(|config| {
        let codes = &mut config.serverinfo.registration.access_codes;
        // Codes of DCTS are shown escaped.
        let known = codes.keys().find(|known| **known == code || escape_html(known) == code).cloned();
        known.and_then(|known| codes.remove(&known)).is_some()
    });
    if removed {
        cx.audit(&format!("deleted the invite {}", escape_html(&code)));
    }
    Ok(Done::default())
}

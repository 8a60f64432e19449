//! `getServerInfo` (spec 20 section 9.2).

use serde::Serialize;
use serde_json::{Value, json};

use super::{Cx, EventError, settings::HIDDEN};
use crate::{model::permissions::Permission, node::Place};

#[derive(Serialize)]
pub(super) struct ServerInfo {
    serverinfo: Value,
}

/// The public object, and for those who manage the server its settings.
pub(super) async fn get(cx: &Cx, _request: Value) -> Result<ServerInfo, EventError> {
    let mut info = cx.node.public_info();
    if cx.node.may(cx.member, Permission::ManageServer, Place::Server)
        && let Some(fields) = info.as_object_mut()
    {
        let sees_ip_rules = cx.node.may(cx.member, Permission::ManageIpSettings, Place::Server);
        let Value::Object(settings) = secret_settings(cx, sees_ip_rules) else { return Err(EventError::denied()) };
        fields.extend(settings);
    }
    Ok(ServerInfo { serverinfo: info })
}

fn secret_settings(cx: &Cx, sees_ip_rules: bool) -> Value {
    let config = cx.node.config();
    let server = &config.serverinfo;
    let mut moderation = serde_json::to_value(&server.moderation).unwrap_or_default();
    if !sees_ip_rules && let Some(fields) = moderation.as_object_mut() {
        fields.remove("ip");
    }
    let token = if server.cf_account_token.is_empty() { "" } else { HIDDEN };
    json!({
        "useCloudflareImageCDN": server.use_cloudflare_image_cdn,
        "cfAccountId": server.cf_account_id,
        "cfAccountToken": token,
        "cfHash": server.cf_hash,
        "maxUploadStorage": server.max_upload_storage,
        "rateLimit": server.rate_limit,
        "dropInterval": server.drop_interval,
        "messageLoadLimit": server.message_load_limit,
        "moderation": moderation,
        "registration": server.registration,
        "login": server.login,
        "discovery": server.discovery,
    })
}

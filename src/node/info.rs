//! What anybody may know about this server (spec 20 section 9.1).

use serde_json::{Value, json};

use super::Node;
use crate::model::ids::ChannelId;

/// The version that clients are told: the DCTS version whose protocol this node speaks.
pub const PROTOCOL_VERSION: &str = "1946";

impl Node {
    /// The public info object, for members and for `GET /discover`.
    pub fn public_info(&self) -> Value {
        let config = self.config.borrow();
        let server = &config.serverinfo;
        let channel = server.default_channel.parse::<ChannelId>().ok();
        let icon =
            channel.and_then(|id| config.groups.find_channel(id)).and_then(|found| found.group.info.icon.clone());
        json!({
            "name": server.name,
            "home": server.home,
            "description": server.description,
            "countryCode": server.country_code,
            "icon": icon,
            "slots": {"online": self.online_count(), "limit": server.slots.limit, "reserved": server.slots.reserved},
            "defaultChannel": server.default_channel,
            "uploadFileTypes": server.upload_file_types,
            "messageLoadLimit": server.message_load_limit,
            "voip": server.livekit.enabled,
            "registration": server.registration.enabled,
            "instance": server.instance,
            "version": PROTOCOL_VERSION,
            "public_key": "",
        })
    }
}

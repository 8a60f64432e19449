//! What anybody may know about this server (spec 20 section 9.1).

use serde_json::{Value, json};

use super::Node;
use crate::{
    config::Home,
    model::ids::ChannelId,
    security::{sanitize, text},
};

/// The version that clients are told: the DCTS version whose protocol this node speaks.
pub const PROTOCOL_VERSION: &str = "1946";

/// The texts of the home page, cleaned: a configuration of other programs may hold anything, and existing pages put
/// them into the page as they are.
fn home_page(home: &Home) -> Value {
    let mut shown = serde_json::to_value(home).unwrap_or_default();
    for (name, html) in [("title", &home.title), ("subtitle", &home.subtitle), ("about", &home.about)] {
        shown[name] = sanitize::sanitize_profile(html).into();
    }
    let banner = text::picture_address(&home.banner_url).filter(|url| !url.starts_with("http://"));
    shown["banner_url"] = banner.unwrap_or_default().into();
    shown
}

impl Node {
    /// The texts of the home page as they are shown.
    pub fn home_page(&self) -> Value {
        home_page(&self.config().serverinfo.home)
    }

    /// The public info object, for members and for `GET /discover`.
    pub fn public_info(&self) -> Value {
        let config = self.config.borrow();
        let server = &config.serverinfo;
        let channel = server.default_channel.parse::<ChannelId>().ok();
        let icon =
            channel.and_then(|id| config.groups.find_channel(id)).and_then(|found| found.group.info.icon.clone());
        json!({
            "name": server.name,
            "home": home_page(&server.home),
            "description": server.description,
            "countryCode": server.country_code,
            "icon": icon,
            "slots": {"online": self.online_count(), "limit": server.slots.limit, "reserved": server.slots.reserved},
            "defaultChannel": server.default_channel,
            "uploadFileTypes": server.upload_file_types,
            "messageLoadLimit": server.message_load_limit,
            "voip": self.voice().is_some(),
            "registration": server.registration.enabled,
            "instance": server.instance,
            "version": PROTOCOL_VERSION,
            "public_key": self.public_key(),
        })
    }
}

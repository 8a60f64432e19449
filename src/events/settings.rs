//! Settings of the server (spec 20 section 9). Every value is checked before any is changed; what a
//! request does not name stays as it is.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Changed, Cx, Done, EventError, text};
use crate::{
    config::{Config, IpRules, ServerInfo},
    model::{duration, ids::ChannelId, permissions::Permission},
    node::Place,
    realtime::Packet,
    security::{sanitize, text as clean},
};

/// Longest texts, in UTF-16 units.
const NAME_LENGTH: usize = 100;
const DESCRIPTION_LENGTH: usize = 500;
const HOME_LENGTH: usize = 10_000;
const FIELD_LENGTH: usize = 300;
/// Most entries of a list, and their length.
const MAX_ENTRIES: usize = 1000;
const ENTRY_LENGTH: usize = 300;
/// Shown instead of a secret; saving it back changes nothing.
pub(super) const HIDDEN: &str = "********";

/// One change.
type Step = Box<dyn FnOnce(&mut ServerInfo)>;

/// What is to be changed, by path: nothing happens before all of it was understood.
struct Changes<'a> {
    asked: &'a Value,
    steps: Vec<Step>,
}

impl<'a> Changes<'a> {
    fn of(asked: &'a Value) -> Self {
        Self { asked, steps: Vec::new() }
    }

    /// A value by its path, such as `home.title`; `None` if it is not there.
    fn value(&self, path: &str) -> Option<&'a Value> {
        path.split('.').try_fold(self.asked, |value, key| value.get(key))
    }

    /// Takes a value over if it is there, after `read` made it what it should be.
    fn take<T: 'static>(
        &mut self,
        path: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
        put: impl FnOnce(&mut ServerInfo, T) + 'static,
    ) -> Result<(), EventError> {
        let Some(value) = self.value(path) else { return Ok(()) };
        let Some(value) = read(value) else {
            return Err(EventError::Text(format!("{path}: expected {expected}").into()));
        };
        self.steps.push(Box::new(move |server| put(server, value)));
        Ok(())
    }

    fn apply(self, cx: &Cx, what: &str) {
        if self.steps.is_empty() {
            return;
        }
        let before = cx.node.config().serverinfo.clone();
        cx.node.change_config(|config| self.steps.into_iter().for_each(|step| step(&mut config.serverinfo)));
        cx.node.settings_changed();
        let after = cx.node.config().serverinfo.clone();
        cx.audit_change(what, &before, &after);
    }
}

/// A whole number, also as text of an input field.
fn number(range: std::ops::RangeInclusive<i64>) -> impl Fn(&Value) -> Option<i64> {
    move |value| {
        let number = match value {
            Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| range.contains(number))
    }
}

fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text == "true" => Some(true),
        Value::String(text) if text == "false" => Some(false),
        Value::Number(number) => Some(number.as_f64()? != 0.0),
        _ => None,
    }
}

/// A line without markup; `null` is the empty one.
fn line(length: usize) -> impl Fn(&Value) -> Option<String> {
    move |value| match value {
        Value::Null => Some(String::new()),
        value => Some(clean::truncate(&clean::clean_name(&text::text(Some(value))?), length)),
    }
}

/// A text that may hold markup: only what is safe in it. SAFER: existing clients put it into the page
/// as it is.
fn markup(length: usize) -> impl Fn(&Value) -> Option<String> {
    move |value| match value {
        Value::Null => Some(String::new()),
        value => Some(sanitize::sanitize_profile(&text::text(Some(value))?))
            .filter(|text| text.encode_utf16().count() <= length),
    }
}

fn duration_text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    duration::length_ms(text).is_ok_and(|length| length >= 0).then(|| text.to_owned())
}

fn mime_types(value: &Value) -> Option<Vec<String>> {
    let parts: Vec<String> = match value {
        Value::String(text) => text.split(',').map(|part| part.trim().to_owned()).collect(),
        Value::Array(parts) => {
            parts.iter().map(|part| part.as_str().map(|part| part.trim().to_owned())).collect::<Option<_>>()?
        }
        _ => return None,
    };
    let is_type = |part: &String| {
        let is_token = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-*".contains(c))
        };
        part.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
    };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (parts.len() <= MAX_ENTRIES && parts.iter().all(is_type)).then_some(parts)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SaveServerInfo {
    serverinfo: Value,
}

/// `saveServerInfo`: what it names, all or nothing.
pub(super) async fn save(cx: &Cx, request: SaveServerInfo) -> Result<Done, EventError> {
    cx.require(&[Permission::ManageServer], Place::Server)?;
    if !request.serverinfo.is_object() {
        return Err("The settings are no object".into());
    }
    let mut changes = Changes::of(&request.serverinfo);
    let c = &mut changes;
    general(c)?;
    contact(c)?;
    home(c)?;
    limits(c)?;
    let known = |value: &Value| {
        let id: ChannelId = text::id(value)?;
        cx.node.config().groups.find_channel(id).map(|_| id.to_string())
    };
    c.take("defaultChannel", "an existing channel", known, |server, id| server.default_channel = id)?;
    changes.apply(cx, "changed the settings of the server");
    Ok(Done::default())
}

fn general(c: &mut Changes<'_>) -> Result<(), EventError> {
    let name = |value: &Value| markup(NAME_LENGTH)(value).filter(|name| !name.trim().is_empty());
    c.take("name", "a name of up to 100 characters", name, |server, name| server.name = name)?;
    let description = markup(DESCRIPTION_LENGTH);
    c.take("description", "a text of up to 500 characters", description, |server, text| {
        server.description = Some(text);
    })?;
    let country = |value: &Value| line(2)(value).filter(|code| code.chars().all(|c| c.is_ascii_alphabetic()));
    c.take("countryCode", "two letters", country, |server, code| server.country_code = Some(code))?;
    c.take("uploadFileTypes", "media types such as image/png", mime_types, |server, types| {
        server.upload_file_types = types;
    })?;
    c.take("registration.enabled", "true or false", switch, |server, flag| server.registration.enabled = flag)?;
    c.take("discovery.enabled", "true or false", switch, |server, flag| server.discovery.enabled = flag)?;
    let status =
        |value: &Value| value.as_str().filter(|s| ["verified", "pending", "blocked"].contains(s)).map(Into::into);
    c.take("discovery.defaultStatus", "verified, pending or blocked", status, |server, status: String| {
        server.discovery.default_status = status;
    })?;
    federation(c)
}

/// What nodes do with each other (spec 52). That it is on counts from the next start.
fn federation(c: &mut Changes<'_>) -> Result<(), EventError> {
    type Read = fn(&Value) -> Option<Value>;
    let flag: Read = |value| switch(value).map(Value::Bool);
    let score: Read = |value| number(0..=100)(value).map(Value::from);
    let nodes: Read = |value| number(1..=100)(value).map(Value::from);
    let policy: Read =
        |value| value.as_str().filter(|name| ["ignore", "show", "warn", "auto"].contains(name)).map(Value::from);
    for (path, expected, read) in [
        ("dsync.enabled", "true or false", flag),
        ("dsync.blockOnReports", "true or false", flag),
        ("dsync.blockBelow", "a number from 0 to 100", score),
        ("dsync.bans.minNodes", "a number from 1 to 100", nodes),
        ("dsync.bans.policy", "ignore, show, warn or auto", policy),
    ] {
        c.take(path, expected, read, move |server, value: Value| {
            let mut at = server.extra.entry("dsync").or_insert_with(|| json!({}));
            for key in path.split('.').skip(1) {
                if !at.is_object() {
                    *at = json!({});
                }
                at = &mut at[key];
            }
            *at = value;
        })?;
    }
    Ok(())
}

fn contact(c: &mut Changes<'_>) -> Result<(), EventError> {
    macro_rules! contact {
        ($($path:literal => $($field:ident).+),*) => {
            $(c.take(concat!("instance.contact.", $path), "a text", line(FIELD_LENGTH), |server, text| {
                server.instance.contact.$($field).+ = Some(text);
            })?;)*
        };
    }
    contact!("email" => email, "website" => website, "reddit" => reddit, "discord" => discord, "github" => github,
        "signal" => signal, "owner.name" => owner.name);
    Ok(())
}

fn home(c: &mut Changes<'_>) -> Result<(), EventError> {
    // Existing pages send the empty text for what is unchanged (spec 40 section 4.3); `null` clears it.
    let is_meant = |c: &Changes<'_>, path: &str| c.value(path).is_some_and(|value| value.as_str() != Some(""));
    if is_meant(c, "home.banner_url") {
        let expected = "the address of a picture";
        c.take("home.banner_url", expected, banner, |server, url| server.home.banner_url = url)?;
    }
    let expected = "a text of up to 10000 characters";
    if is_meant(c, "home.title") {
        c.take("home.title", expected, markup(HOME_LENGTH), |server, text| server.home.title = text)?;
    }
    if is_meant(c, "home.subtitle") {
        c.take("home.subtitle", expected, markup(HOME_LENGTH), |server, text| server.home.subtitle = text)?;
    }
    if is_meant(c, "home.about") {
        c.take("home.about", expected, markup(HOME_LENGTH), |server, text| server.home.about = text)?;
    }
    Ok(())
}

/// A picture of the home page: nothing that is fetched without encryption.
fn banner(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        value => text::picture(Some(value)).filter(|url| !url.starts_with("http://")),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Hero {
    banner_url: Option<Value>,
    title: Option<Value>,
    subtitle: Option<Value>,
    about: Option<Value>,
}

/// `updateHero` and `updateHeroAbout`: the texts of the home page, for pages of the older generation.
pub(super) async fn set_hero(cx: &Cx, request: Hero) -> Result<Value, EventError> {
    cx.require(&[Permission::Administrator], Place::Server)?;
    let Hero { banner_url, title, subtitle, about } = request;
    let mut asked = Map::new();
    let given = [("banner_url", banner_url), ("title", title), ("subtitle", subtitle), ("about", about)];
    asked.extend(given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    let asked = json!({"home": asked});
    let mut changes = Changes::of(&asked);
    home(&mut changes)?;
    changes.apply(cx, "changed the home page");
    let home = cx.node.home_page();
    let shown = json!({"bannerUrl": home["banner_url"], "title": home["title"], "subtitle": home["subtitle"],
        "about": home["about"]});
    cx.node.send_to_others(cx.conn, &Packet::event("updatedHome", &shown));
    Ok(json!({"type": "success", "error": null}))
}

fn limits(c: &mut Changes<'_>) -> Result<(), EventError> {
    upload_storage(c, "maxUploadStorage")?;
    rates(c, "rateLimit", "dropInterval")?;
    c.take("moderation.ratelimit.actions.user_slowmode", "a number", number(0..=1_000_000), |server, number| {
        server.moderation.ratelimit.actions.user_slowmode = number;
    })?;
    c.take("moderation.ratelimit.actions.ratelimit", "a number", number(0..=1_000_000), |server, number| {
        server.moderation.ratelimit.actions.ratelimit = number;
    })?;
    let expected = "a duration such as 2 minutes";
    c.take("moderation.ratelimit.actions.user_slowmode_duration", expected, duration_text, |server, text| {
        server.moderation.ratelimit.actions.user_slowmode_duration = text;
    })?;
    c.take("moderation.ratelimit.record_history", expected, duration_text, |server, text| {
        server.moderation.ratelimit.record_history = text;
    })?;
    c.take("moderation.bans.ipBanDuration", expected, duration_text, |server, text| {
        server.moderation.bans.ip_ban_duration = text;
    })?;
    c.take("moderation.bans.memberListHideBanned", "true or false", switch, |server, flag| {
        server.moderation.bans.member_list_hide_banned = flag;
    })
}

fn upload_storage(c: &mut Changes<'_>, path: &str) -> Result<(), EventError> {
    c.take(path, "a number of MiB", number(0..=1_000_000_000), |server, number| server.max_upload_storage = number)
}

fn rates(c: &mut Changes<'_>, limit: &str, interval: &str) -> Result<(), EventError> {
    c.take(limit, "a number from 20 to 100000", number(20..=100_000), |server, number| server.rate_limit = number)?;
    c.take(interval, "a number from 1 to 3600", number(1..=3600), |server, number| server.drop_interval = number)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OfValue {
    value: Value,
}

/// `updateServerName`
pub(super) async fn set_name(cx: &Cx, request: OfValue) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageServerInfo], Place::Server)?;
    set_info(cx, &json!({"name": request.value}), "renamed the server", "The name was changed")
}

/// `updateServerDesc`
pub(super) async fn set_description(cx: &Cx, request: OfValue) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageServerInfo], Place::Server)?;
    set_info(
        cx,
        &json!({"description": request.value}),
        "changed the server's description",
        "The description was changed",
    )
}

fn set_info(cx: &Cx, asked: &Value, what: &str, msg: &'static str) -> Result<Changed, EventError> {
    let mut changes = Changes::of(asked);
    general(&mut changes)?;
    changes.apply(cx, what);
    Ok(Changed::new(msg))
}

/// `saveMediaSettings`
pub(super) async fn save_media(cx: &Cx, request: Value) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageUploads], Place::Server)?;
    let mut changes = Changes::of(&request);
    let c = &mut changes;
    upload_storage(c, "maxLocalUpload")?;
    c.take("useCloudflare", "0 or 1", number(0..=1), |server, flag| server.use_cloudflare_image_cdn = flag.into())?;
    c.take("cloudflareAccountId", "a text", line(FIELD_LENGTH), |server, text| server.cf_account_id = text)?;
    c.take("cloudflareHash", "a text", line(FIELD_LENGTH), |server, text| server.cf_hash = text)?;
    if c.value("cloudflareAccountToken").is_some_and(|token| token.as_str() != Some(HIDDEN)) {
        c.take("cloudflareAccountToken", "a text", line(FIELD_LENGTH), |server, text| server.cf_account_token = text)?;
    }
    changes.apply(cx, "changed the upload settings");
    Ok(Changed::new("The upload settings were saved"))
}

/// `saveRateSettings`
pub(super) async fn save_rates(cx: &Cx, request: Value) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageRateSettings], Place::Server)?;
    let mut changes = Changes::of(&request);
    rates(&mut changes, "newRateLimit", "newDropInterval")?;
    changes.apply(cx, "changed the rate limits");
    Ok(Changed::new("The rate limits were saved"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Switch {
    enabled: Option<bool>,
}

impl Switch {
    fn flag(&self) -> Result<bool, EventError> {
        self.enabled.ok_or(EventError::from("enabled: expected true or false"))
    }
}

/// `updateRegistration`
pub(super) async fn set_registration(cx: &Cx, request: Switch) -> Result<Done, EventError> {
    cx.require(&[Permission::ManageServer], Place::Server)?;
    let flag = request.flag()?;
    cx.node.change_config(|config| config.serverinfo.registration.enabled = flag);
    cx.audit(if flag { "opened the registration" } else { "closed the registration" });
    Ok(Done::default())
}

/// `updateDiscovery`
pub(super) async fn set_discovery(cx: &Cx, request: Switch) -> Result<Changed, EventError> {
    cx.require(&[Permission::ManageServer], Place::Server)?;
    let flag = request.flag()?;
    cx.node.change_config(|config| config.serverinfo.discovery.enabled = flag);
    cx.audit(if flag { "switched discovery on" } else { "switched discovery off" });
    Ok(Changed::new("The discovery settings were saved"))
}

/// `getIpInfoSettings`
pub(super) async fn ip_rules(cx: &Cx, _request: Value) -> Result<Value, EventError> {
    cx.require(&[Permission::ManageIpSettings], Place::Server)?;
    Ok(json!({"ip": cx.node.config().serverinfo.moderation.ip}))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SaveIpRules {
    ip: Value,
}

/// `saveIpInfoSettings`: what it names.
pub(super) async fn save_ip_rules(cx: &Cx, request: SaveIpRules) -> Result<Done, EventError> {
    cx.require(&[Permission::ManageIpSettings], Place::Server)?;
    let Value::Object(asked) = request.ip else { return Err("The settings are no object".into()) };
    let malformed = || EventError::from("The settings cannot be read");
    let before = cx.node.config().serverinfo.moderation.ip.clone();
    let Ok(Value::Object(mut merged)) = serde_json::to_value(&before) else { return Err(malformed()) };
    for (key, value) in asked {
        let Some(known) = merged.get_mut(&key).filter(|_| !value.is_null()) else { continue };
        let is_alike =
            matches!((&*known, &value), (Value::Array(_), Value::Array(_)) | (Value::Bool(_), Value::Bool(_)));
        if !is_alike || !value.as_array().is_none_or(|entries| is_list(entries)) {
            return Err(EventError::Text(format!("{key}: expected the same kind of value as before").into()));
        }
        *known = value;
    }
    let rules: IpRules = serde_json::from_value(Value::Object(merged)).map_err(|_| malformed())?;
    cx.audit_change("changed the IP rules", &before, &rules);
    cx.node.change_config(|config: &mut Config| config.serverinfo.moderation.ip = rules);
    Ok(Done::default())
}

fn is_list(entries: &[Value]) -> bool {
    let is_entry =
        |entry: &Value| entry.as_str().is_some_and(|text| text.len() <= ENTRY_LENGTH && !text.contains('\0'));
    entries.len() <= MAX_ENTRIES && entries.iter().all(is_entry)
}

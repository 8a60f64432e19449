//! What links lead to, and the search for GIFs (spec 30 section 14).

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Changed, Cx, EventError, text};
use crate::{
    model::previews::MediaKind,
    outgoing::{Ask, Policy},
    security::outbound::{Target, is_web_port},
};

/// Longest search, in characters.
const MAX_SEARCH: usize = 100;
/// Where GIFs are searched unless the configuration names another place that answers alike.
const GIF_ENDPOINT: &str = "https://tenor.googleapis.com/v2/search";
/// GIFs of a search, unless the configuration says so, and at most.
const GIFS: u64 = 20;
const MAX_GIFS: u64 = 50;

const GIF_SEARCH: Policy = Policy {
    purpose: "gifs",
    // The operator names the place.
    allows_http: true,
    allows_private: false,
    port: is_web_port,
    redirects: 0,
    time: std::time::Duration::from_secs(5),
    accepts: |kind| kind == "application/json",
    // Some KB for each.
    max_body: 512 * 1024,
    cuts_body: false,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MediaQuestion {
    url: Option<Value>,
}

/// What a link leads to, as far as it is known.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MediaAnswer {
    #[serde(rename = "type")]
    kind: &'static str,
    is_cached: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<&'static str>,
}

impl MediaAnswer {
    fn new(known: Option<MediaKind>) -> Self {
        let kind = if known.is_some() { "success" } else { "error" };
        Self { kind, is_cached: known.is_some(), media_type: known.map(MediaKind::as_str) }
    }
}

/// `checkMediaUrlCache`: what is not known yet is found out for the next time. SAFER: always answered, at
/// once.
pub(super) async fn check_media(cx: &Cx, request: MediaQuestion) -> Result<MediaAnswer, EventError> {
    let url = request.url.as_ref().and_then(Value::as_str).unwrap_or_default().trim();
    if let Some(told) = url.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).map(|_| &url[5..]) {
        let media_type = told.split([';', ',']).next().unwrap_or_default().to_ascii_lowercase();
        return Ok(MediaAnswer::new(Some(MediaKind::of(&media_type))));
    }
    let Ok(target) = url.parse::<Target>() else {
        let ack = json!({"type": "error", "isCached": false, "error": "That is no URL of a web server"});
        return Err(EventError::Ack(ack));
    };
    let known = cx.node.media_kind(&target).await?;
    if known.is_none() && cx.node.spend_lookup(cx.member) {
        cx.node.probe_media(target);
    }
    Ok(MediaAnswer::new(known))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GifSearch {
    search: Option<Value>,
}

/// What an old configuration says of the provider, `serverinfo.tenor`.
struct GifProvider {
    target: Target,
}

impl GifProvider {
    fn of(settings: &Value, search: &str) -> Option<Self> {
        let text = |name: &str| settings.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
        let is_enabled = matches!(settings.get("enabled"), Some(Value::Bool(true)))
            || settings.get("enabled").and_then(Value::as_i64) == Some(1);
        let key = text("api_key").filter(|_| is_enabled)?;
        let limit = settings.get("limit").and_then(|limit| limit.as_u64().or_else(|| limit.as_str()?.parse().ok()));
        let mut url = url::Url::parse(text("endpoint").unwrap_or(GIF_ENDPOINT)).ok()?;
        url.query_pairs_mut()
            .append_pair("q", search)
            .append_pair("key", key)
            .append_pair("client_key", text("client_key").unwrap_or_default())
            .append_pair("limit", &limit.unwrap_or(GIFS).clamp(1, MAX_GIFS).to_string())
            .append_pair("media_filter", "gif,nanogif");
        Some(Self { target: url.as_str().parse().ok()? })
    }
}

/// `searchTenorGif`: only with a provider, which learns what was searched for but not by whom.
pub(super) async fn search_gif(cx: &Cx, request: GifSearch) -> Result<Changed, EventError> {
    let search = text::text(request.search.as_ref()).unwrap_or_default();
    let search: String = search.trim().chars().take(MAX_SEARCH).collect();
    let provider = {
        let config = cx.node.config();
        config.serverinfo.extra.get("tenor").and_then(|settings| GifProvider::of(settings, &search))
    };
    let provider = provider.ok_or(EventError::from("This server has no GIF search."))?;
    if search.is_empty() {
        return Err("Nothing to search for".into());
    }
    if !cx.node.spend_lookup(cx.member) {
        return Err("You are searching too often. Wait a moment.".into());
    }
    let ask = Ask::get(provider.target).accept("application/json");
    let found = async { cx.node.outgoing().send(ask, &GIF_SEARCH).await?.bytes().await };
    let gifs = found.await.map_err(|error| {
        log::warn!("the search for GIFs failed: {error}");
        EventError::from("The GIF search does not answer. Try again later.")
    })?;
    cx.node.hub.emit(cx.conn, "receiveGifImage", &json!({"gifs": gifs_in(&gifs)}));
    Ok(Changed::new("Found"))
}

/// SECURITY: of what the provider sends, only URLs of pictures are passed on.
fn gifs_in(answer: &Bytes) -> Vec<Value> {
    let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
    let results = answer.get("results").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let url = |result: &Value, format: &str| {
        let found = result.get("media_formats")?.get(format)?.get("url")?.as_str()?;
        found.parse::<Target>().ok().filter(Target::is_https).map(|target| target.as_str().replace('\'', "%27"))
    };
    let gif = |result: &Value| {
        let (gif, nano) = (url(result, "gif")?, url(result, "nanogif")?);
        Some(json!({"media_formats": {"gif": {"url": gif}, "nanogif": {"url": nano}}}))
    };
    results.iter().filter_map(gif).take(MAX_GIFS as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_needs_to_be_switched_on_and_a_key() {
        let of =
            |settings: Value| GifProvider::of(&settings, "a b&c").map(|provider| provider.target.as_str().to_owned());
        let asked = of(json!({"enabled": true, "api_key": "k", "client_key": "c", "limit": 5})).unwrap();
        assert_eq!(asked, format!("{GIF_ENDPOINT}?q=a+b%26c&key=k&client_key=c&limit=5&media_filter=gif%2Cnanogif"));
        let asked = of(json!({"enabled": 1, "api_key": "k", "limit": "900", "endpoint": "http://g.org/s"})).unwrap();
        assert!(asked.starts_with("http://g.org/s?q=") && asked.contains("&limit=50&"), "{asked}");
        for off in [json!({}), json!({"enabled": true}), json!({"enabled": false, "api_key": "k"}), json!("x")] {
            assert_eq!(of(off), None);
        }
    }

    #[test]
    fn safer_only_urls_of_gifs_are_passed_on() {
        let formats = |gif: &str, nano: &str| json!({"media_formats": {"gif": {"url": gif}, "nanogif": {"url": nano}, "mp4": {}}, "x": 1});
        let answer = json!({"results": [
            formats("https://m.org/a.gif", "https://m.org/b.gif"),
            formats("javascript:alert(1)", "https://m.org/b.gif"),
            formats("https://m.org/'><script>", "https://m.org/b.gif"),
            {"media_formats": {}}, 7,
        ]});
        let found = gifs_in(&Bytes::from(answer.to_string()));
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0],
            json!({"media_formats": {"gif": {"url": "https://m.org/a.gif"}, "nanogif": {"url": "https://m.org/b.gif"}}})
        );
        assert!(!found[1].to_string().contains(['\'', '<', '>']));
        for nothing in ["", "[]", "{}", "{\"results\":7}"] {
            assert!(gifs_in(&Bytes::from(nothing)).is_empty());
        }
    }
}

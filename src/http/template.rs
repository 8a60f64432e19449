//! The placeholders in the pages and scripts of other web clients (spec 20 section 10.2).

use std::fmt::Write;

use crate::{
    model::{
        ids::{CategoryId, ChannelId, GroupId, RoomId},
        permissions::Permission,
    },
    node::{Node, Place},
    security::text::{escape_html, unescape_html},
};

/// In what a value is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Html,
    Script,
}

/// The language of a file whose placeholders are replaced; `None` for files that are sent as they
/// are.
pub(super) fn language(name: &str) -> Option<Language> {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase().as_str() {
        "html" => Some(Language::Html),
        "js" => Some(Language::Script),
        _ => None,
    }
}

/// Replaces every `{{name}}`; unknown names become nothing. SAFER: values are escaped for where they
/// stand.
pub(super) fn render(text: &str, language: Language, value: impl Fn(&str) -> Option<String>) -> String {
    let mut rendered = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, after) = rest.split_at(start);
        rendered.push_str(before);
        let name = after[2..].find("}}").map(|end| (after[2..2 + end].trim(), 2 + end + 2));
        match name {
            Some((name, length)) if is_name(name) => {
                rendered.push_str(&escape(&value(name).unwrap_or_default(), language));
                rest = &after[length..];
            }
            _ => {
                rendered.push_str("{{");
                rest = &after[2..];
            }
        }
    }
    rendered.push_str(rest);
    rendered
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '{' || c == '}')
}

fn escape(value: &str, language: Language) -> String {
    if language == Language::Html {
        return escape_html(value);
    }
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | '"' | '\'' | '`' | '$' | '<' | '>' | '&' | '\n' | '\r' => {
                // Writing to a String cannot fail.
                let _ = write!(escaped, "\\x{:02x}", c as u32);
            }
            '\u{2028}' | '\u{2029}' => {
                let _ = write!(escaped, "\\u{:04x}", c as u32);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// What a page says about itself before anybody joined: the channel that its address names, if
/// everybody may see it (spec 20 section 10.3). SAFER: the names of private channels stay private.
fn shared_channel(node: &Node, query: &str) -> Option<String> {
    let id = |wanted: &str| {
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == wanted)?.1.parse::<u32>().ok()
    };
    let room = RoomId {
        group: GroupId(id("group")?),
        category: CategoryId(id("category")?),
        channel: ChannelId(id("channel")?),
    };
    let is_public = node.everybody_may(Permission::ViewGroup, Place::Group(room.group))
        && node.everybody_may(Permission::ViewChannel, Place::Channel(room.channel));
    let config = node.config();
    let place = config.groups.channel_at(room).filter(|_| is_public)?;
    // Names are stored escaped; they are escaped once more for where they are put.
    Some(unescape_html(&place.channel.name))
}

/// The value of a name on a page with this query.
pub(super) fn value(node: &Node, name: &str, query: &str) -> Option<String> {
    let config = node.config();
    let server = &config.serverinfo;
    Some(match name {
        "server.name" => server.name.clone(),
        "meta.page.title" => match shared_channel(node, query) {
            Some(channel) => format!("#{channel} » {}", server.name),
            None => server.name.clone(),
        },
        "meta.page.description" => match shared_channel(node, query) {
            Some(channel) => format!("Join the conversation in #{channel} on {}", server.name),
            None => format!("Join the conversation on {}", server.name),
        },
        "server.home.banner_url" => server.home.banner_url.clone(),
        "server.home.title" => server.home.title.clone(),
        "server.home.subtitle" => server.home.subtitle.clone(),
        "server.home.about" => server.home.about.clone(),
        "livekit.url" => match node.voice() {
            Some(livekit) => livekit.settings().address.clone(),
            None => server.livekit.url.clone(),
        },
        "version" => crate::node::PROTOCOL_VERSION.to_owned(),
        // The same until the next start, so that browsers can keep what they have loaded.
        "random" => node.started().to_string(),
        "default_theme" if server.default_theme.is_empty() => "default.css".to_owned(),
        "default_theme" => server.default_theme.clone(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str, language: Language) -> String {
        render(text, language, |name| (name == "server.name").then(|| "A \"<b>\" `${x}`\n".to_owned()))
    }

    #[test]
    fn names_are_replaced_and_unknown_ones_vanish() {
        let name = "A &quot;&lt;b&gt;&quot; `${x}`\n";
        assert_eq!(rendered("<t>{{server.name}}</t>{{ nothing }}", Language::Html), format!("<t>{name}</t>"));
        assert_eq!(rendered("{{ server.name }}{{", Language::Html), format!("{name}{{{{"));
        assert_eq!(rendered("a {{b c}} {{}} {{{", Language::Html), "a {{b c}} {{}} {{{");
    }

    #[test]
    fn safer_values_cannot_leave_a_string_of_a_script() {
        assert_eq!(
            rendered("let a=\"{{server.name}}\"", Language::Script),
            "let a=\"A \\x22\\x3cb\\x3e\\x22 \\x60\\x24{x}\\x60\\x0a\""
        );
    }
}

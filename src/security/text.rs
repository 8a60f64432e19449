//! Cleaning of short texts: names, status lines, and what is put into markup (spec 10 section 2.7).

use std::{borrow::Cow, collections::HashMap, sync::OnceLock};

use ammonia::Builder;

use super::{cleanup, sanitize::DROPPED_WITH_CONTENT};

/// Escapes a text for HTML, attribute values included.
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Turns the entities that [`escape_html`] makes, and those of other versions, back into characters.
pub fn unescape_html(text: &str) -> String {
    let mut plain: Cow<'_, str> = Cow::Borrowed(text);
    // `&amp;` comes last, so that `&amp;lt;` becomes `&lt;` and not `<`.
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#039;", "'"), ("&amp;", "&")];
    for (escaped, c) in entities {
        if plain.contains(escaped) {
            plain = Cow::Owned(plain.replace(escaped, c));
        }
    }
    plain.into_owned()
}

/// Escapes a text of which parts may be escaped already: `a &amp; b < c` becomes
/// `a &amp; b &lt; c`. Existing configurations hold both.
pub fn normalize_escapes(text: &str) -> String {
    escape_html(&unescape_html(text))
}

/// Removes all HTML. A text without `<` stays as it is; of others the inner text is left, with
/// `&`, `<` and `>` as entities.
pub fn strip_html(text: &str) -> String {
    static STRIP: OnceLock<Builder<'static>> = OnceLock::new();
    if !text.contains('<') {
        return text.to_owned();
    }
    let builder = STRIP.get_or_init(|| {
        let mut builder = Builder::empty();
        builder.tag_attributes(HashMap::new());
        builder.clean_content_tags(DROPPED_WITH_CONTENT.iter().copied().collect());
        builder
    });
    builder.clean(text).to_string()
}

/// The text of sanitized HTML as people read it: entities are characters again, and a blank stands where a
/// paragraph, a line or a picture is.
pub fn plain_text(html: &str) -> String {
    unescape_html(&cleanup::text_of(html)).replace("&nbsp;", " ")
}

/// Characters that move or hide other text: bidirectional overrides and isolates, and control
/// characters.
fn is_disruptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A name or status line: one line without HTML, control characters, and blanks around it.
pub fn clean_name(text: &str) -> String {
    let line: String = strip_html(text).chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let visible: String = line.chars().filter(|c| !is_disruptive(*c)).collect();
    visible.trim().to_owned()
}

/// The first `length` UTF-16 units and `…`, if the text is longer. No character is cut in two.
pub fn truncate(text: &str, length: usize) -> String {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > length {
            return format!("{}…", &text[..at]);
        }
    }
    text.to_owned()
}

/// Longest address of a picture.
const URL_LENGTH: usize = 2048;

/// A picture's address: `http(s)://...` or a path, without characters that could leave an HTML
/// attribute or a CSS `url()`; anything else counts as none.
pub fn picture_address(text: &str) -> Option<&str> {
    let url = text.trim();
    let has_scheme = url.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    let is_known = url.starts_with("https://") || url.starts_with("http://") || (!has_scheme && !url.starts_with("//"));
    let is_safe = !url.chars().any(|c| c.is_control() || c.is_whitespace() || "\"'<>()\\`".contains(c));
    (is_known && is_safe && url.len() <= URL_LENGTH).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripping_follows_the_spec() {
        assert_eq!(strip_html("<b>x</b> a & b < c"), "x a &amp; b &lt; c");
        assert_eq!(strip_html("<b>x</b> & y"), "x &amp; y");
        assert_eq!(strip_html("a < b"), "a &lt; b");
        assert_eq!(strip_html("a & b > c"), "a & b > c");
        assert_eq!(strip_html("<script>alert(1)</script>Zed"), "Zed");
    }

    #[test]
    fn what_is_read_of_a_message() {
        let rows = [
            ("<p>one</p><p>two<br>three</p>", " one  two three "),
            ("wo<b>r</b><em>d</em> <a href=\"https://e.org/secret\">link</a>", "word link"),
            ("<ul><li>a</li><li>b</li></ul>", "  a  b  "),
            ("a &lt;b&gt; &amp;amp; c&nbsp;d", "a <b> &amp; c d"),
            ("x<img src=\"/y.png\" alt=\"not > read\">z", "x z"),
            ("<iframe src=\"https://www.youtube.com/embed/x\">raw</iframe>!", "  !"),
        ];
        for (html, plain) in rows {
            assert_eq!(plain_text(html), plain, "{html}");
        }
    }

    #[test]
    fn escaping_twice_is_escaping_once() {
        assert_eq!(normalize_escapes("a & b <c> \"d\" 'e'"), "a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#39;");
        let once = normalize_escapes("R&D <lab>");
        assert_eq!(normalize_escapes(&once), once);
    }

    #[test]
    fn names_are_one_visible_line() {
        assert_eq!(clean_name("  A\nb\u{202E}c\u{0007}  "), "A bc");
        assert_eq!(clean_name("007"), "007");
        assert_eq!(clean_name("<img src=x onerror=alert(1)>"), "");
    }

    #[test]
    fn truncation_counts_as_the_clients_do() {
        assert_eq!(truncate("abcdef", 6), "abcdef");
        assert_eq!(truncate("abcdefg", 6), "abcdef…");
        assert_eq!(truncate("😀😀😀", 5), "😀😀…");
    }
}

//! What may stay of the HTML that members write (spec 30 sections 4.4 and 4.5).
//!
//! ammonia does the hard part: parsing as a browser does and keeping what is on the list. The
//! clean-up after it works on ammonia's own well-formed output.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fmt,
    sync::OnceLock,
};

use ammonia::{Builder, UrlRelative};

use super::cleanup;

/// Longest stored message, in UTF-16 units.
pub const MAX_MESSAGE: usize = 8000;
/// Longest text that is parsed at all. Formatting is bulky, but not eight times the text.
pub const MAX_RAW: usize = 64 * 1024;
/// Most `<` in a text that is parsed at all. SECURITY: the time to parse unclosed formatting grows
/// with the square of its depth, and there is one thread for everybody.
const MAX_MARKUP: usize = 2000;
/// Longest `class`; the editors of the clients use a few words.
const MAX_CLASS: usize = 200;

/// The elements that may stay. SAFER: no `button`.
const ALLOWED: &[&str] = &[
    "a",
    "audio",
    "b",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "i",
    "iframe",
    "img",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "source",
    "span",
    "strong",
    "u",
    "ul",
    "video",
];

/// Elements whose content goes with them when they are not allowed.
pub(super) const DROPPED_WITH_CONTENT: &[&str] = &[
    "annotation-xml",
    "audio",
    "colgroup",
    "desc",
    "foreignobject",
    "head",
    "iframe",
    "math",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "selectedcontent",
    "style",
    "svg",
    "template",
    "thead",
    "title",
    "video",
    "xmp",
];

/// The attributes that may stay, on any element. `rel` and `target` are set by us.
const ATTRIBUTES: &[&str] =
    &["alt", "class", "controls", "data-id", "data-member-id", "data-message-id", "href", "src", "title"];

/// Where an embedded frame may lead. SAFER: nowhere else.
const FRAME_SOURCES: &[&str] = &["https://www.youtube.com/embed/", "https://www.youtube-nocookie.com/embed/"];

/// Ends of raw text in attribute values: parsers that disagree on where a value ends would find
/// markup in them.
const RAW_TEXT_ENDS: &[&str] = &[
    "</iframe",
    "</noembed",
    "</noframes",
    "</noscript",
    "</plaintext",
    "</script",
    "</style",
    "</textarea",
    "</title",
    "</xmp",
    "-->",
    "--!>",
    "]]>",
];

/// Why a message is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// There is nothing to read or see in it.
    Empty,
    /// It is longer than [`MAX_MESSAGE`], or its raw form has more than [`MAX_RAW`] bytes or
    /// [`MAX_MARKUP`] tags.
    TooLong,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Message is empty",
            Self::TooLong => "Message is too long",
        })
    }
}

/// Sanitizes and cleans up a message.
///
/// # Errors
/// When nothing is left, or too much.
pub fn sanitize_message(raw: &str) -> Result<String, Rejected> {
    if is_too_much(raw) {
        return Err(Rejected::TooLong);
    }
    let clean = cleanup::clean_up(&sanitize(raw)).ok_or(Rejected::Empty)?;
    if clean.encode_utf16().count() > MAX_MESSAGE { Err(Rejected::TooLong) } else { Ok(clean) }
}

/// Sanitizes what a member says about itself. Too much raw text becomes none.
pub fn sanitize_profile(raw: &str) -> String {
    if is_too_much(raw) { String::new() } else { sanitize(raw) }
}

fn is_too_much(raw: &str) -> bool {
    raw.len() > MAX_RAW || raw.bytes().filter(|byte| *byte == b'<').count() > MAX_MARKUP
}

/// Keeps what is on the lists. A text without `<` stays as it is.
fn sanitize(raw: &str) -> String {
    static MESSAGES: OnceLock<Builder<'static>> = OnceLock::new();
    if !raw.contains('<') {
        return raw.to_owned();
    }
    let clean = MESSAGES.get_or_init(message_rules).clean(raw).to_string();
    cleanup::remove_inline(&clean)
}

fn message_rules() -> Builder<'static> {
    let allowed: HashSet<&str> = ALLOWED.iter().copied().collect();
    let dropped = DROPPED_WITH_CONTENT.iter().copied().filter(|tag| !allowed.contains(tag)).collect();
    let mut rules = Builder::empty();
    rules
        .tags(allowed)
        .tag_attributes(HashMap::new())
        .clean_content_tags(dropped)
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        // `data:` gets as far as `keep_attribute`, which lets it through as a mark only.
        .url_schemes(["http", "https", "mailto", "data"].into())
        .url_relative(UrlRelative::PassThrough)
        .set_tag_attribute_value("a", "target", "_blank")
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(keep_attribute);
    rules
}

fn keep_attribute<'a>(element: &str, attribute: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let lower = value.to_ascii_lowercase();
    if RAW_TEXT_ENDS.iter().any(|end| lower.contains(end)) {
        return None;
    }
    let kept = Some(Cow::Borrowed(value));
    match attribute {
        "rel" | "target" => kept.filter(|_| element == "a"),
        "class" => {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '-');
            kept.filter(|_| value.len() <= MAX_CLASS && value.chars().all(is_plain))
        }
        "data-id" | "data-member-id" | "data-message-id" => kept.filter(|_| !value.contains(':')),
        "src" if element == "iframe" => kept.filter(|_| FRAME_SOURCES.iter().any(|source| value.starts_with(source))),
        "src" | "href" => {
            let squeezed: String = lower.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            match squeezed.starts_with("data:") {
                false => kept,
                // The whole image goes: see `cleanup::remove_inline`.
                true if element == "img" && attribute == "src" => Some(Cow::Borrowed(cleanup::INLINE_IMAGE)),
                true => None,
            }
        }
        _ => kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_spec() {
        let link = r#"<a target="_blank" rel="noopener noreferrer nofollow">x</a>"#;
        let rows = [
            ("hello & <3 world", "hello &amp; &lt;3 world"),
            ("a > b & c", "a > b & c"),
            ("<p>a<b>c", "<p>a<b>c</b></p>"),
            ("<p>x &lt;@123456789012&gt; y</p>", "<p>x &lt;@123456789012&gt; y</p>"),
            ("<script>alert(1)</script>ok", "ok"),
            (r#"<p style="color:red" class="q" onclick="x()">a</p>"#, r#"<p class="q">a</p>"#),
            (r#"<a href="javascript:alert(1)">x</a>"#, link),
            (r#"<a href="tel:1">x</a>"#, link),
            (r#"<a href="ftp://e.org">x</a>"#, link),
            (r#"<a href="data:text/html,x">x</a>"#, r#"<a rel="noopener noreferrer nofollow" target="_blank">x</a>"#),
            (
                r#"<a href="https://e.org/?a=1&b=2">x</a>"#,
                r#"<a href="https://e.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">x</a>"#,
            ),
            (r#"<a href="rel/x">x</a>"#, r#"<a href="rel/x" target="_blank" rel="noopener noreferrer nofollow">x</a>"#),
            (r#"<img src="data:image/png;base64,AAAA">"#, ""),
            (r#"<img src="blob:https://e.org/1">"#, "<img>"),
            ("<img src=x onerror=alert(1)>", r#"<img src="x">"#),
            (
                r#"<img src="/img/default_emojis/1f44d.svg" data-code="1f44d" alt="k" class="inline-text-emoji default">"#,
                r#"<img src="/img/default_emojis/1f44d.svg" alt="k" class="inline-text-emoji default">"#,
            ),
            (
                r#"<video src="https://e.org/v.mp4" controls autoplay></video>"#,
                r#"<video src="https://e.org/v.mp4" controls=""></video>"#,
            ),
            (
                r#"<audio controls><source src="/uploads/a.mp3" type="audio/mpeg"></audio>"#,
                r#"<audio controls=""><source src="/uploads/a.mp3"></audio>"#,
            ),
            ("<div><h1>A</h1><h4>B</h4><table><tr><td>C</td></tr></table></div>", "<div><h1>A</h1>BC</div>"),
            ("<svg><circle/></svg>z", "z"),
            ("<math><mi>x</mi></math>z", "z"),
            ("<style>p{}</style>z", "z"),
            ("<!-- c -->z", "z"),
            ("<details><summary>s</summary>b</details>", "sb"),
            ("<font color=\"red\">f</font><small>s</small><sub>1</sub><del>d</del>", "fs1d"),
            (
                "<pre class=\"ql-syntax\" spellcheck=\"false\">let a = 1 &lt; 2;\n</pre>",
                "<pre class=\"ql-syntax\">let a = 1 &lt; 2;\n</pre>",
            ),
            (
                r#"<ol><li class="ql-indent-1" data-list="bullet">a</li></ol>"#,
                r#"<ol><li class="ql-indent-1">a</li></ol>"#,
            ),
            (r#"<p title="</style><img src=x>">a</p>"#, "<p>a</p>"),
            (r#"<iframe srcdoc="<b>x</b>"></iframe>"#, "<iframe></iframe>"),
            ("  spaced <b>b</b>", "  spaced <b>b</b>"),
        ];
        for (raw, clean) in rows {
            assert_eq!(sanitize(raw), clean, "{raw}");
        }
    }

    #[test]
    fn safer_than_the_examples() {
        assert_eq!(sanitize("<form><input value=\"q\"><button type=\"submit\" title=\"t\">go</button></form>"), "go");
        assert_eq!(
            sanitize(r#"<p id="x" data-id="7" data-foo="1" data-member-id="12" aria-label="z">a</p>"#),
            r#"<p data-id="7" data-member-id="12">a</p>"#
        );
        assert_eq!(sanitize(r#"<iframe src="https://evil.example/"></iframe>"#), "<iframe></iframe>");
        let youtube = r#"<iframe src="https://www.youtube.com/embed/x"></iframe>"#;
        assert_eq!(sanitize(youtube), youtube);
        assert_eq!(sanitize(r#"<video src="data:video/mp4;base64,AA"></video>"#), "<video></video>");
        assert_eq!(sanitize(r#"<img src=" d&#97;ta:image/svg+xml,x" alt="a>b">y"#), "y");
        assert_eq!(sanitize(&format!("<p class=\"{}\">a</p>", "x".repeat(201))), "<p>a</p>");
        assert_eq!(sanitize("<p class=\"a{b}\">a</p>"), "<p>a</p>");
    }

    /// Whatever goes in, nothing that a browser would run comes out.
    #[test]
    fn nothing_active_survives() {
        let pieces = [
            "<",
            ">",
            "/",
            "script",
            "svg",
            "math",
            "style",
            "img",
            " src=x",
            " onerror=alert(1)",
            "\"",
            "'",
            "`",
            " href=\"javascript:alert(1)\"",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<p>",
            "</p>",
            "<table>",
            "<mtext>",
            "<mglyph>",
            "<noscript>",
            "<title>",
            "</title>",
            "<iframe srcdoc=",
            "&lt;",
            "&#106;avascript:",
            "\0",
            "x",
            "<a",
            "<template>",
            "</style>",
            "<annotation-xml encoding=\"text/html\">",
            "<form>",
            "<select>",
            "<option>",
        ];
        let mut seed = 7_u32;
        for _ in 0..3000 {
            let mut raw = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                raw.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
            }
            let clean = sanitize(&format!("<b>{raw}"));
            let again = sanitize(&clean);
            for output in [&clean, &again] {
                let tags: Vec<&str> = cleanup::tags_of(output).collect();
                for tag in tags {
                    let lower = tag.to_ascii_lowercase();
                    let name: String =
                        lower.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
                    assert!(ALLOWED.contains(&name.as_str()), "{raw} became {output}");
                    assert!(!lower.contains(" on") && !lower.contains("srcdoc=\""), "{raw} became {output}");
                    assert!(!lower.contains("=\"javascript:"), "{raw} became {output}");
                }
            }
        }
    }

    #[test]
    fn messages_have_limits() {
        assert_eq!(sanitize_message("  "), Err(Rejected::Empty));
        assert_eq!(sanitize_message(&"a".repeat(8001)), Err(Rejected::TooLong));
        assert_eq!(sanitize_message(&"a".repeat(8000)).map(|text| text.len()), Ok(8000));
        assert_eq!(sanitize_message(&"<b>".repeat(30_000)), Err(Rejected::TooLong));
        assert_eq!(sanitize_message(&"<b>".repeat(MAX_MARKUP + 1)), Err(Rejected::TooLong));
        assert!(sanitize_message(&format!("{}x", "<b>".repeat(MAX_MARKUP))).is_err());
        assert!(sanitize_message(&"a < b ".repeat(500)).is_ok());
    }
}

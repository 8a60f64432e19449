//! What a foreign page says of itself (spec 30 section 14), read while it arrives.
//!
//! The tokenizer of html5ever, which ammonia brings along, does what browsers do. Nothing is built from
//! what it finds: a few values are picked, made plain text, and written as HTML again.

use std::cell::{Cell, RefCell};

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};

use super::{
    outbound::Target,
    text::{clean_name, escape_html, unescape_html},
};
use crate::model::previews::PageMeta;

/// Longest value, in characters.
const MAX_VALUE: usize = 300;
/// Longest value that is looked at before it is cleaned, in characters: markup in it goes.
const MAX_RAW: usize = 2000;
/// How much is given to the tokenizer at once, bytes.
const PIECE: usize = 4096;
/// Most characters that can begin an attribute, in one tag. SECURITY: the time for the attributes of a
/// tag grows with the square of their number.
const MAX_SEPARATORS: usize = 2048;

/// Reads the head of a page.
pub struct PageReader {
    tokenizer: Tokenizer<Sink>,
    input: BufferQueue,
    is_latin_1: bool,
    /// The beginning of a character whose end has not come yet.
    partial: Vec<u8>,
    /// What could begin an attribute of the tag that is being read.
    separators: usize,
    is_done: bool,
}

impl std::fmt::Debug for PageReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageReader").field("is_done", &self.is_done).finish_non_exhaustive()
    }
}

/// Picks values from tags.
#[derive(Default)]
struct Sink {
    found: RefCell<Found>,
    /// Whether the text belongs to `<title>`.
    is_title: Cell<bool>,
    /// Whether the head of the page is over.
    is_over: Cell<bool>,
    /// Tokens so far.
    tokens: Cell<usize>,
}

#[derive(Default)]
struct Found {
    title: Option<String>,
    /// Contents of `<meta>` by what they are.
    values: [Option<String>; WANTED.len()],
}

/// Names or properties of `<meta>` that are of interest.
const WANTED: [&str; 6] = ["og:title", "og:description", "description", "og:image", "twitter:image", "og:site_name"];

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        // Errors are told in the middle of a tag.
        if !matches!(token, Token::ParseError(_)) {
            self.tokens.set(self.tokens.get().wrapping_add(1));
        }
        match token {
            Token::TagToken(tag) => self.tag(&tag),
            Token::CharacterTokens(text) if self.is_title.get() => {
                if let Some(title) = &mut self.found.borrow_mut().title
                    && title.len() < 4 * MAX_RAW
                {
                    title.push_str(&text);
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Sink {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        self.is_title.set(false);
        let is_start = tag.kind == StartTag;
        match (&*tag.name, is_start) {
            // "Run this script" is what makes the tokenizer stop.
            ("head", false) | ("body", true) => {
                self.is_over.set(true);
                TokenSinkResult::Script(())
            }
            ("title", true) => {
                let mut found = self.found.borrow_mut();
                // Pictures in a page may have titles; the first is the page's.
                self.is_title.set(found.title.is_none());
                found.title.get_or_insert_default();
                TokenSinkResult::RawData(RawKind::Rcdata)
            }
            ("meta", true) => {
                self.meta(tag);
                TokenSinkResult::Continue
            }
            ("textarea", true) => TokenSinkResult::RawData(RawKind::Rcdata),
            ("script", true) => TokenSinkResult::RawData(RawKind::ScriptData),
            ("style" | "xmp" | "iframe" | "noembed" | "noframes", true) => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }

    fn meta(&self, tag: &Tag) {
        let value = |name: &str| tag.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| &attr.value);
        let (Some(name), Some(content)) = (value("property").or(value("name")), value("content")) else { return };
        let wanted = WANTED.iter().position(|wanted| name.trim().eq_ignore_ascii_case(wanted));
        if let Some(index) = wanted {
            self.found.borrow_mut().values[index].get_or_insert_with(|| content.chars().take(MAX_RAW + 1).collect());
        }
    }
}

impl PageReader {
    /// For a page whose `Content-Type` says this.
    pub fn new(content_type: &str) -> Self {
        let content_type = content_type.to_ascii_lowercase();
        let is_latin_1 = ["iso-8859-1", "windows-1252", "latin1"].iter().any(|name| content_type.contains(name));
        Self {
            tokenizer: Tokenizer::new(Sink::default(), TokenizerOpts::default()),
            input: BufferQueue::default(),
            is_latin_1,
            partial: Vec::new(),
            separators: 0,
            is_done: false,
        }
    }

    /// Reads on. False when nothing more is of interest.
    pub fn feed(&mut self, bytes: &[u8]) -> bool {
        for piece in bytes.chunks(PIECE) {
            if self.is_done {
                break;
            }
            let text = self.decode(piece);
            self.read(&text);
        }
        !self.is_done
    }

    /// UTF-8, with what is none replaced.
    fn decode(&mut self, piece: &[u8]) -> String {
        if self.is_latin_1 {
            return piece.iter().map(|byte| char::from(*byte)).collect();
        }
        let mut bytes = std::mem::take(&mut self.partial);
        bytes.extend_from_slice(piece);
        if let Err(error) = std::str::from_utf8(&bytes)
            && error.error_len().is_none()
        {
            self.partial = bytes.split_off(error.valid_up_to());
        }
        // An error in the middle may hide that the end is incomplete; then a character is lost.
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn read(&mut self, text: &str) {
        let in_piece = text.chars().filter(|c| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'')).count();
        if self.separators > MAX_SEPARATORS {
            self.is_done = true;
            return;
        }
        let before = self.tokenizer.sink.tokens.get();
        self.input.push_back(StrTendril::from_slice(text));
        // What it returns is only whether to run a script.
        let _ = self.tokenizer.feed(&self.input);
        self.is_done = self.tokenizer.sink.is_over.get();
        let is_inside = self.tokenizer.sink.tokens.get() == before;
        self.separators = if is_inside { self.separators + in_piece } else { in_piece };
    }

    /// What was found, for the page at this URL.
    pub fn finish(self, url: &Target) -> PageMeta {
        let Found { title, values } = self.tokenizer.sink.found.take();
        let [og_title, og_description, description, og_image, twitter_image, site_name] = values;
        let text = |value: Option<String>| value.and_then(|value| plain(&value)).map(|value| escape_html(&value));
        PageMeta {
            url: address(url),
            title: text(og_title).or_else(|| text(title)),
            description: text(og_description).or_else(|| text(description)),
            image: og_image.or(twitter_image).and_then(|image| picture(&image, url)),
            site_name: text(site_name),
            favicon: url.join("/favicon.ico").ok().as_ref().map(address),
        }
    }
}

/// Where a page's picture is. One whose address was cut is none.
fn picture(image: &str, url: &Target) -> Option<String> {
    let is_whole = image.chars().count() <= MAX_RAW;
    url.join(image.trim()).ok().filter(|_| is_whole).as_ref().map(address)
}

/// A URL that stays in the attribute that it is put into: its normal form has no other quote.
pub fn address(url: &Target) -> String {
    url.as_str().replace('\'', "%27")
}

/// One visible line without tags.
fn plain(value: &str) -> Option<String> {
    let cut: String = value.chars().take(MAX_RAW).collect();
    // What holds markup comes back as HTML, what holds none as it was.
    let stripped = if cut.contains('<') { unescape_html(&clean_name(&cut)) } else { clean_name(&cut) };
    let line: Vec<&str> = stripped.split_whitespace().collect();
    let line: String = line.join(" ").chars().take(MAX_VALUE).collect();
    (!line.is_empty()).then_some(line)
}

/// Makes what an earlier version, or DCTS, kept of a page what this one would have kept.
pub fn clean_stored(stored: PageMeta, url: &Target) -> PageMeta {
    let text =
        |value: Option<String>| value.and_then(|value| plain(&unescape_html(&value))).map(|value| escape_html(&value));
    PageMeta {
        url: address(url),
        title: text(stored.title),
        description: text(stored.description),
        image: stored.image.and_then(|image| url.join(&image).ok()).as_ref().map(address),
        site_name: text(stored.site_name),
        favicon: url.join("/favicon.ico").ok().as_ref().map(address),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn read_as(content_type: &str, html: &[u8], piece: usize) -> PageMeta {
        let mut reader = PageReader::new(content_type);
        for chunk in html.chunks(piece) {
            if !reader.feed(chunk) {
                break;
            }
        }
        reader.finish(&"https://example.org/a/b?c=d".parse().unwrap())
    }

    fn read(html: &str) -> PageMeta {
        read_as("text/html; charset=utf-8", html.as_bytes(), 7)
    }

    #[test]
    fn pages_say_what_they_are() {
        let found = read(
            "<!doctype html><html><head><meta charset=utf-8><title>Plain &amp; simple</title>\
             <meta name=description content='About &quot;it&quot;'><META PROPERTY='OG:Image' content=../i.png?a=1&amp;b=2>\
             <meta property=og:site_name content=Site></head><body>",
        );
        assert_eq!(found.title.as_deref(), Some("Plain &amp; simple"));
        assert_eq!(found.description.as_deref(), Some("About &quot;it&quot;"));
        assert_eq!(found.image.as_deref(), Some("https://example.org/i.png?a=1&b=2"));
        assert_eq!(found.site_name.as_deref(), Some("Site"));
        assert_eq!(found.favicon.as_deref(), Some("https://example.org/favicon.ico"));
        assert_eq!(found.url, "https://example.org/a/b?c=d");
        let open =
            read("<title>Plain</title><meta property=og:title content=Open><meta property=og:title content=Second>");
        assert_eq!(open.title.as_deref(), Some("Open"));
        assert_eq!(read("<p>nothing").title, None);
        assert_eq!(read("<title>  \n </title>").title, None);
        assert_eq!(read("<title>a\n  b</title>").title.as_deref(), Some("a b"));
    }

    #[test]
    fn only_the_head_is_read() {
        for rest in [
            "</head><title>x</title>",
            "<body><title>x</title>",
            "<script>'<title>x</title>'</script>",
            "<!--<title>x</title>-->",
        ] {
            assert_eq!(read(rest).title, None, "{rest}");
        }
        let mut reader = PageReader::new("text/html");
        assert!(reader.feed(b"<title>x</title>"));
        assert!(!reader.feed(b"</head>"));
        assert!(!reader.feed(b"<meta property=og:title content=y>"));
        assert_eq!(reader.finish(&"http://e.org".parse().unwrap()).title.as_deref(), Some("x"));
    }

    #[test]
    fn safer_values_are_text_whatever_they_are_put_into() {
        let hostile = [
            "<title><script>alert(1)</script><b>x</b></title>",
            "<title>&lt;script&gt;alert(1)&lt;/script&gt;x</title>",
            "<title>&amp;lt;img src=x onerror=alert(1)&amp;gt;x</title>",
            "<meta property=og:title content='<img src=x onerror=alert(1)>x'>",
            "<meta property=og:title content='\"onmouseover=alert(1) x'>",
            "<meta property=og:title content=\"'><svg/onload=alert(1)>x\">",
        ];
        for html in hostile {
            let title = read(html).title.unwrap();
            assert!(!title.contains(['<', '>', '"', '\'']), "{html}: {title}");
        }
        // Entities are decoded once: what the page showed as text stays text.
        assert_eq!(read(hostile[2]).title.as_deref(), Some("&amp;lt;img src=x onerror=alert(1)&amp;gt;x"));
        for image in ["javascript:alert(1)", "data:image/png;base64,AA", "ftp://e.org/x", "http://u:p@e.org/"] {
            assert_eq!(read(&format!("<meta property=og:image content=\"{image}\">")).image, None, "{image}");
        }
        let image = read("<meta property=og:image content=\"/i.png?'&quot;><script>\">").image.unwrap();
        assert!(!image.contains(['<', '>', '"', '\'']), "{image}");
    }

    #[test]
    fn safer_values_are_cut() {
        let found = read(&format!("<title>{}</title>", "ä".repeat(100_000)));
        assert_eq!(found.title.unwrap().chars().count(), MAX_VALUE);
        let long = format!("<meta property=og:image content=\"/{}\">", "a".repeat(5000));
        assert_eq!(read(&long).image, None);
    }

    #[test]
    fn characters_survive_being_cut_and_wrong_ones_do_no_harm() {
        let html = "<title>€ über 🙂</title>";
        for piece in 1..6 {
            assert_eq!(read_as("text/html", html.as_bytes(), piece).title.as_deref(), Some("€ über 🙂"));
        }
        let latin = read_as("text/html; charset=ISO-8859-1", b"<title>\xfcber</title>", 3);
        assert_eq!(latin.title.as_deref(), Some("über"));
        let wrong = read_as("text/html", b"<title>\xff\xfe a\xc3</title>", 100);
        assert!(wrong.title.unwrap().contains('a'));
        assert!(!read_as("text/html", b"<title>a\0</title>", 100).title.unwrap().contains('\0'));
    }

    /// A hundred thousand, all different.
    fn attributes(before: &str, after: &str) -> String {
        let names: Vec<String> = (0..100_000).map(|n| format!("{before}{n}{after}")).collect();
        names.concat()
    }

    #[test]
    fn safer_pages_made_to_take_long_do_not() {
        let many_attributes = attributes(" a", "");
        let hostile = [
            format!("<meta{many_attributes}>"),
            format!("<meta{}>", attributes("b", "=\"\"")),
            format!("<meta{}>", many_attributes.replace(' ', "/")),
            "<title>".repeat(70_000),
            "<b><".repeat(120_000),
            format!("<title>{}", "<b>".repeat(170_000)),
            format!("<meta property=og:title content='{}'>", "<b>".repeat(170_000)),
            "&".repeat(500_000),
            "<!--".repeat(120_000),
        ];
        for html in hostile {
            let begun = Instant::now();
            read_as("text/html", html.as_bytes(), 32 * 1024);
            // A guard against minutes, not a measure: without optimisation, on a busy machine.
            assert!(begun.elapsed().as_secs() < 30, "{} took {:?}", &html[..20], begun.elapsed());
        }
    }

    #[test]
    fn what_was_stored_is_cleaned() {
        let stored = PageMeta {
            title: Some("a <img src=x onerror=y> &lt;b&gt; &amp; c".into()),
            description: Some("R&amp;D".into()),
            image: Some("javascript:x".into()),
            ..PageMeta::default()
        };
        let clean = clean_stored(stored, &"https://e.org/".parse().unwrap());
        assert_eq!(clean.title.as_deref(), Some("a &amp; c"));
        assert_eq!(clean.description.as_deref(), Some("R&amp;D"));
        assert_eq!(clean.image, None);
        assert_eq!(clean_stored(clean.clone(), &"https://e.org/".parse().unwrap()), clean);
    }
}

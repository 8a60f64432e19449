//! The clean-up of sanitized messages (spec 30 section 4.5): empty formatting, invisible characters,
//! runs of line breaks. Input is the sanitizer's output, so tags are well-formed and lower case.

/// The source that the sanitizer gives to an image whose picture is in the address itself.
pub(super) const INLINE_IMAGE: &str = "data:";

/// Formatting that says nothing when there is nothing in it.
const INLINE: &[&str] = &["b", "em", "i", "span", "strong", "u"];

/// Elements that stand in the middle of a word as well.
const WITHIN_WORDS: &[&str] = &["a", "b", "code", "em", "i", "label", "mark", "s", "span", "strong", "u"];

/// A stretch of serialised HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Open(&'a str, &'a str),
    Close(&'a str, &'a str),
    Text(&'a str),
    /// A paragraph that is an empty line on purpose.
    EmptyLine,
}

impl Piece<'_> {
    fn is_blank_text(&self) -> bool {
        matches!(self, Self::Text(text) if is_blank(text))
    }

    fn is_break(&self) -> bool {
        matches!(self, Self::Open("br", _))
    }
}

/// White space, however it is written.
fn is_blank(text: &str) -> bool {
    text.replace("&nbsp;", " ").chars().all(char::is_whitespace)
}

/// Where the tag that starts at the beginning of `html` ends.
fn tag_end(html: &str) -> usize {
    let mut quoted = false;
    for (at, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if !rest.starts_with('<') {
            let (text, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            pieces.push(Piece::Text(text));
            rest = after;
            continue;
        }
        let (tag, after) = rest.split_at(tag_end(rest));
        let is_closing = tag.starts_with("</");
        let inner = tag[if is_closing { 2 } else { 1 }..].trim_end_matches('>');
        let name = &inner[..inner.find(char::is_whitespace).unwrap_or(inner.len())];
        pieces.push(if is_closing { Piece::Close(name, tag) } else { Piece::Open(name, tag) });
        // SECURITY: what stands inside of a frame is raw text to a browser, and never shown.
        rest = if name == "iframe" && !is_closing {
            &after[after.find("</iframe>").unwrap_or(after.len())..]
        } else {
            after
        };
    }
    pieces
}

/// What stands between the tags, with a blank for each tag that separates words.
pub(super) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Text(raw) => text.push_str(raw),
            Piece::Open(name, _) | Piece::Close(name, _) if WITHIN_WORDS.contains(&name) => {}
            Piece::Open(..) | Piece::Close(..) | Piece::EmptyLine => text.push(' '),
        }
    }
    text
}

/// All tags of sanitized HTML.
#[cfg(test)]
pub(super) fn tags_of(html: &str) -> impl Iterator<Item = &str> {
    pieces(html).into_iter().filter_map(|piece| match piece {
        Piece::Open(_, tag) | Piece::Close(_, tag) => Some(tag),
        Piece::Text(_) | Piece::EmptyLine => None,
    })
}

fn write(pieces: &[Piece<'_>]) -> String {
    let text = |piece: &Piece<'_>| match *piece {
        Piece::Open(_, raw) | Piece::Close(_, raw) | Piece::Text(raw) => raw.to_owned(),
        Piece::EmptyLine => "<p><br></p>".to_owned(),
    };
    pieces.iter().map(text).collect()
}

/// Removes the images that the sanitizer has marked with [`INLINE_IMAGE`], and what stands inside of
/// frames.
pub(super) fn remove_inline(html: &str) -> String {
    if !html.contains("src=\"data:\"") && !html.contains("<iframe") {
        return html.to_owned();
    }
    let mut kept = pieces(html);
    kept.retain(|piece| !matches!(piece, Piece::Open("img", tag) if tag.contains(" src=\"data:\"")));
    write(&kept)
}

/// Cleans up a sanitized message; `None` when there is nothing to read or see in it.
pub(super) fn clean_up(html: &str) -> Option<String> {
    let html = without_invisible(html);
    let mut pieces = pieces(&html);
    remove_cursors(&mut pieces);
    set_aside_empty_lines(&mut pieces);
    while remove_empty(&mut pieces) {}
    collapse_breaks(&mut pieces);
    if !pieces.iter().any(is_visible) {
        return None;
    }
    if ends_with_empty_line(&pieces) {
        while pieces.last().is_some_and(|last| *last == Piece::EmptyLine || last.is_blank_text()) {
            pieces.pop();
        }
    }
    Some(write(&pieces))
}

fn ends_with_empty_line(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().rev().find(|piece| !piece.is_blank_text()) == Some(&Piece::EmptyLine)
}

fn is_visible(piece: &Piece<'_>) -> bool {
    match piece {
        Piece::Open("img", _) => true,
        Piece::Text(text) => !is_blank(text),
        _ => false,
    }
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' | '\u{FE0F}')
}

/// Removes zero-width characters. SAFER: the joiner stays between two emoji, which it makes one.
fn without_invisible(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html.chars().peekable();
    let mut before = ' ';
    while let Some(c) = rest.next() {
        let is_kept = match c {
            '\u{200D}' => is_emoji(before) && rest.peek().is_some_and(|next| is_emoji(*next)),
            '\u{200B}' | '\u{200C}' | '\u{FEFF}' => false,
            _ => true,
        };
        if is_kept {
            kept.push(c);
        }
        before = c;
    }
    kept
}

/// The editor's mark of somebody's cursor.
fn remove_cursors(pieces: &mut Vec<Piece<'_>>) {
    let mut at = 0;
    while at < pieces.len() {
        let length = match &pieces[at..] {
            [Piece::Open("span", r#"<span class="ql-cursor">"#), Piece::Close("span", _), ..] => 2,
            [Piece::Open("span", r#"<span class="ql-cursor">"#), text, Piece::Close("span", _), ..]
                if text.is_blank_text() =>
            {
                3
            }
            _ => 0,
        };
        pieces.drain(at..at + length);
        at += usize::from(length == 0);
    }
}

/// The index behind the element that opens at `at`, if there is nothing but what `fits` in it, and
/// how many of these there are.
fn content(pieces: &[Piece<'_>], at: usize, fits: impl Fn(&Piece<'_>) -> bool) -> Option<(usize, usize)> {
    let Piece::Open(name, _) = pieces.get(at)? else { return None };
    let inner = pieces[at + 1..].iter().take_while(|piece| fits(piece)).count();
    let end = at + 1 + inner;
    matches!(pieces.get(end), Some(Piece::Close(closed, _)) if closed == name).then_some((end + 1, inner))
}

fn set_aside_empty_lines(pieces: &mut Vec<Piece<'_>>) {
    let mut at = 0;
    while at < pieces.len() {
        if matches!(pieces[at], Piece::Open("p", _))
            && let Some((end, _)) = content(pieces, at, |piece| piece.is_break() || is_space(piece))
            && pieces[at..end].iter().filter(|piece| piece.is_break()).count() == 1
        {
            pieces.splice(at..end, [Piece::EmptyLine]);
        }
        at += 1;
    }
}

fn is_space(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Text(text) if text.chars().all(char::is_whitespace))
}

/// Removes the formatting and paragraphs without content; true if there were any.
fn remove_empty(pieces: &mut Vec<Piece<'_>>) -> bool {
    let before = pieces.len();
    let mut at = 0;
    while at < pieces.len() {
        let is_candidate = matches!(pieces[at], Piece::Open(name, _) if name == "p" || INLINE.contains(&name));
        if is_candidate && let Some((end, _)) = content(pieces, at, |piece| piece.is_break() || piece.is_blank_text()) {
            pieces.drain(at..end);
        } else {
            at += 1;
        }
    }
    pieces.len() < before
}

fn collapse_breaks(pieces: &mut Vec<Piece<'_>>) {
    let mut at = 0;
    while at < pieces.len() {
        if pieces[at].is_break() {
            let blanks = pieces[at + 1..].iter().take_while(|piece| is_space(piece)).count();
            if pieces.get(at + 1 + blanks).is_some_and(Piece::is_break) {
                pieces.drain(at + 1..at + 2 + blanks);
                continue;
            }
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_spec() {
        let unchanged = |text: &'static str| (text, Some(text));
        let rows = [
            ("<p><br></p>", None),
            unchanged("<p>a</p><p><br></p><p>b</p>"),
            ("<p>a</p><p><br></p><p><br></p>", Some("<p>a</p>")),
            unchanged("<p><br></p><p>a</p>"),
            ("<p>&nbsp;</p>", None),
            ("<p>  </p>", None),
            ("<div><br></div>", None),
            ("<ul><li><br></li></ul>", None),
            ("<p><strong> </strong></p><p>x</p>", Some("<p>x</p>")),
            ("<p>a<br><br><br>b</p>", Some("<p>a<br>b</p>")),
            ("<p>a</p><br><br><p>b</p>", Some("<p>a</p><br><p>b</p>")),
            ("<p class=\"z\"><br></p>y", Some("<p><br></p>y")),
            ("<p>x<span class=\"ql-cursor\">\u{FEFF}</span></p>", Some("<p>x</p>")),
            unchanged("<img src=\"/emojis/a.png\">"),
            ("<video src=\"/uploads/a.mp4\" controls=\"\"></video>", None),
            unchanged("<p>a</p>  <p><br></p>  <p><br></p>  <p>b</p>"),
            ("<p>a</p> <p><br></p> ", Some("<p>a</p>")),
            unchanged("a > b & c "),
        ];
        for (html, clean) in rows {
            assert_eq!(clean_up(html).as_deref(), clean, "{html}");
        }
    }

    #[test]
    fn safer_joined_emoji_stay_one() {
        assert_eq!(clean_up("👨\u{200D}👩\u{200D}👧 a\u{200D}b\u{200B}").as_deref(), Some("👨\u{200D}👩\u{200D}👧 ab"));
        assert_eq!(clean_up("\u{200B}\u{FEFF} "), None);
    }

    #[test]
    fn a_quoted_angle_bracket_ends_no_tag() {
        let html = "<img alt=\"a>b\" src=\"data:\">c<img src=\"x\">";
        assert_eq!(remove_inline(html), "c<img src=\"x\">");
    }
}

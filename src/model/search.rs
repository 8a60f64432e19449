//! What somebody searches for: words and phrases, taken out of what was typed. Also how texts fall into
//! words, which is the same for what is searched and for what is searched for.

/// Longest query, in characters: a sentence or two.
pub const MAX_QUERY: usize = 200;

/// Most words of a query. Each is a walk through the index, and nobody remembers more of a message.
const MAX_WORDS: usize = 24;

/// Longer words are known by their beginning alone: no language has them, but texts contain encoded data.
const MAX_WORD: usize = 40;

/// Shorter beginnings of words are taken as whole words: one letter would find nearly everything.
const MIN_PREFIX: usize = 2;

/// Why there is nothing to search for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadQuery {
    /// No letter or digit in it.
    Empty,
    /// More than [`MAX_QUERY`] characters.
    TooLong,
    /// More words than anybody needs.
    TooManyWords,
}

impl std::fmt::Display for BadQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("Write a word to search for."),
            Self::TooLong => write!(f, "Search for at most {MAX_QUERY} characters."),
            Self::TooManyWords => write!(f, "Search for at most {MAX_WORDS} words."),
        }
    }
}

/// Words that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// At least one. Letters and digits only, so none of them means anything to a database.
    pub words: Vec<String>,
    /// Whether the last word stands for all that begin with it.
    pub is_prefix: bool,
}

/// A query: all of its phrases have to be in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms(Vec<Phrase>);

impl Terms {
    /// Understands what was typed. Text in quotes is a phrase; so are words that anything but white space
    /// joins, such as those of an address. The last word is a beginning, unless it is quoted.
    ///
    /// # Errors
    /// When there is nothing in it, or too much.
    pub fn parse(query: &str) -> Result<Self, BadQuery> {
        if query.chars().count() > MAX_QUERY {
            return Err(BadQuery::TooLong);
        }
        let mut phrases = Vec::new();
        for (at, part) in query.split(['"', '“', '”', '„']).enumerate() {
            let is_quoted = at % 2 == 1;
            let texts: Vec<&str> = if is_quoted { vec![part] } else { part.split_whitespace().collect() };
            for text in texts {
                let words: Vec<String> = words(text).collect();
                if !words.is_empty() {
                    phrases.push((words, is_quoted));
                }
            }
        }
        if phrases.iter().map(|(words, _)| words.len()).sum::<usize>() > MAX_WORDS {
            return Err(BadQuery::TooManyWords);
        }
        let last = phrases.len().checked_sub(1).ok_or(BadQuery::Empty)?;
        let phrase = |(at, (words, is_quoted)): (usize, (Vec<String>, bool))| {
            let is_long_enough = words.last().is_some_and(|word| word.chars().count() >= MIN_PREFIX);
            Phrase { words, is_prefix: at == last && !is_quoted && is_long_enough }
        };
        Ok(Self(phrases.into_iter().enumerate().map(phrase).collect()))
    }

    /// At least one.
    pub fn phrases(&self) -> &[Phrase] {
        &self.0
    }
}

/// The words of a text: what stands between anything but letters and digits. Marks that combine with the
/// letter before them are left out, so that it does not matter how accents were typed.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let is_boundary = |c: char| !c.is_alphanumeric() && !is_combining(c);
    let word = |text: &str| text.chars().filter(|c| !is_combining(*c)).take(MAX_WORD).collect::<String>();
    text.split(is_boundary).map(word).filter(|word| !word.is_empty())
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Vec<(String, bool)> {
        let terms = Terms::parse(query).unwrap();
        terms.phrases().iter().map(|phrase| (phrase.words.join(" "), phrase.is_prefix)).collect()
    }

    fn rows(rows: &[(&str, bool)]) -> Vec<(String, bool)> {
        rows.iter().map(|(words, is_prefix)| ((*words).to_owned(), *is_prefix)).collect()
    }

    #[test]
    fn words_phrases_and_a_beginning() {
        assert_eq!(parse("red  apple"), rows(&[("red", false), ("apple", true)]));
        assert_eq!(parse("\"red apple\" pie"), rows(&[("red apple", false), ("pie", true)]));
        assert_eq!(parse("pie “red apple”"), rows(&[("pie", false), ("red apple", false)]));
        assert_eq!(parse("see example.org/a-b"), rows(&[("see", false), ("example org a b", false)]));
        assert_eq!(parse("never \"closed phrase"), rows(&[("never", false), ("closed phrase", false)]));
        assert_eq!(parse("x"), rows(&[("x", false)]));
        assert_eq!(parse("Größe_2"), rows(&[("Größe 2", false)]));
    }

    #[test]
    fn operators_are_nothing_but_words() {
        assert_eq!(parse("a* AND -(b) OR +c ~d <e >f @g"), parse("a AND b OR c d e f g"));
        assert_eq!(
            parse("words:x NEAR(a b, 3) ^y"),
            rows(&[("words x", false), ("NEAR a", false), ("b", false), ("3", false), ("y", false)])
        );
        assert_eq!(parse("'; DROP TABLE x; --"), rows(&[("DROP", false), ("TABLE", false), ("x", false)]));
    }

    #[test]
    fn accents_may_be_typed_either_way() {
        assert_eq!(words("re\u{301}sume\u{301}").collect::<Vec<_>>(), ["resume"]);
        assert_eq!(words("\u{301}").count(), 0);
        assert_eq!(words(&"x".repeat(500)).next().unwrap().len(), MAX_WORD);
    }

    #[test]
    fn nothing_and_too_much_is_refused() {
        for nothing in ["", "  ", "\"\"", "🙂 ... \"!\"", "\u{301}"] {
            assert_eq!(Terms::parse(nothing), Err(BadQuery::Empty), "{nothing:?}");
        }
        assert_eq!(Terms::parse(&"x".repeat(201)), Err(BadQuery::TooLong));
        assert!(Terms::parse(&"ü".repeat(200)).is_ok());
        assert_eq!(Terms::parse(&"x ".repeat(30)), Err(BadQuery::TooManyWords));
    }
}

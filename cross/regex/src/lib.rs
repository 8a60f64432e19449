//! Stands in for the `regex` crate in every build of dcts-edge. The MariaDB driver matches nine tiny
//! patterns with it (times, and the server's version), for which it brings 0.8 MB of machine code;
//! regex-lite does the same with a tenth. `[patch.crates-io]` in Cargo.toml puts this in its place.

pub use regex_lite::*;

/// Patterns over bytes. What is not UTF-8 matches nothing: all patterns here are about ASCII.
pub mod bytes {
    /// A pattern.
    #[derive(Clone, Debug)]
    pub struct Regex(regex_lite::Regex);

    impl Regex {
        /// Compiles a pattern.
        ///
        /// # Errors
        /// When it is none.
        pub fn new(pattern: &str) -> Result<Self, regex_lite::Error> {
            regex_lite::Regex::new(pattern).map(Self)
        }

        /// Whether the pattern is found.
        pub fn is_match(&self, haystack: &[u8]) -> bool {
            std::str::from_utf8(haystack).is_ok_and(|text| self.0.is_match(text))
        }

        /// The groups of the first place where the pattern is found.
        pub fn captures<'h>(&self, haystack: &'h [u8]) -> Option<Captures<'h>> {
            self.0.captures(std::str::from_utf8(haystack).ok()?).map(Captures)
        }
    }

    /// The groups of a match.
    #[derive(Debug)]
    pub struct Captures<'h>(regex_lite::Captures<'h>);

    impl<'h> Captures<'h> {
        /// A group by its number; 0 is the whole.
        pub fn get(&self, number: usize) -> Option<Match<'h>> {
            self.0.get(number).map(Match)
        }
    }

    /// What a group matched.
    #[derive(Clone, Copy, Debug)]
    pub struct Match<'h>(regex_lite::Match<'h>);

    impl<'h> Match<'h> {
        /// The bytes.
        pub fn as_bytes(&self) -> &'h [u8] {
            self.0.as_str().as_bytes()
        }
    }
}

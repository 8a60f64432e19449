//! Session tokens: kept as hashes, compared in constant time.

use constant_time_eq::{constant_time_eq, constant_time_eq_32};
use sha2::{Digest, Sha256};

/// SHA-256 of a session token. Tokens have more than 150 random bits, so that a plain hash cannot
/// be searched; whoever reads the database or the memory of a node cannot log in with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token as the client sends it.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// A stored hash.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash as it is stored.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether both are the same, found out in a time that does not depend on them.
    pub fn matches(&self, other: &Self) -> bool {
        constant_time_eq_32(&self.0, &other.0)
    }
}

/// Whether two secrets are the same, found out in a time that depends on their lengths only.
pub fn equal(a: &str, b: &str) -> bool {
    constant_time_eq(a.as_bytes(), b.as_bytes())
}

/// Whether two secrets in bytes are the same, found out in a time that depends on their lengths only.
pub fn equal_bytes(a: &[u8], b: &[u8]) -> bool {
    constant_time_eq(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_match_their_token_only() {
        let hash = TokenHash::of("1234");
        assert!(hash.matches(&TokenHash::of("1234")));
        assert!(!hash.matches(&TokenHash::of("1235")));
        assert_eq!(TokenHash::from_bytes(*hash.as_bytes()), hash);
    }

    #[test]
    fn secrets_are_equal_as_a_whole() {
        assert!(equal("abc", "abc"));
        assert!(!equal("abc", "ab") && !equal("abc", "abd") && !equal("", "a"));
    }
}

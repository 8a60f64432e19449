//! Passwords (spec 10 section 3.4): argon2id for new ones, bcrypt as DCTS stores it. Both are slow by intent:
//! off the event loop only.

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::{random, text, token};

/// What bcrypt costs: 2^10 rounds, as DCTS has it.
const BCRYPT_COST: u32 = 10;
/// What argon2id costs: the least memory that OWASP recommends, for boards that have little, and as many passes
/// as that takes.
const ARGON2_KIB: u32 = 7 * 1024;
const ARGON2_PASSES: u32 = 5;
/// Most memory that a stored hash may ask for, KiB, most passes, and most lanes. Nobody chose more; a foreign
/// database must not end the node.
const MAX_ARGON2: [u32; 3] = [64 * 1024, 100, 16];
/// Bytes of a salt and of a hash.
const SALT: usize = 16;
const HASH: usize = 32;
/// Blocks (1 KiB) that are asked of the allocator at least. The C library gives what is larger than any of its own
/// pieces (32 MiB) straight back to the system; of less it keeps several. Only what is used takes memory.
const RESERVED: usize = 33 * 1024;

/// Compared with when there is no account, so that a name cannot be guessed by measuring.
const NOBODY: [&str; 2] = [
    "$argon2id$v=19$m=7168,t=5,p=1$bm9ib2R5J3MgaGFzaCwxNg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "$2b$10$8Yhl0TpMeQTxWPsO9YR3b.MbpzsBxXs8IzvLY9anCJKmF7xfuGH62",
];

/// How new passwords are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Takes memory, too, so that special hardware guesses hardly faster than this machine.
    Argon2id,
    /// What DCTS itself can check: for a database that it may get back.
    Bcrypt,
}

/// A password could not be hashed. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashError(String);

impl fmt::Display for HashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for HashError {}

/// Hashes a password exactly as it was typed. Takes about a twentieth of a second on a PC, several tenths on
/// an ARMv7 board; argon2id takes 7 MiB meanwhile.
///
/// # Errors
/// When there is not enough memory, or no random numbers.
pub fn hash(password: &str, scheme: Scheme) -> Result<String, HashError> {
    match scheme {
        Scheme::Bcrypt => bcrypt::hash(password, BCRYPT_COST).map_err(|error| HashError(error.to_string())),
        Scheme::Argon2id => argon2id(password).map_err(|error| HashError(error.to_string())),
    }
}

fn argon2id(password: &str) -> argon2::Result<String> {
    let mut salt = [0; SALT];
    random::fill(&mut salt);
    let cost = [ARGON2_KIB, ARGON2_PASSES, 1];
    let hash = derive(password, &salt, cost)?;
    let [memory, passes, lanes] = cost;
    let [salt, hash] = [&salt[..], &hash].map(|bytes| STANDARD_NO_PAD.encode(bytes));
    Ok(format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}"))
}

fn derive(password: &str, salt: &[u8], [memory, passes, lanes]: [u32; 3]) -> argon2::Result<[u8; HASH]> {
    let params = Params::new(memory, passes, lanes, Some(HASH))?;
    let needed = params.block_count();
    let mut blocks = Vec::new();
    // A machine that cannot have that much has what is needed.
    if blocks.try_reserve_exact(needed.max(RESERVED)).is_err() {
        blocks.try_reserve_exact(needed).map_err(|_| argon2::Error::MemoryTooMuch)?;
    }
    blocks.resize(needed, Block::new());
    let mut hash = [0; HASH];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, &mut blocks)?;
    Ok(hash)
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Not the password.
    No,
    /// The password.
    Yes,
    /// The password, stored in a form that is not to stay: hash it again.
    Outdated,
}

impl Verified {
    /// Whether it is the password.
    pub fn is_match(self) -> bool {
        self != Self::No
    }

    /// Whether the stored hash should be replaced.
    pub fn needs_rehash(self) -> bool {
        self == Self::Outdated
    }
}

/// Compares what was typed with a stored hash; without one (no such account) it takes as long and
/// says no. Of bcrypt three forms are tried: as typed, with `<` escaped, and as DCTS mangles passwords at
/// registration. `scheme` is how new ones are hashed.
pub fn verify(typed: &str, stored: Option<&str>, scheme: Scheme) -> Verified {
    let hash = stored.unwrap_or(NOBODY[scheme as usize]);
    let found = if hash.starts_with("$argon2") {
        if is_argon2_of(typed, hash) { Verified::Yes } else { Verified::No }
    } else {
        verify_bcrypt(typed, hash)
    };
    match found {
        _ if stored.is_none() => Verified::No,
        Verified::Yes if hash.starts_with("$argon2") != (scheme == Scheme::Argon2id) => Verified::Outdated,
        found => found,
    }
}

fn is_argon2_of(typed: &str, stored: &str) -> bool {
    let Some((cost, salt, hash)) = parse_argon2id(stored) else { return false };
    let is_bearable = cost.iter().zip(MAX_ARGON2).all(|(asked, most)| *asked <= most);
    is_bearable && derive(typed, &salt, cost).is_ok_and(|derived| token::equal_bytes(&derived, &hash))
}

/// Reads a hash in the PHC string format, in the order in which everybody writes it.
fn parse_argon2id(stored: &str) -> Option<([u32; 3], Vec<u8>, Vec<u8>)> {
    let mut fields = stored.strip_prefix("$argon2id$v=19$")?.split('$');
    let (cost, salt, hash) = (fields.next()?, fields.next()?, fields.next()?);
    let mut costs = cost.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse().ok();
    let cost = [cost("m=")?, cost("t=")?, cost("p=")?];
    let bytes = |text: &str| STANDARD_NO_PAD.decode(text).ok();
    Some((cost, bytes(salt)?, bytes(hash)?)).filter(|_| fields.next().is_none())
}

fn verify_bcrypt(typed: &str, hash: &str) -> Verified {
    let is_it = |form: &str| bcrypt::verify(form, hash).unwrap_or(false);
    if is_it(typed) {
        return Verified::Yes;
    }
    let escaped = typed.replace('<', "&lt;");
    let mangled = mangle(typed);
    let differs = |form: &str| form != typed;
    if (differs(&escaped) && is_it(&escaped)) || (differs(&mangled) && mangled != escaped && is_it(&mangled)) {
        return Verified::Outdated;
    }
    Verified::No
}

/// What DCTS hashes at registration: numbers without leading zeros, and text without markup.
fn mangle(typed: &str) -> String {
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    let is_number = typed.len() < 10
        && digits.split('.').count() <= 2
        && digits.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    match typed.parse::<f64>() {
        Ok(number) if is_number => number.to_string(),
        _ => text::strip_html(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(password: &str) -> String {
        bcrypt::hash(password, 4).unwrap()
    }

    #[test]
    fn both_schemes_hash_and_compare() {
        for (scheme, start) in [(Scheme::Argon2id, "$argon2id$v=19$m=7168,t=5,p=1$"), (Scheme::Bcrypt, "$2b$10$")] {
            let hash = hash("correct horse", scheme).unwrap();
            assert!(hash.starts_with(start), "{hash}");
            assert_eq!(verify("correct horse", Some(&hash), scheme), Verified::Yes);
            assert_eq!(verify("correct hors", Some(&hash), scheme), Verified::No);
        }
    }

    #[test]
    fn a_hash_of_the_other_scheme_is_replaced() {
        let argon2id = hash("x", Scheme::Argon2id).unwrap();
        assert_eq!(verify("x", Some(&argon2id), Scheme::Bcrypt), Verified::Outdated);
        assert_eq!(verify("x", Some(&quick("x")), Scheme::Argon2id), Verified::Outdated);
        assert_eq!(verify("y", Some(&quick("x")), Scheme::Argon2id), Verified::No);
    }

    #[test]
    fn old_forms_are_accepted_and_replaced() {
        let verify = |typed: &str, stored: &str| verify(typed, Some(&quick(stored)), Scheme::Bcrypt);
        assert_eq!(verify("007", "7"), Verified::Outdated);
        assert_eq!(verify("a&b<i>c</i>d", "a&amp;bcd"), Verified::Outdated);
        assert_eq!(verify("a<b", "a&lt;b"), Verified::Outdated);
    }

    #[test]
    fn nobody_has_no_password() {
        for scheme in [Scheme::Argon2id, Scheme::Bcrypt] {
            assert_eq!(verify("", None, scheme), Verified::No);
            assert_eq!(verify("x", Some(""), scheme), Verified::No);
            assert_eq!(verify("x", Some("no hash"), scheme), Verified::No);
        }
    }

    #[test]
    fn the_dummies_are_real_hashes_of_the_same_cost() {
        let of = |scheme| NOBODY[scheme as usize];
        assert!(bcrypt::verify("x", of(Scheme::Bcrypt)).is_ok());
        let [dummy, made] = [of(Scheme::Argon2id), &hash("x", Scheme::Argon2id).unwrap()]
            .map(|hash| parse_argon2id(hash).map(|(cost, salt, hash)| (cost, salt.len(), hash.len())).unwrap());
        assert_eq!(dummy, made);
    }

    /// Made by another implementation (hash-wasm 4.13) of the password with the salt `somesaltsomesalt`.
    #[test]
    fn agrees_with_others() {
        let hash = "$argon2id$v=19$m=7168,t=5,p=1$c29tZXNhbHRzb21lc2FsdA$Ab6+sBE+Tsn+6D2ktLNSwf7zGnZPIzn8umPKJj3WcwM";
        assert_eq!(verify("correct horse", Some(hash), Scheme::Argon2id), Verified::Yes);
        assert_eq!(verify("correct hors", Some(hash), Scheme::Argon2id), Verified::No);
    }

    #[test]
    fn a_hash_that_asks_for_too_much_memory_is_none() {
        let greedy = hash("x", Scheme::Argon2id).unwrap().replace("m=7168", "m=4194304");
        assert_eq!(verify("x", Some(&greedy), Scheme::Argon2id), Verified::No);
    }
}

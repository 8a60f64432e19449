//! Passwords: bcrypt as DCTS stores it (spec 10 section 3.4). Slow by intent: off the event loop only.

use super::text;

/// What bcrypt costs: 2^10 rounds, as DCTS has it.
const COST: u32 = 10;

/// Compared with when there is no account, so that a name cannot be guessed by measuring.
const NOBODY: &str = "$2b$10$8Yhl0TpMeQTxWPsO9YR3b.MbpzsBxXs8IzvLY9anCJKmF7xfuGH62";

/// Hashes a password exactly as it was typed. Takes about a tenth of a second.
///
/// # Errors
/// When the operating system has no random numbers.
pub fn hash(password: &str) -> Result<String, bcrypt::BcryptError> {
    bcrypt::hash(password, COST)
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Not the password.
    No,
    /// The password.
    Yes,
    /// The password, stored in a form that only DCTS makes of it: hash it again.
    InOldForm,
}

impl Verified {
    /// Whether it is the password.
    pub fn is_match(self) -> bool {
        self != Self::No
    }

    /// Whether the stored hash should be replaced.
    pub fn needs_rehash(self) -> bool {
        self == Self::InOldForm
    }
}

/// Compares what was typed with a stored hash; without one (no such account) it takes as long and
/// says no. Three forms are tried: as typed, with `<` escaped, and as DCTS mangles passwords at
/// registration.
pub fn verify(typed: &str, stored: Option<&str>) -> Verified {
    let hash = stored.unwrap_or(NOBODY);
    let is_it = |form: &str| bcrypt::verify(form, hash).unwrap_or(false) && stored.is_some();
    if is_it(typed) {
        return Verified::Yes;
    }
    let escaped = typed.replace('<', "&lt;");
    let mangled = mangle(typed);
    let differs = |form: &str| form != typed;
    if (differs(&escaped) && is_it(&escaped)) || (differs(&mangled) && mangled != escaped && is_it(&mangled)) {
        return Verified::InOldForm;
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
    fn hashes_are_bcrypt_2b_cost_10() {
        let hash = hash("correct horse").unwrap();
        assert!(hash.starts_with("$2b$10$"), "{hash}");
        assert_eq!(verify("correct horse", Some(&hash)), Verified::Yes);
        assert_eq!(verify("correct hors", Some(&hash)), Verified::No);
    }

    #[test]
    fn old_forms_are_accepted_and_replaced() {
        assert_eq!(verify("007", Some(&quick("7"))), Verified::InOldForm);
        assert_eq!(verify("a&b<i>c</i>d", Some(&quick("a&amp;bcd"))), Verified::InOldForm);
        assert_eq!(verify("a<b", Some(&quick("a&lt;b"))), Verified::InOldForm);
    }

    #[test]
    fn nobody_has_no_password() {
        assert_eq!(verify("", None), Verified::No);
        assert_eq!(verify("x", Some("")), Verified::No);
        assert_eq!(verify("x", Some("no hash")), Verified::No);
    }

    #[test]
    fn the_dummy_is_a_real_hash() {
        assert!(bcrypt::verify("x", NOBODY).is_ok());
    }
}

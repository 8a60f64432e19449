//! Random ids and secrets, all from the operating system's generator.

/// Fills a buffer with random bytes.
///
/// # Panics
/// When the operating system has no random numbers: no id or token could be made safely then.
pub fn fill(buffer: &mut [u8]) {
    if let Err(error) = getrandom::fill(buffer) {
        panic!("the operating system gives no random numbers: {error}");
    }
}

/// A random number below `bound`, every one equally likely.
///
/// # Panics
/// Without random numbers, see [`fill`].
pub fn below(bound: u8) -> u8 {
    // Values of the last, incomplete stretch of 0..=255 would make small numbers likelier.
    let usable = u8::MAX - u8::MAX % bound;
    loop {
        let mut byte = [0];
        fill(&mut byte);
        if byte[0] < usable {
            return byte[0] % bound;
        }
    }
}

/// `length` decimal digits of which the first is 1: the form of every id and token on the wire
/// (spec 20 section 3.1). Members and messages have 12, tokens 48, redeem keys 64.
pub fn digits(length: usize) -> String {
    let mut text = String::with_capacity(length);
    text.push('1');
    text.extend((1..length).map(|_| char::from(b'0' + below(10))));
    text
}

/// `length` lower-case hexadecimal digits.
pub fn hex(length: usize) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    (0..length).map(|_| char::from(DIGITS[usize::from(below(16))])).collect()
}

/// A random UUID (version 4, RFC 9562 section 5.4).
pub fn uuid() -> String {
    let digits = hex(30);
    let variant = ["8", "9", "a", "b"][usize::from(below(4))];
    format!("{}-{}-4{}-{variant}{}-{}", &digits[..8], &digits[8..12], &digits[12..15], &digits[15..18], &digits[18..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_start_with_one_and_differ() {
        let (a, b) = (digits(48), digits(48));
        assert_eq!(a.len(), 48);
        assert!(a.starts_with('1') && a.bytes().all(|byte| byte.is_ascii_digit()));
        assert_ne!(a, b);
    }

    #[test]
    fn all_digits_occur() {
        let text = digits(2000);
        assert!((b'0'..=b'9').all(|digit| text.as_bytes()[1..].contains(&digit)));
    }

    #[test]
    fn uuids_have_their_version_and_variant() {
        let made = uuid();
        let lengths: Vec<usize> = made.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{made}");
        assert_eq!(&made[14..15], "4");
        assert!("89ab".contains(&made[19..20]));
    }

    #[test]
    fn hex_is_lower_case() {
        assert!(hex(32).bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
        assert_eq!(hex(32).len(), 32);
    }
}

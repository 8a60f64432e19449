//! The part of the crate `crypto-primes` that `rsa` makes keys with, for odd numbers of 64 bits and more that were drawn by
//! chance. Arithmetic is `crypto-bigint`'s, as there; what differs: the Miller-Rabin test alone, with bases drawn by chance,
//! as FIPS 186-5 describes it (appendices A.1.3 and B.3.1), and no table of reciprocals in the program.

use crypto_bigint::{
    BoxedUint, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};

/// How many bases a number is tested with. Four are enough for an error of 2^-100 with primes of 1024 bits (FIPS 186-5
/// table B.1); one of a number that is prime costs milliseconds.
const ROUNDS: usize = 16;

/// Which primes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// Any.
    Any,
}

/// Whether an odd number of at least 64 bits is prime. A number that was drawn by chance and is not passes with a probability below
/// 2^-100, and whatever its form below 4^-16. `false` if the operating system has no random numbers.
pub fn is_prime(_: Flavor, candidate: &BoxedUint) -> bool {
    let bits = candidate.bit_width();
    let Some(odd) = Odd::new(candidate.clone()).into_option().filter(|_| bits >= 64) else { return false };
    let params = BoxedMontyParams::new_vartime(odd);
    let one = BoxedMontyForm::one(&params);
    let minus_one = -one.clone();
    let even = candidate.wrapping_sub(BoxedUint::one());
    let twos = even.trailing_zeros_vartime();
    let odd_part = even.wrapping_shr_vartime(twos);
    // Bases are a bit shorter than the candidate, so smaller than it.
    let length = bits - 1;
    let mut bytes = vec![0; length.div_ceil(8) as usize];
    for _ in 0..ROUNDS {
        if getrandom::fill(&mut bytes).is_err() {
            return false;
        }
        bytes[0] &= u8::MAX >> (bytes.len() as u32 * 8 - length);
        let base = BoxedUint::from_be_slice_truncated(&bytes, candidate.bits_precision());
        let mut power = BoxedMontyForm::new(base, &params).pow(&odd_part);
        if power == one || power == minus_one {
            continue;
        }
        let mut is_witness = true;
        for _ in 1..twos {
            power = power.square();
            if power == minus_one {
                is_witness = false;
                break;
            }
        }
        if is_witness {
            return false;
        }
    }
    true
}

/// Where candidates come from.
pub mod hazmat {
    use std::num::NonZeroU32;

    use crypto_bigint::{BoxedUint, Integer, Limb, NonZero};

    /// Small primes are below this.
    const LIMIT: u16 = 2048;
    /// How many numbers after the first are looked at, before chance has to give another one.
    const REACH: u32 = 1 << 16;

    /// Odd numbers from a number on that are no multiples of small primes.
    #[derive(Debug)]
    pub struct SmallFactorsSieve {
        start: BoxedUint,
        bits: u32,
        /// How far the next one is from the first; even.
        step: u32,
        /// Small primes, and what is left of the first number after a division by them.
        left: Vec<(u32, u32)>,
    }

    impl SmallFactorsSieve {
        /// From `start`, which is odd and has more than 64 bits, to the last number of `bits` bits.
        ///
        /// # Errors
        /// When the start is none of these.
        pub fn new(start: BoxedUint, bits: NonZeroU32, _: bool) -> Result<Self, ()> {
            if start.bit_width() < 64 || !bool::from(start.is_odd()) {
                return Err(());
            }
            let mut left = Vec::new();
            for number in (3..LIMIT).step_by(2) {
                let number = u32::from(number);
                if left.iter().all(|&(prime, _)| number % prime != 0)
                    && let Some(limb) = NonZero::new(Limb::from(number)).into_option()
                {
                    left.push((number, start.rem_limb(limb).0 as u32));
                }
            }
            Ok(Self { start, bits: bits.get(), step: 0, left })
        }
    }

    impl Iterator for SmallFactorsSieve {
        type Item = BoxedUint;

        fn next(&mut self) -> Option<BoxedUint> {
            loop {
                let step = self.step;
                if step >= REACH {
                    return None;
                }
                self.step += 2;
                if self.left.iter().all(|&(prime, left)| (left + step) % prime != 0) {
                    let next = self.start.wrapping_add(BoxedUint::from(step));
                    return (next.bit_width() == self.bits).then_some(next);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crypto_bigint::ConcatenatingMul;

    use super::*;

    fn number(hex: &str) -> BoxedUint {
        BoxedUint::from_str_radix_vartime(hex, 16).expect("hex")
    }

    /// 2^127 - 1, 2^521 - 1, and the prime of RFC 3526 group 14.
    #[test]
    fn primes_pass() {
        let mersenne = |bits: usize| number(&format!("{}{}", (1 << (bits % 4)) - 1, "f".repeat(bits / 4)));
        for prime in [mersenne(127), mersenne(521), number(GROUP_14)] {
            assert!(is_prime(Flavor::Any, &prime), "{prime}");
        }
    }

    /// Products of two primes, a Carmichael number (Chernick's form: (6k+1)(12k+1)(18k+1)), even numbers, and what follows a prime.
    #[test]
    fn others_do_not() {
        let k = (1..).map(|n: u64| (1 << 40) + n).find(|k| [6, 12, 18].iter().all(|m| small_prime(m * k + 1))).expect("one");
        let carmichael = [6, 12, 18].iter().fold(BoxedUint::from(1u64), |n, m| n.concatenating_mul(BoxedUint::from(m * k + 1)));
        let square = number(GROUP_14).concatenating_mul(number(GROUP_14));
        let two = number("2");
        for other in [carmichael, square, number(GROUP_14).wrapping_add(&two), number(GROUP_14).wrapping_add(BoxedUint::one())] {
            assert!(!is_prime(Flavor::Any, &other), "{other}");
        }
    }

    fn small_prime(n: u64) -> bool {
        n % 2 != 0 && (3..).step_by(2).take_while(|d| d * d <= n).all(|d| n % d != 0)
    }

    #[test]
    fn what_the_sieve_leaves_out_is_composite() {
        let start = number("f000000000000000000000000000000000000001");
        let bits = std::num::NonZeroU32::new(start.bit_width()).expect("some");
        let kept: Vec<_> = hazmat::SmallFactorsSieve::new(start.clone(), bits, false).expect("fit").collect();
        assert!(kept.windows(2).all(|pair| pair[0] < pair[1]));
        let (mut at, mut primes) = (start, 0);
        for _ in 0..4000 {
            if is_prime(Flavor::Any, &at) {
                primes += 1;
                assert!(kept.contains(&at), "{at}");
            }
            at = at.wrapping_add(number("2"));
        }
        assert!(primes > 20, "{primes}");
    }

    const GROUP_14: &str = concat!(
        "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b",
        "302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6",
        "49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d",
        "670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718",
        "3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff"
    );
}

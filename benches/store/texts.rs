//! Messages as people write them, as far as an index is concerned: few words are frequent, most are rare.

/// Different words. What a community uses in years, names and typing errors included.
pub(crate) const WORDS: usize = 50_000;

/// Always the same numbers.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A word's place in the order of frequency, the most frequent first: by Zipf's law.
    fn rank(&mut self) -> usize {
        let uniform = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((WORDS as f64).powf(uniform) as usize).min(WORDS - 1)
    }
}

/// The word of a rank, made of syllables; none is the beginning of many others.
pub(crate) fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ka", "te", "li", "mo", "su", "ra", "ne", "vi", "do", "pa", "shi", "bo", "gru", "mel", "tor", "qui"];
    let mut left = rank + SYLLABLES.len();
    let mut word = String::new();
    while left > 0 {
        word.push_str(SYLLABLES[left % SYLLABLES.len()]);
        left /= SYLLABLES.len();
    }
    word
}

/// A message of 3 to 20 words in a paragraph, as editors send it.
pub(crate) fn html(random: &mut Random) -> String {
    let count = 3 + random.below(18);
    let words: Vec<String> = (0..count).map(|_| word(random.rank())).collect();
    format!("<p>{}</p>", words.join(" "))
}

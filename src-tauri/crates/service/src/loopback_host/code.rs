//! A short code to type, for where no address with a secret can be given to the browser unseen.

use std::time::Duration;

use engine::ports::Entropy;
use subtle::ConstantTimeEq as _;

/// How long it works.
pub(super) const LASTS: Duration = Duration::from_mins(5);
/// Wrong codes until none works any more: of 2^40, nobody hits one with five.
const TRIES: u32 = 5;
/// Thirty-two that are not taken for one another.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Letters of a code, five bits each.
const LENGTH: usize = 8;

/// Works once, for a while, and for a few tries.
pub(super) struct Code {
    letters: String,
    tries_left: u32,
}

impl Code {
    /// A new one.
    pub(super) fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; LENGTH];
        entropy.fill(&mut bytes);
        let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
        Self { letters: bytes.iter().map(letter).collect(), tries_left: TRIES }
    }

    /// As it is shown: `K7PM-92QD`.
    pub(super) fn shown(&self) -> String {
        let (first, rest) = self.letters.split_at(LENGTH / 2);
        format!("{first}-{rest}")
    }

    /// Whether it was typed so, in whatever case and with or without its dash. Each try counts.
    pub(super) fn is(&mut self, typed: &str) -> bool {
        if self.tries_left == 0 {
            return false;
        }
        self.tries_left -= 1;
        let typed: String = typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        self.letters.as_bytes().ct_eq(typed.as_bytes()).into()
    }
}

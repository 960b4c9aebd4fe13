//! Randomness from the seed: the same seed gives the same companies, tokens and ids.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A seeded stream. Streams of one seed with different numbers are independent.
#[derive(Debug, Clone)]
pub struct Entropy(ChaCha12Rng);

impl Entropy {
    /// The stream with this number.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// The generator itself, for what wants one.
    pub fn rng(&mut self) -> &mut ChaCha12Rng {
        &mut self.0
    }

    /// A number below `limit` (0 when the limit is 0).
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.0.next_u64() % limit }
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(items.len() as u64)).unwrap_or(0);
        items.get(at)
    }

    /// Letters and digits.
    pub fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).filter_map(|_| self.pick(LETTERS).copied()).map(char::from).collect()
    }

    /// Lower-case hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        (0..length).filter_map(|_| self.pick(b"0123456789abcdef").copied()).map(char::from).collect()
    }

    /// A version 4 UUID.
    pub fn uuid(&mut self) -> String {
        let variant = self.pick(&['8', '9', 'a', 'b']).copied().unwrap_or('8');
        format!("{}-{}-4{}-{variant}{}-{}", self.hex(8), self.hex(4), self.hex(3), self.hex(3), self.hex(12))
    }
}

//! Ids that look like random UUIDs and can be read back into the number of the record.
//!
//! A row number is scrambled with keys that follow from the seed, so the same seed gives the same ids, ids tell
//! nothing, and a million records need no index from id to row.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// What an id names. The number is part of the id: an invoice id is never the id of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A customer.
    Customer = 2,
    /// A user of a customer.
    User = 3,
    /// An invoice.
    Invoice = 4,
    /// A payment.
    Payment = 5,
    /// A payout.
    Payout = 6,
    /// An event of the feed.
    Event = 7,
    /// A webhook subscription.
    Subscription = 8,
    /// One event for one subscription.
    Delivery = 9,
    /// A one-off hosted checkout.
    PaymentRequest = 10,
    /// A default payment method, named but never offered.
    PaymentMethod = 11,
}

const HALF: u64 = (1 << 61) - 1;

/// The keys of one partner's ids.
#[derive(Debug, Clone)]
pub struct Ids {
    rounds: [u64; 4],
}

impl Ids {
    /// Keys that follow from a text nobody else has: the partner's id and secret, which follow from the seed.
    pub fn new(key: &str) -> Self {
        let digest = Sha256::new().chain_update(b"ids").chain_update(key).finalize();
        let mut rounds = [0; 4];
        for (round, bytes) in rounds.iter_mut().zip(digest.chunks_exact(8)) {
            *round = bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        }
        Self { rounds }
    }

    /// The id of row `number` of a kind.
    pub fn id(&self, kind: Kind, number: u64) -> String {
        let (left, right) = self.scramble(kind as u64, number & HALF);
        // A version 4 UUID: 48 random bits, version, 12 bits, variant, 62 bits.
        let bits = (u128::from(left) << 61) | u128::from(right);
        let high = bits >> 74;
        let middle = (bits >> 62) & 0xfff;
        let low = bits & ((1 << 62) - 1);
        let uuid = (high << 80) | (0x4 << 76) | (middle << 64) | (0b10 << 62) | low;
        let hex = format!("{uuid:032x}");
        let mut text = String::with_capacity(36);
        for (at, digit) in hex.chars().enumerate() {
            if matches!(at, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(digit);
        }
        text
    }

    /// The row number in an id of this kind; nothing for any other text.
    pub fn number(&self, kind: Kind, id: &str) -> Option<u64> {
        let mut hex = String::with_capacity(32);
        for (at, digit) in id.chars().enumerate() {
            match (at, digit) {
                (8 | 13 | 18 | 23, '-') => {}
                (8 | 13 | 18 | 23, _) => return None,
                (_, '0'..='9' | 'a'..='f') => hex.push(digit),
                _ => return None,
            }
        }
        if hex.len() != 32 {
            return None;
        }
        let uuid = u128::from_str_radix(&hex, 16).ok()?;
        if (uuid >> 76) & 0xf != 0x4 || (uuid >> 62) & 0b11 != 0b10 {
            return None;
        }
        let bits = ((uuid >> 80) << 74) | (((uuid >> 64) & 0xfff) << 62) | (uuid & ((1 << 62) - 1));
        let left = u64::try_from(bits >> 61).ok()?;
        let right = u64::try_from(bits & u128::from(HALF)).ok()?;
        let (found, number) = self.restore(left, right);
        (found == kind as u64).then_some(number)
    }

    /// Hexadecimal text that nobody can guess without the key: signatures and the secret part of links.
    pub fn seal(&self, purpose: &str, number: u64, bytes: usize) -> String {
        let mut digest = Sha256::new().chain_update(purpose).chain_update(number.to_be_bytes());
        for round in self.rounds {
            digest.update(round.to_be_bytes());
        }
        hex(&digest.finalize()[..bytes.min(32)])
    }

    /// Four rounds of a Feistel network over two halves of 61 bits.
    pub(crate) fn scramble(&self, mut left: u64, mut right: u64) -> (u64, u64) {
        for key in self.rounds {
            (left, right) = (right, left ^ (mix(right ^ key) & HALF));
        }
        (left, right)
    }

    fn restore(&self, mut left: u64, mut right: u64) -> (u64, u64) {
        for key in self.rounds.iter().rev() {
            (left, right) = (right ^ (mix(left ^ key) & HALF), left);
        }
        (left, right)
    }

    /// The number that [`Self::scramble`] hid together with `tag`.
    pub(crate) fn reveal(&self, tag: u64, left: u64, right: u64) -> Option<u64> {
        let (found, number) = self.restore(left, right);
        (found == tag).then_some(number)
    }
}

/// The finishing step of `SplitMix64`: every input bit reaches every output bit.
fn mix(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Bytes as lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_are_version_4_uuids_that_follow_from_the_seed() {
        let ids = Ids::new("north");
        let id = ids.id(Kind::Invoice, 1);
        assert_eq!(id.len(), 36);
        assert_eq!(&id[14..15], "4");
        assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"));
        assert_eq!(id, Ids::new("north").id(Kind::Invoice, 1));
        assert_ne!(id, Ids::new("south").id(Kind::Invoice, 1));
    }

    #[test]
    fn an_id_names_one_kind_only_and_nothing_else_is_an_id() {
        let ids = Ids::new("north");
        let id = ids.id(Kind::Invoice, 1);
        assert_eq!(ids.number(Kind::Invoice, &id), Some(1));
        assert_eq!(ids.number(Kind::Payment, &id), None);
        assert_eq!(ids.number(Kind::Invoice, &id.to_uppercase()), None);
        assert_eq!(ids.number(Kind::Invoice, &id.replace('-', "")), None);
        assert_eq!(ids.number(Kind::Invoice, ""), None);
        assert_eq!(ids.number(Kind::Invoice, "00000000-0000-4000-8000-000000000000"), None);
        assert_eq!(ids.number(Kind::Invoice, "ééééééééééééééééééééééééééééééééé"), None);
    }

    proptest! {
        #[test]
        fn every_number_comes_back(key in ".*", number in 0..=HALF) {
            let ids = Ids::new(&key);
            prop_assert_eq!(ids.number(Kind::Customer, &ids.id(Kind::Customer, number)), Some(number));
        }

        #[test]
        fn no_text_stops_the_program(text in ".*") {
            let _ = Ids::new("north").number(Kind::Customer, &text);
        }
    }
}

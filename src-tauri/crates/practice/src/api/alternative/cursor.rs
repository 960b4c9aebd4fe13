//! Opaque page cursors: base64 of the standard alphabet, always with a `+` and a `/` in it, so that a client that
//! forgets to URL-encode one finds out at once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::state::platform::ids::Ids;

/// The list a cursor belongs to. A cursor of one list means nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Documented customers.
    Customers = 101,
    /// Users of a customer.
    Users = 102,
    /// Documented invoices.
    Invoices = 103,
    /// Documented payments.
    Payments = 104,
    /// Documented payouts.
    Payouts = 105,
    /// Payments in a payout.
    Transactions = 106,
    /// Webhook subscriptions.
    Subscriptions = 107,
    /// Webhook events.
    Deliveries = 108,
    /// Customers with a QuickBooks id.
    MappedCustomers = 109,
    /// Invoices with a QuickBooks id.
    MappedInvoices = 110,
    /// Payments with the invoices they pay.
    MappedPayments = 111,
    /// Payouts with their lines.
    MappedPayouts = 112,
    /// The event feed.
    Feed = 113,
}

/// `gaF+` and `/BAC`: whatever follows, both characters that must be URL-encoded are there.
const HEAD: &str = "gaF+/BAC";

/// Positions are row numbers, which fill at most 61 bits.
const POSITION_MAX: u64 = (1 << 61) - 1;

/// The cursor that points at a position of a list.
pub fn encode(ids: &Ids, list: List, position: u64) -> String {
    let (left, right) = ids.scramble(list as u64, position & POSITION_MAX);
    let mut text = String::from(HEAD);
    STANDARD_NO_PAD.encode_string([left.to_be_bytes(), right.to_be_bytes()].concat(), &mut text);
    text
}

/// The position a cursor points at; nothing when it is not a cursor of this list.
pub fn decode(ids: &Ids, list: List, cursor: &str) -> Option<u64> {
    let bytes = STANDARD_NO_PAD.decode(cursor.strip_prefix(HEAD)?).ok()?;
    let bytes = <[u8; 16]>::try_from(bytes).ok()?;
    let (left, right) = bytes.split_at(8);
    let left = u64::from_be_bytes(<[u8; 8]>::try_from(left).ok()?);
    let right = u64::from_be_bytes(<[u8; 8]>::try_from(right).ok()?);
    ids.reveal(list as u64, left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_holds_both_awkward_characters() {
        let ids = Ids::new("north");
        for position in [0, 1, 99, POSITION_MAX] {
            let cursor = encode(&ids, List::Invoices, position);
            assert!(cursor.contains('+') && cursor.contains('/'), "{cursor}");
            assert_eq!(decode(&ids, List::Invoices, &cursor), Some(position));
        }
    }

    #[test]
    fn a_damaged_or_foreign_cursor_is_none() {
        let ids = Ids::new("north");
        let cursor = encode(&ids, List::Invoices, 5);
        assert_eq!(decode(&ids, List::Payments, &cursor), None);
        assert_eq!(decode(&Ids::new("south"), List::Invoices, &cursor), None);
        assert_eq!(decode(&ids, List::Invoices, &cursor.replace('+', " ")), None);
        assert_eq!(decode(&ids, List::Invoices, &cursor[..cursor.len() - 1]), None);
        assert_eq!(decode(&ids, List::Invoices, "not a cursor"), None);
    }
}

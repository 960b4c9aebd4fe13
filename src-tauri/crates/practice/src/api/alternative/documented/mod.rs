//! The documented partner API.

mod customers;
mod invoices;
mod payments;
mod payouts;
mod webhooks;

use super::call::Call;
use super::fields::Fields;
use crate::switches::Switch;

/// Refuses unknown fields, unless the switch for them says otherwise.
fn close(call: &Call, fields: &mut Fields, known: &[&str]) {
    if call.switches.is(Switch::AlternativeUnknownField, "refuse") {
        fields.close(known);
    }
}

/// Whether documented lists leave archived records out.
fn hides_archived(call: &Call) -> bool {
    call.switches.is(Switch::AlternativeArchivedRows, "hidden")
}

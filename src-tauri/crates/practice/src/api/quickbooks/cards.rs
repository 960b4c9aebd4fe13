//! Records that are kept and given back without acting on them: currencies, tax agencies, hours worked; tax codes and
//! rates, which the accounting API only reads.

use super::draft::Draft;
use super::fault::Fault;
use super::references::find_party;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{Card, Meta};

/// Reads a card from a draft.
pub fn build(books: &Books, draft: &Draft<'_, Card>, entity: Entity) -> Result<Card, Fault> {
    let fields = draft.fields;
    let needed: &[&str] = match entity {
        Entity::CompanyCurrency => &["Code"],
        Entity::TaxAgency => &["DisplayName"],
        _ => &["NameOf"],
    };
    for name in needed {
        if draft.keep.is_none() && fields.text(name)?.is_none() {
            return Err(Fault::missing(name));
        }
    }
    if entity == Entity::TimeActivity {
        check_worker(books, draft)?;
    }
    Ok(Card {
        entity,
        meta: Meta::default(),
        active: fields.flag("Active")?.or(draft.old.map(|old| old.active)).unwrap_or(true),
        kept: Kept::take(entity.kept(), fields.object(), draft.keep.map(|old| &old.kept)),
    })
}

/// `NameOf` says whose hours they are, and that person is named and exists.
fn check_worker(books: &Books, draft: &Draft<'_, Card>) -> Result<(), Fault> {
    let Some(kind) = draft.fields.text("NameOf")? else { return Ok(()) };
    let (name, entity) = match kind.as_str() {
        "Employee" => ("EmployeeRef", Entity::Employee),
        "Vendor" => ("VendorRef", Entity::Vendor),
        "Other" => return Ok(()),
        _ => return Err(Fault::enumeration("NameOf", &kind)),
    };
    match draft.fields.reference(name)? {
        Some(id) => find_party(books, entity, &id).map(|_| ()),
        None if draft.keep.is_some() => Ok(()),
        None => Err(Fault::missing(name)),
    }
}

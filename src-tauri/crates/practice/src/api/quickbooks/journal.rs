//! Journal entries.

use ledger::MinorUnits;

use super::currency;
use super::draft::Draft;
use super::fault::Fault;
use super::fields::Fields;
use super::references::{active_account, find_party};
use super::wire::Object;
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{JournalEntry, JournalLine, Meta, Party};

/// Reads a journal entry from a draft.
pub fn build(books: &Books, draft: &Draft<'_, JournalEntry>) -> Result<JournalEntry, Fault> {
    let fields = draft.fields;
    if draft.old.is_some_and(|old| !old.settled.is_empty()) && fields.has("Line") {
        return Err(Fault::business("A payment is applied to this journal entry."));
    }
    let lines = match (fields.list("Line")?, draft.keep) {
        (Some(sent), _) => read_lines(books, &sent)?,
        (None, Some(old)) => old.lines.clone(),
        (None, None) => return Err(Fault::missing("Line")),
    };
    if lines.len() < 2 {
        return Err(Fault::business("A journal entry needs at least two lines."));
    }
    if !lines.iter().map(|line| line.debit).sum::<MinorUnits>().is_zero() {
        return Err(Fault::business("Please balance debits and credits."));
    }
    let mut kept = Kept::take(Entity::JournalEntry.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    let before = draft.old.map(|old| &old.kept);
    currency::of_transaction(books, draft.context, fields, None, before, &mut kept)?;
    Ok(JournalEntry {
        meta: Meta::default(),
        date: draft.sent_or(fields.date("TxnDate")?, |old| Some(old.date)).unwrap_or(draft.context.today),
        number: draft.sent_or(fields.text_up_to("DocNumber", 21)?, |old| old.number.clone()),
        note: draft.sent_or(fields.text_up_to("PrivateNote", 4_000)?, |old| old.note.clone()),
        lines,
        settled: draft.old.map(|old| old.settled.clone()).unwrap_or_default(),
        deposit: None,
        kept,
    })
}

fn read_lines(books: &Books, sent: &[&Object]) -> Result<Vec<JournalLine>, Fault> {
    let mut lines = Vec::with_capacity(sent.len());
    for (at, object) in sent.iter().enumerate() {
        let fields = Fields::of(object, "Line.");
        let kind = fields.text("DetailType")?.ok_or_else(|| Fault::missing("Line.DetailType"))?;
        match kind.as_str() {
            "JournalEntryLineDetail" => {}
            "DescriptionOnly" => continue,
            _ => return Err(Fault::enumeration("Line.DetailType", &kind)),
        }
        let id = u32::try_from(at).unwrap_or(u32::MAX);
        lines.push(read_line(books, fields, id)?);
    }
    Ok(lines)
}

fn read_line(books: &Books, fields: Fields<'_>, id: u32) -> Result<JournalLine, Fault> {
    let amount = fields.amount("Amount")?.ok_or_else(|| Fault::missing("Line.Amount"))?;
    if amount.is_negative() {
        return Err(Fault::business("The amount of a line must be 0 or greater."));
    }
    let empty = Object::new();
    let detail = fields.inner("JournalEntryLineDetail")?.unwrap_or(&empty);
    let detail = Fields::of(detail, "Line.JournalEntryLineDetail.");
    let side = detail
        .text("PostingType")?
        .ok_or_else(|| Fault::missing("Line.JournalEntryLineDetail.PostingType"))?;
    let debit = match side.as_str() {
        "Debit" => amount,
        "Credit" => -amount,
        _ => return Err(Fault::enumeration("Line.JournalEntryLineDetail.PostingType", &side)),
    };
    let sent = detail
        .reference("AccountRef")?
        .ok_or_else(|| Fault::missing("Line.JournalEntryLineDetail.AccountRef"))?;
    let account = active_account(books, "Line.JournalEntryLineDetail.AccountRef", &sent)?;
    let party = match detail.inner("Entity")? {
        Some(inner) => party(books, Fields::of(inner, "Line.JournalEntryLineDetail.Entity."))?,
        None => None,
    };
    let is_customer = party.is_some_and(|party| party.entity == Entity::Customer);
    if account == books.fixed().receivable && !is_customer {
        return Err(Fault::business(
            "When you use Accounts Receivable, you must choose a customer in the Name field.",
        ));
    }
    Ok(JournalLine { id, debit, account, party, description: fields.text_up_to("Description", 4_000)? })
}

/// Here the name is nested: `{Type, EntityRef{value}}`.
fn party(books: &Books, fields: Fields<'_>) -> Result<Option<Party>, Fault> {
    let Some(id) = fields.reference("EntityRef")? else { return Ok(None) };
    let kind = fields.text("Type")?.unwrap_or_else(|| "Customer".to_owned());
    match Entity::named(&kind) {
        Some(entity @ (Entity::Customer | Entity::Vendor | Entity::Employee)) => {
            find_party(books, entity, &id).map(Some)
        }
        _ => Err(Fault::enumeration("Line.JournalEntryLineDetail.Entity.Type", &kind)),
    }
}

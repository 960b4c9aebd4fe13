//! List entries: accounts, customers, vendors, items, terms and plain names. Never deleted, only made inactive.

use super::currency;
use super::draft::Draft;
use super::fault::Fault;
use super::fields::Fields;
use super::names::{DELETED_SUFFIX, LEVELS_BELOW_MAX, ancestors};
use super::references::active_account;
use super::wire::Object;
use crate::state::books::Books;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::record::{Account, Customer, Item, Member, Meta, Named, Term, Vendor};

const NAME_CHARACTERS_MAX: usize = 100;
const DISPLAY_NAME_CHARACTERS_MAX: usize = 500;
const DUE_DAYS_MAX: u16 = 999;

/// Reads an account.
pub fn account(books: &Books, draft: &Draft<'_, Account>) -> Result<Account, Fault> {
    let fields = draft.fields;
    let name = plain_name(fields, "Name", draft.keep.map(|old| &*old.name))?;
    let subtype = fields.text_up_to("AccountSubType", NAME_CHARACTERS_MAX)?;
    let kind = match fields.text("AccountType")? {
        Some(text) => {
            Some(AccountKind::named(&text).ok_or_else(|| Fault::enumeration("AccountType", &text))?)
        }
        None => subtype.as_deref().and_then(kind_of_subtype),
    };
    let kind = draft.sent_or(kind, |old| Some(old.kind)).ok_or_else(|| Fault::missing("AccountType"))?;
    let subtype = subtype
        .or_else(|| draft.keep.filter(|old| old.kind == kind).map(|old| old.subtype.clone()))
        .unwrap_or_else(|| kind.default_subtype().into());
    let mut kept = Kept::take(Entity::Account.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    currency::of_list(books, fields, draft.old.map(|old| &old.kept), &mut kept)?;
    Ok(Account {
        meta: Meta::default(),
        name,
        kind,
        subtype,
        number: draft.sent_or(fields.text_up_to("AcctNum", 20)?, |old| old.number.clone()),
        parent: parent(books, draft, Entity::Account, |old| old.parent)?,
        active: active(fields, draft.old.map(|old| old.active))?,
        kept,
    })
}

/// The types whose subtypes say enough.
fn kind_of_subtype(subtype: &str) -> Option<AccountKind> {
    match subtype {
        "CashOnHand" | "Checking" | "MoneyMarket" | "RentsHeldInTrust" | "Savings" | "TrustAccounts" => {
            Some(AccountKind::Bank)
        }
        _ => AccountKind::ALL.iter().map(|(kind, _)| *kind).find(|kind| kind.default_subtype() == subtype),
    }
}

/// Reads a customer.
pub fn customer(books: &Books, draft: &Draft<'_, Customer>) -> Result<Customer, Fault> {
    let fields = draft.fields;
    let email = match fields.inner("PrimaryEmailAddr")? {
        Some(inner) => Fields::of(inner, "PrimaryEmailAddr.").text_up_to("Address", 100)?,
        None => None,
    };
    if email.as_deref().is_some_and(|address| !is_address(address)) {
        return Err(Fault::business("Invalid Email Address format"));
    }
    let is_job = fields.flag("Job")? != Some(false);
    let mut kept = Kept::take(Entity::Customer.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    currency::of_list(books, fields, draft.old.map(|old| &old.kept), &mut kept)?;
    Ok(Customer {
        meta: Meta::default(),
        display_name: display_name(fields, draft.keep.map(|old| &*old.display_name))?,
        parent: if is_job { parent(books, draft, Entity::Customer, |old| old.parent)? } else { None },
        email: draft.sent_or(email, |old| old.email.clone()),
        active: active(fields, draft.old.map(|old| old.active))?,
        kept,
    })
}

/// An e-mail address holds an @ and, after it, a dot.
pub fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(_, host)| host.contains('.'))
}

/// Reads a vendor or an employee.
pub fn vendor(books: &Books, draft: &Draft<'_, Vendor>, entity: Entity) -> Result<Vendor, Fault> {
    let fields = draft.fields;
    let mut kept = Kept::take(entity.kept(), fields.object(), draft.keep.map(|old| &old.kept));
    if entity == Entity::Vendor {
        currency::of_list(books, fields, draft.old.map(|old| &old.kept), &mut kept)?;
    }
    Ok(Vendor {
        meta: Meta::default(),
        display_name: display_name(fields, draft.keep.map(|old| &*old.display_name))?,
        active: active(fields, draft.old.map(|old| old.active))?,
        kept,
    })
}

/// Reads an item.
pub fn item(books: &Books, draft: &Draft<'_, Item>) -> Result<Item, Fault> {
    let fields = draft.fields;
    let kind = match fields.text("Type")?.as_deref() {
        None => draft.keep.map_or_else(|| "Service".into(), |old| old.kind.clone()),
        Some("Bundle") => "Group".into(),
        Some(kind @ ("Service" | "Inventory" | "NonInventory" | "Group" | "Category")) => kind.into(),
        Some(other) => return Err(Fault::enumeration("Type", other)),
    };
    let account = |name: &str| -> Result<Option<u64>, Fault> {
        fields.reference(name)?.map(|id| active_account(books, name, &id)).transpose()
    };
    let income = draft.sent_or(account("IncomeAccountRef")?, |old| old.income);
    let asset = draft.sent_or(account("AssetAccountRef")?, |old| old.asset);
    if matches!(&*kind, "Service" | "Inventory") && income.is_none() {
        return Err(Fault::missing("IncomeAccountRef"));
    }
    if &*kind == "Inventory" && asset.is_none() {
        return Err(Fault::missing("AssetAccountRef"));
    }
    Ok(Item {
        meta: Meta::default(),
        name: plain_name(fields, "Name", draft.keep.map(|old| &*old.name))?,
        kind,
        active: active(fields, draft.old.map(|old| old.active))?,
        taxable: draft.sent_or(fields.flag("Taxable")?, |old| Some(old.taxable)).unwrap_or(false),
        parent: parent(books, draft, Entity::Item, |old| old.parent)?,
        income,
        expense: draft.sent_or(account("ExpenseAccountRef")?, |old| old.expense),
        asset,
        price: draft.sent_or(fields.decimal("UnitPrice")?, |old| old.price),
        sku: draft.sent_or(fields.text_up_to("Sku", NAME_CHARACTERS_MAX)?, |old| old.sku.clone()),
        members: match fields.inner("ItemGroupDetail")? {
            Some(detail) => members(books, Fields::of(detail, "ItemGroupDetail."))?,
            None => draft.keep.map(|old| old.members.clone()).unwrap_or_default(),
        },
        kept: Kept::take(Entity::Item.kept(), fields.object(), draft.keep.map(|old| &old.kept)),
    })
}

fn members(books: &Books, detail: Fields<'_>) -> Result<Vec<Member>, Fault> {
    let lines = detail.list("ItemGroupLine")?.unwrap_or_default();
    let read = |line: &&Object| {
        let fields = Fields::of(line, "ItemGroupDetail.ItemGroupLine.");
        let id = fields
            .reference("ItemRef")?
            .ok_or_else(|| Fault::missing("ItemGroupDetail.ItemGroupLine.ItemRef"))?;
        let item = id.parse().ok().filter(|id| books.item(*id).is_some());
        let item = item.ok_or_else(|| Fault::reference("ItemRef", &id))?;
        Ok(Member { item, quantity: fields.decimal("Qty")?.unwrap_or(rust_decimal::Decimal::ONE) })
    };
    lines.iter().map(read).collect()
}

/// Reads a payment term.
pub fn term(draft: &Draft<'_, Term>) -> Result<Term, Fault> {
    let fields = draft.fields;
    let days = match fields.decimal("DueDays")? {
        Some(days) => {
            let days = u16::try_from(days).ok().filter(|days| *days <= DUE_DAYS_MAX);
            Some(days.ok_or_else(|| Fault::number("DueDays"))?)
        }
        None => None,
    };
    Ok(Term {
        meta: Meta::default(),
        name: plain_name(fields, "Name", draft.keep.map(|old| &*old.name))?,
        active: active(fields, draft.old.map(|old| old.active))?,
        due_days: draft.sent_or(days, |old| old.due_days),
        kept: Kept::take(Entity::Term.kept(), fields.object(), draft.keep.map(|old| &old.kept)),
    })
}

/// Reads a class, department or payment method.
pub fn named(books: &Books, draft: &Draft<'_, Named>, entity: Entity) -> Result<Named, Fault> {
    let fields = draft.fields;
    if entity.kept().contains(&"ParentRef") {
        parent(books, draft, entity, |_| None)?;
    }
    Ok(Named {
        meta: Meta::default(),
        name: plain_name(fields, "Name", draft.keep.map(|old| &*old.name))?,
        active: active(fields, draft.old.map(|old| old.active))?,
        kept: Kept::take(entity.kept(), fields.object(), draft.keep.map(|old| &old.kept)),
    })
}

fn plain_name(fields: Fields<'_>, property: &str, kept: Option<&str>) -> Result<Box<str>, Fault> {
    let name = fields.text_up_to(property, NAME_CHARACTERS_MAX + DELETED_SUFFIX.len())?;
    let name = name.map(|name| without_suffix(&name)).or_else(|| kept.map(Into::into));
    let name = name.ok_or_else(|| Fault::missing(property))?;
    if name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(Fault::too_long(property, NAME_CHARACTERS_MAX));
    }
    refuse_marks(&name)?;
    Ok(name)
}

/// `DisplayName`, else made from the parts of a person's name.
fn display_name(fields: Fields<'_>, kept: Option<&str>) -> Result<Box<str>, Fault> {
    if let Some(name) = fields.text_up_to("DisplayName", DISPLAY_NAME_CHARACTERS_MAX)? {
        let name = without_suffix(&name);
        refuse_marks(&name)?;
        return Ok(name);
    }
    if let Some(name) = kept {
        return Ok(name.into());
    }
    let mut parts = Vec::new();
    for part in ["Title", "GivenName", "MiddleName", "FamilyName", "Suffix"] {
        parts.extend(fields.text(part)?);
    }
    if parts.is_empty() {
        return Err(Fault::missing("DisplayName"));
    }
    Ok(parts.join(" ").into())
}

fn without_suffix(name: &str) -> Box<str> {
    name.trim().strip_suffix(DELETED_SUFFIX).unwrap_or(name.trim()).into()
}

fn refuse_marks(name: &str) -> Result<(), Fault> {
    if name.contains([':', '\t', '\n']) {
        return Err(Fault::business(format!("The name {name:?} must not contain a colon, tab or new line.")));
    }
    Ok(())
}

/// Active unless told otherwise; a record that leaves it out stays as it was, even in a full update.
fn active(fields: Fields<'_>, before: Option<bool>) -> Result<bool, Fault> {
    Ok(fields.flag("Active")?.or(before).unwrap_or(true))
}

fn parent<T>(
    books: &Books,
    draft: &Draft<'_, T>,
    entity: Entity,
    kept: impl FnOnce(&T) -> Option<u64>,
) -> Result<Option<u64>, Fault> {
    let Some(sent) = draft.fields.reference("ParentRef")? else {
        return Ok(draft.keep.and_then(kept));
    };
    let id: u64 = sent.trim().parse().map_err(|_| Fault::reference("ParentRef", &sent))?;
    let record = books.record((entity, id)).ok_or_else(|| Fault::reference("ParentRef", &sent))?;
    if !record.is_active() {
        return Err(Fault::inactive());
    }
    let above = ancestors(books, entity, id);
    if id == draft.id || above.contains(&draft.id) {
        return Err(Fault::business("A record cannot be below itself."));
    }
    if above.len() + 1 > LEVELS_BELOW_MAX {
        return Err(Fault::business("There are at most four levels below the top."));
    }
    Ok(Some(id))
}

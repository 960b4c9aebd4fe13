//! The lines of invoices and credit memos.

use ledger::{Currency, MinorUnits};
use rust_decimal::Decimal;

use super::draft::Draft;
use super::fault::Fault;
use super::fields::Fields;
use super::references::active_account;
use super::wire::{Object, number};
use crate::state::books::Books;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;
use crate::state::books::properties::{SALES_LINE_KEPT, SENT_AMOUNT};
use crate::state::books::rates::to_cents;
use crate::state::books::record::{Member, Sale, SaleDetail, SaleLine, Sold};
use crate::state::books::totals::sub_total;
use crate::switches::Switch;

const DESCRIPTION_CHARACTERS_MAX: usize = 4_000;

/// Reads the lines of a body. A known id stays with its line; every other line gets a new one.
pub fn read(books: &Books, draft: &Draft<'_, Sale>, sent: &[&Object]) -> Result<Box<[SaleLine]>, Fault> {
    let before = draft.old.map(|old| &*old.lines).unwrap_or_default();
    let mut next = before.iter().map(|line| line.id).max().unwrap_or(0);
    let mut lines: Vec<SaleLine> = Vec::with_capacity(sent.len());
    let mut saleable = false;
    for object in sent {
        let fields = Fields::of(object, "Line.");
        let kind = fields.text("DetailType")?.ok_or_else(|| Fault::missing("Line.DetailType"))?;
        if kind == "SubTotalLineDetail" {
            saleable = true;
            continue;
        }
        let sent_id = fields.text("Id")?.and_then(|id| id.parse::<u32>().ok());
        let old = sent_id.and_then(|id| before.iter().find(|line| line.id == id && id > 0));
        let old = old.filter(|old| lines.iter().all(|line| line.id != old.id));
        let id = old.map_or_else(
            || {
                next += 1;
                next
            },
            |old| old.id,
        );
        saleable |= matches!(kind.as_str(), "SalesItemLineDetail" | "GroupLineDetail");
        lines.push(read_line(books, draft, fields, &kind, id, old)?);
    }
    if !saleable {
        return Err(Fault::missing("Line"));
    }
    percent_discounts(&mut lines)?;
    Ok(lines.into())
}

fn read_line(
    books: &Books,
    draft: &Draft<'_, Sale>,
    fields: Fields<'_>,
    kind: &str,
    id: u32,
    old: Option<&SaleLine>,
) -> Result<SaleLine, Fault> {
    let description = fields.text_up_to("Description", DESCRIPTION_CHARACTERS_MAX)?;
    let amount = fields.amount("Amount")?;
    let detail = fields.inner(kind);
    let (amount, detail) = match kind {
        "SalesItemLineDetail" => {
            let amount = amount.ok_or_else(|| Fault::missing("Line.Amount"))?;
            let (amount, mut detail) = sale_detail(books, draft, detail?, amount, old)?;
            keep_digits(draft, fields, amount, &mut detail)?;
            (amount, detail)
        }
        "DiscountLineDetail" => discount(books, detail?, amount)?,
        "GroupLineDetail" => bundle(books, draft, detail?)?,
        "DescriptionOnly" => (counted(draft, amount), SaleDetail::Description),
        "TaxLineDetail" | "DepositLineDetail" | "JournalEntryLineDetail" | "PaymentLineDetail" => {
            return Err(Fault::business(format!(
                "Line detail type {kind} is not allowed on this transaction."
            )));
        }
        other => return Err(Fault::enumeration("Line.DetailType", other)),
    };
    Ok(SaleLine { id, description, amount, detail })
}

/// What a description adds to the total.
fn counted(draft: &Draft<'_, Sale>, amount: Option<MinorUnits>) -> MinorUnits {
    let counts = draft.context.switches.is(Switch::DescriptionAmount, "counted");
    amount.filter(|_| counts).unwrap_or_default()
}

/// An amount with more digits than cents is shown as it was sent, when a switch says so.
fn keep_digits(
    draft: &Draft<'_, Sale>,
    fields: Fields<'_>,
    amount: MinorUnits,
    detail: &mut SaleDetail,
) -> Result<(), Fault> {
    let sent = fields.decimal("Amount")?.filter(|sent| *sent != amount.to_major(Currency::USD));
    if let (Some(sent), SaleDetail::Sale { kept, .. }) = (sent, detail)
        && draft.context.switches.is(Switch::LineAmountDigits, "as-sent")
    {
        kept.set(SENT_AMOUNT, &number(sent));
    }
    Ok(())
}

fn sale_detail(
    books: &Books,
    draft: &Draft<'_, Sale>,
    detail: Option<&Object>,
    amount: MinorUnits,
    old: Option<&SaleLine>,
) -> Result<(MinorUnits, SaleDetail), Fault> {
    let empty = Object::new();
    let fields = Fields::of(detail.unwrap_or(&empty), "Line.SalesItemLineDetail.");
    let (quantity, price) = (fields.decimal("Qty")?, fields.decimal("UnitPrice")?);
    check_product(quantity, price, amount)?;
    let taxed = fields.reference("TaxCodeRef")?.is_some_and(|code| !code.eq_ignore_ascii_case("NON"));
    let kept = Kept::take(SALES_LINE_KEPT, fields.object(), None);
    let (was, was_posted) = match old.map(|line| &line.detail) {
        Some(SaleDetail::Sale { sold, account, .. }) => (Some(*sold), Some(*account)),
        _ => (None, None),
    };
    let sold = match fields.reference("ItemRef")?.as_deref() {
        Some("SHIPPING_ITEM_ID") => Sold::Shipping,
        Some("GRATUITY_ITEM_ID") => Sold::Gratuity,
        Some(id) => Sold::Item(saleable_item(books, id, was)?),
        None if draft.context.switches.is(Switch::SalesLineWithoutItem, "description") => {
            return Ok((counted(draft, Some(amount)), SaleDetail::Description));
        }
        None => Sold::Item(default_item(books)?),
    };
    let account = match sold {
        _ if was == Some(sold) => was_posted.unwrap_or(books.fixed().sales),
        Sold::Item(id) => books.item(id).and_then(|item| item.income).unwrap_or(books.fixed().sales),
        Sold::Shipping => books.fixed().shipping,
        Sold::Gratuity => books.fixed().sales,
    };
    Ok((amount, SaleDetail::Sale { sold, account, quantity, price, taxed, kept }))
}

/// `Amount` is `Qty` times `UnitPrice`, the product rounded to cents; 0 times 0 means "not given".
pub fn check_product(
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    amount: MinorUnits,
) -> Result<(), Fault> {
    let (Some(quantity), Some(price)) = (quantity, price) else { return Ok(()) };
    if quantity.is_zero() && price.is_zero() {
        return Ok(());
    }
    let product = quantity.checked_mul(price).and_then(to_cents);
    if product == Some(amount) { Ok(()) } else { Err(Fault::amount_not_product()) }
}

fn saleable_item(books: &Books, id: &str, was: Option<Sold>) -> Result<u64, Fault> {
    let number: u64 = id.trim().parse().map_err(|_| Fault::reference("ItemRef", id))?;
    let item = books.item(number).ok_or_else(|| Fault::reference("ItemRef", id))?;
    if !item.active && was != Some(Sold::Item(number)) {
        return Err(Fault::inactive());
    }
    if matches!(&*item.kind, "Group" | "Category") {
        return Err(Fault::business(format!("Item {id} is a {} and cannot be on a sales line.", item.kind)));
    }
    Ok(number)
}

/// A sales line without an item gets item 1, as seen on the real service.
pub fn default_item(books: &Books) -> Result<u64, Fault> {
    let plain = |id: u64| books.item(id).is_some_and(|item| item.active && &*item.kind == "Service");
    let first = books.ids(Entity::Item).iter().copied();
    std::iter::once(1)
        .chain(first)
        .find(|id| plain(*id))
        .ok_or_else(|| Fault::missing("Line.SalesItemLineDetail.ItemRef"))
}

fn discount(
    books: &Books,
    detail: Option<&Object>,
    amount: Option<MinorUnits>,
) -> Result<(MinorUnits, SaleDetail), Fault> {
    let empty = Object::new();
    let fields = Fields::of(detail.unwrap_or(&empty), "Line.DiscountLineDetail.");
    let account = match fields.reference("DiscountAccountRef")? {
        Some(id) => active_account(books, "DiscountAccountRef", &id)?,
        None => books.fixed().discounts,
    };
    let percent = match fields.flag("PercentBased")? {
        Some(true) => {
            let percent = fields
                .decimal("DiscountPercent")?
                .ok_or_else(|| Fault::missing("Line.DiscountLineDetail.DiscountPercent"))?;
            if percent.is_sign_negative() || percent > Decimal::ONE_HUNDRED {
                return Err(Fault::business("A discount is between 0 and 100 percent."));
            }
            Some(percent)
        }
        _ => None,
    };
    let amount = match (percent, amount) {
        (Some(_), _) => MinorUnits::ZERO,
        (None, Some(amount)) if !amount.is_negative() => amount,
        (None, Some(_)) => return Err(Fault::business("The discount amount must be 0 or greater.")),
        (None, None) => return Err(Fault::missing("Line.Amount")),
    };
    Ok((amount, SaleDetail::Discount { percent, account }))
}

fn percent_discounts(lines: &mut [SaleLine]) -> Result<(), Fault> {
    let base = sub_total(lines).to_major(Currency::USD);
    for line in lines {
        if let SaleDetail::Discount { percent: Some(percent), .. } = &line.detail {
            let part = base.checked_mul(*percent).map(|part| part / Decimal::ONE_HUNDRED);
            line.amount = part.and_then(to_cents).ok_or_else(|| Fault::number("DiscountPercent"))?;
        }
    }
    Ok(())
}

/// A bundle: its own lines when sent, else the item's members at their prices.
fn bundle(
    books: &Books,
    draft: &Draft<'_, Sale>,
    detail: Option<&Object>,
) -> Result<(MinorUnits, SaleDetail), Fault> {
    let empty = Object::new();
    let fields = Fields::of(detail.unwrap_or(&empty), "Line.GroupLineDetail.");
    let id = fields
        .reference("GroupItemRef")?
        .ok_or_else(|| Fault::missing("Line.GroupLineDetail.GroupItemRef"))?;
    let item = id.parse().ok().and_then(|id| books.item(id).map(|item| (id, item)));
    let Some((number, item)) = item else { return Err(Fault::reference("GroupItemRef", &id)) };
    if &*item.kind != "Group" {
        return Err(Fault::business(format!("Item {id} is not a bundle.")));
    }
    if !item.active {
        return Err(Fault::inactive());
    }
    let quantity = fields.decimal("Quantity")?.unwrap_or(Decimal::ONE);
    let lines: Box<[SaleLine]> = match fields.list("Line")? {
        Some(sent) => {
            let read = |object: &&Object| {
                let fields = Fields::of(object, "Line.GroupLineDetail.Line.");
                let kind = fields.text("DetailType")?.unwrap_or_else(|| "SalesItemLineDetail".to_owned());
                if !matches!(kind.as_str(), "SalesItemLineDetail" | "DescriptionOnly") {
                    return Err(Fault::enumeration("Line.GroupLineDetail.Line.DetailType", &kind));
                }
                read_line(books, draft, fields, &kind, 0, None)
            };
            sent.iter().map(read).collect::<Result<_, _>>()?
        }
        None => item
            .members
            .iter()
            .map(|member| member_line(books, member, quantity))
            .collect::<Result<_, _>>()?,
    };
    let amount = lines.iter().map(|line| line.amount).sum();
    Ok((amount, SaleDetail::Bundle { item: number, quantity, lines }))
}

fn member_line(books: &Books, member: &Member, bundles: Decimal) -> Result<SaleLine, Fault> {
    let item =
        books.item(member.item).ok_or_else(|| Fault::reference("ItemRef", &member.item.to_string()))?;
    let quantity = bundles.checked_mul(member.quantity).ok_or_else(|| Fault::number("Quantity"))?;
    let price = item.price.unwrap_or_default();
    let amount = quantity.checked_mul(price).and_then(to_cents).ok_or_else(|| Fault::number("Quantity"))?;
    let detail = SaleDetail::Sale {
        sold: Sold::Item(member.item),
        account: item.income.unwrap_or(books.fixed().sales),
        quantity: Some(quantity),
        price: item.price,
        taxed: item.taxable,
        kept: Kept::default(),
    };
    let description = item.kept.value("Description").and_then(|text| text.as_str().map(Into::into));
    Ok(SaleLine { id: 0, description, amount, detail })
}

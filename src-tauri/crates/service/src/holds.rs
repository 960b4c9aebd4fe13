//! The Needs-you inbox, and decisions.

use std::collections::BTreeMap;

use contract::hold::{Ask, Choice, Decided, HoldCard};
use contract::problem::Step;
use contract::{Code, Problem};
use engine::decide::DecideFault;
use engine::hold::Hold;
use engine::ports::{HoldQuery, Store};
use engine::record::{Record, RecordKind, RecordRef};
use engine::subject::Subject;
use ledger::{CompanyId, Minor};

use crate::host::Host;
use crate::rows::Shelf;
use crate::words;

/// Choices that only show something.
const SHOWS: [&str; 2] = ["show", "open_in_quickbooks"];
/// Choices that name a payment in QuickBooks.
const NAMES_A_PAYMENT: [&str; 2] = ["already_recorded", "it_is_that_one"];
/// Detail that names it where one was found.
const LOOK_ALIKE: &str = "quickbooks_payment";
/// Detail that has a difference in minor units.
const MISSING: &str = "missing_minor";
/// Questions for which such payments are looked for at once; the others get theirs when these are answered.
const LOOKED_THROUGH_MAX: usize = 100;
/// Payments of a customer that are looked through for one that a person may mean.
const PAYMENTS_MAX: usize = 200;

/// Open questions, oldest first.
pub async fn holds(host: &Host, company: &CompanyId) -> Result<Vec<HoldCard>, Problem> {
    host.settings(company).await?;
    let open = host.store.holds(company, &HoldQuery::Open).await;
    let open = open.map_err(|fault| words::from_store(&fault))?;
    let shelf = Shelf { host, company };
    let customers = customers(&shelf, &open).await?;
    let mut cards = Vec::with_capacity(open.len());
    for (place, hold) in open.into_iter().enumerate() {
        let customer = customers.get(&hold.id).cloned();
        let named = if place < LOOKED_THROUGH_MAX { might_be(&shelf, &hold).await? } else { Vec::new() };
        cards.push(card(hold, customer, named));
    }
    Ok(cards)
}

/// Whose record each question is about, by the question's id.
async fn customers(shelf: &Shelf<'_>, open: &[Hold]) -> Result<BTreeMap<String, String>, Problem> {
    let invoices = open.iter().filter_map(|hold| match &hold.draft.subject {
        Subject::Invoice(id) => Some(RecordRef::books_invoice(id)),
        _ => None,
    });
    let invoices = shelf.records(&invoices.collect::<Vec<_>>()).await?;
    let of = |hold: &Hold| match &hold.draft.subject {
        Subject::Customer(id) => Some(RecordRef::books_customer(id)),
        Subject::Invoice(id) => match &invoices.get(&RecordRef::books_invoice(id))?.record {
            Record::BooksInvoice(invoice) => Some(RecordRef::books_customer(&invoice.customer)),
            _ => None,
        },
        // A payment asks once a customer.
        Subject::Payment(_) => Some(RecordRef::new(RecordKind::BooksCustomer, hold.draft.case.as_str())),
        Subject::Payout(_) | Subject::BeforeStart => None,
    };
    let labels = shelf.customer_names(open.iter().filter_map(of)).await?;
    let named = open.iter().filter_map(|hold| Some((hold.id.clone(), labels.get(&of(hold)?.id)?.clone())));
    Ok(named.collect())
}

/// Payments in QuickBooks that *Already recorded* might mean, where no look-alike was found: those of the customer.
async fn might_be(shelf: &Shelf<'_>, hold: &Hold) -> Result<Vec<(String, String)>, Problem> {
    let draft = &hold.draft;
    if draft.details.contains_key(LOOK_ALIKE)
        || !draft.choices.iter().any(|choice| NAMES_A_PAYMENT.contains(&choice.id.as_str()))
    {
        return Ok(Vec::new());
    }
    let customer = [RecordRef::new(RecordKind::BooksCustomer, draft.case.as_str())];
    let payments = shelf.host.store.naming(shelf.company, &customer, RecordKind::BooksPayment).await;
    let mut payments = payments.map_err(|fault| words::from_store(&fault))?;
    payments.truncate(PAYMENTS_MAX);
    let known = shelf.records(&payments).await?;
    let offered =
        known.into_values().filter(|read| read.gone_at.is_none()).filter_map(|read| match read.record {
            Record::BooksPayment(payment) if !payment.voided => {
                let money = words::in_sentence(payment.total.of(payment.currency));
                Some((
                    format!("payment:{}", payment.id),
                    format!("{money} on {}", payment.date.strftime("%-d %b")),
                ))
            }
            _ => None,
        });
    Ok(offered.collect())
}

fn card(hold: Hold, customer: Option<String>, named: Vec<(String, String)>) -> HoldCard {
    let draft = hold.draft;
    let mut details = draft.details;
    let choices = draft.choices.into_iter().map(|choice| Choice {
        asks: asks(&choice.id, &details),
        shows: SHOWS.contains(&choice.id.as_str()),
        id: choice.id,
        label: choice.label,
    });
    let choices = choices.collect();
    details.extend(named);
    // The question keeps the difference in cents; people read an amount.
    if let Some((missing, money)) = details.remove(MISSING).zip(draft.amount)
        && let Ok(minor) = missing.parse()
    {
        details.insert("missing".to_owned(), words::in_sentence(Minor(minor).of(money.currency)));
    }
    HoldCard {
        id: hold.id,
        rule: draft.rule,
        title: words::with_signs(&draft.title),
        cause: words::with_signs(&draft.cause),
        consequence: words::with_signs(&draft.consequence),
        amount: draft.amount,
        record: draft.subject.to_string(),
        customer,
        choices,
        raised_at: hold.raised_at,
        details,
    }
}

/// What a choice asks first; a day or a payment that the question itself names is not asked for.
fn asks(choice: &str, details: &BTreeMap<String, String>) -> Option<Ask> {
    match choice {
        "choose_account" => Some(Ask::Account),
        "post_first_open_day" if !details.contains_key("first_open_day") => Some(Ask::Date),
        "wait_for_accountant" if !details.contains_key("closed_until") => Some(Ask::Date),
        _ if NAMES_A_PAYMENT.contains(&choice) && !details.contains_key(LOOK_ALIKE) => Some(Ask::Payment),
        "post" => Some(Ask::Payments),
        _ => None,
    }
}

/// Takes a decision; the next pass carries it out.
pub async fn decide(
    host: &Host,
    company: &CompanyId,
    hold: &str,
    choice: &str,
    arguments: &BTreeMap<String, String>,
) -> Result<Decided, Problem> {
    host.settings(company).await?;
    let decided = host.desk(company).decide(host.now(), hold, choice, arguments).await;
    let decided = decided.map_err(|fault| refused(&fault))?;
    let still_open = SHOWS.contains(&choice);
    let draft = &decided.draft;
    let label = draft.choices.iter().find(|one| one.id == choice).map(|one| one.label.clone());
    let shown = draft.details.iter().filter(|_| still_open);
    Ok(Decided {
        hold: decided.id.clone(),
        title: words::with_signs(&draft.title),
        choice: label.unwrap_or_else(|| choice.to_owned()),
        still_open,
        show: shown.map(|(name, value)| format!("{name}: {value}")).collect(),
    })
}

fn refused(fault: &DecideFault) -> Problem {
    match fault {
        DecideFault::Unknown(id) => Problem::new(Code::Usage, format!("There is no open question {id}."))
            .hint("It may have been answered, or its facts may have changed.")
            .step(Step::Holds),
        DecideFault::NotOffered { choice, offered } => {
            Problem::new(Code::Usage, format!("This question does not offer `{choice}`."))
                .hint(format!("It offers: {offered}"))
        }
        DecideFault::Argument(words) => {
            Problem::new(Code::Usage, "This choice needs to know more, so nothing was decided.")
                .hint(words.clone())
        }
        DecideFault::Store(fault) => words::from_store(fault),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// What stands in quotes right behind this, anywhere in the plan.
    fn written(before: &str) -> BTreeSet<String> {
        let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src/plan");
        let mut found = BTreeSet::new();
        for file in std::fs::read_dir(plan).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let rest = text.split(before).skip(1);
            found.extend(rest.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
        found
    }

    fn listed(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn everything_that_a_question_can_say_is_in_the_contract() {
        assert_eq!(written("rule: \""), listed(contract::hold::RULES));
        let mut choices = written("Choice::new(\"");
        choices.extend(written("Choice::new( \""));
        assert_eq!(choices, listed(contract::hold::CHOICES));
        let mut details = written("details.insert(\"");
        details.extend(written("[(\""));
        details.extend(written("code.map(|code| (\""));
        details.extend(written("BTreeMap::from([ (\""));
        details.extend(written("to_string()), (\""));
        details.extend(written("details: [ (\""));
        details.extend(written("terms), (\""));
        assert!(details.remove(MISSING));
        details.insert("missing".to_owned());
        assert_eq!(details, listed(contract::hold::DETAILS));
    }

    #[test]
    fn every_rule_has_its_row_of_the_board() {
        use crate::status::held_row;
        use engine::item::Item;
        let payment = Subject::Payment("p".into());
        let payout = Subject::Payout("o".into());
        for rule in contract::hold::RULES {
            let (subject, row) = match *rule {
                "C1" => (Subject::Customer("c".into()), Item::Customers),
                "I1" | "I12" => (Subject::Invoice("i".into()), Item::InvoiceDetails),
                "I3" => (Subject::Invoice("i".into()), Item::LineItems),
                "P1" | "P4" | "P5" | "P11" | "D7" => (payment.clone(), Item::Payments),
                "P8" | "P9" => (payment.clone(), Item::DeletedPayments),
                "P17" => (Subject::BeforeStart, Item::Payments),
                "D3" | "D4" | "D5" | "D13" => (payout.clone(), Item::Deposits),
                other => panic!("{other} has no row"),
            };
            assert_eq!(held_row(rule, &subject), row, "{rule}");
        }
    }
}

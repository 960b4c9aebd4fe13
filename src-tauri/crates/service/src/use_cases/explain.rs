//! Why is this record as it is?

use contract::Problem;
use contract::activity::{Explanation, Fact};
use engine::link::{Link, PartState, PayoutState};
use engine::ports::{Store, StoreFault};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::said::Said;
use engine::subject::Subject;
use ledger::{CompanyId, alternative, books};

use crate::host::Host;
use crate::use_cases::activity::{chain, told, unknown};
use crate::use_cases::rows::MirrorReader;
use crate::words;

/// A record that people named, with all that belongs to it.
pub(crate) struct Found {
    /// What people call it.
    pub(crate) label: String,
    /// The subject itself first; an invoice's payments after it.
    pub(crate) subjects: Vec<Subject>,
    /// Its looks on either side.
    pub(crate) records: Vec<RecordRef>,
}

/// The chain of reasons, oldest first, and how both sides look now.
pub async fn explain(host: &Host, company: &CompanyId, record: &str) -> Result<Explanation, Problem> {
    host.settings(company).await?;
    let found = find(host, company, record).await?;
    let mirror = MirrorReader { host, company };
    let seen = mirror.records(&found.records).await?;
    let mut now: Vec<_> =
        found.records.iter().filter_map(|reference| seen.get(reference)).map(fact).collect();
    now.extend(link_facts(&mirror, &found).await?);
    let chain = chain(host, company, &found, 0).await?;
    Ok(Explanation {
        record: found.subjects.first().map(ToString::to_string).unwrap_or_default(),
        label: found.label,
        now,
        chain: chain.into_iter().map(told).collect(),
    })
}

/// Finds what people mean by `invoice:1042`: an id of either side, or a number.
pub(crate) async fn find(host: &Host, company: &CompanyId, named: &str) -> Result<Found, Problem> {
    let subject: Subject = named.parse().map_err(|_| unknown(named))?;
    let finder = Finder { host, company, mirror: MirrorReader { host, company } };
    let found = match &subject {
        Subject::Invoice(id) => finder.invoice(id.as_str()).await?,
        Subject::Customer(id) => finder.customer(id.as_str()).await?,
        Subject::Payment(id) => finder.payment(id.as_str()).await?,
        Subject::Payout(id) => finder.payout(id.as_str()).await?,
        Subject::Unread(record) => Some(Found {
            label: record.id.clone(),
            subjects: vec![subject.clone()],
            records: vec![record.clone()],
        }),
        Subject::Brake(_) => Some(Found {
            label: "Records that would be archived".to_owned(),
            subjects: vec![subject.clone()],
            records: Vec::new(),
        }),
        Subject::BeforeStart => Some(Found {
            label: "Payments and payouts from before syncing started".to_owned(),
            subjects: vec![subject.clone()],
            records: Vec::new(),
        }),
    };
    found.ok_or_else(|| unknown(named))
}

struct Finder<'a> {
    host: &'a Host,
    company: &'a CompanyId,
    mirror: MirrorReader<'a>,
}

impl Finder<'_> {
    async fn invoice(&self, named: &str) -> Result<Option<Found>, Problem> {
        let ids = [
            RecordRef::new(RecordKind::BooksInvoice, named),
            RecordRef::new(RecordKind::AlternativeInvoice, named),
        ];
        let known = self.mirror.records(&ids).await?;
        // A number comes before an id: it is what people see.
        let by_label = self.by_label(RecordKind::BooksInvoice, named).await?;
        let id = match by_label.or_else(|| known.into_values().next()).map(|read| read.record) {
            Some(Record::BooksInvoice(invoice)) => invoice.id,
            Some(Record::AlternativeInvoice(mirror)) => match mirror.qbo_id {
                Some(id) => id,
                None => {
                    return Ok(Some(Found {
                        label: format!("Invoice {}", mirror.label()),
                        subjects: Vec::new(),
                        records: vec![RecordRef::alternative_invoice(&mirror.id)],
                    }));
                }
            },
            _ => return Ok(None),
        };
        let reference = RecordRef::books_invoice(&id);
        let label = self.label(&reference).await?;
        let mut records = vec![reference.clone()];
        records.extend(self.mirror(&Subject::Invoice(id.clone())).await?);
        let mut subjects = vec![Subject::Invoice(id)];
        for payment in self.naming(&reference, RecordKind::AlternativePayment).await? {
            subjects.push(Subject::Payment(alternative::PaymentId::new(payment.id.clone())));
            records.push(payment);
        }
        Ok(Some(Found { label: format!("Invoice {label}"), subjects, records }))
    }

    async fn customer(&self, named: &str) -> Result<Option<Found>, Problem> {
        let ids = [
            RecordRef::new(RecordKind::BooksCustomer, named),
            RecordRef::new(RecordKind::AlternativeCustomer, named),
        ];
        let mut known = self.mirror.records(&ids).await?.into_values().next();
        if known.is_none() {
            known = self.by_label(RecordKind::BooksCustomer, named).await?;
        }
        let id = match known.map(|read| read.record) {
            Some(Record::BooksCustomer(customer)) => customer.id,
            Some(Record::AlternativeCustomer(mirror)) => match mirror.qbo_id {
                Some(id) => id,
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let reference = RecordRef::books_customer(&id);
        let label = self.label(&reference).await?;
        let mut records = vec![reference];
        records.extend(self.mirror(&Subject::Customer(id.clone())).await?);
        Ok(Some(Found { label, subjects: vec![Subject::Customer(id)], records }))
    }

    /// By Alternative's id, or by the id or reference of its record in QuickBooks.
    async fn payment(&self, named: &str) -> Result<Option<Found>, Problem> {
        let ids = [RecordRef::new(RecordKind::AlternativePayment, named)];
        let id = if self.mirror.records(&ids).await?.is_empty() {
            let rows = crate::use_cases::rows::payments(
                self.host,
                self.company,
                &crate::use_cases::rows::Filter::default(),
            )
            .await?;
            let ours = rows.into_iter().find(|row| {
                row.quickbooks.iter().any(|it| it.id == named || it.reference.as_deref() == Some(named))
            });
            match ours {
                Some(row) => alternative::PaymentId::new(row.id),
                None => return Ok(None),
            }
        } else {
            alternative::PaymentId::new(named)
        };
        let subject = Subject::Payment(id.clone());
        let mut records = vec![RecordRef::alternative_payment(&id)];
        if let Some(Link::Payment(link)) = self.link(&subject).await? {
            records.extend(link.parts.iter().filter_map(|part| match &part.state {
                PartState::Recorded { payment, .. } | PartState::Removed { payment } => {
                    Some(RecordRef::books_payment(payment))
                }
                PartState::Open | PartState::LeftOut => None,
            }));
        }
        Ok(Some(Found { label: format!("Payment {id}"), subjects: vec![subject], records }))
    }

    /// By Alternative's id, or by the id of its deposit.
    async fn payout(&self, named: &str) -> Result<Option<Found>, Problem> {
        let ids = [RecordRef::new(RecordKind::AlternativePayout, named)];
        let id = if self.mirror.records(&ids).await?.is_empty() {
            let rows = crate::use_cases::rows::payouts(
                self.host,
                self.company,
                &crate::use_cases::rows::Filter::default(),
            )
            .await?;
            let ours = rows.into_iter().find(|row| row.deposit.as_ref().is_some_and(|it| it.id == named));
            match ours {
                Some(row) => alternative::PayoutId::new(row.id),
                None => return Ok(None),
            }
        } else {
            alternative::PayoutId::new(named)
        };
        let subject = Subject::Payout(id.clone());
        let mut records = vec![RecordRef::alternative_payout(&id)];
        if let Some(Link::Payout(link)) = self.link(&subject).await?
            && let PayoutState::Deposited { deposit, .. } = link.state
        {
            records.push(RecordRef::books_deposit(&deposit));
        }
        Ok(Some(Found { label: format!("Payout {id}"), subjects: vec![subject], records }))
    }

    async fn by_label(&self, kind: RecordKind, named: &str) -> Result<Option<Mirrored>, Problem> {
        let id = self.host.store.called(self.company, kind, named).await;
        let Some(id) = id.map_err(|fault| words::from_store(&fault))? else { return Ok(None) };
        Ok(self.mirror.records(&[RecordRef::new(kind, id)]).await?.into_values().next())
    }

    async fn label(&self, reference: &RecordRef) -> Result<String, Problem> {
        let known = self.mirror.records(std::slice::from_ref(reference)).await?;
        Ok(known.into_values().next().map_or_else(|| reference.id.clone(), |read| read.record.label()))
    }

    async fn link(&self, subject: &Subject) -> Result<Option<Link>, Problem> {
        Ok(self.mirror.links(std::slice::from_ref(subject)).await?.remove(subject))
    }

    /// Its look in Alternative.
    async fn mirror(&self, subject: &Subject) -> Result<Option<RecordRef>, Problem> {
        Ok(match self.link(subject).await? {
            Some(Link::Invoice(link)) => link.alternative.as_ref().map(RecordRef::alternative_invoice),
            Some(Link::Customer(link)) => link.alternative.as_ref().map(RecordRef::alternative_customer),
            _ => None,
        })
    }

    async fn naming(&self, target: &RecordRef, kind: RecordKind) -> Result<Vec<RecordRef>, Problem> {
        let naming = self.host.store.naming(self.company, std::slice::from_ref(target), kind).await;
        naming.map_err(|fault: StoreFault| words::from_store(&fault))
    }
}

/// One side's look in one line.
fn fact(read: &Mirrored) -> Fact {
    let gone = if read.gone_at.is_some() { ", deleted" } else { "" };
    let money = |minor: ledger::MinorUnits, currency: ledger::Currency| minor.of(currency).to_string();
    let text = match &read.record {
        Record::BooksInvoice(it) => format!(
            "invoice {}, total {}, balance {}, version {}{}",
            it.label(),
            money(it.total, it.currency),
            money(it.balance, it.currency),
            it.version,
            if it.voided { ", voided" } else { "" }
        ),
        Record::BooksCustomer(it) => {
            format!("customer {}{}", it.name, if it.active { "" } else { ", inactive" })
        }
        Record::BooksPayment(it) => format!(
            "payment {} of {}, dated {}, reference {}{}",
            it.id,
            money(it.total, it.currency),
            it.date,
            it.reference.as_deref().unwrap_or("none"),
            it.deposit.as_ref().map(|id| format!(", on deposit {id}")).unwrap_or_default()
        ),
        Record::BooksDeposit(it) => {
            format!("deposit {} of {}, dated {}", it.id, money(it.total, it.currency), it.date)
        }
        Record::BooksAccount(it) => format!("account {}", it.name),
        Record::AlternativeInvoice(it) => format!(
            "invoice {}, {}, total {}{}",
            it.label(),
            it.status,
            money(it.total, it.currency),
            it.outstanding.map(|left| format!(", balance {}", money(left, it.currency))).unwrap_or_default()
        ),
        Record::AlternativeCustomer(it) => {
            format!("customer {}{}", it.name, if it.archived { ", archived" } else { "" })
        }
        Record::AlternativePayment(it) => {
            format!("payment {} of {}, {:?}", it.id, bare(it.sub_total), it.status)
        }
        Record::AlternativePayout(it) => {
            format!("payout of {}, {:?}, arrives {}", money(it.total, it.currency), it.status, it.arrival)
        }
    };
    Fact { place: read.record.reference().kind.side().name().to_owned(), text: format!("{text}{gone}") }
}

/// What the companion itself knows: payments recorded, deposits written.
async fn link_facts(mirror: &MirrorReader<'_>, found: &Found) -> Result<Vec<Fact>, Problem> {
    let links = mirror.links(&found.subjects).await?;
    let say = |text: String| Fact { place: "Companion".to_owned(), text };
    let differs = |said: &Said| say(words::journal::other_body(Some(&said.to_string())));
    let mut facts = Vec::new();
    for (subject, link) in links {
        match link {
            Link::Payment(link) => {
                facts.extend(link.parts.iter().map(|part| say(part_words(&subject, part))));
            }
            Link::Payout(link) => {
                if let PayoutState::Deposited { deposit, .. } = &link.state {
                    facts.push(say(format!("{subject} is deposit {deposit} in QuickBooks")));
                }
            }
            Link::Invoice(link) => facts.extend(link.drift.iter().map(differs)),
            Link::Customer(link) => facts.extend(link.drift.iter().map(differs)),
        }
    }
    Ok(facts)
}

fn part_words(subject: &Subject, part: &engine::link::PaymentPart) -> String {
    let customer: &books::CustomerId = &part.customer;
    match &part.state {
        PartState::Open => format!("{subject} is not recorded for customer {customer} yet"),
        PartState::Recorded { payment, ours: true, .. } => {
            format!("{subject} is recorded as payment {payment} in QuickBooks")
        }
        PartState::Recorded { payment, ours: false, .. } => {
            format!("{subject} is payment {payment} in QuickBooks, recorded outside this app")
        }
        PartState::Removed { payment } => {
            format!("{subject} failed; payment {payment} was removed from QuickBooks")
        }
        PartState::LeftOut => format!("{subject} is left out by a decision"),
    }
}

/// An amount whose currency Alternative does not name.
fn bare(minor: ledger::MinorUnits) -> String {
    let text = minor.of(ledger::Currency::USD).to_string();
    text.trim_end_matches(" USD").to_owned()
}

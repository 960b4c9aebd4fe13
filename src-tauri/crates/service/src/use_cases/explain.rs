//! Why is this record as it is?

use contract::Problem;
use contract::activity::{Explanation, Fact};
use contract::known::{Known, Named};
use engine::link::{Link, PartState, PaymentPart, PayoutState};
use engine::ports::{Store, StoreFault};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::said::Said;
use engine::subject::Subject;
use ledger::{CompanyId, alternative};

use crate::host::Host;
use crate::typed;
use crate::use_cases::activity::{chain, told, unknown};
use crate::use_cases::rows::MirrorReader;
use crate::words;

/// A record that people named, with all that belongs to it.
pub(crate) struct Found {
    /// What people call it.
    pub(crate) named: Named,
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
    let records = found.records.iter().filter_map(|reference| seen.get(reference));
    let mut now: Vec<_> =
        records.map(|read| fact(typed::known(&read.record), read.gone_at.is_some())).collect();
    now.extend(linked(&mirror, &found).await?.into_iter().map(|known| fact(known, false)));
    let chain = chain(host, company, &found, 0).await?;
    Ok(Explanation {
        record: found.subjects.first().map(ToString::to_string).unwrap_or_default(),
        label: words::known::named(&found.named),
        named: found.named,
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
            named: Named::Unread { id: record.id.clone() },
            subjects: vec![subject.clone()],
            records: vec![record.clone()],
        }),
        Subject::Brake(_) => {
            Some(Found { named: Named::Archives, subjects: vec![subject.clone()], records: Vec::new() })
        }
        Subject::Currencies => {
            Some(Found { named: Named::Currencies, subjects: vec![subject.clone()], records: Vec::new() })
        }
        Subject::Account(_) => {
            Some(Found { named: Named::Account, subjects: vec![subject.clone()], records: Vec::new() })
        }
        Subject::BeforeStart => {
            Some(Found { named: Named::BeforeStart, subjects: vec![subject.clone()], records: Vec::new() })
        }
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
                        named: Named::Invoice { number: mirror.label().to_owned() },
                        subjects: Vec::new(),
                        records: vec![RecordRef::alternative_invoice(&mirror.id)],
                    }));
                }
            },
            _ => return Ok(None),
        };
        let reference = RecordRef::books_invoice(&id);
        let number = self.label(&reference).await?;
        let mut records = vec![reference.clone()];
        records.extend(self.mirror(&Subject::Invoice(id.clone())).await?);
        let mut subjects = vec![Subject::Invoice(id)];
        for payment in self.naming(&reference, RecordKind::AlternativePayment).await? {
            subjects.push(Subject::Payment(alternative::PaymentId::new(payment.id.clone())));
            records.push(payment);
        }
        Ok(Some(Found { named: Named::Invoice { number }, subjects, records }))
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
        let named = Named::Customer { name: self.label(&reference).await? };
        let mut records = vec![reference];
        records.extend(self.mirror(&Subject::Customer(id.clone())).await?);
        Ok(Some(Found { named, subjects: vec![Subject::Customer(id)], records }))
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
        let named = Named::Payment { payment: id.to_string() };
        Ok(Some(Found { named, subjects: vec![subject], records }))
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
        let named = Named::Payout { payout: id.to_string() };
        Ok(Some(Found { named, subjects: vec![subject], records }))
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

fn fact(known: Known, deleted: bool) -> Fact {
    let gone = if deleted { ", deleted" } else { "" };
    Fact {
        place: words::known::place(&known).to_owned(),
        text: format!("{}{gone}", words::known::known(&known)),
        known,
        deleted,
    }
}

/// What the companion itself knows: payments recorded, deposits written.
async fn linked(mirror: &MirrorReader<'_>, found: &Found) -> Result<Vec<Known>, Problem> {
    let links = mirror.links(&found.subjects).await?;
    let other_body = |said: &Said| {
        let said = Some(said.to_string()).filter(|said| !said.is_empty());
        Known::OtherBody { said }
    };
    let mut all = Vec::new();
    for (subject, link) in links {
        match (subject, link) {
            (Subject::Payment(id), Link::Payment(link)) => {
                all.extend(link.parts.iter().map(|part| part_known(&id, part)));
            }
            (Subject::Payout(id), Link::Payout(link)) => {
                if let PayoutState::Deposited { deposit, .. } = &link.state {
                    let (payout, deposit) = (id.to_string(), deposit.to_string());
                    all.push(Known::Deposited { payout, deposit });
                }
            }
            (_, Link::Invoice(link)) => all.extend(link.drift.iter().map(other_body)),
            (_, Link::Customer(link)) => all.extend(link.drift.iter().map(other_body)),
            // A link has the kind of its subject.
            (_, Link::Payment(_) | Link::Payout(_)) => {}
        }
    }
    Ok(all)
}

fn part_known(payment: &alternative::PaymentId, part: &PaymentPart) -> Known {
    let payment = payment.to_string();
    match &part.state {
        PartState::Open => Known::NotRecorded { payment, customer: part.customer.to_string() },
        PartState::Recorded { payment: recorded, ours, .. } => {
            Known::Recorded { payment, recorded: recorded.to_string(), ours: *ours }
        }
        PartState::Removed { payment: removed } => Known::Removed { payment, removed: removed.to_string() },
        PartState::LeftOut => Known::LeftOut { payment },
    }
}

//! The regular looks at Alternative: its event feed (rule F1).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use ledger::alternative;

use crate::affected::commit;
use crate::apply::ApplyError;
use crate::awaited::Awaited;
use crate::comparing::{Asked, Comparisons};
use crate::documents::{self, Asides, Edit, FeedPoint, NotRead};
use crate::fault::{Blame, FaultKind, Side};
use crate::happened::Comparison;
use crate::ingest::{Reading, ingest};
use crate::observer::Observer;
use crate::ports::{Change, ChangeSet, Event, StoreFault, Unreadable};
use crate::record::{Read, Record, RecordKind, RecordRef};
use crate::subject::Subject;
use crate::unreadable::{Doubts, known_again, set_aside};
use crate::waiting::WAITS_MAX;

/// A write's answer comes within this of its event.
const ECHO_MAX: SignedDuration = SignedDuration::from_secs(10);
/// Events a page; the contract's ceiling.
const PAGE_EVENTS: u32 = 100;
/// Pages of one walk: a feed that never ends is left for the next look.
const PAGES_MAX: usize = 20;
/// Records that were set aside and are read again in one walk.
const AGAIN_STEP: usize = 20;

/// What reading some records of Alternative came to.
#[derive(Default)]
struct Targets {
    reading: Reading,
    /// Those that could not be read, or whose turn did not come.
    left: Vec<NotRead>,
    broken: Vec<Unreadable>,
    stop: Option<ApplyError>,
}

impl Observer<'_> {
    /// One walk of the event feed, to its end or as far as one step goes, and what was set aside after it: that never goes
    /// before what is new. Returns how much was new, and whether there is more to be read at once.
    pub(crate) async fn alternative(&self) -> Result<(usize, bool), ApplyError> {
        let (news, more) = self.feed().await?;
        let again = if self.budget.is_spent() { 0 } else { self.read_again().await? };
        let Asides(asides) = documents::read(self.store, self.company).await?;
        let left =
            asides.iter().any(|aside| aside.trouble.is_none() && Target::of(&aside.reference).is_some());
        Ok((news + again, more || left))
    }

    /// Returns how much was new, and whether the step ended before the feed did. One that brings nothing new is not followed.
    async fn feed(&self) -> Result<(usize, bool), ApplyError> {
        let mut news = 0;
        for _ in 0..PAGES_MAX {
            let FeedPoint(after) = documents::read(self.store, self.company).await?;
            if after.is_none() && self.find_lost_place().await? {
                return Ok((news + 1, true));
            }
            let page = match self.processor.events(after.as_deref(), PAGE_EVENTS, 0).await {
                Err(fault) if fault.kind == FaultKind::CursorExpired => {
                    let told = self.compare_from_feed_end(Comparison::EventsForgotten).await?;
                    return Ok((told, false));
                }
                Err(fault)
                    if fault.kind == FaultKind::Refused && after.is_some() && self.feed_begins().await =>
                {
                    let told = self.compare_from_feed_end(Comparison::PlaceUnknown).await?;
                    return Ok((told, false));
                }
                page => page?,
            };
            if page.events.is_empty() {
                return Ok((news, false));
            }
            let read = self.read_targets(targets_of(&page.events)).await?;
            let moves_on = page.moves_on_from(after.as_deref());
            let cursor = Change::keep(&FeedPoint(page.end_cursor.or(after)))?;
            news += self.keep(read, BTreeSet::new(), Some(cursor)).await?;
            if page.more && !moves_on {
                // What it does not lead to is not known: a comparison tells.
                let asked = ChangeSet::from([Change::edit(Edit::Compare(Asked::WHOLE))]);
                commit(self.store, self.company, asked).await?;
            }
            if !page.more || !moves_on {
                return Ok((news, false));
            }
            if self.budget.is_spent() {
                break;
            }
        }
        Ok((news, news > 0))
    }

    /// The feed goes on from its end; what it told before that is met by a comparison.
    async fn compare_from_feed_end(&self, why: Comparison) -> Result<usize, ApplyError> {
        let end = Change::keep(&FeedPoint(self.feed_end().await?))?;
        self.compare(why, ChangeSet::from([end])).await
    }

    /// A place that could not be read any more: a comparison is asked for already, and the feed goes on from its end.
    async fn find_lost_place(&self) -> Result<bool, ApplyError> {
        let Comparisons { feed_lost, .. } = documents::read(self.store, self.company).await?;
        if feed_lost {
            let end = Change::keep(&FeedPoint(self.feed_end().await?))?;
            commit(self.store, self.company, ChangeSet::from([end, Change::edit(Edit::FeedLost(false))]))
                .await?;
        }
        Ok(feed_lost)
    }

    /// Whether the feed answers from its beginning: then a refusal was about the place it was to go on from.
    async fn feed_begins(&self) -> bool {
        self.processor.events(None, 1, 0).await.is_ok()
    }

    /// Tries again what was set aside and is due.
    async fn read_again(&self) -> Result<usize, ApplyError> {
        let Asides(asides) = documents::read(self.store, self.company).await?;
        let due = asides.into_iter().filter(|aside| aside.is_due(self.now));
        let targets: BTreeMap<_, _> = due
            .filter_map(|aside| {
                Some((Target::of(&aside.reference)?, Met { at: Timestamp::MAX, paid_at: aside.paid_at }))
            })
            .take(AGAIN_STEP)
            .collect();
        if targets.is_empty() {
            return Ok(0);
        }
        let tried = targets.keys().map(Target::reference).collect();
        let read = self.read_targets(targets).await?;
        self.keep(read, tried, None).await
    }

    /// Takes in what could be read, whatever stopped the rest: that is set aside, so that each walk gets further.
    async fn keep(
        &self,
        read: Targets,
        mut tried: BTreeSet<RecordRef>,
        cursor: Option<Change>,
    ) -> Result<usize, ApplyError> {
        let (mut changes, news) = ingest(self.store, self.company, self.now, read.reading).await?;
        // What is not there (any more) needs no further reading.
        read.left.iter().for_each(|one| _ = tried.remove(&one.reference));
        changes.extend(self.come_at_last(&tried).await?);
        let tried: Vec<_> = tried.into_iter().collect();
        changes.extend(known_again(self.store, self.company, &tried).await?.0);
        changes.extend(set_aside(self.now, read.left));
        changes.extend(self.complaints(Side::Alternative, read.broken).await?);
        changes.extend(cursor);
        commit(self.store, self.company, changes).await?;
        read.stop.map_or(Ok(news), Err)
    }

    /// P15: invoices that wait for payments which were set aside are looked at again, whatever came of reading those.
    async fn come_at_last(&self, came: &BTreeSet<RecordRef>) -> Result<ChangeSet, StoreFault> {
        let came: BTreeSet<_> = came.iter().filter_map(Subject::of).collect();
        if came.is_empty() {
            return Ok(ChangeSet::new());
        }
        let waits = self.store.waits(self.company, WAITS_MAX).await?;
        let ended = waits.into_iter().filter(|(_, wait)| {
            matches!(&wait.on, Awaited::Report(payment) if came.contains(&Subject::Payment(payment.clone())))
        });
        Ok(ended.map(|(subject, _)| Change::Dirty(subject)).collect())
    }

    /// Events only hint: each entity they name is read once, except for the echo of what we wrote ourselves.
    async fn read_targets(&self, targets: BTreeMap<Target, Met>) -> Result<Targets, StoreFault> {
        let mut read = Targets::default();
        let mut doubts = Doubts::default();
        for (target, met) in targets {
            let reference = target.reference();
            let paid_at = met.paid_at;
            if read.stop.is_some() || self.budget.is_spent() {
                read.left.push(NotRead { reference, paid_at, said: None, definite: false });
                continue;
            }
            match self.read_target(&target, met.at).await {
                Ok(record) => {
                    read.reading.records.extend(record);
                    let paid_at = paid_at.map(|at| (alternative::PayoutId::new(reference.id), at));
                    read.reading.paid.extend(paid_at);
                }
                Err(ApplyError::Store(fault)) => return Err(fault),
                Err(ApplyError::Service(fault))
                    if doubts.blame_the_record(&fault, self.processor.probe()).await =>
                {
                    let said = fault.said();
                    if fault.kind.blame() == Blame::Record {
                        let reference = Some(reference.clone());
                        read.broken.push(Unreadable { reference, why: said.to_string(), definite: false });
                    }
                    read.left.push(NotRead { reference, paid_at, said: Some(said), definite: false });
                }
                Err(stop) => {
                    read.left.push(NotRead { reference, paid_at, said: None, definite: false });
                    read.stop = Some(stop);
                }
            }
        }
        Ok(read)
    }

    async fn read_target(
        &self,
        target: &Target,
        occurred_at: Timestamp,
    ) -> Result<Option<Read<Record>>, ApplyError> {
        let reference = target.reference();
        let known =
            self.store.records(self.company, std::slice::from_ref(&reference)).await?.into_iter().next();
        // The echo of what we wrote ourselves: the answer to that write shows what the event tells.
        if matches!(target, Target::Invoice(_) | Target::Customer(_))
            && known.as_ref().is_some_and(|known| is_echo(known.read_at, occurred_at))
        {
            return Ok(None);
        }
        let known = known.map(|known| known.record);
        let read = match (target, known) {
            (Target::Payment(id), _) => self.processor.payment(id).await,
            (Target::Payout(id), _) => self.processor.payout(id).await,
            (Target::Invoice(id), Some(Record::AlternativeInvoice(known))) => match &known.qbo_id {
                Some(qbo_id) => self.processor.invoice(qbo_id).await,
                None => self.processor.invoice_by_id(id).await,
            },
            (Target::Invoice(id), _) => self.processor.invoice_by_id(id).await,
            (Target::Customer(id), Some(Record::AlternativeCustomer(known))) => match &known.qbo_id {
                Some(qbo_id) => self.processor.customer(qbo_id).await,
                None => self.processor.customer_by_id(id).await,
            },
            (Target::Customer(id), _) => self.processor.customer_by_id(id).await,
        };
        match read {
            Ok(read) => Ok(Some(read)),
            // Not there (any more): nothing to mirror, and no evidence of anything.
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(None),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// Whether a record was read right after the event: then there is no need to read it again. "Right after", because the
/// two instants come from two clocks, and one that is far ahead must not hide what people do at Alternative.
fn is_echo(read_at: Timestamp, occurred_at: Timestamp) -> bool {
    let after = read_at.duration_since(occurred_at);
    after.is_positive() && after < ECHO_MAX
}

/// What an event makes us read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Payment(alternative::PaymentId),
    Payout(alternative::PayoutId),
    Invoice(alternative::InvoiceId),
    Customer(alternative::CustomerId),
}

impl Target {
    fn of(reference: &RecordRef) -> Option<Self> {
        let id = reference.id.as_str();
        match reference.kind {
            RecordKind::AlternativePayment => Some(Self::Payment(id.into())),
            RecordKind::AlternativePayout => Some(Self::Payout(id.into())),
            RecordKind::AlternativeInvoice => Some(Self::Invoice(id.into())),
            RecordKind::AlternativeCustomer => Some(Self::Customer(id.into())),
            _ => None,
        }
    }

    fn reference(&self) -> RecordRef {
        match self {
            Self::Payment(id) => RecordRef::alternative_payment(id),
            Self::Payout(id) => RecordRef::alternative_payout(id),
            Self::Invoice(id) => RecordRef::alternative_invoice(id),
            Self::Customer(id) => RecordRef::alternative_customer(id),
        }
    }
}

/// When an event told of something, and when it says that a payout was paid.
#[derive(Debug, Clone, Copy)]
struct Met {
    at: Timestamp,
    paid_at: Option<Timestamp>,
}

fn targets_of(events: &[Event]) -> BTreeMap<Target, Met> {
    let mut targets = BTreeMap::new();
    for event in events {
        let at = event.occurred_at;
        let paid_at = event.pays_out.then_some(at);
        for target in named_by(event) {
            let met = targets.entry(target).or_insert(Met { at, paid_at });
            *met = Met { at: met.at.max(at), paid_at: met.paid_at.or(paid_at) };
        }
    }
    targets
}

fn named_by(event: &Event) -> Vec<Target> {
    let payment = event.payment.iter().cloned().map(Target::Payment);
    payment.chain(event.entity.as_ref().and_then(Target::of)).collect()
}

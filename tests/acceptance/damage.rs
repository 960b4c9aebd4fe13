//! Documents of the companion that cannot be read: it is told, what they told is found again, and nothing is posted twice
//! or lost.

use engine::documents::{Edit, Kept, Repair};
use engine::happened::Happened;
use engine::journal::{EntryDraft, EntryKind};
use engine::ports::{Change, JournalQuery};
use engine::reason::HoldReason;
use engine::settings::Patch;
use engine::subject::Subject;
use engine::user_actions::UserActions;
use jiff::civil::date;
use serde_json::{Value, json};
use support::{Invoice, World, minor};

use crate::text;

const SPOILED: &str = "{\"half a docu\u{fffd}";

/// What is stored of a document.
async fn stored(world: &World, name: &str) -> Option<String> {
    world.store.cursor(&world.company, name).await.unwrap()
}

/// Something else is stored of it, as after a fault of the disk.
async fn spoil(world: &World, name: &str, text: &str) {
    let text = Change::edit(Edit::Keep(Kept::fixture(name, Some(text.to_owned()))));
    world.store.write(&world.company, vec![text].into()).await.unwrap();
}

/// What Activity tells of damaged documents.
async fn told(world: &World) -> Vec<(String, Repair)> {
    let query = JournalQuery { after: Some(0), limit: 10_000, ..JournalQuery::default() };
    let entries = world.store.journal(&world.company, &query).await.unwrap();
    let told = entries.into_iter().filter_map(|entry| match entry.draft.happened {
        Happened::Damaged { document, repair } => Some((document.name().to_owned(), repair)),
        _ => None,
    });
    told.collect()
}

/// A company at work: one payment recorded by the companion, one matched by hand, one invoice open.
struct Office {
    world: World,
    open: Invoice,
    matched: Invoice,
    edited: Invoice,
}

impl Office {
    async fn at_work() -> Self {
        let world = World::started().await;
        let [paid, matched, open, edited] = [
            world.invoice("Harbor Dental", "300.00").await,
            world.invoice("Copperline Electric", "500.00").await,
            world.invoice("Northgate Bakery", "75.00").await,
            world.invoice("Lakeside Printing", "20.00").await,
        ];
        world.sync().await;
        world.pay(&paid).await;
        world.external_payment(&matched, "80.00").await;
        world.pay_part(&matched, "80.00").await;
        world.sync().await;
        world.decide(&world.hold("P5").await, "it_is_that_one", &[]).await;
        world.sync().await;
        assert_eq!((world.all("Payment").await.len(), world.our_payments().await.len()), (2, 1));
        Self { world, open, matched, edited }
    }

    /// People go on while nothing can be read: an invoice is edited, one is paid, and the same amount comes once more.
    async fn goes_on(&self) {
        self.world.edit("Invoice", &self.edited.id, json!({ "DueDate": "2026-11-01" })).await;
        self.world.pay(&self.open).await;
        self.world.pay_part(&self.matched, "80.00").await;
        self.world.sync_for(5).await;
    }

    async fn is_right(&self, when: &str) {
        let world = &self.world;
        assert!(world.holds().await.is_empty(), "{when}: {:#?}", world.holds().await);
        let mut amounts: Vec<_> =
            world.our_payments().await.iter().map(|payment| minor(&payment["TotalAmt"])).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [7_500, 8_000, 30_000], "{when}");
        assert_eq!(world.all("Payment").await.len(), 4, "{when}: ours and the one keyed by hand");
        assert_eq!(text(&world.mirror(&self.edited).await.unwrap()["due_date"]), "2026-11-01", "{when}");
        let left = &world.mirror(&self.matched).await.unwrap()["outstanding_balance"];
        assert_eq!(minor(left), 34_000, "{when}");
        assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0, "{when}");
        assert!(world.violations().await.is_empty(), "{when}");
        let mark = world.request_mark().await;
        world.sync().await;
        assert!(world.effects(mark).await.is_empty(), "{when}: a second pass writes nothing");
    }
}

const DOCUMENTS: [&str; 10] = [
    "import",
    "good_point",
    "feed",
    "wanted",
    "aside",
    "matched_payments",
    "earlier",
    "sign_in",
    "comparison",
    "clock",
];

#[tokio::test]
async fn p6_a_document_that_cannot_be_read_at_the_start_is_told_and_made_up_for() {
    for name in DOCUMENTS {
        let mut office = Office::at_work().await;
        spoil(&office.world, name, SPOILED).await;
        office.world.restart_over(office.world.store.clone());
        office.goes_on().await;
        office.is_right(name).await;
        let told = told(&office.world).await;
        assert_eq!(told.len(), 1, "{name}: {told:#?}");
        assert_eq!(told[0].0, name);
    }
}

#[tokio::test]
async fn p6_documents_that_cannot_be_read_while_it_runs_are_told_and_made_up_for() {
    let office = Office::at_work().await;
    for name in DOCUMENTS {
        spoil(&office.world, name, SPOILED).await;
    }
    office.goes_on().await;
    office.is_right("all at once").await;
    let mut told: Vec<_> = told(&office.world).await.into_iter().map(|(name, _)| name).collect();
    told.sort_unstable();
    // Nobody asked where the sign-in stands.
    let all = [
        "aside",
        "clock",
        "comparison",
        "earlier",
        "feed",
        "good_point",
        "import",
        "matched_payments",
        "wanted",
    ];
    assert_eq!(told, all);
}

#[tokio::test]
async fn f1_a_place_in_the_feed_that_alternative_does_not_know_is_made_up_for() {
    let office = Office::at_work().await;
    spoil(&office.world, "feed", "gaF+/DACsomewhere").await;
    office.goes_on().await;
    office.is_right("an unknown place").await;
}

#[tokio::test]
async fn i14_a_first_read_whose_place_is_lost_begins_again() {
    let world = World::empty().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.start().await;
    world.advance(60);
    world.engine.ask_to_look();
    for _ in 0..4 {
        assert!(world.tick().await.busy);
    }
    spoil(&world, "import", SPOILED).await;
    world.sync().await;
    assert_eq!(minor(&world.mirror(&invoice).await.unwrap()["total"]), 30_000);
    let read: Value = serde_json::from_str(&stored(&world, "import").await.unwrap()).unwrap();
    assert_eq!((text(&read["mode"]), text(&read["stage"])), ("first", "done"));
    assert_eq!(told(&world).await.len(), 1);
}

#[tokio::test]
async fn f1_what_was_put_aside_is_found_again_by_the_comparison() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let paid = world.pay(&invoice).await;
    world.injector.treat(&format!("/payments/{}", text(&paid["id"])), "\"status\"", "\"stat\"");
    world.sync().await;
    assert!(stored(&world, "aside").await.unwrap().contains(text(&paid["id"])));
    spoil(&world, "aside", SPOILED).await;
    world.injector.discharge();
    world.sync_for(5).await;
    assert_eq!(world.our_payments().await.len(), 1);
    assert_eq!(stored(&world, "aside").await, None);
    assert_eq!(told(&world).await[0].0, "aside");
}

#[tokio::test]
async fn f2_what_planning_wanted_is_wanted_again() {
    let world = World::started().await;
    let invoice = world.invoice("Harbor Dental", "300.00").await;
    world.sync().await;
    let external = world.external_payment(&invoice, "300.00").await;
    world.pay(&invoice).await;
    world.sync().await;
    let hold = world.hold("P5").await;
    world.decide(&hold, "already_recorded", &[("payment", &external)]).await;
    assert!(stored(&world, "wanted").await.unwrap().contains(&external));
    spoil(&world, "wanted", SPOILED).await;
    world.sync_for(5).await;
    assert_eq!(stored(&world, "wanted").await, None);
    assert!(world.our_payments().await.is_empty());
    assert!(world.holds().await.is_empty(), "{:#?}", world.holds().await);
    assert_eq!(world.store.tie(&world.company).await.unwrap().apart, 0);
}

#[tokio::test]
async fn p5_what_was_matched_by_hand_is_collected_from_the_decisions() {
    let office = Office::at_work().await;
    let before = stored(&office.world, "matched_payments").await;
    assert!(before.is_some());
    spoil(&office.world, "matched_payments", SPOILED).await;
    let hold = office.world.holds().await;
    assert!(hold.is_empty());
    office.goes_on().await;
    assert_eq!(stored(&office.world, "matched_payments").await, before);
    office.is_right("matched by hand").await;
}

/// Two payments that were collected before this computer looked, and what they come to.
async fn with_two_from_before() -> (World, [Value; 2]) {
    let first = World::started().await;
    let one = first.invoice("Harbor Dental", "300.00").await;
    let other = first.invoice("Copperline Electric", "80.00").await;
    first.sync().await;
    let payments = [first.pay(&one).await, first.pay(&other).await];
    first.advance(60);
    let world = first.another().await;
    (world, payments)
}

#[tokio::test]
async fn p17_what_was_said_about_earlier_payments_is_collected_from_the_decisions() {
    let (mut world, [ticked, _]) = with_two_from_before().await;
    world.start().await;
    world.sync().await;
    let asked = world.hold("P17").await;
    spoil(&world, "earlier", SPOILED).await;
    world.restart_over(world.store.clone());
    world.sync().await;
    assert_eq!(world.hold("P17").await, asked, "the same question");

    world.decide(&asked, "post", &[("payments", text(&ticked["id"]))]).await;
    world.sync().await;
    world.decide(&world.hold("P17").await, "leave", &[]).await;
    world.sync().await;
    let said = stored(&world, "earlier").await;
    spoil(&world, "earlier", SPOILED).await;
    world.restart_over(world.store.clone());
    world.sync_for(5).await;
    assert_eq!(stored(&world, "earlier").await, said);
    assert!(world.holds().await.is_empty());
    assert_eq!(world.our_payments().await.len(), 1);
    assert_eq!(told(&world).await.len(), 2);
}

#[tokio::test]
async fn p17_what_was_ticked_at_the_start_is_collected_from_the_journal() {
    let (world, [ticked, other]) = with_two_from_before().await;
    let actions = UserActions { store: &*world.store, company: &world.company };
    actions.start_with(world.now(), &[Subject::Payment(text(&ticked["id"]).into())]).await.unwrap();
    spoil(&world, "earlier", SPOILED).await;
    world.sync_for(5).await;
    let ours = world.our_payments().await;
    assert_eq!(ours.iter().map(|payment| minor(&payment["TotalAmt"])).collect::<Vec<_>>(), [30_000]);
    let asked = world.hold("P17").await;
    let HoldReason::BeforeStart { earlier } = &asked.draft.reason else { panic!("{asked:#?}") };
    let listed: Vec<_> = earlier.iter().map(|one| one.subject.to_string()).collect();
    assert_eq!(listed, [format!("payment:{}", text(&other["id"]))]);
}

#[tokio::test]
async fn p17_a_decision_is_taken_on_top_of_earlier_ones_that_cannot_be_read() {
    let (world, [ticked, _]) = with_two_from_before().await;
    world.start().await;
    world.sync().await;
    world.decide(&world.hold("P17").await, "post", &[("payments", text(&ticked["id"]))]).await;
    world.sync().await;
    let left = world.hold("P17").await;
    spoil(&world, "earlier", SPOILED).await;
    world.decide(&left, "leave", &[]).await;
    world.sync().await;
    assert!(world.holds().await.is_empty());
    assert_eq!(world.our_payments().await.len(), 1);
}

/// A paid invoice of long ago, beside a company that is read for the first time.
async fn with_an_old_invoice() -> (World, Invoice) {
    let world = World::empty().await;
    let customer = world.customer("Harbor Dental").await;
    let line = world.line("Managed services", "100.00").await;
    let old = world
        .invoice_of(&customer, json!({ "Line": [line], "TxnDate": "2026-01-15", "DueDate": "2026-02-15" }));
    let old = old.await;
    world.external_payment(&old, "100.00").await;
    world.advance(60);
    (world, old)
}

/// A person lets history begin earlier while the next answer of this address is on its way.
fn earlier_meanwhile(world: &World, during: &str) {
    let (store, company, now) = (world.store.clone(), world.company.clone(), world.now());
    world.injector.meanwhile(during, async move {
        let actions = UserActions { store: &*store, company: &company };
        let entry = EntryDraft::new(now, EntryKind::UserAction, Happened::PreferencesChanged);
        let patches = vec![Patch::StartDate(Some(date(2026, 1, 1)))];
        actions.patch_and_read(now, patches, entry).await.unwrap();
    });
}

#[tokio::test]
async fn i14_an_earlier_start_date_reaches_a_first_read_that_is_past_the_invoices() {
    for during in ["quickbooks/payouts", "quickbooks/payments", "STARTPOSITION"] {
        let (world, old) = with_an_old_invoice().await;
        world.start().await;
        world.sync().await;
        assert_eq!(world.mirror(&old).await, None, "too old");

        let (world, old) = with_an_old_invoice().await;
        world.start().await;
        earlier_meanwhile(&world, during);
        world.sync().await;
        assert!(world.injector.is_alone(), "{during}");
        assert!(world.mirror(&old).await.is_some(), "{during}");
    }
}

#[tokio::test]
async fn i14_an_earlier_start_date_brings_invoices_that_a_comparison_read_before() {
    let (world, old) = with_an_old_invoice().await;
    world.start().await;
    world.sync().await;
    spoil(&world, "good_point", SPOILED).await;
    world.sync().await;
    assert_eq!(world.mirror(&old).await, None, "read, but too old");
    earlier_meanwhile(&world, "/cdc");
    world.sync().await;
    world.sync().await;
    assert!(world.mirror(&old).await.is_some());
}

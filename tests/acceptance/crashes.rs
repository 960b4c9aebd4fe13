//! The process dies at each write of its store, before or after the write is durable; after a restart nothing is there
//! twice and nothing is missing on either side (rule P6).

use std::sync::Arc;

use serde_json::json;
use support::{Death, DyingStore, Invoice, World, minor};

use crate::text;

/// A day: a first import, two payments of which one fails, and a payout.
struct Day {
    world: World,
    invoices: Vec<Invoice>,
}

impl Day {
    async fn begin() -> Self {
        let world = World::empty().await;
        let mut invoices = Vec::new();
        for (name, amount) in [("Harbor Dental", "324.50"), ("Copperline Electric", "80.00")] {
            invoices.push(world.invoice(name, amount).await);
        }
        world.start().await;
        world.create_deposits("Checking").await;
        world.advance(60);
        Self { world, invoices }
    }

    /// The companion works until it rests, dying where it must; then it starts anew over the same database.
    async fn work(&mut self, death: Option<Death>) -> usize {
        let dying = Arc::new(DyingStore::new(self.world.store.clone(), death));
        self.world.restart_over(dying.clone());
        self.world.engine.ask_to_look();
        for _ in 0..400 {
            match self.world.engine.tick(self.world.now()).await {
                Ok(tick) if !tick.busy => break,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        let writes = dying.writes();
        self.world.restart_over(self.world.store.clone());
        writes
    }

    /// The whole day, with a death in its `nth` write; returns how many writes a day has.
    async fn live(&mut self, nth: Option<Death>) -> usize {
        let mut left = nth;
        let mut writes = 0;
        self.stretch(&mut left, &mut writes).await;
        let fee = json!({ "amount": 9.72, "covered_by_customer": false });
        let allocations = json!([{ "qbo_invoice_id": self.invoices[0].id }]);
        self.world
            .pay_with(
                json!({ "allocations": allocations, "method": "card", "outcome": "succeed", "fee": fee }),
            )
            .await;
        let allocations = json!([{ "qbo_invoice_id": self.invoices[1].id }]);
        let hanging = self.world.pay_with(json!({ "allocations": allocations, "outcome": "hang" })).await;
        self.stretch(&mut left, &mut writes).await;
        self.world.move_payment(&hanging, "fail", json!({})).await;
        let payout = self.world.payout(json!({})).await;
        self.world.pay_out(&payout).await;
        self.stretch(&mut left, &mut writes).await;
        assert!(left.is_none(), "the day ended before the death that was to come: {left:?}");
        writes
    }

    async fn stretch(&mut self, death: &mut Option<Death>, writes: &mut usize) {
        let here = match *death {
            Some(Death::BeforeWrite(at)) => at.checked_sub(*writes).map(Death::BeforeWrite),
            Some(Death::AfterWrite(at)) => at.checked_sub(*writes).map(Death::AfterWrite),
            None => None,
        };
        *writes += self.work(here).await;
        let reached = match *death {
            Some(Death::BeforeWrite(at) | Death::AfterWrite(at)) => *writes > at,
            None => false,
        };
        if reached {
            *death = None;
        }
        // After the death the new process goes on where the old one was; time passes over pauses.
        self.world.advance(2);
        self.world.sync_for(5).await;
    }

    async fn is_right(&self, when: &str) {
        let world = &self.world;
        let ours = world.our_payments().await;
        assert_eq!(ours.len(), 1, "{when}: {ours:#?}");
        assert_eq!(minor(&ours[0]["TotalAmt"]), 32_450, "{when}");
        let deposits = world.all("Deposit").await;
        assert_eq!(deposits.len(), 1, "{when}: {deposits:#?}");
        assert_eq!(minor(&deposits[0]["TotalAmt"]), 32_450 - 972, "{when}");
        let fees = world.query("select * from Account where Name = 'Alternative Payments Fees'").await;
        assert_eq!(fees.len(), 1, "{when}");
        for (invoice, outstanding) in self.invoices.iter().zip([0, 8_000]) {
            let mirror = world.mirror(invoice).await.unwrap();
            assert_eq!(minor(&mirror["outstanding_balance"]), outstanding, "{when}: {mirror}");
            assert_eq!(text(&mirror["customer_qbo_id"]), invoice.customer, "{when}");
        }
        assert!(world.holds().await.is_empty(), "{when}: {:#?}", world.holds().await);
        assert_eq!(world.violations().await, Vec::<serde_json::Value>::new(), "{when}");
        let tie = world.store.tie(&world.company).await.unwrap();
        assert_eq!((tie.apart, tie.quickbooks), (0, tie.alternative), "{when}");
        assert_eq!(world.store.verify_journal(&world.company).await.unwrap(), None, "{when}");
    }
}

async fn writes_of_a_day() -> usize {
    let mut day = Day::begin().await;
    let writes = day.live(None).await;
    day.is_right("a quiet day").await;
    writes
}

#[tokio::test]
async fn p6_death_before_any_write_of_a_day_loses_and_doubles_nothing() {
    for at in 0..writes_of_a_day().await {
        let mut day = Day::begin().await;
        day.live(Some(Death::BeforeWrite(at))).await;
        day.is_right(&format!("died before write {at}")).await;
    }
}

#[tokio::test]
async fn p6_death_after_any_write_of_a_day_loses_and_doubles_nothing() {
    for at in 0..writes_of_a_day().await {
        let mut day = Day::begin().await;
        day.live(Some(Death::AfterWrite(at))).await;
        day.is_right(&format!("died after write {at}")).await;
    }
}

//! The comparison of both sides (rule F5), and a payment in the middle of it.

use engine::fault::Side;
use serde_json::{Value, json};

use crate::office::{DAY, Office};
use crate::scenarios::invoices;

/// Steps after which a payment is not recorded any more.
const TICKS_MAX: usize = 100;

/// The comparison of the next day, with a slice of what was not read for two weeks.
pub async fn daily(office: &Office) {
    office.world.advance(DAY);
    office.count("daily comparison", async { drop(office.rest().await) }).await;
    assert!(!office.is_comparing().await);
    office.settle().await;
}

/// A side asks to slow down for a minute while it is compared, and a customer pays in this minute: what is counted begins
/// with its end and ends with the Payment in QuickBooks.
pub async fn paid_meanwhile(office: &Office) {
    for side in [Side::Quickbooks, Side::Alternative] {
        let paid = invoices(office, 1).await;
        office.world.engine.user_actions().compare_now().await.unwrap();
        while office.tick().await.compared.is_none() {}
        office.world.fault(slow_down(side)).await;
        while office.world.engine.side(side).paused_until.is_none() {
            assert!(office.tick().await.busy, "the comparison never met the fault");
        }
        let until = office.world.engine.side(side).paused_until.unwrap();
        office.world.pay(&paid[0]).await;
        office.world.engine.ring();
        office.world.advance(until.duration_since(office.world.now()).as_secs().max(0) + 1);
        let known = recorded(office).await;
        let scenario = match side {
            Side::Quickbooks => "paid while compared, QuickBooks throttled",
            Side::Alternative => "paid while compared, Alternative throttled",
        };
        office.count(scenario, until_recorded(office, known)).await;
        assert!(office.is_comparing().await, "the comparison ended too soon to tell something");
        office.rest().await;
        office.settle().await;
    }
}

async fn until_recorded(office: &Office, known: usize) {
    for _ in 0..TICKS_MAX {
        office.tick().await;
        if recorded(office).await > known {
            return;
        }
    }
    panic!("the payment is not recorded");
}

/// How many Payments of ours QuickBooks has.
async fn recorded(office: &Office) -> usize {
    office.world.query("select * from Payment where PaymentRefNum like 'AP-%' maxresults 1000").await.len()
}

/// A fault rule: the next page of the comparison is refused.
fn slow_down(side: Side) -> Value {
    match side {
        Side::Quickbooks => {
            json!({ "service": "quickbooks", "path": "/query", "kind": "fault", "value": "3001", "times": 1 })
        }
        Side::Alternative => json!({ "service": "alternative", "path": "/integrations/quickbooks/invoices",
            "kind": "status", "value": 429, "times": 1 }),
    }
}

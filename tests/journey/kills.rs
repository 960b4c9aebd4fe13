//! The real program is killed with SIGKILL in the middle of its work; afterwards nothing is there twice and nothing is
//! missing on either side.

use serde_json::{Value, json};
use support::minor;

use crate::computer::Computer;
use crate::proxy::{Kill, Proxy};
use crate::services::{Services, each};
use crate::{in_session, text};

/// Runs a sync that is killed at that request; returns how many requests it came to.
fn sync_killed_at(computer: &Computer, proxy: &Proxy, kill: Option<Kill>) -> usize {
    let child = computer.spawn(&["sync", "--once"]);
    proxy.aim(child.id(), kill);
    let ran = computer.finish(child);
    if kill.is_none() {
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
    proxy.counted()
}

#[test]
fn killed_in_the_middle_of_the_first_import() {
    in_session("kills::killed_in_the_middle_of_the_first_import", async {
        let services = Services::start(&["--no-throttle"]);
        let (proxy, origin) = Proxy::start(services.base(), services.http.clone(), false).await;
        let computer = Computer::new(&origin);
        computer.connect(&services).await;
        for at in [3, 7, 11, 20, 45, 90] {
            sync_killed_at(&computer, &proxy, Some(Kill::After(at)));
        }
        sync_killed_at(&computer, &proxy, None);
        every_invoice_is_there_once(&services).await;
        let status = computer.status();
        assert_eq!(status["tie_out"]["agrees"], true, "{status:#}");
        assert_eq!(services.violations().await, json!([]));
    });
}

async fn every_invoice_is_there_once(services: &Services) {
    let state = services.control("GET", "/state?side=alternative", Value::Null).await;
    let partners = state["alternative"].as_object().unwrap();
    let mut mirrored: Vec<_> = partners
        .values()
        .flat_map(|partner| each(&partner["invoices"]))
        .filter_map(|invoice| invoice["qbo_id"].as_str().map(str::to_owned))
        .collect();
    let count = mirrored.len();
    mirrored.sort();
    mirrored.dedup();
    assert_eq!(mirrored.len(), count, "an invoice is there twice");
    for invoice in services.open_invoices().await {
        let id = text(&invoice["Id"]);
        let mirror = services.mirror(id).await;
        assert_eq!(minor(&mirror["outstanding_balance"]), minor(&invoice["Balance"]), "invoice {id}");
    }
}

/// What happens on the scripted day: two payments, one of which fails, and a payout with deposits on.
struct Day {
    services: Services,
    proxy: Proxy,
    computer: Computer,
    deposits_before: usize,
}

impl Day {
    async fn begin() -> Self {
        let services = Services::start(&["--no-throttle", "--company", "empty"]);
        services.bill("Harbor Dental", 30).await;
        let (proxy, origin) = Proxy::start(services.base(), services.http.clone(), true).await;
        let computer = Computer::new(&origin);
        computer.connect(&services).await;
        let accounts = computer.run(&["--json", "accounts"]).fine().json();
        let account = format!("deposit_account={}", text(&each(&accounts)[0]["id"]));
        computer.run(&["preferences", "set", &account, "create_deposits=on"]).fine();
        computer.sync().fine();
        let deposits_before = services.query("select * from Deposit").await.len();
        Self { services, proxy, computer, deposits_before }
    }

    /// The day once more, killed at the `nth` of its writes; returns how many writes it has.
    async fn live(&self, kill: Option<Kill>) -> usize {
        let open = self.services.open_invoices().await;
        // A new invoice is paid each day; the failed payment is for the same one every day.
        let (kept, failed) = (text(&open[0]["Id"]), text(&open[open.len() - 1]["Id"]));
        self.services.pay(kept, "succeed").await;
        let hanging = self.services.pay(failed, "hang").await;
        let first = sync_killed_at(&self.computer, &self.proxy, kill);
        self.computer.sync().fine();
        self.services
            .control("POST", &format!("/alternative/payments/{}/fail", text(&hanging["id"])), json!({}))
            .await;
        self.services.pay_out().await;
        let rest = kill.and_then(|kill| match kill {
            Kill::Before(at) => at.checked_sub(first).map(Kill::Before),
            Kill::After(at) => at.checked_sub(first).map(Kill::After),
        });
        let second = sync_killed_at(&self.computer, &self.proxy, rest);
        self.computer.sync().fine();
        first + second
    }

    async fn is_right(&self, days: usize, when: &str) {
        let ours = self.services.our_payments().await;
        assert_eq!(ours.len(), days, "{when}: one payment a day stays: {ours:#?}");
        let deposits = self.services.query("select * from Deposit maxresults 1000").await;
        assert_eq!(deposits.len() - self.deposits_before, days, "{when}: {deposits:#?}");
        let status = self.computer.status();
        assert_eq!(status["tie_out"]["agrees"], true, "{when}: {status:#}");
        assert_eq!(self.computer.holds(), json!([]), "{when}");
        assert_eq!(self.services.violations().await, json!([]), "{when}");
    }
}

#[test]
fn killed_at_each_write_of_a_scripted_day() {
    in_session("kills::killed_at_each_write_of_a_scripted_day", async {
        let day = Day::begin().await;
        let writes = day.live(None).await;
        assert!(writes >= 8, "a day has payments, a removal, a deposit and their reports: {writes}");
        day.is_right(1, "a quiet day").await;
        let mut days = 1;
        for at in 0..writes {
            for kill in [Kill::Before(at), Kill::After(at)] {
                day.live(Some(kill)).await;
                days += 1;
                day.is_right(days, &format!("{kill:?}")).await;
            }
        }
    });
}

//! What goes wrong, in the real program: each trouble is met with words that say what happened, what it means for the
//! books and what to do; nothing is lost and nothing is there twice.

use std::process::Command;

use serde_json::{Value, json};
use transport::Url;

use crate::computer::{Computer, Ran};
use crate::pages::{Consent, deliver, walk};
use crate::services::Services;
use crate::{in_session, text};

/// A small company whose companion is connected and in step.
async fn in_step() -> (Services, Computer) {
    let services = Services::start(&["--no-throttle", "--company", "empty"]);
    services.bill("Harbor Dental", 4).await;
    let computer = Computer::new(services.base());
    computer.connect(&services).await;
    computer.sync().fine();
    (services, computer)
}

/// The words are there and the program did not fall over.
fn says(ran: &Ran, code: i32, words: &[&str]) {
    let said = format!("{}{}", ran.out, ran.err);
    assert_eq!(ran.code, Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

async fn one_payment_is_there(services: &Services, computer: &Computer) {
    assert_eq!(services.our_payments().await.len(), 1);
    let status = computer.status();
    assert_eq!(text(&status["state"]), "done", "{status:#}");
    assert_eq!(status["tie_out"]["agrees"], true, "{status:#}");
    assert_eq!(services.violations().await, json!([]));
}

#[test]
fn signing_in_goes_wrong_in_every_way_and_then_right() {
    in_session("troubles::signing_in_goes_wrong_in_every_way_and_then_right", async {
        let services = Services::start(&["--company", "empty"]);
        let computer = Computer::new(services.base());
        says(&computer.sync(), 1, &["Nothing is connected yet"]);
        let wrong = computer.connect_alternative(&services, "not-the-secret");
        says(&wrong, 1, &["Alternative does not accept this API key", "Nothing was changed", "API Keys"]);
        let secret = text(&services.ready["alternative"]["partners"][0]["client_secret"]).to_owned();
        computer.connect_alternative(&services, &secret).fine();

        // Refused at the last page.
        let (child, open, out) = computer.begin_quickbooks(&services);
        let back = walk(&services, &open, Consent::Refuse).await;
        deliver(&services, &back).await;
        says(&computer.end_quickbooks(child, out), 1, &["was not allowed", "Nothing was changed", "again"]);

        // A forged answer is turned away, and the right one still counts; a second click on it does not.
        let (child, open, out) = computer.begin_quickbooks(&services);
        let mut forged = redirect_of(&open);
        forged.set_query(Some("code=AB11stolen&state=forged&realmId=1"));
        let page = deliver(&services, &forged).await;
        assert!(page.contains("not from your sign-in"), "{page}");
        let back = walk(&services, &open, Consent::Give).await;
        deliver(&services, &back).await;
        computer.end_quickbooks(child, out).fine();
        let state = services.control("GET", "/state?side=quickbooks", Value::Null).await;
        assert!(!state.to_string().contains("AB11stolen"));
        computer.sync().fine();
        assert_eq!(text(&computer.status()["state"]), "done");
        assert_eq!(services.violations().await, json!([]));
    });
}

/// The loopback address the answer is to come to.
fn redirect_of(open: &str) -> Url {
    let open = Url::parse(open).unwrap();
    let (_, redirect) = open.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
    Url::parse(&redirect).unwrap()
}

#[test]
fn a_lost_answer_to_each_kind_of_write_doubles_nothing() {
    in_session("troubles::a_lost_answer_to_each_kind_of_write_doubles_nothing", async {
        let services = Services::start(&["--no-throttle", "--company", "empty"]);
        services.bill("Harbor Dental", 2).await;
        let computer = Computer::new(services.base());
        computer.connect(&services).await;
        let lose = async |service: &str, method: &str, path: &str| {
            let rule = json!({ "service": service, "method": method, "path": path, "kind": "drop_after", "times": 1 });
            services.control("POST", "/faults", rule).await;
        };
        for path in ["/integrations/quickbooks/customers", "/integrations/quickbooks/invoices", "/pdf"] {
            lose("alternative", "PUT", path).await;
        }
        computer.sync().fine();
        let account =
            format!("deposit_account={}", text(&computer.run(&["--json", "accounts"]).json()[0]["id"]));
        computer.run(&["preferences", "set", &account, "create_deposits=on"]).fine();
        let open = services.open_invoices().await;
        services.pay(text(&open[0]["Id"]), "succeed").await;
        let hanging = services.pay(text(&open[1]["Id"]), "hang").await;
        lose("quickbooks", "POST", "/payment").await;
        lose("alternative", "PUT", "/link").await;
        computer.sync().fine();
        assert_eq!(services.our_payments().await.len(), 2);

        services
            .control("POST", &format!("/alternative/payments/{}/fail", text(&hanging["id"])), json!({}))
            .await;
        services.pay_out().await;
        for path in ["/payment", "/account", "/deposit"] {
            lose("quickbooks", "POST", path).await;
        }
        computer.sync().fine();
        computer.sync().fine();
        one_payment_is_there(&services, &computer).await;
        assert_eq!(services.query("select * from Deposit").await.len(), 1);
        assert_eq!(
            services.query("select * from Account where Name = 'Alternative Payments Fees'").await.len(),
            1
        );
        assert_eq!(services.control("GET", "/faults", Value::Null).await, json!([]), "every fault was met");
    });
}

#[test]
fn a_service_that_throttles_fails_or_talks_nonsense_only_makes_us_wait() {
    in_session("troubles::a_service_that_throttles_fails_or_talks_nonsense_only_makes_us_wait", async {
        let (services, computer) = in_step().await;
        let open = services.open_invoices().await;
        services.pay(text(&open[0]["Id"]), "succeed").await;
        for (service, kind, value) in [
            ("quickbooks", "status", json!(503)),
            ("quickbooks", "garbage", Value::Null),
            ("quickbooks", "truncate", Value::Null),
            ("alternative", "status", json!(500)),
            ("alternative", "garbage", Value::Null),
            ("quickbooks", "refuse", Value::Null),
        ] {
            let rule = json!({ "service": service, "kind": kind, "value": value, "times": 1 });
            services.control("POST", "/faults", rule).await;
            computer.sync().fine();
        }
        one_payment_is_there(&services, &computer).await;

        // For good: after a few tries the command gives up in words, and the next one goes on.
        let rule = json!({ "service": "quickbooks", "kind": "refuse", "times": 1000 });
        services.control("POST", "/faults", rule).await;
        services.pay(text(&open[1]["Id"]), "succeed").await;
        says(&computer.sync(), 1, &["QuickBooks did not answer", "Nothing is lost", "Try again"]);
        services.control("DELETE", "/faults/all", Value::Null).await;
        computer.sync().fine();
        assert_eq!(services.our_payments().await.len(), 2);
    });
}

#[test]
fn an_expired_token_is_renewed_quietly_and_a_revoked_one_asks_to_sign_in_again() {
    in_session(
        "troubles::an_expired_token_is_renewed_quietly_and_a_revoked_one_asks_to_sign_in_again",
        async {
            let (services, computer) = in_step().await;
            let tokens = format!("/quickbooks/{}/tokens", services.realm());
            services.control("POST", &tokens, json!({ "action": "expire" })).await;
            computer.sync().fine();

            services.control("POST", &tokens, json!({ "action": "revoke" })).await;
            let open = services.open_invoices().await;
            services.pay(text(&open[0]["Id"]), "succeed").await;
            let ended = ["The QuickBooks sign-in has ended", "1 payment", "is pending", "connect quickbooks"];
            says(&computer.sync(), 4, &ended);
            let status = computer.status();
            assert_eq!(text(&status["connection"]), "sign_in_ended", "{status:#}");
            assert!(services.our_payments().await.is_empty());
            says(&computer.sync(), 4, &ended);

            computer.connect_quickbooks(&services).await.fine();
            computer.sync().fine();
            one_payment_is_there(&services, &computer).await;
        },
    );
}

#[test]
fn a_locked_keychain_is_said_and_nothing_is_lost() {
    in_session("troubles::a_locked_keychain_is_said_and_nothing_is_lost", async {
        let (services, computer) = in_step().await;
        let open = services.open_invoices().await;
        services.pay(text(&open[0]["Id"]), "succeed").await;
        lock_the_keyring();
        says(&computer.sync(), 1, &["The system keychain is locked", "nlock"]);
        assert!(services.our_payments().await.is_empty());
        unlock_the_keyring();
        computer.sync().fine();
        one_payment_is_there(&services, &computer).await;
    });
}

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

fn lock_the_keyring() {
    let call = format!("array:objpath:{COLLECTION}");
    let locked = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.Secret.Service.Lock", &call])
        .output()
        .unwrap();
    assert!(locked.status.success(), "{locked:?}");
}

fn unlock_the_keyring() {
    let unlocked = Command::new("sh")
        .args([
            "-c",
            "printf 'test\\n' | gnome-keyring-daemon --replace --unlock --components=secrets >/dev/null",
        ])
        .status()
        .unwrap();
    assert!(unlocked.success());
}

#[test]
fn a_full_disk_pauses_syncing_and_loses_nothing() {
    in_session("troubles::a_full_disk_pauses_syncing_and_loses_nothing", async {
        let services = Services::start(&["--no-throttle", "--company", "empty"]);
        services.bill("Harbor Dental", 12).await;
        let computer = Computer::new(services.base());
        std::fs::create_dir_all(computer.data()).unwrap();
        let Some(disk) = Disk::mount(&computer) else {
            println!("skipped: a small disk can be mounted by root only");
            return;
        };
        computer.connect(&services).await;
        let filler = disk.fill();
        says(&computer.sync(), 1, &["cannot save its records (disk full)", "nothing is lost"]);
        std::fs::remove_file(filler).unwrap();
        computer.sync().fine();
        let status = computer.status();
        assert_eq!(status["tie_out"]["agrees"], true, "{status:#}");
        assert_eq!(services.violations().await, json!([]));
    });
}

/// A disk in memory, mounted where the companion keeps its data.
struct Disk(String);

impl Disk {
    fn mount(computer: &Computer) -> Option<Self> {
        let place = computer.data().to_str()?.to_owned();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", &place]).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(place))
    }

    /// Takes all the room that is left.
    fn fill(&self) -> std::path::PathBuf {
        let filler = std::path::Path::new(&self.0).join("filler");
        let mut file = std::fs::File::create(&filler).unwrap();
        while std::io::Write::write_all(&mut file, &[0; 4096]).is_ok() {}
        filler
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// I16, F5: the terminal asks before many invoices are archived, archives exactly those, and compares when asked to.
#[test]
fn many_archives_are_asked_about_in_the_terminal() {
    in_session("troubles::many_archives_are_asked_about_in_the_terminal", async {
        let services = Services::start(&["--no-throttle", "--company", "empty"]);
        services.bill("Harbor Dental", 30).await;
        let computer = Computer::new(services.base());
        computer.connect(&services).await;
        computer.sync().fine();
        let deleted: Vec<_> = services.open_invoices().await.drain(..24).collect();
        for invoice in &deleted {
            services.delete_invoice(invoice).await;
        }
        computer.sync();
        for invoice in &deleted {
            assert_eq!(services.mirror(text(&invoice["Id"])).await["archived"], false);
        }
        says(&computer.run(&["holds"]), 0, &["24 of 30 invoices", "archive_them", "stop_syncing"]);
        let hold = computer.holds()[0].clone();
        assert_eq!(text(&hold["rule"]), "I16", "{hold:#}");
        says(&computer.run(&["decide", text(&hold["id"]), "leave"]), 2, &["does not offer", "archive_them"]);
        computer.run(&["decide", text(&hold["id"]), "archive_them"]).fine();
        computer.sync().fine();
        for invoice in &deleted {
            let mirror = services.mirror(text(&invoice["Id"])).await;
            assert_eq!(text(&mirror["archive_reason"]), "deleted", "{mirror:#}");
        }
        let before = computer.status()["tie_out"]["compared_at"].clone();
        computer.run(&["sync", "--once", "--compare"]).fine();
        let after = computer.status()["tie_out"]["compared_at"].clone();
        assert!(text(&after) > text(&before), "{before} {after}");
        assert_eq!(services.violations().await, json!([]));
    });
}

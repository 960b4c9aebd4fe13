//! The way of a newcomer: connect both sides, watch the sync, play the other people.

use std::io::BufRead;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::Value;

use super::Options;
use super::companion::Companion;
use super::desk::{self, Word};
use super::services::{OpenInvoice, Services};
use super::sign_in;
use crate::keychain_session::has_display;
use crate::processes::{self, Background, Interrupted};
use crate::workspace::Outcome;

/// How often the watch looks whether something ended or was typed.
const LOOK: Duration = Duration::from_millis(200);
/// Every so many looks the status is read, until everything agrees.
const LOOKS_PER_STATUS: u32 = 5;

pub struct Journey<'a> {
    pub options: &'a Options,
    pub interrupted: Interrupted,
    pub services: Services,
    pub companion: &'a Companion<'a>,
}

impl Journey<'_> {
    /// Goes the whole way. Whether it went well.
    pub fn go(mut self) -> Outcome<bool> {
        let status = self.companion.ask(&["status"]);
        if is_connected(status.as_ref()) {
            println!("\nThe companion is connected from an earlier run and goes on (--fresh begins anew).");
        } else if !(self.connect_alternative()? && self.connect_quickbooks()?) {
            return Ok(false);
        }
        println!("\nThe sync. Ctrl-C ends everything.\n");
        let before = status.map(|status| status["as_of"].clone()).unwrap_or_default();
        let mut watch = self.companion.watch()?;
        let went_well = self.follow(&mut watch, &before);
        watch.end();
        println!("\nEnded. The next cargo xtask run goes on from here.");
        went_well
    }

    fn connect_alternative(&self) -> Outcome<bool> {
        println!("\n1. Alternative: the companion is given the practice company's API key.");
        let services = &self.services;
        let arguments = [
            "connect",
            "alternative",
            "--api",
            services.text("/alternative/api"),
            "--client-id",
            services.text("/alternative/partners/0/client_id"),
        ];
        self.companion.run_with_secret(&arguments, services.text("/alternative/partners/0/client_secret"))
    }

    fn connect_quickbooks(&self) -> Outcome<bool> {
        println!("\n2. QuickBooks: you sign in as the owner of the practice company, in your browser.");
        let services = &self.services;
        let mut arguments = vec![
            "connect",
            "quickbooks",
            "--api",
            services.text("/quickbooks/api"),
            "--discovery",
            services.text("/quickbooks/discovery"),
            "--client-id",
            services.text("/quickbooks/client_id"),
        ];
        if self.options.auto || !has_display() {
            arguments.push("--no-browser");
        }
        let mut waiting = self.companion.sign_in(&arguments, services.text("/quickbooks/client_secret"))?;
        let mut walked = false;
        loop {
            let line = waiting.line(LOOK);
            if let Some(line) = &line {
                println!("{line}");
                if let Some(address) = address_in(line).filter(|_| self.options.auto && !walked) {
                    walked = true;
                    sign_in::walk(services.http(), address)?;
                }
            } else if let Some(went_well) = waiting.ended() {
                return Ok(went_well);
            }
            if self.interrupted.is_set() {
                println!("\nEnded before QuickBooks was connected.");
                return Ok(false);
            }
        }
    }

    /// Shows the sync and does what is typed, until somebody ends it. `before` is how far the last run came.
    fn follow(&mut self, watch: &mut Background, before: &Value) -> Outcome<bool> {
        let typed = typed_lines();
        let mut agreed = false;
        let mut looks = 0_u32;
        loop {
            if self.interrupted.is_set() {
                return Ok(true);
            }
            if let Some(status) = watch.ended() {
                println!("companion-cli ended: {status}");
                return Ok(false);
            }
            if self.services.has_ended() {
                return Err("the practice services ended".to_owned());
            }
            looks = looks.wrapping_add(1);
            if !agreed {
                agreed = looks.is_multiple_of(LOOKS_PER_STATUS) && self.look_whether_agreed(before);
                if agreed && self.options.once {
                    return Ok(true);
                }
                processes::pause(LOOK);
                continue;
            }
            match typed.recv_timeout(LOOK) {
                Ok(line) if Word::read(&line) == Word::Quit => return Ok(true),
                Ok(line) => self.act(Word::read(&line)).unwrap_or_else(|words| println!("{words}")),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => processes::pause(LOOK),
            }
        }
    }

    fn look_whether_agreed(&self, before: &Value) -> bool {
        let Some(status) = self.companion.ask(&["status"]) else { return false };
        let agrees = agrees(&status, before);
        if agrees {
            // The watch says it too; its line comes first.
            processes::pause(LOOK);
            let violations = self.services.violations().unwrap_or_default();
            println!("\n{}", status["sentence"].as_str().unwrap_or("Everything agrees."));
            if violations > 0 {
                println!("The services recorded {violations} violations; a good client has none.");
            }
            println!("\nWhat to try next; type it and press Enter:\n{}\n", desk::HELP);
            println!(
                "The same for scripts: POST {}/alternative/pay and …/payouts,",
                self.services.text("/control")
            );
            println!("with the header authorization: Bearer {}\n", self.services.text("/control_token"));
        }
        agrees
    }

    fn act(&self, word: Word) -> Outcome<()> {
        match word {
            Word::Pay(number) => {
                let open = self.services.open_invoices()?;
                println!("{}", self.services.pay(choose(&open, number.as_deref())?)?);
                println!("In a moment it is in QuickBooks; see it with: payments");
            }
            Word::Payout => {
                println!("{}", self.services.pay_out()?);
                println!("In a moment the companion has seen it; see it with: payouts");
            }
            Word::Deposits(on) => self.switch_deposits(on)?,
            Word::Companion(words) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                self.companion.run(&words)?;
            }
            Word::Help => println!("{}", desk::HELP),
            Word::Quit | Word::Nothing => {}
        }
        Ok(())
    }

    fn switch_deposits(&self, on: bool) -> Outcome<()> {
        if !on {
            return self.companion.run(&["preferences", "set", "create_deposits=off"]).map(drop);
        }
        let accounts = self.companion.ask(&["accounts"]).ok_or("companion-cli lists no accounts")?;
        let account = suggested(&accounts).ok_or("there is no bank account to choose")?;
        let account = format!("deposit_account={account}");
        self.companion.run(&["preferences", "set", &account, "create_deposits=on"]).map(drop)
    }
}

/// Whether a pass of this run found that everything agrees.
fn agrees(status: &Value, before: &Value) -> bool {
    let passed = !status["as_of"].is_null() && status["as_of"] != *before;
    passed && status["tie_out"]["agrees"] == true && status["state"] == "done"
}

/// Whether both sides still answer to an earlier run's companion.
fn is_connected(status: Option<&Value>) -> bool {
    let ok = |side: &str| status.is_some_and(|status| status[side]["state"] == "ok");
    ok("quickbooks") && ok("alternative")
}

/// The open invoice with this number, or the first.
fn choose<'a>(open: &'a [OpenInvoice], number: Option<&str>) -> Outcome<&'a OpenInvoice> {
    match number {
        None => open.first().ok_or_else(|| "there is no open invoice".to_owned()),
        Some(number) => open.iter().find(|invoice| invoice.number == number).ok_or_else(|| {
            let numbers: Vec<&str> = open.iter().map(|invoice| invoice.number.as_str()).collect();
            format!("invoice {number} is not open; these are: {}", numbers.join(", "))
        }),
    }
}

/// The account that looks like the one payouts go to, or else the first.
fn suggested(accounts: &Value) -> Option<&str> {
    let accounts = accounts.as_array()?;
    let account = accounts.iter().find(|account| account["suggested"] == true).or_else(|| accounts.first());
    account?["id"].as_str()
}

/// The address in a line that asks to open one.
fn address_in(line: &str) -> Option<&str> {
    let rest = &line[line.find("http://")?..];
    rest.split([' ', '"', '>']).next()
}

/// What is typed, line by line.
fn typed_lines() -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_address_is_found_in_what_the_companion_says() {
        assert_eq!(
            address_in("Open http://127.0.0.1:4010/a?b=c to sign in"),
            Some("http://127.0.0.1:4010/a?b=c")
        );
        assert_eq!(address_in("{\"open\":\"http://x/y\"}"), Some("http://x/y"));
        assert_eq!(address_in("Waiting"), None);
    }

    #[test]
    fn what_the_last_run_found_is_not_taken_for_this_one() {
        let status =
            |at: &str, state: &str| json!({"as_of": at, "state": state, "tie_out": {"agrees": true}});
        assert!(agrees(&status("12:04", "done"), &json!("11:00")));
        assert!(agrees(&status("12:04", "done"), &Value::Null));
        assert!(!agrees(&status("11:00", "done"), &json!("11:00")));
        assert!(!agrees(&status("12:04", "working"), &json!("11:00")));
        assert!(!agrees(&json!({"as_of": null}), &Value::Null));
    }

    #[test]
    fn the_account_of_the_payouts_is_taken() {
        let accounts = json!([{"id": "35", "suggested": false}, {"id": "36", "suggested": true}]);
        assert_eq!(suggested(&accounts), Some("36"));
        assert_eq!(suggested(&json!([{"id": "35", "suggested": false}])), Some("35"));
        assert_eq!(suggested(&json!([])), None);
    }

    #[test]
    fn an_invoice_is_chosen_by_number_or_is_the_first() {
        let invoice = |number: &str| OpenInvoice {
            id: format!("id-{number}"),
            number: number.to_owned(),
            outstanding: "1.00".to_owned(),
        };
        let open = [invoice("1001"), invoice("1002")];
        assert_eq!(choose(&open, None).unwrap().number, "1001");
        assert_eq!(choose(&open, Some("1002")).unwrap().number, "1002");
        assert_eq!(choose(&open, Some("7")).unwrap_err(), "invoice 7 is not open; these are: 1001, 1002");
        assert!(choose(&[], None).is_err());
    }
}

//! The practice services beside us, and what other people do in them.

use std::io::BufReader;
use std::net::TcpListener;
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::http::Http;
use super::place::Place;
use crate::processes::Background;
use crate::workspace::Outcome;

/// Where the services listen when nothing else does.
const USUAL: &str = "127.0.0.1:4010";
/// The note with the address of the last run: what the companion remembers is bound to it.
const ADDRESS_NOTE: &str = "address";
const GRACE: Duration = Duration::from_secs(5);

/// Running practice services.
#[derive(Debug)]
pub struct Services {
    process: Background,
    /// Kept open: a closed pipe would be an error for whoever writes to it.
    _output: BufReader<ChildStdout>,
    ready: Value,
    http: Http,
}

/// An invoice that a customer can pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvoice {
    pub id: String,
    pub number: String,
    /// As the services write it, with the currency's decimals.
    pub outstanding: String,
}

impl Services {
    pub fn start(program: &Path, place: &Place, invoices: Option<u32>) -> Outcome<Self> {
        let listen = place.read(ADDRESS_NOTE).filter(|address| is_free(address)).unwrap_or_else(usual);
        let mut command = Command::new(program);
        command.args(["serve", "--listen", &listen, "--data"]).arg(place.services());
        if let Some(invoices) = invoices {
            command.args(["--invoices", &invoices.to_string()]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = Background::start(&mut command, GRACE)?;
        let (line, output) = process.first_line()?;
        let ready: Value = serde_json::from_str(&line)
            .map_err(|error| format!("the practice services said {line}: {error}"))?;
        let services = Self { process, _output: output, ready, http: Http::new() };
        let address = services.text("/base").trim_start_matches("http://").to_owned();
        place.write(ADDRESS_NOTE, &address)?;
        Ok(services)
    }

    pub fn has_ended(&mut self) -> bool {
        self.process.ended().is_some()
    }

    pub fn http(&self) -> &Http {
        &self.http
    }

    /// A text of the ready line.
    pub fn text(&self, pointer: &str) -> &str {
        self.ready.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    fn state(&self) -> Outcome<Value> {
        let address = format!("{}/state?side=alternative", self.text("/control"));
        let state = self.http.get(&address, self.text("/control_token"))?;
        // One partner account: its id is the only key.
        let accounts =
            state["alternative"].as_object().and_then(|accounts| accounts.values().next().cloned());
        accounts.ok_or_else(|| "the practice services have no partner account".to_owned())
    }

    fn control(&self, call: &str, body: &Value) -> Outcome<Value> {
        self.http.post(&format!("{}/{call}", self.text("/control")), self.text("/control_token"), body)
    }

    /// The invoices that can be paid.
    pub fn open_invoices(&self) -> Outcome<Vec<OpenInvoice>> {
        Ok(open_invoices(&self.state()?))
    }

    /// A customer pays this invoice in full; in words what happened.
    pub fn pay(&self, invoice: &OpenInvoice) -> Outcome<String> {
        let allocations = json!([{ "invoice_id": invoice.id }]);
        let body = json!({ "allocations": allocations, "method": "standard_ach", "outcome": "succeed" });
        self.control("alternative/pay", &body)?;
        Ok(format!("A customer paid invoice {} ({}) by bank transfer.", invoice.number, invoice.outstanding))
    }

    /// Alternative pays out what has been collected; in words what happened.
    pub fn pay_out(&self) -> Outcome<String> {
        let payout = self.control("alternative/payouts", &json!({}))?;
        let id = payout["id"].as_str().unwrap_or_default();
        let paid = self.control(&format!("alternative/payouts/{id}/pay"), &json!({}))?;
        let day = paid["arrival_date"].as_str().unwrap_or_default();
        let day = day.split('T').next().unwrap_or_default();
        Ok(format!("Alternative paid out {}; it reaches the bank on {day}.", decimal(&paid["total"])))
    }

    /// What a good client never does, as recorded by the services.
    pub fn violations(&self) -> Outcome<usize> {
        let address = format!("{}/violations", self.text("/control"));
        let violations = self.http.get(&address, self.text("/control_token"))?;
        Ok(violations.as_array().map_or(0, Vec::len))
    }
}

fn open_invoices(account: &Value) -> Vec<OpenInvoice> {
    let invoices = account["invoices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let can_be_paid = |invoice: &&Value| {
        let outstanding = decimal(&invoice["outstanding_balance"]);
        invoice["archived"] != true
            && outstanding.chars().any(|digit| ('1'..='9').contains(&digit))
            && !outstanding.starts_with('-')
    };
    let row = |invoice: &Value| OpenInvoice {
        id: invoice["id"].as_str().unwrap_or_default().to_owned(),
        number: invoice["invoice_number"].as_str().unwrap_or_default().to_owned(),
        outstanding: decimal(&invoice["outstanding_balance"]),
    };
    invoices.iter().filter(can_be_paid).map(row).collect()
}

/// A JSON number as it was written.
fn decimal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn is_free(address: &str) -> bool {
    TcpListener::bind(address).is_ok()
}

fn usual() -> String {
    if is_free(USUAL) { USUAL.to_owned() } else { "127.0.0.1:0".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_paid_is_open_and_not_archived() {
        let account = json!({"invoices": [
            {"id": "a", "invoice_number": "1001", "outstanding_balance": "0.00", "archived": false},
            {"id": "b", "invoice_number": "1002", "outstanding_balance": "300.50", "archived": true},
            {"id": "c", "invoice_number": "1003", "outstanding_balance": "120.00", "archived": false},
        ]});
        let numbers: Vec<String> =
            open_invoices(&account).into_iter().map(|invoice| invoice.number).collect();
        assert_eq!(numbers, ["1003"]);
    }

    #[test]
    fn an_address_in_use_is_not_free() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        assert!(!is_free(&address));
        drop(listener);
        assert!(is_free(&address));
        assert!(!is_free("no address"));
    }
}

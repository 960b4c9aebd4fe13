//! Pages outside the window. Only these are ever opened.

use contract::walk::SignIn;
use contract::window::{OpenRequest, Opened, Place};
use contract::{Code, Problem};

use super::App;
use super::companies::PRACTICE_COMPANY;

/// QuickBooks' web application.
const QUICKBOOKS: &str = "https://app.qbo.intuit.com/app";
/// Alternative's partner dashboard, as its help pages name it.
const ALTERNATIVE: &str = "https://app.alternativepayments.io";
/// The longest id that either service gives.
const ID_BYTES_MAX: usize = 64;

impl App {
    /// Opens a page in the system browser, or tells the user interface to.
    pub(super) async fn open(&self, request: OpenRequest) -> Result<Opened, Problem> {
        let address = self.address(&request).await?;
        let opened = self.0.open_page.as_ref().is_some_and(|open| open(&address));
        Ok(Opened { address, opened })
    }

    /// Where a person plays the others.
    async fn practice_desk(&self) -> Result<String, Problem> {
        let ready = self.practise().await?;
        Ok(format!("{}/practice/desk", ready.base))
    }

    async fn address(&self, request: &OpenRequest) -> Result<String, Problem> {
        let practice = request.company == PRACTICE_COMPANY;
        match &request.place {
            Place::SignIn => match self.walk(&request.company).await?.sign_in {
                SignIn::PageOpened { address, .. } => Ok(address),
                _ => Err(Problem::new(Code::Usage, "No sign-in is in progress.").hint("Start one first.")),
            },
            Place::DataFolder => {
                let member = self.member(&request.company).await?;
                Ok(member.host.data.display().to_string())
            }
            // The practice services have no pages for records; the desk shows what they hold.
            Place::PracticeDesk => self.practice_desk().await,
            _ if practice => self.practice_desk().await,
            Place::Quickbooks => Ok(format!("{QUICKBOOKS}/homepage")),
            Place::Alternative | Place::AlternativeRecord(_) => Ok(ALTERNATIVE.to_owned()),
            Place::QuickbooksRecord(record) => quickbooks_record(record),
        }
    }
}

/// The page of a record; its id is QuickBooks' own.
fn quickbooks_record(record: &str) -> Result<String, Problem> {
    let unknown = || Problem::new(Code::Usage, format!("There is no page for {record} in QuickBooks."));
    let (kind, id) = record.split_once(':').ok_or_else(unknown)?;
    let fits = !id.is_empty() && id.len() <= ID_BYTES_MAX && id.bytes().all(|byte| byte.is_ascii_digit());
    let page = match kind {
        "invoice" => "invoice?txnId=",
        "customer" => "customerdetail?nameId=",
        "payment" => "recvpayment?txnId=",
        "deposit" => "deposit?txnId=",
        _ => return Err(unknown()),
    };
    if fits { Ok(format!("{QUICKBOOKS}/{page}{id}")) } else { Err(unknown()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_opened_by_its_number_alone() {
        let address = quickbooks_record("invoice:145").unwrap();
        assert_eq!(address, "https://app.qbo.intuit.com/app/invoice?txnId=145");
        for bad in ["invoice", "invoice:", "invoice:1&x=2", "invoice:../1", "payout:1", "invoice:é"] {
            assert_eq!(quickbooks_record(bad).unwrap_err().code, Code::Usage, "{bad}");
        }
    }
}

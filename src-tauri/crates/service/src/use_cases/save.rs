//! Files for the reader's downloads folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use contract::window::{Saved, Saving};
use contract::{Code, Problem};
use engine::ports::{Books as _, Store as _};
use engine::record::RecordRef;
use engine::settings::Settings;
use ledger::{CompanyId, books};

use crate::host::Host;
use crate::use_cases::doctor::doctor;
use crate::use_cases::export::{Table, export, write};
use crate::words;

/// How every PDF begins (rule I13).
const PDF: &[u8] = b"%PDF-";
/// Files of one name that are made beside each other on one day.
const BESIDE_MAX: u32 = 1_000;

/// Saves a file in the reader's downloads folder, or in the home directory where there is none. Never over another
/// file.
pub async fn save(host: &Host, company: &CompanyId, what: Saving) -> Result<Saved, Problem> {
    save_into(host, company, what, &downloads()?).await
}

fn downloads() -> Result<PathBuf, Problem> {
    let folder = dirs::download_dir().filter(|folder| folder.is_dir()).or_else(dirs::home_dir);
    folder.ok_or_else(|| {
        Problem::new(Code::Failed, "This user account has no folder to save files in, so nothing was saved.")
    })
}

/// Saves QuickBooks' PDF of an invoice, as it is now, in the same place.
pub async fn save_pdf(host: &Host, company: &CompanyId, invoice: &str) -> Result<Saved, Problem> {
    save_pdf_into(host, company, invoice, &downloads()?).await
}

/// Saves QuickBooks' PDF of an invoice in that folder. Never over another file.
pub async fn save_pdf_into(
    host: &Host,
    company: &CompanyId,
    invoice: &str,
    folder: &Path,
) -> Result<Saved, Problem> {
    let id = books::InvoiceId::new(invoice);
    let reference = RecordRef::books_invoice(&id);
    let known = host.store.records(company, &[reference]).await.map_err(|fault| words::from_store(&fault))?;
    let Some(known) = known.first() else {
        return Err(Problem::new(Code::Usage, format!("There is no invoice {invoice} in these records.")));
    };
    let label = known.record.label();
    let company_runtime = host.company_runtime(company).await?;
    let body = company_runtime.books.invoice_pdf(&id).await.map_err(|fault| words::from_fault(&fault))?;
    if !body.starts_with(PDF) {
        let words = format!("What QuickBooks sent for invoice {label} is not a PDF, so nothing was saved.");
        return Err(Problem::new(Code::Refused, words).hint("Try again later."));
    }
    let file = reserve(folder, &format!("Invoice {}.pdf", plain(&label)))?;
    if let Err(problem) = write(&file, &body) {
        let _removed = std::fs::remove_file(&file);
        return Err(problem);
    }
    Ok(Saved { path: file.display().to_string() })
}

/// Saves a file in that folder. Never over another file.
pub async fn save_into(
    host: &Host,
    company: &CompanyId,
    what: Saving,
    folder: &Path,
) -> Result<Saved, Problem> {
    let settings = host.settings(company).await?;
    let file = reserve(folder, &name(host, &settings, what))?;
    let written = match what {
        Saving::Activity => export(host, company, Table::Activity, &file).await.map(|_| ()),
        Saving::Payouts => export(host, company, Table::Payouts, &file).await.map(|_| ()),
        Saving::Invoices => export(host, company, Table::Invoices, &file).await.map(|_| ()),
        Saving::SupportBundle => doctor(host, Some(&file)).await.map(|_| ()),
    };
    if let Err(problem) = written {
        // What was reserved is ours and empty or cut off.
        let _removed = std::fs::remove_file(&file);
        return Err(problem);
    }
    Ok(Saved { path: file.display().to_string() })
}

/// `Northwind MSP invoices 2026-08-04.csv`; the support bundle names nobody.
fn name(host: &Host, settings: &Settings, what: Saving) -> String {
    let company = settings.quickbooks.as_ref().map_or("Alternative Companion", |it| it.company.name.as_str());
    let day = host.now().to_zoned(host.zone.clone()).date();
    match what {
        Saving::Activity => format!("{} activity {day}.csv", plain(company)),
        Saving::Payouts => format!("{} payouts {day}.csv", plain(company)),
        Saving::Invoices => format!("{} invoices {day}.csv", plain(company)),
        Saving::SupportBundle => format!("Alternative Companion support {day}.json"),
    }
}

/// A name that every file system takes.
fn plain(name: &str) -> String {
    let fits =
        |letter: char| if letter.is_alphanumeric() || " -_&,'".contains(letter) { letter } else { '_' };
    let name: String = name.chars().take(60).map(fits).collect();
    name.trim().to_owned()
}

/// Makes an empty file under that name, or under the next free one beside it.
fn reserve(folder: &Path, name: &str) -> Result<PathBuf, Problem> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let failed = |reason: String| {
        Problem::new(Code::Failed, format!("No file could be created in {}.", folder.display()))
            .detail("system", Some(reason))
    };
    for number in 1..=BESIDE_MAX {
        let beside = if number == 1 { String::new() } else { format!(" ({number})") };
        let file = folder.join(format!("{stem}{beside}.{ending}"));
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&file) {
            Ok(_) => return Ok(file),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error.to_string())),
        }
    }
    Err(failed("too many files of this name".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let first = reserve(folder.path(), "Northwind MSP invoices 2026-08-04.csv").unwrap();
        let second = reserve(folder.path(), "Northwind MSP invoices 2026-08-04.csv").unwrap();
        assert_eq!(first.file_name().unwrap(), "Northwind MSP invoices 2026-08-04.csv");
        assert_eq!(second.file_name().unwrap(), "Northwind MSP invoices 2026-08-04 (2).csv");
        assert_eq!(plain("A/B: \"C\" & Söhne"), "A_B_ _C_ & Söhne");
        assert!(reserve(&folder.path().join("none"), "x.csv").is_err());
    }
}

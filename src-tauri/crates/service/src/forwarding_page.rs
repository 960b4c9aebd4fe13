//! Addresses with secrets in them, given to the browser without a command line.
//!
//! Every user of a computer can read the command lines of all programs on most systems. A file of the user's own is
//! given to the browser instead, which sends it on.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::NamedTempFile;
use url::Url;

/// How long the file stays: browsers may take their time to start.
const STAYS: Duration = Duration::from_mins(2);

/// Opens an address in the browser without showing it to others: `open` is given a file that forwards to it. Whether it
/// could; where no such file can be made, nothing is opened and the address is for the user to open.
pub fn open_privately(address: &Url, open: impl FnOnce(&str) -> bool) -> bool {
    if !cfg!(unix) {
        // On Windows command lines are shown to the same user only.
        return open(address.as_str());
    }
    let made = folder().map(|folder| make(address, &folder));
    let Some(Ok(file)) = made else {
        tracing::warn!("forwarding_page_not_made");
        return false;
    };
    let opened = open(&file.path().to_string_lossy());
    if opened {
        // Removed by then, or with the runtime at the end of the program.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(remove_later(file));
        }
    }
    opened
}

#[expect(clippy::disallowed_methods, reason = "no work of a company waits for it")]
async fn remove_later(file: NamedTempFile) {
    tokio::time::sleep(STAYS).await;
    drop(file);
}

/// Where browsers that are kept from most of the disk may read: no hidden folder and none for temporary files.
fn folder() -> Option<PathBuf> {
    dirs::download_dir().filter(|folder| folder.is_dir()).or_else(dirs::home_dir)
}

/// A new file that only this user may read; it is removed when dropped.
fn make(address: &Url, folder: &std::path::Path) -> std::io::Result<NamedTempFile> {
    let mut file =
        tempfile::Builder::new().prefix("Alternative Companion ").suffix(".html").tempfile_in(folder)?;
    file.write_all(page(address).as_bytes())?;
    file.flush()?;
    Ok(file)
}

fn page(address: &Url) -> String {
    // An address has no quotes or angle brackets: they are written as %22, %3C and %3E.
    let address = address.as_str().replace('&', "&amp;").replace('\'', "&#39;");
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta http-equiv=\"refresh\" content=\"0;url={address}\"><title>Alternative Companion</title>\
         <p><a href=\"{address}\">Continue</a></p></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_file_is_private_forwards_and_goes() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let address = Url::parse("http://127.0.0.1:9/?token=a&next=\"><script>'").unwrap();
        let file = make(&address, folder.path()).unwrap();
        let path = file.path().to_owned();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(path.extension().is_some_and(|ending| ending == "html"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.contains("content=\"0;url=http://127.0.0.1:9/?token=a&amp;next=%22%3E%3Cscript%3E"),
            "{text}"
        );
        assert!(!text.contains("<script"), "{text}");
        drop(file);
        assert!(!path.exists());
    }
}

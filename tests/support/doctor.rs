//! A transport whose answers a test can spoil.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use transport::{HttpRequest, HttpResponse, Transport, TransportError};

/// Passes everything on; where a treatment fits, the body of the answer is changed on its way back.
pub struct Doctor {
    inner: Arc<dyn Transport>,
    treatments: Mutex<Vec<Treatment>>,
}

struct Treatment {
    path: String,
    find: String,
    put: String,
}

impl Doctor {
    pub(crate) fn new(inner: Arc<dyn Transport>) -> Self {
        Self { inner, treatments: Mutex::default() }
    }

    /// From now on `find` is read as `put` in every answer of an address that holds `path`.
    pub fn treat(&self, path: &str, find: impl Into<String>, put: impl Into<String>) {
        let treatment = Treatment { path: path.to_owned(), find: find.into(), put: put.into() };
        self.treatments.lock().unwrap().push(treatment);
    }

    /// Answers come through as they are again.
    pub fn discharge(&self) {
        self.treatments.lock().unwrap().clear();
    }
}

#[async_trait]
impl Transport for Doctor {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let address = request.url.to_string();
        let mut answer = self.inner.send(request).await?;
        for treatment in
            self.treatments.lock().unwrap().iter().filter(|treatment| address.contains(&treatment.path))
        {
            let body = String::from_utf8_lossy(&answer.body).replace(&treatment.find, &treatment.put);
            answer.body = body.into_bytes();
        }
        Ok(answer)
    }
}

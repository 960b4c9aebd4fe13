//! A transport whose answers a test can spoil, or do something during.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use transport::{HttpRequest, HttpResponse, Transport, TransportError};

/// Passes everything on; where a treatment fits, the body of the answer is changed on its way back.
pub struct FaultInjector {
    inner: Arc<dyn Transport>,
    treatments: Mutex<Vec<Treatment>>,
    visits: Mutex<Vec<(String, Visit)>>,
    spoiler: Mutex<Option<Spoiler>>,
}

/// What is done to every answer, its status and its body.
pub type Spoiler = Box<dyn FnMut(&mut HttpResponse) + Send>;

type Visit = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Treatment {
    path: String,
    find: String,
    put: String,
}

impl FaultInjector {
    pub(crate) fn new(inner: Arc<dyn Transport>) -> Self {
        Self { inner, treatments: Mutex::default(), visits: Mutex::default(), spoiler: Mutex::default() }
    }

    /// From now on `find` is read as `put` in every answer of an address that holds `path`.
    pub fn treat(&self, path: &str, find: impl Into<String>, put: impl Into<String>) {
        let treatment = Treatment { path: path.to_owned(), find: find.into(), put: put.into() };
        self.treatments.lock().unwrap().push(treatment);
    }

    /// This happens once, while the next answer to a request that holds `text` in its address or body is on its way.
    pub fn meanwhile(&self, text: &str, visit: impl Future<Output = ()> + Send + 'static) {
        self.visits.lock().unwrap().push((text.to_owned(), Box::pin(visit)));
    }

    /// From now on this is done to every answer.
    pub fn spoil(&self, spoiler: Spoiler) {
        *self.spoiler.lock().unwrap() = Some(spoiler);
    }

    /// Whether everything happened that was to happen meanwhile.
    pub fn is_alone(&self) -> bool {
        self.visits.lock().unwrap().is_empty()
    }

    /// Answers come through as they are again.
    pub fn discharge(&self) {
        self.treatments.lock().unwrap().clear();
        *self.spoiler.lock().unwrap() = None;
    }
}

impl FaultInjector {
    fn visits_during(&self, asked: &str) -> Vec<Visit> {
        let mut visits = self.visits.lock().unwrap();
        visits.extract_if(.., |(text, _)| asked.contains(text.as_str())).map(|(_, visit)| visit).collect()
    }
}

#[async_trait]
impl Transport for FaultInjector {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let address = request.url.to_string();
        let asked = format!("{address} {}", String::from_utf8_lossy(&request.body));
        let mut answer = self.inner.send(request).await?;
        for visit in self.visits_during(&asked) {
            visit.await;
        }
        for treatment in
            self.treatments.lock().unwrap().iter().filter(|treatment| address.contains(&treatment.path))
        {
            let body = String::from_utf8_lossy(&answer.body).replace(&treatment.find, &treatment.put);
            answer.body = body.into_bytes();
        }
        if let Some(spoiler) = &mut *self.spoiler.lock().unwrap() {
            spoiler(&mut answer);
        }
        Ok(answer)
    }
}

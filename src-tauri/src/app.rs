//! Stands in until the companion's own `service::app` is there.

use contract::tag::Event;
use contract::{Code, Problem};
use serde_json::Value;
use tokio::sync::broadcast;

pub struct App(broadcast::Sender<Event>);

impl App {
    pub fn start() -> Self {
        Self(broadcast::Sender::new(64))
    }

    pub async fn rpc(&self, name: &str, _request: Value) -> Result<Value, Problem> {
        Err(Problem::new(Code::Failed, format!("There is no companion to ask for {name}.")))
    }

    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    pub async fn quit(&self) {}
}

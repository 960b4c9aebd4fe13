//! The companion behind the window: there once it was started, or the reason why it is not.

use contract::Problem;
use contract::command::Command;
use contract::status::Status;
use serde_json::Value;
use service::app::App;
use tokio::sync::SetOnce;

/// The companion, or what kept it from starting. The window is there before it, so that a problem has a place.
#[derive(Default)]
pub struct Companion(SetOnce<Result<App, Problem>>);

impl Companion {
    /// Says once how the start ended.
    pub fn started(&self, ended: Result<App, Problem>) {
        // A second start cannot happen: the shell starts one companion.
        let _first = self.0.set(ended);
    }

    /// The running companion, as soon as it runs.
    pub async fn app(&self) -> Result<App, Problem> {
        self.0.wait().await.clone()
    }

    /// The running companion, if it runs by now.
    pub fn app_now(&self) -> Option<App> {
        self.0.get().and_then(|started| started.as_ref().ok().cloned())
    }

    /// Asks by name, as the window does.
    pub async fn rpc(&self, name: &str, request: Value) -> Result<Value, Problem> {
        self.app().await?.rpc(name, request).await
    }

    /// Asks by type.
    pub async fn ask<C: Command>(&self, request: &C::Request) -> Result<C::Response, Problem> {
        let unreadable = |error: serde_json::Error| Problem::new(contract::Code::Failed, error.to_string());
        let request = serde_json::to_value(request).map_err(unreadable)?;
        let answer = self.rpc(C::NAME, request).await?;
        serde_json::from_value(answer).map_err(unreadable)
    }

    /// One snapshot a company.
    pub async fn statuses(&self) -> Result<Vec<Status>, Problem> {
        self.ask::<contract::command::GetAllStatus>(&()).await
    }
}

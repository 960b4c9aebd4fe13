//! The services on a listener, and as a service without sockets.

use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

use super::delivery;
use super::door::Door;
use super::practice::Practice;
use crate::world::World;

impl Practice {
    /// The services as a `tower` service whose only error is a connection cut on purpose.
    pub fn door(&self) -> Door {
        Door::new(self)
    }

    /// Serves on a listener, and delivers webhooks, until the task is dropped.
    pub async fn serve(&self, listener: TcpListener) -> std::io::Result<()> {
        tokio::select! {
            ended = self.accept(listener) => ended,
            () = delivery::deliver(self) => Ok(()),
        }
    }

    async fn accept(&self, listener: TcpListener) -> std::io::Result<()> {
        let service = tower::ServiceBuilder::new().layer(CompressionLayer::new()).service(self.door());
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let service = TowerToHyperService::new(service.clone());
            tokio::spawn(async move {
                // An error here is a client that went away, or a cut on purpose.
                let _gone = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    }

    /// The line printed when the server is ready.
    pub fn ready(&self) -> Value {
        self.with_world(ready)
    }
}

/// What a client needs to know to start.
fn ready(world: &mut World) -> Value {
    let now = world.clock.now();
    let World { intuit, entropy, .. } = world;
    let tokens: Vec<(String, String)> =
        world.companies.keys().map(|realm| intuit.ready_tokens(realm, entropy, now)).collect();
    let base = &world.options.base;
    let companies: Vec<Value> = world
        .companies
        .values()
        .zip(tokens)
        .map(|(books, (access_token, refresh_token))| {
            json!({"realm_id": books.realm_id(), "name": books.company_name(),
                   "access_token": access_token, "refresh_token": refresh_token})
        })
        .collect();
    let partners: Vec<Value> = world
        .partners()
        .map(|partner| {
            json!({"name": partner.name, "client_id": partner.client_id,
                   "client_secret": partner.client_secret, "webhook_secret": partner.webhook_secret})
        })
        .collect();
    json!({
        "base": base,
        "quickbooks": {
            "api": format!("{base}/quickbooks"),
            "discovery": format!("{base}/intuit/.well-known/openid_sandbox_configuration"),
            "client_id": world.intuit.client_id,
            "client_secret": world.intuit.client_secret,
            "webhook_verifier": world.intuit.webhook_verifier,
            "companies": companies,
        },
        "alternative": {"api": format!("{base}/alternative"), "partners": partners},
        "control": format!("{base}/practice"),
        "control_token": world.control_token,
    })
}

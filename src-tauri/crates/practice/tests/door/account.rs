//! A key of Alternative behind the door, and somebody who pays. Test binaries that need it take it besides `mod.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::door::World;

impl World {
    /// The same with a key of Alternative as its token, connected to its company.
    pub async fn of_alternative() -> Self {
        let world = Self::open();
        let ready = world.practice.ready();
        let partner = &ready["alternative"]["partners"][0];
        let text = |name: &str| partner[name].as_str().unwrap().to_owned();
        let basic = STANDARD.encode(format!("{}:{}", text("client_id"), text("client_secret")));
        let request = http::Request::post("/alternative/oauth/token")
            .header("authorization", format!("Basic {basic}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::<Bytes>::from("grant_type=client_credentials"))
            .unwrap();
        let answer = world.practice.door().oneshot(request).await.unwrap();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let token = serde_json::from_slice::<Value>(&bytes).unwrap()["access_token"].clone();
        let world = Self { token: token.as_str().unwrap().to_owned(), ..world };
        let body = json!({"realm_id": world.realm, "company_name": "Sample", "installation_id": "1", "name": "Here"});
        world.send("PUT", "/alternative/integrations/quickbooks", &world.token, &body).await.unwrap();
        world
    }

    /// Somebody pays an invoice of that amount; the payment's id.
    pub async fn pay(&self, dollars: u32) -> String {
        let customer = json!({"action": "create", "name": "Acme", "email": "pay@example.com"});
        let (_, customer) = self.control("POST", "/alternative/records/customer", &customer).await;
        let line = json!({"description": "Work", "amount": dollars, "quantity": 1});
        let invoice = json!({"action": "create", "customer_id": customer["id"], "line_items": [line]});
        let (_, invoice) = self.control("POST", "/alternative/records/invoice", &invoice).await;
        let pay = json!({"allocations": [{"invoice_id": invoice["id"]}]});
        let (status, payment) = self.control("POST", "/alternative/pay", &pay).await;
        assert_eq!(status, 200, "{payment}");
        payment["id"].as_str().unwrap().to_owned()
    }
}

//! Who signed in: ID tokens, their keys, and user info.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

use crate::api::quickbooks::bad_token;
use crate::http::{Reply, Request};
use crate::state::intuit::Intuit;
use crate::state::intuit::grant::{ACCESS_SECONDS, Family};
use crate::world::World;

/// The issuer that official clients expect, wherever the service really runs.
pub const ISSUER: &str = "https://oauth.platform.intuit.com/op/v1";

/// The person who can sign in, shown on the page as the practice hint.
pub const EMAIL: &str = "owner@example.com";
/// The password of [`EMAIL`].
pub const PASSWORD: &str = "practice";
const SUBJECT: &str = "b0c1d2e3-0000-4000-8000-practice0001";
const KEY_ID: &str = "practice-key-1";
/// Signs the ID tokens of all practice companies: RSA, 2,048 bits, PKCS #1. It is published with this code, so that what
/// it signs proves nothing; it must never sign anything else.
const PRACTICE_KEY: &[u8] = include_bytes!("practice-signing-key.der");

fn signing_key() -> Option<&'static RsaKeyPair> {
    static KEY: OnceLock<Option<RsaKeyPair>> = OnceLock::new();
    KEY.get_or_init(|| RsaKeyPair::from_der(PRACTICE_KEY).ok()).as_ref()
}

/// `{"keys":[…]}`.
pub fn key_set() -> Value {
    let public = signing_key().map(|key| PublicKeyComponents::<Vec<u8>>::from(key.public()));
    let key = |public: PublicKeyComponents<Vec<u8>>| {
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID,
               "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e)})
    };
    json!({ "keys": public.map(key).into_iter().collect::<Vec<Value>>() })
}

/// A signed ID token of a family.
pub fn id_token(intuit: &Intuit, family: &Family, now: Timestamp) -> Option<String> {
    let mut claims = json!({
        "sub": SUBJECT,
        "aud": [intuit.client_id],
        "auth_time": family.consented.as_second(),
        "iss": ISSUER,
        "exp": now.as_second() + ACCESS_SECONDS,
        "iat": now.as_second(),
    });
    if let Some(realm) = &family.realm {
        claims["realmid"] = json!(realm);
    }
    let header = json!({"kid": KEY_ID, "alg": "RS256"});
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    let key = signing_key()?;
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// `GET /v1/openid_connect/userinfo`: what the scopes of the access token allow.
pub fn user_info(world: &World, request: &Request) -> Reply {
    let now = world.clock.now();
    let family = request.bearer().and_then(|token| world.intuit.family_of_access(token, now));
    let Some(family) = family.filter(|family| has(family, "openid")) else {
        return bad_token(world);
    };
    let mut info = json!({"sub": SUBJECT});
    if has(family, "email") {
        info["email"] = json!(EMAIL);
        info["emailVerified"] = json!(true);
    }
    if has(family, "profile") {
        info["givenName"] = json!("Ada");
        info["familyName"] = json!("Owner");
    }
    if has(family, "phone") {
        info["phoneNumber"] = json!("+1 5550100");
        info["phoneNumberVerified"] = json!(family.phone_verified);
    }
    if has(family, "address") {
        info["address"] = json!({"streetAddress": "1 Main St", "locality": "Springfield", "region": "CA",
                                 "postalCode": "94000", "country": "US"});
    }
    Reply::json(200, &info)
}

fn has(family: &Family, scope: &str) -> bool {
    family.scope.split(' ').any(|granted| granted == scope)
}

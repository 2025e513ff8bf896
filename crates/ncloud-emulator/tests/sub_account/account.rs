//! An emulator, and calls of the service with the key pair of the main account or another one.

use std::path::Path;

use ncloud_emulator::{Emulator, EmulatorBuilder};
use serde_json::{Value, json};

use crate::support::{ACCESS, Answer, Call, NOW, SECRET, at};

/// The list of CAs: an operation of another service.
pub(crate) const CAS: &str = "/api/v1/ca";

/// A key pair.
pub(crate) type Pair = (String, String);

pub(crate) struct Account {
    pub(crate) emulator: Emulator,
}

impl Account {
    pub(crate) async fn start() -> Self {
        Self::with(|builder| builder).await
    }

    /// One that keeps its state in this directory.
    pub(crate) async fn start_in(directory: &Path) -> Self {
        Self::with(|builder| builder.state(directory)).await
    }

    async fn with(settings: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder) -> Self {
        let builder = Emulator::builder().key(ACCESS, SECRET).clock(|| at(NOW));
        Self {
            emulator: settings(builder).start().await.unwrap(),
        }
    }

    /// Calls with the key pair of the main account; the path begins after `/api/v1`.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let main = (ACCESS.to_owned(), SECRET.to_owned());
        self.call_as(&main, method, &format!("/api/v1{path}"), body)
            .await
    }

    pub(crate) async fn call_as(
        &self,
        pair: &Pair,
        method: &str,
        target: &str,
        body: Value,
    ) -> Answer {
        let call = Call::new(method, target).json_unless_null(&body);
        let call = call.signed_by(&pair.0, &pair.1, NOW);
        call.send(&self.emulator).await
    }

    /// What a successful call answers.
    pub(crate) async fn answer(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, path, body).await;
        let body = answer.json();
        assert_eq!(answer.status, 200, "{method} {path}: {body}");
        body
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.answer("GET", path, Value::Null).await
    }

    /// The status and the code of a refused call.
    pub(crate) async fn refusal(&self, method: &str, path: &str, body: Value) -> (u16, i64) {
        let answer = self.call(method, path, body).await;
        let body = answer.json();
        let code = body["errorCode"].as_i64();
        let code = code.unwrap_or_else(|| panic!("{method} {path}: {body}"));
        (answer.status, code)
    }

    /// The id of what a call creates.
    pub(crate) async fn create(&self, path: &str, body: Value) -> String {
        let created = self.answer("POST", path, body).await;
        assert_eq!(created["success"], true);
        created["id"].as_str().unwrap().to_owned()
    }

    /// A sub account that may call APIs; its path.
    pub(crate) async fn sub_account(&self, login_id: &str) -> String {
        let id = self.create("/sub-accounts", new(login_id)).await;
        format!("/sub-accounts/{id}")
    }

    /// A new key pair of the sub account with this path.
    pub(crate) async fn pair(&self, sub_account: &str) -> Pair {
        let path = format!("{sub_account}/access-keys");
        let made = self.answer("POST", &path, Value::Null).await;
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("accessKey"), text("keySecret"))
    }

    /// The id of the provided policy of this name.
    pub(crate) async fn managed(&self, name: &str) -> String {
        let path = format!("/policies?searchColumn=policyName&searchWord={name}");
        let found = self.get(&path).await;
        found["items"][0]["policyId"].as_str().unwrap().to_owned()
    }

    /// A policy with one permission for all resources; its id.
    pub(crate) async fn policy(&self, name: &str, product: &str, actions: &[&str]) -> String {
        let target = json!({ "product": product, "actions": actions, "resourceNrns": ["*"] });
        let permissions = json!([{ "effect": "Allow", "targets": [target] }]);
        let body = json!({ "policyName": name, "permissions": permissions });
        let made = self.answer("POST", "/policies", body).await;
        made["policyId"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn attach(&self, holder: &str, policy: &str) {
        let body = json!({ "policyIdList": [policy] });
        let path = format!("{holder}/policies");
        let attached = self.answer("POST", &path, body).await;
        assert_eq!(attached[0]["success"], true, "{attached}");
    }

    /// What becomes of a request for the list of CAs with a key pair: the status, and the gateway's code.
    pub(crate) async fn cas_as(&self, pair: &Pair) -> (u16, String) {
        self.outcome_as(pair, "GET", CAS).await
    }

    pub(crate) async fn outcome_as(
        &self,
        pair: &Pair,
        method: &str,
        target: &str,
    ) -> (u16, String) {
        let answer = self.call_as(pair, method, target, Value::Null).await;
        let code = answer.json()["error"]["errorCode"].clone();
        (answer.status, code.as_str().unwrap_or_default().to_owned())
    }
}

/// The body of a request for a sub account.
pub(crate) fn new(login_id: &str) -> Value {
    json!({
        "loginId": login_id,
        "name": "build bot",
        "active": true,
        "canAPIGatewayAccess": true,
        "canConsoleAccess": false,
        "needPasswordReset": false,
    })
}

pub(crate) fn passes() -> (u16, String) {
    (200, String::new())
}

pub(crate) fn not_permitted() -> (u16, String) {
    (401, "210".to_owned())
}

pub(crate) fn not_authenticated() -> (u16, String) {
    (401, "200".to_owned())
}

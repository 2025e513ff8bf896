//! What the gateway lets the key pairs of sub accounts do, and from where.

use ncloud_emulator::Key;
use serde_json::{Value, json};

use crate::account::{Account, CAS, Pair, not_permitted, passes};
use crate::support::{SUB_ACCESS, SUB_SECRET};

/// A sub account without policies, and a key pair of it.
async fn bot(account: &Account) -> (String, Pair) {
    let bot = account.sub_account("build.bot").await;
    let pair = account.pair(&bot).await;
    (bot, pair)
}

#[tokio::test]
async fn without_a_policy_nothing_is_permitted() {
    let account = Account::start().await;
    let (bot, pair) = bot(&account).await;
    for target in [CAS, "/api/v1/sub-accounts", "/api/v1/certificates"] {
        assert_eq!(
            account.outcome_as(&pair, "GET", target).await,
            not_permitted()
        );
    }
    // A path that is none is told to everybody.
    let unknown = account.outcome_as(&pair, "GET", "/nothing").await;
    assert_eq!(unknown, (404, "300".to_owned()));
    let policy = account.managed("NCP_INFRA_MANAGER").await;
    account.attach(&bot, &policy).await;
    assert_eq!(account.cas_as(&pair).await, passes());
    let identities = account.outcome_as(&pair, "GET", "/api/v1/sub-accounts");
    assert_eq!(identities.await, not_permitted());
    let body = json!({ "policyIdList": [policy] });
    account
        .answer("DELETE", &format!("{bot}/policies"), body)
        .await;
    assert_eq!(account.cas_as(&pair).await, not_permitted());
}

#[tokio::test]
async fn a_viewer_looks_and_a_manager_changes() {
    let account = Account::start().await;
    let (bot, pair) = bot(&account).await;
    let target = "/api/v1/groups";
    let policy = account.managed("NCP_SUB_ACCOUNT_VIEWER").await;
    account.attach(&bot, &policy).await;
    assert_eq!(account.outcome_as(&pair, "GET", target).await, passes());
    let body = json!({ "groupName": "builders" });
    let create = async || {
        let answer = account.call_as(&pair, "POST", target, body.clone()).await;
        answer.status
    };
    assert_eq!(create().await, 401);
    let policy = account.managed("NCP_SUB_ACCOUNT_MANAGER").await;
    account.attach(&bot, &policy).await;
    assert_eq!(create().await, 200);
    assert_eq!(account.cas_as(&pair).await, not_permitted());
}

#[tokio::test]
async fn a_policy_of_the_account_names_products_and_actions() {
    let account = Account::start().await;
    let (bot, pair) = bot(&account).await;
    let users = "/api/v1/ca/none/users";
    let cases: [(&str, &[&str], bool, bool); 8] = [
        ("PrivateCA", &["*"], true, true),
        ("PrivateCA", &["View*"], true, true),
        ("PrivateCA", &["Change*"], false, false),
        ("PrivateCA", &["getCaList"], true, false),
        // An action that the page of the operation lists.
        ("PrivateCA", &["getUsersList"], false, true),
        ("PrivateCA", &["getU*"], false, true),
        ("private-ca", &["createCa"], false, false),
        ("KMS", &["*"], false, false),
    ];
    for (number, (product, actions, lists, shows_users)) in cases.into_iter().enumerate() {
        let name = format!("policy-{number}");
        let policy = account.policy(&name, product, actions).await;
        account.attach(&bot, &policy).await;
        let is_permitted = async |target| {
            let outcome = account.outcome_as(&pair, "GET", target).await;
            outcome != not_permitted()
        };
        assert_eq!(is_permitted(CAS).await, lists, "{product} {actions:?}");
        assert_eq!(
            is_permitted(users).await,
            shows_users,
            "{product} {actions:?}"
        );
        // What has a policy loses it with the policy.
        let path = format!("/policies/{policy}");
        account.answer("DELETE", &path, Value::Null).await;
        assert_eq!(account.cas_as(&pair).await, not_permitted());
    }
}

#[tokio::test]
async fn resources_and_regions_limit_a_policy() {
    let account = Account::start().await;
    let (bot, pair) = bot(&account).await;
    let target = json!({
        "product": "SubAccount",
        "actions": ["*"],
        "resourceNrns": [format!("nrn:PUB:IAM::5000001:SubAccount{}", bot.strip_prefix("/sub-accounts").unwrap())],
    });
    let region = json!({ "StringEquals": { "ncp:RequestRegion": ["KR"] } });
    let other = json!({ "IpAddress": { "ncp:SourceIp": ["127.0.0.1"] } });
    let all = json!({ "product": "PrivateCA", "actions": ["*"], "resourceNrns": ["*"] });
    let permissions = json!([
        { "effect": "Allow", "targets": [target] },
        { "effect": "Allow", "targets": [all], "condition": other },
    ]);
    let body = json!({ "policyName": "own-keys", "permissions": permissions });
    let policy = account.answer("POST", "/policies", body).await;
    let id = policy["policyId"].as_str().unwrap();
    account.attach(&bot, id).await;
    let own = format!("/api/v1{bot}/access-keys");
    assert_eq!(account.outcome_as(&pair, "GET", &own).await, passes());
    let others = account
        .outcome_as(&pair, "GET", "/api/v1/sub-accounts")
        .await;
    assert_eq!(others, not_permitted());
    // Nobody knows whether another condition holds.
    assert_eq!(account.cas_as(&pair).await, not_permitted());
    // A service without regions is in none.
    let permissions = json!([{ "effect": "Allow", "targets": [all], "condition": region }]);
    let body = json!({ "description": "", "permissions": permissions });
    account
        .answer("PUT", &format!("/policies/{id}"), body)
        .await;
    assert_eq!(account.cas_as(&pair).await, not_permitted());
}

#[tokio::test]
async fn policies_of_groups_count() {
    let account = Account::start().await;
    let (bot, pair) = bot(&account).await;
    let body = json!({ "groupName": "builders" });
    let group = account.create("/groups", body).await;
    let policy = account.managed("NCP_PRIVATE_CA_VIEWER").await;
    account.attach(&format!("/groups/{group}"), &policy).await;
    assert_eq!(account.cas_as(&pair).await, not_permitted());
    let body = json!({ "groupIdList": [group] });
    let groups = format!("{bot}/groups");
    account.answer("POST", &groups, body.clone()).await;
    assert_eq!(account.cas_as(&pair).await, passes());
    account.answer("DELETE", &groups, body).await;
    assert_eq!(account.cas_as(&pair).await, not_permitted());
}

#[tokio::test]
async fn only_allowed_sources_get_through() {
    let account = Account::start().await;
    let (bot, pair) = bot(&account).await;
    let policy = account.managed("NCP_ADMINISTRATOR").await;
    account.attach(&bot, &policy).await;
    let rule = format!("{bot}/access-rules/api");
    let ip = |source: &str| json!({ "type": "IP", "source": source });
    for (sources, is_in) in [
        (json!([ip("203.0.113.0/24")]), false),
        (json!([ip("203.0.113.0/24"), ip("127.0.0.0/8")]), true),
        (json!([ip("127.0.0.1")]), true),
        (json!([{ "type": "VPC", "source": "93001" }]), false),
        (json!([]), false),
    ] {
        let body = json!({ "useApiAllowSource": true, "apiAllowSources": sources });
        account.answer("PUT", &rule, body).await;
        let expected = if is_in { passes() } else { not_permitted() };
        assert_eq!(account.cas_as(&pair).await, expected, "{sources}");
    }
    let diagnosis = account
        .emulator
        .requests()
        .last()
        .unwrap()
        .diagnosis
        .clone();
    assert!(diagnosis.unwrap().contains("address"));
    let body = json!({ "useApiAllowSource": false, "apiAllowSources": [] });
    account.answer("PUT", &rule, body).await;
    assert_eq!(account.cas_as(&pair).await, passes());
    let body = json!({ "useApiAllowSource": true, "apiAllowSources": [ip("localhost")] });
    assert_eq!(account.refusal("PUT", &rule, body).await, (400, 9011));
}

#[tokio::test]
async fn who_has_no_access_to_apis_has_no_permission() {
    let account = Account::start().await;
    let (bot, pair) = bot(&account).await;
    let policy = account.managed("NCP_ADMINISTRATOR").await;
    account.attach(&bot, &policy).await;
    let body = json!({ "canAPIGatewayAccess": false });
    account.answer("PUT", &bot, body).await;
    assert_eq!(account.cas_as(&pair).await, not_permitted());
}

#[tokio::test]
async fn key_pairs_of_the_settings_are_judged_alike() {
    let account = Account::start().await;
    let pair = (SUB_ACCESS.to_owned(), SUB_SECRET.to_owned());
    let key = || Key::sub(SUB_ACCESS, SUB_SECRET).permissions(["private-ca"]);
    account.emulator.add_key(key()).unwrap();
    assert_eq!(account.cas_as(&pair).await, passes());
    for (range, expected) in [("198.51.100.7", not_permitted()), ("127.0.0.0/8", passes())] {
        let key = key().allow_addresses([range]).unwrap();
        account.emulator.add_key(key).unwrap();
        assert_eq!(account.cas_as(&pair).await, expected);
    }
    assert!(key().allow_addresses(["localhost"]).is_err());
}

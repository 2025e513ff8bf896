//! Addresses and groups.

use serde_json::{Value, json};

use crate::office::Office;

#[tokio::test]
async fn groups_keep_what_is_not_taken_out() {
    let office = Office::start().await;
    let body = json!({ "groups": [
        { "groupName": "vip", "emailAddresses": ["a@example.net", "b@example.net"] },
        { "emailAddresses": ["c@example.net"] },
    ] });
    let book = office.ok(201, "POST", "/address-book", body.clone()).await;
    assert_eq!(book["totalAddressCount"], 3);
    assert_eq!(book["groups"][0]["addressCount"], 2);
    assert_eq!(office.ok(201, "POST", "/address-book", body).await, book);
    let out = json!({ "groupName": "vip", "emailAddresses": ["a@example.net"] });
    let book = office
        .ok(200, "DELETE", "/address-book/recipient-groups/address", out)
        .await;
    assert_eq!(
        (
            &book["totalAddressCount"],
            &book["groups"][0]["addressCount"]
        ),
        (&json!(3), &json!(1))
    );
    let path = "/address-book/recipient-groups/address/empty?groupName=vip";
    let book = office.ok(200, "DELETE", path, Value::Null).await;
    assert_eq!(book["groups"][0]["addressCount"], 0);
    let path = "/address-book/recipient-groups?groupName=vip";
    assert_eq!(
        office.ok(200, "DELETE", path, Value::Null).await["groups"],
        json!([])
    );
    assert_eq!(office.refusal("DELETE", path, Value::Null).await, "77103");
    let emptied = office.ok(200, "DELETE", "/address-book", Value::Null).await;
    assert_eq!(emptied, json!({ "deletedAddressCount": 3 }));
}

//! Templates, categories and settings.

use serde_json::{Value, json};

use crate::office::Office;

fn template(category: &Value) -> Value {
    json!({
        "categorySid": category, "templateName": "환영", "title": "Welcome", "body": "<p>Hi</p>",
        "senderAddress": "no-reply@example.com",
    })
}

#[tokio::test]
async fn templates_stand_in_categories() {
    let office = Office::start().await;
    let above = office
        .ok(
            201,
            "POST",
            "/category",
            json!({ "categoryName": "notice" }),
        )
        .await;
    let below = json!({ "categoryName": "orders", "parentSid": above["sid"] });
    let below = office.ok(201, "POST", "/category", below).await;
    let made = office
        .ok(201, "POST", "/template", template(&below["sid"]))
        .await;
    assert_eq!(made["category"]["name"], "orders");
    let tree = office.get("/template").await;
    let inner = &tree["contents"][0]["subCategoris"][0];
    assert_eq!(inner["templates"][0]["name"], "환영");
    let path = format!("/template/{}", made["sid"]);
    assert_eq!(
        office.ok(200, "DELETE", &path, Value::Null).await["isUse"],
        false
    );
    let tree = office.get("/template?isUse=true").await;
    assert_eq!(
        tree["contents"][0]["subCategoris"][0]["templates"],
        json!([])
    );
    let mail = crate::office::mail(json!({ "templateSid": made["sid"] }));
    assert_eq!(office.refusal("POST", "/mails", mail).await, "77102");
    let restored = office
        .ok(200, "PUT", &format!("{path}/restoration"), Value::Null)
        .await;
    assert_eq!(restored["isUse"], true);
    let category = |category: &Value| format!("/category/{}", category["sid"]);
    assert_eq!(
        office
            .refusal("DELETE", &category(&below), Value::Null)
            .await,
        "77102"
    );
    let moved = json!({ "templateName": "moved", "parentSid": above["sid"] });
    let moved = office
        .ok(200, "PUT", &format!("{path}/name-location"), moved)
        .await;
    assert_eq!(moved["category"]["sid"], above["sid"]);
    office
        .ok(200, "DELETE", &category(&below), Value::Null)
        .await;
    let own = json!({ "parentSid": above["sid"] });
    let path = format!("{}/name-location", category(&above));
    assert_eq!(office.refusal("PUT", &path, own).await, "77102");
}

#[tokio::test]
async fn categories_stand_at_most_50_levels_deep() {
    let office = Office::start().await;
    let mut chain = vec![json!(-1)];
    for level in 1..=50 {
        let category = json!({ "categoryName": level.to_string(), "parentSid": chain[level - 1] });
        let made = office.ok(201, "POST", "/category", category).await;
        chain.push(made["sid"].clone());
    }
    let deeper = json!({ "categoryName": "51", "parentSid": chain[50] });
    assert_eq!(office.refusal("POST", "/category", deeper).await, "77102");
    office
        .ok(201, "POST", "/template", template(&chain[50]))
        .await;
    let tree = office.get("/template").await;
    let deepest = format!("/contents/0{}", "/subCategoris/0".repeat(49));
    let deepest = tree.pointer(&deepest).unwrap();
    assert_eq!(deepest["name"], "50");
    assert_eq!(deepest["templates"][0]["name"], "환영");

    // Two categories have no room below the 49th.
    let made = office
        .ok(201, "POST", "/category", json!({ "categoryName": "a" }))
        .await;
    let below = json!({ "categoryName": "b", "parentSid": made["sid"] });
    office.ok(201, "POST", "/category", below).await;
    let path = format!("/category/{}/name-location", made["sid"]);
    let moved = json!({ "parentSid": chain[49] });
    assert_eq!(office.refusal("PUT", &path, moved).await, "77102");
    office
        .ok(200, "PUT", &path, json!({ "parentSid": chain[48] }))
        .await;
}

#[tokio::test]
async fn what_was_exported_can_be_imported() {
    let office = Office::start().await;
    let category = office
        .ok(
            201,
            "POST",
            "/category",
            json!({ "categoryName": "notice" }),
        )
        .await;
    office
        .ok(201, "POST", "/template", template(&category["sid"]))
        .await;
    let export = office
        .ok(201, "POST", "/template/export/request", Value::Null)
        .await;
    let file = office
        .call(
            "GET",
            &format!("/template/export/{}", export["sid"]),
            Value::Null,
        )
        .await;
    assert_eq!(file.status, 200);
    let listed = office.get("/template/export").await;
    assert_eq!(listed["content"][0]["sid"], export["sid"]);
    let other = Office::start().await;
    let imported = other
        .upload("/template/import", "file", &[("t.json", &file.body)])
        .await;
    assert_eq!(imported.status, 201, "{imported:?}");
    assert_eq!(
        imported.json()["contents"][0]["templates"][0]["name"],
        "환영"
    );
    let faulty = br#"{"templates":[{}]}"#;
    let answer = other
        .upload("/template/import", "file", &[("t.json", faulty)])
        .await;
    assert_eq!(answer.json()["error"]["code"], "77102");
}

#[tokio::test]
async fn addresses_are_blocked_for_a_week_at_least() {
    let office = Office::start().await;
    assert_eq!(
        office.get("/config?type=SEND_BLOCK_TIME").await["value"],
        "168"
    );
    let set = |value: &str, unit: &str| json!({ "type": "SEND_BLOCK_TIME", "value": value, "unit": unit });
    assert_eq!(
        office.ok(201, "POST", "/config", set("8", "DAY")).await["value"],
        "192"
    );
    assert_eq!(
        office.refusal("POST", "/config", set("167", "HOUR")).await,
        "77102"
    );
}

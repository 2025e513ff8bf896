//! Projects and their channels.

use serde_json::{Value, json};

use crate::desk::{Desk, refused, text};

#[tokio::test]
async fn a_flag_that_is_left_out_switches_a_channel_off() {
    let desk = Desk::start().await;
    let id = desk.project["projectId"].as_str().unwrap();
    let path = format!("/common/v2/projects/{id}");
    let changed = desk.ok("PUT", &path, json!({ "useKkoBizMsg": true })).await;
    assert_eq!(changed["useSms"], false);
    assert_eq!(changed["updateTime"], "2024-11-21T09:00:00.000");
    let answer = desk
        .below("sms", "POST", "/messages", text(json!({})))
        .await;
    assert_eq!(refused(&answer), 403);
    let answer = desk.call("DELETE", &path, Value::Null).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    let answer = desk.call("GET", &path, Value::Null).await;
    assert_eq!(refused(&answer), 404);
    assert_eq!(
        desk.ok("GET", "/common/v2/projects", Value::Null).await,
        json!([])
    );
}

#[tokio::test]
async fn projects_are_listed_by_pages_and_by_part_of_the_name() {
    let mut desk = Desk::start().await;
    for name in ["shop-2", "bank"] {
        desk.create(name).await;
    }
    let names = |list: Value| -> Vec<String> {
        let list = list.as_array().unwrap().clone();
        let names = list.iter().map(|one| one["projectName"].as_str().unwrap());
        names.map(str::to_owned).collect()
    };
    let list = desk
        .ok("GET", "/common/v2/projects?projectName=sho", Value::Null)
        .await;
    assert_eq!(names(list), ["shop", "shop-2"]);
    let page = "/common/v2/projects?pageSize=2&pageIndex=1";
    assert_eq!(names(desk.ok("GET", page, Value::Null).await), ["bank"]);
    let body = json!({ "projectName": "bank" });
    let answer = desk.call("POST", "/common/v2/projects", body).await;
    assert_eq!(refused(&answer), 400);
}

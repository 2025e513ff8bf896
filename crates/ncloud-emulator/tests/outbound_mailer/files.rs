//! Attachments.

use serde_json::{Value, json};

use crate::office::Office;

const MEGABYTE: usize = 1024 * 1024;

#[tokio::test]
async fn names_of_files_survive() {
    let office = Office::start().await;
    let files: [(&str, &[u8]); 2] = [("2026년 보고서.pdf", &[0, 255, 10]), ("a%22b.txt", b"")];
    let answer = office.upload("/files", "fileList", &files).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let uploaded = answer.json();
    let shown: Vec<(&Value, &Value)> = uploaded["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| (&file["fileName"], &file["fileSize"]))
        .collect();
    let expected = [
        (json!("2026년 보고서.pdf"), json!(3)),
        (json!("a\"b.txt"), json!(0)),
    ];
    assert_eq!(
        shown,
        [
            (&expected[0].0, &expected[0].1),
            (&expected[1].0, &expected[1].1)
        ]
    );
    let path = format!("/files/{}", uploaded["tempRequestId"].as_str().unwrap());
    assert_eq!(office.get(&path).await, uploaded);
    let ids = json!({ "attachFileIds": [uploaded["files"][0]["fileId"]] });
    let request = office.mail(ids).await;
    let mails = office
        .get(&format!("/mails/requests/{request}/mails"))
        .await;
    let mail = mails["content"][0]["mailId"].as_str().unwrap();
    let mail = office.get(&format!("/mails/{mail}")).await;
    assert_eq!(mail["attachFiles"], json!([uploaded["files"][0]]));
    office.ok(200, "DELETE", &path, Value::Null).await;
    assert_eq!(office.refusal("GET", &path, Value::Null).await, "77103");
}

#[tokio::test]
async fn attachments_have_limits_of_size() {
    let office = Office::start().await;
    let largest = vec![b'x'; 10 * MEGABYTE];
    let answer = office
        .upload("/files", "fileList", &[("a", &largest), ("b", &largest)])
        .await;
    assert_eq!(answer.status, 201);
    let mut ids: Vec<Value> = answer.json()["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["fileId"].clone())
        .collect();
    let too_large = vec![b'x'; 10 * MEGABYTE + 1];
    let answer = office
        .upload("/files", "fileList", &[("a", &too_large)])
        .await;
    assert_eq!(answer.json()["error"]["code"], "77102");
    let one = office
        .upload("/files", "fileList", &[("c", b"x")])
        .await
        .json();
    office.mail(json!({ "attachFileIds": ids })).await;
    ids.push(one["files"][0]["fileId"].clone());
    let body = crate::office::mail(json!({ "attachFileIds": ids }));
    assert_eq!(office.refusal("POST", "/mails", body).await, "77102");
}

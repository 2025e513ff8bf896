//! Pages, and what is looked for.

use serde_json::{Value, json};

use crate::access::{Access, source_of};

#[tokio::test]
async fn profiles_come_page_by_page_in_the_order_of_their_creation() {
    let access = Access::start().await;
    let mut names = Vec::new();
    for number in 0..23 {
        let name = format!("profile-{number}");
        access.post("/profiles", json!({ "name": name })).await;
        names.push(name);
    }
    for (query, number, size, expected) in [
        ("", 0, 20, &names[..20]),
        ("?page=1", 1, 20, &names[20..]),
        ("?page=2", 2, 20, &[]),
        (
            "?page=9223372036854775807&size=9223372036854775807",
            i64::MAX,
            i64::MAX,
            &[],
        ),
        ("?size=5&page=4", 4, 5, &names[20..]),
        ("?size=100", 0, 100, &names[..]),
    ] {
        let page = access.get(&format!("/profiles{query}")).await;
        let counts = (&page["pageNo"], &page["pageSize"], &page["totalElements"]);
        assert_eq!(
            counts,
            (&json!(number), &json!(size), &json!(23)),
            "{query}"
        );
        let found = page["content"].as_array().unwrap().iter();
        let found: Vec<&Value> = found.map(|entry| &entry["name"]).collect();
        assert_eq!(found, expected.iter().collect::<Vec<_>>(), "{query}");
        // Which a third party alone knows.
        assert!(page.get("totalPages").is_none());
    }
    for query in ["?page=-1", "?size=0", "?size=many"] {
        access
            .bad("GET", &format!("/profiles{query}"), Value::Null)
            .await;
    }
}

#[tokio::test]
async fn profiles_and_trust_anchors_are_found_by_name_and_by_nrn() {
    let access = Access::start().await;
    let ca = access.ca("plant").await;
    for (list, id, nrn) in [
        ("/profiles", "profileId", "profileNrn"),
        ("/trust-anchors", "trustAnchorId", "trustAnchorNrn"),
    ] {
        let mut made = Vec::new();
        for name in ["plant-1", "plant-2", "office"] {
            let body = json!({ "name": name, "source": source_of(&ca) });
            made.push(access.post(list, body).await);
        }
        let find = async |column: &str, word: &str| {
            let path = format!("{list}?searchColumn={column}&searchWord={word}");
            let page = access.get(&path).await;
            let found = page["content"].as_array().unwrap();
            assert_eq!(page["totalElements"], found.len());
            found.clone()
        };
        assert_eq!(find("name", "plant").await, made[..2]);
        assert_eq!(find("name", "nothing").await, Vec::<Value>::new());
        assert_eq!(find("name", "").await, made);
        let last = made[2][id].as_str().unwrap();
        assert_eq!(find(nrn, last).await, made[2..]);
        let path = format!("{list}?searchColumn=description&searchWord=a");
        let message = access.bad("GET", &path, Value::Null).await;
        let rule = format!("searchColumn must be one of name, {nrn}");
        assert_eq!(message, rule);
        // A word alone looks nowhere.
        let page = access
            .get(&format!("{list}?searchWord=plant&size=2&page=1"))
            .await;
        assert_eq!(page["totalElements"], 3);
        assert_eq!(page["content"], json!(made[2..]));
    }
}

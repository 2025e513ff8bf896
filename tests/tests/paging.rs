//! Streams over paged lists: where they end, what they refuse, what they ask for.

use ncloud_core::{Config, ErrorKind};
use ncloud_tests::canned::{Answer, CannedServer};
use ncloud_tests::settings;
use serde_json::json;

async fn server() -> (CannedServer, Config) {
    let server = CannedServer::start(Answer::json(500, "{}")).await.unwrap();
    let config = settings::of(&server.url()).build().unwrap();
    (server, config)
}

/// A page of serial numbers.
fn serials(serials: &[&str], pages: Option<i64>) -> Answer {
    let data = json!({"listCerts": serials, "totalPageNo": pages});
    Answer::json(200, json!({"code": "SUCCESS", "data": data}).to_string())
}

async fn list(pages: Vec<Answer>) -> (Vec<Result<String, ncloud_core::Error>>, Vec<String>) {
    let (server, config) = server().await;
    server.queue(pages);
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    let mut stream = client.get_end_cert_list().ca_tag("t").stream();
    let mut items = Vec::new();
    while let Some(item) = stream.next().await {
        items.push(item);
        assert!(items.len() < 100, "the stream ends");
    }
    assert!(stream.next().await.is_none(), "it stays ended");
    (
        items,
        server
            .take_received()
            .into_iter()
            .map(|request| request.target)
            .collect(),
    )
}

fn good(items: Vec<Result<String, ncloud_core::Error>>) -> Vec<String> {
    items.into_iter().map(Result::unwrap).collect()
}

#[tokio::test]
async fn pages_are_fetched_until_the_last() {
    let (items, targets) = list(vec![
        serials(&["a", "b"], Some(2)),
        serials(&["c"], Some(2)),
    ])
    .await;
    assert_eq!(good(items), ["a", "b", "c"]);
    assert_eq!(
        targets,
        ["/api/v1/ca/t/cert?pageNo=1", "/api/v1/ca/t/cert?pageNo=2"]
    );
}

#[tokio::test]
async fn a_total_that_changes_on_the_way_counts() {
    let pages = vec![
        serials(&["a"], Some(2)),
        serials(&["b"], Some(3)),
        serials(&["c"], Some(3)),
    ];
    assert_eq!(good(list(pages).await.0), ["a", "b", "c"]);
    let (items, targets) = list(vec![serials(&["a"], Some(5)), serials(&["b"], Some(2))]).await;
    assert_eq!((good(items).len(), targets.len()), (2, 2));
}

#[tokio::test]
async fn an_empty_page_in_between_is_passed_and_one_at_the_end_ends() {
    let pages = vec![
        serials(&["a"], Some(3)),
        serials(&[], Some(3)),
        serials(&["c"], Some(3)),
    ];
    assert_eq!(good(list(pages).await.0), ["a", "c"]);
    let (items, targets) = list(vec![serials(&["a"], None), serials(&[], None)]).await;
    assert_eq!((good(items), targets.len()), (vec!["a".to_owned()], 2));
    let (items, targets) = list(vec![serials(&[], Some(0))]).await;
    assert_eq!((good(items).len(), targets.len()), (0, 1));
    // The number of pages runs away from the page.
    let endless = (1..50).map(|page| serials(&[], Some(page + 1))).collect();
    assert!(list(endless).await.1.len() < 5);
}

#[tokio::test]
async fn a_page_that_comes_again_is_an_error_once() {
    let (items, targets) = list(vec![
        serials(&["a"], Some(3)),
        serials(&["a"], Some(3)),
        serials(&["a"], Some(3)),
    ])
    .await;
    assert_eq!((items.len(), targets.len()), (2, 2));
    let error = items[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
    assert!(
        error
            .to_string()
            .contains("getEndCertList: page 2 repeats page 1"),
        "{error}"
    );
}

#[tokio::test]
async fn an_error_comes_once_and_ends_the_stream() {
    let (items, _) = list(vec![serials(&["a"], Some(3)), Answer::json(500, "")]).await;
    assert_eq!(items.len(), 2);
    assert_eq!(items[1].as_ref().unwrap_err().status(), Some(500));
}

#[tokio::test]
async fn an_account_that_has_none_yet_lists_nothing() {
    let refusal = r#"{"code":"NOT_EXIST_CASTORE","msg":"castore not found","data":null}"#;
    assert_eq!(list(vec![Answer::json(400, refusal)]).await.0.len(), 0);
    let (server, config) = server().await;
    server.answer(Answer::json(400, refusal));
    let client = ncloud_private_ca::Client::connect(&config).unwrap();
    let error = client.get_ca_list().send().await.unwrap_err();
    assert!(
        error.is_not_found() && error.is_empty_list(),
        "without a stream it stays an error"
    );
    // Another refusal is not an empty list.
    let other = list(vec![Answer::json(
        400,
        r#"{"code":"NOT_FOUND","msg":"no","data":null}"#,
    )])
    .await
    .0;
    assert!(other[0].as_ref().unwrap_err().is_not_found());
}

#[tokio::test]
async fn lists_that_count_items_end_when_all_were_seen() {
    let (server, config) = server().await;
    let page = |numbers: &[i64]| {
        let orders: Vec<_> = numbers
            .iter()
            .map(|number| json!({"orderId": number.to_string()}))
            .collect();
        Answer::json(
            200,
            json!({"returnCode": "0", "totalCount": 3, "orders": orders}).to_string(),
        )
    };
    server.queue([page(&[1, 2]), page(&[3])]);
    let client = ncloud_certificate_manager::v2::Client::connect(&config).unwrap();
    let orders = client
        .list_orders()
        .page_size(2)
        .stream()
        .collect()
        .await
        .unwrap();
    assert_eq!(orders.len(), 3);
    let targets: Vec<String> = server
        .take_received()
        .into_iter()
        .map(|request| request.target)
        .collect();
    assert_eq!(
        targets,
        [
            "/api/v2/certificate/orders?page=1&pageSize=2",
            "/api/v2/certificate/orders?page=2&pageSize=2"
        ]
    );
}

#[tokio::test]
async fn nested_lists_are_found() {
    let (server, config) = server().await;
    let status =
        json!({"totalPage": 1, "indiceInfoList": [{"indexName": "a"}, {"indexName": "b"}]});
    let body = json!({"code": 0, "result": {"clusterIndicesStatus": status}});
    server.queue([Answer::json(200, body.to_string())]);
    let client = ncloud_search_engine::Client::connect(&config).unwrap();
    let indices = client
        .get_dashboard_information()
        .service_group_instance_no(1)
        .stream()
        .collect()
        .await
        .unwrap();
    assert_eq!(indices.len(), 2);
}

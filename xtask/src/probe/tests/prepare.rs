//! What the reads of the emulator find.

use std::sync::atomic::Ordering;

use ncloud_core::http::header::CONTENT_TYPE;
use ncloud_core::http::{HeaderValue, Method};
use ncloud_core::{Client, Config};
use ncloud_spec::document::Operation;
use serde_json::{Value, json};

use super::{Given, HandClock, document};
use crate::encoding::scalar;

/// What stands between the parts of a multipart body.
const BOUNDARY: &str = "between-parts";

/// Creates something for each read, and tells what no answer holds, or more than one.
pub(super) async fn prepare(config: &Config, clock: &HandClock) -> Vec<Given> {
    let client = Client::connect(config).unwrap();
    let (ca, mut given) = certificates(&client).await;
    keys_and_secrets(&client).await;
    given.extend(clusters(&client).await);
    given.extend(accounts(&client).await);
    external_access(&client, &ca).await;
    given.extend(notifications(&client).await);
    given.extend(mails(&client).await);
    // Longer than anything takes.
    clock.0.fetch_add(3600, Ordering::Relaxed);
    given.iter().map(|pair| pair.parse().unwrap()).collect()
}

/// Private CA and Certificate Manager; the tag of a CA, and values.
async fn certificates(client: &Client) -> (String, Vec<String>) {
    let tag = "/data/caInfo/caTag";
    let ca = ("private-ca", "createCa");
    let root = create(client, ca, &[], json!({ "keyType": "EC256" }), tag).await;
    let sub = [("caType", "PRIVATE_SUB")];
    let members = json!({ "alias": "sub-ca", "keyType": "EC256" });
    let sub = create(client, ca, &sub, members, tag).await;
    let of_sub = [("caTag", &*sub)];
    let request = ("private-ca", "getSubCsr");
    let request = create(client, request, &of_sub, json!({}), "/data/csrPem").await;
    let issue = ("private-ca", "issueEndCert");
    let of_root = [("caTag", &*root)];
    let serial = create(client, issue, &of_root, json!({}), "/data/serialNo").await;
    let members = json!({ "csr": request });
    for (operation, members) in [
        ("registerDomain", &json!({})),
        ("advancedCertificateRequest", &members),
        ("createEabCredential", &json!({})),
    ] {
        call(
            client,
            ("certificate-manager-v2", operation),
            &[],
            members.clone(),
        )
        .await;
    }
    let issue = ("certificate-manager", "issuePrivate");
    let members = json!({ "caTag": root, "keyType": "EC256" });
    call(client, issue, &[], members).await;
    let given = vec![
        "listRecentCertChanges.minutes=60".to_owned(),
        format!("getSubCsr.caTag={sub}"),
        format!("serialNo={serial}"),
    ];
    (root, given)
}

/// Key Management Service and Secret Manager.
async fn keys_and_secrets(client: &Client) {
    // Of a kind that has a public key, and used once.
    let key = ("kms", "createKey");
    let members = json!({ "keyType": "RSA2048" });
    let key = create(client, key, &[], members, "/data/keyTag").await;
    call(client, ("kms", "encrypt"), &[("keyTag", &key)], json!({})).await;
    // The host of global keys takes new secrets with the service's own key only.
    let members = json!({ "protectionKeyType": "DEFAULT", "kmsBoundaryType": "GLOBAL" });
    call(client, ("secret-manager", "createSecret"), &[], members).await;
}

/// Search Engine Service.
async fn clusters(client: &Client) -> Vec<String> {
    let number = "/result/serviceGroupInstanceNo";
    let second = ("search-engine", "createSearchEngineCluster");
    let second = create(client, second, &[], json!({}), number).await;
    // The latest cluster is the one that the reads find.
    let third = ("search-engine", "createKvmSearchEngineCluster");
    call(client, third, &[], json!({})).await;
    let product = "softwareProductCode=SW.VELST.OS.LNX64.ROCKY.0808.B050";
    vec![
        "timeStart=1721111111".to_owned(),
        "timeEnd=1721112222".to_owned(),
        "metric=CLUSTER_ALL_METRICS".to_owned(),
        "metric=OS_ALL_METRICS".to_owned(),
        "stage=active".to_owned(),
        format!("getNodeProductList.{product}"),
        format!("getNodeProductListForSpecChange.{product}"),
        format!("getNodeProductListForSpecChange.serviceGroupInstanceNo={second}"),
    ]
}

/// Sub Account.
async fn accounts(client: &Client) -> Vec<String> {
    let sub_account = ("sub-account", "createSubAccount");
    let sub_account = create(client, sub_account, &[], json!({}), "/id").await;
    let of_account = [("subAccountId", &*sub_account)];
    let key = ("sub-account", "createAccessKey");
    call(client, key, &of_account, json!({})).await;
    for operation in ["createPolicy", "createGroup", "updateLoginAlias"] {
        call(client, ("sub-account", operation), &[], json!({})).await;
    }
    let role = ("sub-account", "createRole");
    let members = json!({ "roleType": "Account", "sessionExpirationSec": 600 });
    let role = create(client, role, &[], members, "/id").await;
    let account = ("sub-account", "attachAccountToRole");
    call(client, account, &[("roleNo", &role)], json!({})).await;
    vec![
        "getSubAccountIdByNo.subAccountNo=1".to_owned(),
        "loginId=nobody".to_owned(),
        "password=Pass-word-2026".to_owned(),
    ]
}

/// External Access, with a trust anchor for the CA with this tag.
async fn external_access(client: &Client, tag: &str) {
    let of_ca = [("caTag", tag)];
    let ca = ("private-ca", "getCa");
    let ca = call(client, ca, &of_ca, json!({})).await;
    let source = json!({
        "sourceType": "NCP_PCA", "sourceData": { "caId": ca["data"]["caInfo"]["caId"] },
    });
    let members = json!({ "source": source });
    let anchor = ("external-access", "createTrustAnchor");
    let anchor = create(client, anchor, &[], members, "/trustAnchorId").await;
    let list = ("private-ca", "getCaCrl");
    let list = create(client, list, &of_ca, json!({}), "/data").await;
    // In PEM it is Base64 already.
    let data: String = list.lines().filter(|line| !line.contains('-')).collect();
    let crl = ("external-access", "createCrl");
    let members = json!({ "crlData": data });
    call(client, crl, &[("trustAnchorId", &anchor)], members).await;
    call(client, ("external-access", "createProfile"), &[], json!({})).await;
}

/// Simple & Easy Notification Service, whose channels have ids of their own.
async fn notifications(client: &Client) -> Vec<String> {
    let members = json!({ "useKkoBizMsg": true });
    let project = call(client, ("sens", "createProject"), &[], members).await;
    let service = |channel: &str| project[channel]["serviceId"].as_str().unwrap();
    let (sms, talk) = (service("smsService"), service("kkoBizMsgService"));
    let mail = service("mailService");
    // After the clock has been put forward.
    let later = json!({ "reserveTime": "2025-03-24 10:00" });
    let mut given = vec![
        "fromDateTime=2024-11-01T00:00:00+09:00".to_owned(),
        "toDateTime=2024-11-30T00:00:00+09:00".to_owned(),
        "channelId=@shop".to_owned(),
        "plusFriendId=@shop".to_owned(),
    ];
    for (channel, service, sends) in [
        ("Sms", sms, "sendSms"),
        ("Alimtalk", talk, "sendAlimtalk"),
        ("BrandMessage", talk, "sendBrandMessage"),
    ] {
        let of_service = [("serviceId", service)];
        let send = async |members: &Value| {
            create(
                client,
                ("sens", sends),
                &of_service,
                members.clone(),
                "/requestId",
            )
            .await
        };
        let request = send(&json!({})).await;
        let reservation = send(&later).await;
        given.extend([
            format!("sens/get{channel}List.requestId={request}"),
            format!("sens/get{channel}ReservationStatus.reserveId={reservation}"),
        ]);
    }
    let numbers = ("sens", "createSmsUnsubscribes");
    call(client, numbers, &[("serviceId", sms)], json!({})).await;
    let image = ("sens", "createBrandMessageImage");
    call(client, image, &[("serviceId", talk)], json!({})).await;
    let mails = ("sens", "createMailRequest");
    let of_mail = [("serviceId", mail)];
    let mails = create(client, mails, &of_mail, json!({}), "/requestId").await;
    for operation in ["getMailRequest", "getMailList", "getMail"] {
        given.push(format!("sens/{operation}.requestId={mails}"));
    }
    for operation in document("sens").operations() {
        let service = match operation.path {
            path if path.starts_with("/sms/") => sms,
            path if path.starts_with("/mail/") => mail,
            _ => talk,
        };
        given.push(format!("sens/{}.serviceId={service}", operation.id()));
    }
    given
}

/// Cloud Outbound Mailer.
async fn mails(client: &Client) -> Vec<String> {
    let file = ("outbound-mailer", "createFile");
    let file = create(client, file, &[], json!({}), "/tempRequestId").await;
    for operation in ["createAddressBook", "createConfig"] {
        call(client, ("outbound-mailer", operation), &[], json!({})).await;
    }
    let category = ("outbound-mailer", "createCategory");
    let category = call(client, category, &[], json!({})).await;
    let template = ("outbound-mailer", "createTemplate");
    let members = json!({ "categorySid": category["sid"] });
    let template = create(client, template, &[], members, "/sid").await;
    let mail = ("outbound-mailer", "createMailRequest");
    let mail = create(client, mail, &[], json!({}), "/requestId").await;
    let export = ("outbound-mailer", "createTemplateExportRequest");
    let export = create(client, export, &[], json!({}), "/sid").await;
    let mut given = vec![
        format!("tempRequestId={file}"),
        format!("templateSid={template}"),
        "getConfig.type=SEND_BLOCK_TIME".to_owned(),
        format!("outbound-mailer/getMailRequestStatus.requestId={mail}"),
        format!("outbound-mailer/getMailList.requestId={mail}"),
        format!("exportTemplate.requestId={export}"),
        "targetAddress=mina@example.com".to_owned(),
    ];
    for operation in ["getMailRequestList", "getUnsubscribersList"] {
        given.push(format!(
            "outbound-mailer/{operation}.startUtc=1732100000000"
        ));
        given.push(format!("outbound-mailer/{operation}.endUtc=1732200000000"));
    }
    given
}

/// Calls an operation, most often one that creates something; what is at `pointer` in the answer.
async fn create(
    client: &Client,
    operation: (&str, &str),
    parameters: &[(&str, &str)],
    members: Value,
    pointer: &str,
) -> String {
    let answer = call(client, operation, parameters, members).await;
    let value = answer.pointer(pointer);
    scalar(value.unwrap_or_else(|| panic!("{operation:?}: {answer}"))).unwrap()
}

/// Calls an operation with its example: parameters and members of the body that are given take the place
/// of those in it.
async fn call(
    client: &Client,
    (service, id): (&str, &str),
    parameters: &[(&str, &str)],
    members: Value,
) -> Value {
    let document = document(service);
    let operation = document.operation(id).unwrap();
    let example = operation.examples().remove(0);
    let value = |(name, value): &(String, Value)| {
        let given = parameters.iter().find(|(given, _)| given == name);
        given.map_or_else(|| scalar(value).unwrap(), |(_, given)| (*given).to_owned())
    };
    let mut path = operation.path.to_owned();
    for parameter in &example.path {
        path = path.replace(&format!("{{{}}}", parameter.0), &value(parameter));
    }
    let query: Vec<String> = example
        .query
        .iter()
        .map(|parameter| format!("{}={}", parameter.0, value(parameter)))
        .collect();
    let mut body = example.body;
    if let Some(Value::Object(body)) = &mut body {
        body.extend(members.as_object().cloned().unwrap_or_default());
    }
    let server = document.servers().next().unwrap().url;
    let method = Method::from_bytes(operation.verb.to_uppercase().as_bytes()).unwrap();
    let url = format!("{server}{path}?{}", query.join("&"));
    let mut call = client.request(method, url.trim_end_matches('?'));
    if let Some(body) = &body {
        call = call.json(body);
    }
    if !example.parts.is_empty() {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        call = call
            .header(CONTENT_TYPE, HeaderValue::try_from(kind).unwrap())
            .body(multipart(operation, &example.parts));
    }
    let answer = call
        .send()
        .await
        .unwrap_or_else(|error| panic!("{id}: {error}"));
    serde_json::from_slice(&answer).unwrap_or_default()
}

/// The parts of an example: its texts, and as files those that are files.
fn multipart(operation: Operation<'_>, example: &[(String, Value)]) -> String {
    let described = operation.parts();
    let mut text = String::new();
    for (name, values) in example {
        let part = described.iter().find(|part| part["name"] == **name);
        let schema = &part.unwrap()["schema"];
        let is_file = [schema, &schema["items"]]
            .iter()
            .any(|schema| schema["format"] == "binary");
        let file = if is_file { "; filename=\"a.jpg\"" } else { "" };
        let values = match values {
            Value::Array(values) => values.clone(),
            value => vec![value.clone()],
        };
        for value in values {
            let value = scalar(&value).unwrap();
            text.push_str(&format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"
            ));
        }
    }
    text + &format!("--{BOUNDARY}--\r\n")
}

//! Edits of a real document, and how a careful reader would class each of them.

use std::fs;
use std::process::Command;

use ncloud_spec::document::{Document, unescape_pointer};
use serde_json::{Value, json};

use super::change::{Change, Class};
use super::source::{self, Source};
use super::{differences, report, worst};
use crate::workspace;
use Class::{Additive as A, Breaking as B, Documentation as D};

const CREATE: &str = "/paths/~1api~1v1~1ca/post";
const LIST: &str = "/paths/~1api~1v1~1ca/get";
const GET: &str = "/paths/~1api~1v1~1ca~1{caTag}/get";
const REQUEST: &str = "/components/schemas/CreateCaRequest";
const ANSWER: &str = "/components/schemas/CaInfo";

fn private_ca() -> Document {
    Document::published(ncloud_spec::service("private-ca").unwrap()).unwrap()
}

/// An edit of a document.
enum Edit {
    /// Sets what is at the pointer, which may be new.
    Set(String, Value),
    Remove(String),
    /// Moves what is at the first pointer to the second.
    Move(String, String),
    /// Adds an element to a list.
    Push(String, Value),
    /// Replaces a text wherever it stands.
    Replace(&'static str, &'static str),
}

use Edit::{Move, Push, Remove, Replace, Set};

fn apply(edit: &Edit, root: &mut Value) {
    match edit {
        Set(pointer, value) => {
            let (parent, name) = parent(root, pointer);
            parent[name.as_str()] = value.clone();
        }
        Remove(pointer) => drop(take(root, pointer)),
        Move(from, to) => {
            let value = take(root, from);
            let (parent, name) = parent(root, to);
            parent[name.as_str()] = value;
        }
        Push(pointer, value) => {
            let list = root.pointer_mut(pointer).unwrap();
            list.as_array_mut().unwrap().push(value.clone());
        }
        Replace(from, to) => {
            *root = serde_json::from_str(&root.to_string().replace(from, to)).unwrap();
        }
    }
}

fn parent<'a>(root: &'a mut Value, pointer: &str) -> (&'a mut Value, String) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let name = unescape_pointer(name);
    let parent = root.pointer_mut(parent);
    (
        parent.unwrap_or_else(|| panic!("{pointer}: is not there")),
        name,
    )
}

fn take(root: &mut Value, pointer: &str) -> Value {
    let (parent, name) = parent(root, pointer);
    match parent {
        Value::Array(list) => list.remove(name.parse().unwrap()),
        Value::Object(members) => members.shift_remove(&name).unwrap(),
        _ => panic!("{pointer}: has no members"),
    }
}

fn changes(edits: &[Edit]) -> Vec<Change> {
    let old = private_ca();
    let mut new = old.clone();
    for edit in edits {
        apply(edit, new.value_mut());
    }
    assert_ne!(old, new, "the edit changes something");
    differences(&[old], &[new])
}

#[test]
fn every_edit_has_the_classes_that_a_careful_reader_would_give() {
    let at = |base: &str, below: &str| format!("{base}{below}");
    // What is edited; the classes for callers of the Rust crates and for consumers of the documents.
    let table: Vec<(&str, Vec<Edit>, Class, Class)> = vec![
        // Operations.
        ("an operation is removed", vec![Remove(CREATE.into())], B, B),
        (
            "an operation is added",
            vec![Set(
                "/paths/~1new".into(),
                json!({ "get": { "operationId": "getNew", "responses": {} } }),
            )],
            A,
            A,
        ),
        (
            "an operation is renamed",
            vec![Set(at(CREATE, "/operationId"), json!("makeCa"))],
            B,
            B,
        ),
        (
            "an operation has another path",
            vec![Move(
                "/paths/~1api~1v1~1ca~1{caTag}~1trim".into(),
                "/paths/~1api~1v1~1ca~1{caTag}~1tidy".into(),
            )],
            A,
            B,
        ),
        (
            "an operation has another verb",
            vec![Move(
                "/paths/~1api~1v1~1ca~1{caTag}~1trim/post".into(),
                "/paths/~1api~1v1~1ca~1{caTag}~1trim/put".into(),
            )],
            A,
            B,
        ),
        (
            "an operation has another tag",
            vec![Set(at(CREATE, "/tags"), json!(["Other"]))],
            D,
            B,
        ),
        (
            "an operation is described otherwise",
            vec![Set(at(CREATE, "/description"), json!("Other words."))],
            D,
            D,
        ),
        (
            "an operation has another summary",
            vec![Set(at(CREATE, "/summary"), json!("Other words"))],
            D,
            D,
        ),
        (
            "an operation is deprecated",
            vec![Set(at(CREATE, "/deprecated"), json!(true))],
            D,
            D,
        ),
        (
            "the source was read again",
            vec![Set(
                at(CREATE, "/x-ncloud-source/read"),
                json!("2027-01-01"),
            )],
            D,
            D,
        ),
        (
            "a word that nobody knows",
            vec![Set(at(CREATE, "/x-ncloud-new"), json!(1))],
            B,
            B,
        ),
        // Extensions.
        (
            "safe becomes unsafe",
            vec![Set(at(GET, "/x-ncloud-retry"), json!("unsafe"))],
            A,
            B,
        ),
        (
            "unsafe becomes safe",
            vec![Set(at(CREATE, "/x-ncloud-retry"), json!("safe"))],
            A,
            A,
        ),
        (
            "a site is added",
            vec![Push(at(CREATE, "/x-ncloud-sites"), json!("fin"))],
            A,
            A,
        ),
        (
            "a site is removed",
            vec![Set(at(CREATE, "/x-ncloud-sites"), json!(["public"]))],
            D,
            B,
        ),
        (
            "a list is no longer paged",
            vec![Remove(at(LIST, "/x-ncloud-paging"))],
            B,
            B,
        ),
        (
            "a list becomes paged",
            vec![Set(
                at(GET, "/x-ncloud-paging"),
                json!({ "parameter": "p", "items": "data", "pages": "n" }),
            )],
            A,
            A,
        ),
        (
            "pages are counted elsewhere",
            vec![Set(at(LIST, "/x-ncloud-paging/pages"), json!("data/pages"))],
            A,
            B,
        ),
        (
            "a state to wait for is removed",
            vec![Remove(at(GET, "/x-ncloud-wait/active"))],
            B,
            B,
        ),
        (
            "a state to wait for is described otherwise",
            vec![Set(
                at(GET, "/x-ncloud-wait/active/description"),
                json!("Waits."),
            )],
            D,
            D,
        ),
        (
            "a wait ends otherwise",
            vec![Set(
                at(GET, "/x-ncloud-wait/active/failure"),
                json!(["GONE"]),
            )],
            A,
            B,
        ),
        (
            "only main accounts",
            vec![Set(at(CREATE, "/x-ncloud-account"), json!("main"))],
            D,
            D,
        ),
        // Parameters.
        (
            "a parameter is removed",
            vec![Remove(at(CREATE, "/parameters/1"))],
            B,
            B,
        ),
        (
            "an optional parameter is added",
            vec![Push(
                at(CREATE, "/parameters"),
                json!({ "name": "new", "in": "query", "schema": { "type": "string" } }),
            )],
            A,
            A,
        ),
        (
            "a required parameter is added",
            vec![Push(
                at(CREATE, "/parameters"),
                json!({ "name": "new", "in": "query", "required": true, "schema": { "type": "string" } }),
            )],
            B,
            B,
        ),
        (
            "a parameter becomes required",
            vec![Set(at(CREATE, "/parameters/1/required"), json!(true))],
            B,
            B,
        ),
        (
            "a parameter becomes optional",
            vec![Remove(at(CREATE, "/parameters/0/required"))],
            A,
            A,
        ),
        (
            "a parameter moves",
            vec![Set(at(CREATE, "/parameters/1/in"), json!("header"))],
            A,
            B,
        ),
        (
            "a parameter has another type",
            vec![Set(
                at(CREATE, "/parameters/1/schema"),
                json!({ "type": "integer" }),
            )],
            B,
            B,
        ),
        (
            "a parameter has a default",
            vec![Set(at(CREATE, "/parameters/1/schema/default"), json!("a"))],
            A,
            A,
        ),
        (
            "a shared parameter has an example",
            vec![Set(
                "/components/parameters/CaTag/example".into(),
                json!("t"),
            )],
            D,
            D,
        ),
        // Bodies.
        (
            "a body is removed",
            vec![Remove(at(CREATE, "/requestBody"))],
            B,
            B,
        ),
        (
            "a body becomes optional",
            vec![Remove(at(CREATE, "/requestBody/required"))],
            A,
            A,
        ),
        (
            "the answer is a file",
            vec![Move(
                at(GET, "/responses/200/content/application~1json"),
                at(GET, "/responses/200/content/application~1zip"),
            )],
            B,
            B,
        ),
        (
            "another example",
            vec![Set(
                at(
                    CREATE,
                    "/requestBody/content/application~1json/examples/page/value/alias",
                ),
                json!("CA003"),
            )],
            D,
            D,
        ),
        (
            "the answer of failures is removed",
            vec![Remove(at(CREATE, "/responses/5XX"))],
            D,
            B,
        ),
        // Members of requests.
        (
            "a required member of a request is added",
            vec![
                Set(at(REQUEST, "/properties/new"), json!({ "type": "string" })),
                Push(at(REQUEST, "/required"), json!("new")),
            ],
            B,
            B,
        ),
        (
            "an optional member of a request is added",
            vec![Set(
                at(REQUEST, "/properties/new"),
                json!({ "type": "string" }),
            )],
            A,
            A,
        ),
        (
            "a member of a request is removed",
            vec![Remove(at(REQUEST, "/properties/memo"))],
            B,
            B,
        ),
        (
            "a member of a request becomes required",
            vec![Push(at(REQUEST, "/required"), json!("memo"))],
            B,
            B,
        ),
        // In Rust the field of the type becomes an `Option`.
        (
            "a member of a request becomes optional",
            vec![Remove(at(REQUEST, "/required/0"))],
            B,
            A,
        ),
        // Members of answers.
        (
            "a member of an answer is added",
            vec![Set(
                at(ANSWER, "/properties/new"),
                json!({ "type": "string", "nullable": true }),
            )],
            A,
            A,
        ),
        (
            "a member of an answer is removed",
            vec![Remove(at(ANSWER, "/properties/memo"))],
            B,
            B,
        ),
        (
            "a member of an answer becomes required",
            vec![Push(at(ANSWER, "/required"), json!("alias"))],
            B,
            A,
        ),
        (
            "a member of an answer becomes optional",
            vec![Remove(at(ANSWER, "/required/0"))],
            B,
            B,
        ),
        (
            "an optional member may not be null",
            vec![Remove(at(ANSWER, "/properties/memo/nullable"))],
            D,
            A,
        ),
        (
            "a required member may be null",
            vec![Set(at(ANSWER, "/properties/caTag/nullable"), json!(true))],
            B,
            B,
        ),
        (
            "a member has another type",
            vec![Set(at(ANSWER, "/properties/memo/type"), json!("integer"))],
            B,
            B,
        ),
        (
            "a member is described otherwise",
            vec![Set(
                at(ANSWER, "/properties/memo/description"),
                json!("Other words."),
            )],
            D,
            D,
        ),
        // Formats.
        (
            "a time is a mere number",
            vec![Remove(at(ANSWER, "/properties/rgstDate/x-ncloud-format"))],
            B,
            D,
        ),
        (
            "a text is a secret",
            vec![Set(
                at(ANSWER, "/properties/memo/format"),
                json!("password"),
            )],
            B,
            D,
        ),
        (
            "an answer has smaller numbers",
            vec![Set(at(ANSWER, "/properties/caId/format"), json!("int32"))],
            B,
            A,
        ),
        // Limits.
        (
            "a longer text is allowed",
            vec![Set(at(REQUEST, "/properties/alias/maxLength"), json!(30))],
            A,
            A,
        ),
        (
            "only a shorter text is allowed",
            vec![Set(at(REQUEST, "/properties/alias/maxLength"), json!(10))],
            B,
            B,
        ),
        (
            "an empty text is allowed",
            vec![Remove(at(REQUEST, "/properties/alias/minLength"))],
            A,
            A,
        ),
        (
            "a text gets a limit",
            vec![Set(at(REQUEST, "/properties/memo/maxLength"), json!(10))],
            B,
            B,
        ),
        (
            "another pattern",
            vec![Set(
                at(REQUEST, "/properties/alias/pattern"),
                json!("^[a-z]+$"),
            )],
            B,
            B,
        ),
        (
            "any pattern",
            vec![Remove(at(REQUEST, "/properties/alias/pattern"))],
            A,
            A,
        ),
        (
            "an answer gets a limit",
            vec![Set(at(ANSWER, "/properties/memo/maxLength"), json!(10))],
            D,
            A,
        ),
        // Enumerations. CaType is in requests and answers, KeyType in requests alone.
        (
            "a value of a request's enumeration is added",
            vec![
                Push("/components/schemas/KeyType/enum".into(), json!("EC384")),
                Set(
                    "/components/schemas/KeyType/x-ncloud-enum/EC384".into(),
                    json!("Curve."),
                ),
            ],
            A,
            A,
        ),
        (
            "a value of a request's enumeration is removed",
            vec![
                Remove("/components/schemas/KeyType/enum/0".into()),
                Remove("/components/schemas/KeyType/x-ncloud-enum/RSA2048".into()),
            ],
            B,
            B,
        ),
        (
            "a request's list opens",
            vec![Remove("/components/schemas/KeyType/enum".into())],
            B,
            A,
        ),
        (
            "a value of an answer's closed enumeration is added",
            vec![
                Push("/components/schemas/CaType/enum".into(), json!("PUBLIC")),
                Set(
                    "/components/schemas/CaType/x-ncloud-enum/PUBLIC".into(),
                    json!("Public."),
                ),
            ],
            A,
            B,
        ),
        (
            "a known value of an answer is added",
            vec![Set(
                "/components/schemas/CaStatus/x-ncloud-enum/NEW".into(),
                json!("New."),
            )],
            A,
            A,
        ),
        (
            "a known value of an answer is removed",
            vec![Remove(
                "/components/schemas/CaStatus/x-ncloud-enum/PENDING".into(),
            )],
            B,
            D,
        ),
        (
            "a known value has another meaning",
            vec![Set(
                "/components/schemas/CaStatus/x-ncloud-enum/PENDING".into(),
                json!("Waits."),
            )],
            D,
            D,
        ),
        (
            "an answer's list closes",
            vec![Set(
                "/components/schemas/CaStatus/enum".into(),
                json!(["ACTIVE", "DEACTIVATED", "DESTROYING", "PENDING"]),
            )],
            D,
            A,
        ),
        // Names.
        (
            "a type is renamed",
            vec![Replace("CreateCaRequest", "NewCaRequest")],
            B,
            B,
        ),
        (
            "a scalar is renamed",
            vec![
                Replace("schemas/Period", "schemas/Span"),
                Move(
                    "/components/schemas/Period".into(),
                    "/components/schemas/Span".into(),
                ),
            ],
            D,
            B,
        ),
        // Failures.
        (
            "a member of a failure is removed",
            vec![Remove(
                "/components/schemas/GatewayFailureDetail/properties/details".into(),
            )],
            D,
            B,
        ),
        (
            "a known code of a failure is added",
            vec![Set(
                "/components/schemas/GatewayFailureDetail/properties/errorCode/x-ncloud-enum/440"
                    .into(),
                json!("New."),
            )],
            D,
            A,
        ),
        // All of the service.
        (
            "a server is added",
            vec![Push(
                "/servers".into(),
                json!({ "url": "https://a.example", "description": "d", "x-ncloud-site": "fin" }),
            )],
            A,
            A,
        ),
        (
            "a server is removed",
            vec![Remove("/servers/1".into())],
            B,
            B,
        ),
        (
            "a server has another host",
            vec![Set("/servers/0/url".into(), json!("https://a.example"))],
            A,
            B,
        ),
        (
            "a server is described otherwise",
            vec![Set("/servers/0/description".into(), json!("Other."))],
            D,
            D,
        ),
        (
            "success has another code",
            vec![Set(
                "/x-ncloud-service/envelope/success".into(),
                json!("OK"),
            )],
            A,
            B,
        ),
        (
            "a code means absent",
            vec![Push("/x-ncloud-service/notFound".into(), json!("LOST"))],
            A,
            A,
        ),
        (
            "a code does not mean absent",
            vec![Remove("/x-ncloud-service/notFound/0".into())],
            B,
            B,
        ),
        (
            "another header is signed",
            vec![Set(
                "/components/securitySchemes/ncloudTimestamp/name".into(),
                json!("x"),
            )],
            B,
            B,
        ),
        (
            "signing is described otherwise",
            vec![Set(
                "/components/securitySchemes/ncloudTimestamp/description".into(),
                json!("x"),
            )],
            D,
            D,
        ),
        (
            "calls are not signed",
            vec![Set("/security".into(), json!([]))],
            B,
            B,
        ),
        (
            "another version of the document",
            vec![Set("/info/version".into(), json!("0.2.0"))],
            D,
            D,
        ),
        (
            "an erratum is explained otherwise",
            vec![Set("/x-ncloud-errata/E1/reason".into(), json!("So."))],
            D,
            D,
        ),
        (
            "an unused schema changes",
            vec![Set(
                "/components/schemas/Unused".into(),
                json!({ "type": "string" }),
            )],
            D,
            A,
        ),
    ];
    assert!(table.len() >= 20);
    let mut wrong = Vec::new();
    for (name, edits, rust, spec) in &table {
        let changes = changes(edits);
        let found = (
            changes.iter().map(|change| change.rust).max(),
            changes.iter().map(|change| change.spec).max(),
        );
        if found != (Some(*rust), Some(*spec)) {
            wrong.push(format!("{name}: expected {rust:?}, {spec:?}: {changes:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn parameters_of_one_name_are_told_apart_by_their_places() {
    let with = |places: &[&str]| {
        let parameter =
            |place: &&str| json!({"name": "id", "in": place, "schema": {"type": "string"}});
        let parameters: Vec<Value> = places.iter().map(parameter).collect();
        let mut document = private_ca();
        let edit = Set(format!("{LIST}/parameters"), json!(parameters));
        apply(&edit, document.value_mut());
        document
    };
    for (old, new, expected) in [
        (
            ["query", "header"],
            ["header", "query"].as_slice(),
            [].as_slice(),
        ),
        (["header", "query"], &["query", "path"], &[("1/in", A, B)]),
        (["path", "query"], &["query"], &[("0", B, B)]),
        (
            ["path", "query"],
            &["header"],
            &[("0/in", A, B), ("1", B, B)],
        ),
    ] {
        let parameters = format!("{LIST}/parameters/");
        let changes = differences(&[with(&old)], &[with(new)]);
        let mut found: Vec<_> = changes
            .iter()
            .map(|change| {
                let place = change.place.strip_prefix(&parameters).unwrap();
                (place, change.rust, change.spec)
            })
            .collect();
        found.sort_by_key(|(place, ..)| *place);
        assert_eq!(found, expected, "{old:?} {new:?}");
    }
}

#[test]
fn a_document_does_not_differ_from_itself() {
    for service in ncloud_spec::SERVICES {
        let document = || vec![Document::published(*service).unwrap()];
        assert!(
            differences(&document(), &document()).is_empty(),
            "{}",
            service.name
        );
    }
    assert_eq!(worst(&[]), None);
    assert!(report::markdown(&[]).contains("None."));
}

/// Whatever is taken away anywhere is noticed: nothing is silently passed over.
#[test]
fn nothing_that_is_removed_goes_unnoticed() {
    let smallest = ncloud_spec::service("certificate-manager").unwrap();
    let old = Document::published(smallest).unwrap();
    let mut pointers = Vec::new();
    collect(old.value(), String::new(), &mut pointers);
    assert!(pointers.len() > 500, "{}", pointers.len());
    let mut unnoticed = Vec::new();
    for pointer in pointers {
        let mut new = old.clone();
        take(new.value_mut(), &pointer);
        if differences(std::slice::from_ref(&old), &[new]).is_empty() {
            unnoticed.push(pointer);
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}

fn collect(value: &Value, pointer: String, found: &mut Vec<String>) {
    for (name, member) in ncloud_spec::document::members(value) {
        // The name of the service tells which documents belong together.
        let below = format!("{pointer}/{}", ncloud_spec::document::escape_pointer(name));
        if below == "/x-ncloud-service" {
            continue;
        }
        found.push(below.clone());
        collect(member, below, found);
    }
    for (index, element) in value.as_array().into_iter().flatten().enumerate() {
        collect(element, format!("{pointer}/{index}"), found);
    }
}

#[test]
fn services_come_and_go() {
    let read = |name| Document::published(ncloud_spec::service(name).unwrap()).unwrap();
    let (one, other) = (read("private-ca"), read("search-engine"));
    let gone = differences(&[one.clone(), other.clone()], std::slice::from_ref(&one));
    assert_eq!((gone.len(), gone[0].rust, gone[0].spec), (1, B, B));
    let new = differences(std::slice::from_ref(&one), &[one.clone(), other]);
    assert_eq!((new.len(), new[0].rust, new[0].spec), (1, A, A));
}

#[test]
fn reports_tell_the_worst_and_the_place() {
    let changes = changes(&[
        Remove(at_request("/properties/memo")),
        Set(format!("{CREATE}/summary"), json!("Other words")),
    ]);
    let text = report::markdown(&changes);
    assert!(
        text.contains("| callers of the Rust crates | 1 | 0 | 1 |"),
        "{text}"
    );
    let row = "| **breaking** | **breaking** | the member `memo` is gone | `/components/schemas/CreateCaRequest/properties/memo` | `createCa` |";
    assert!(text.contains(row), "{text}");
    let report: Value = serde_json::from_str(&report::json(&changes).unwrap()).unwrap();
    assert_eq!(report["rust"], "breaking");
    assert_eq!(report["changes"].as_array().unwrap().len(), 2);
    assert_eq!(report["changes"][0]["operations"], json!(["createCa"]));
}

fn at_request(below: &str) -> String {
    format!("{REQUEST}{below}")
}

#[test]
fn states_are_read_from_files_folders_and_revisions() {
    let spec = workspace::root().join("spec");
    let path = |below: &str| Source::Path(spec.join(below));
    for source in [path(""), path("openapi")] {
        assert_eq!(
            source::read(&source).unwrap().len(),
            ncloud_spec::SERVICES.len()
        );
    }
    // Beside a single file, in either form, only its service is compared.
    for file in ["openapi/private-ca.json", "openapi/private-ca.yaml"] {
        let (old, new) = source::pair(&path(file), &path("")).unwrap();
        assert_eq!((old.len(), new.len()), (1, 1));
        assert!(differences(&old, &new).is_empty());
    }
    let head: Source = "HEAD".parse().unwrap();
    // A package or an export of the sources has no history.
    let has_history = Command::new("git")
        .args(["rev-parse", "--verify", "--quiet", "HEAD"])
        .current_dir(workspace::root())
        .output()
        .is_ok_and(|output| output.status.success());
    if has_history {
        assert!(!source::read(&head).unwrap().is_empty());
    }
}

#[test]
fn input_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("private-ca.json");
    let shown = file.display().to_string();
    let refused = |text: &str| {
        fs::write(&file, text).unwrap();
        source::read(&Source::Path(file.clone())).unwrap_err()
    };
    let edited = |edit: Edit| {
        let mut document = private_ca();
        apply(&edit, document.value_mut());
        document.value().to_string()
    };
    for (text, expected) in [
        ("{".to_owned(), ": not readable as JSON"),
        (
            edited(Set("/openapi".into(), json!("2.0"))),
            ": /openapi: must be 3.0.x",
        ),
        (
            edited(Set(
                format!("{CREATE}/responses/4XX/$ref"),
                json!("#/nowhere"),
            )),
            ": /paths/~1api~1v1~1ca/post/responses/4XX: `$ref: #/nowhere` leads nowhere",
        ),
        (
            edited(Set(format!("{GET}/operationId"), json!("createCa"))),
            ": /paths/~1api~1v1~1ca~1{caTag}/get/operationId: `createCa` is taken",
        ),
        (
            edited(Set(format!("{CREATE}/parameters/0/example"), json!(1))),
            ": /paths/~1api~1v1~1ca/post/parameters/0/example: the example does not fit",
        ),
        (
            edited(Remove("/x-ncloud-service/name".into())),
            ": /x-ncloud-service/name: name the service",
        ),
    ] {
        let message = refused(&text);
        assert!(message.contains(&format!("{shown}{expected}")), "{message}");
    }
    fs::write(&file, private_ca().value().to_string()).unwrap();
    fs::copy(&file, folder.path().join("twin.json")).unwrap();
    let message = source::read(&Source::Path(folder.path().to_owned())).unwrap_err();
    assert!(
        message.contains("twin.json: /x-ncloud-service/name: `private-ca` is described"),
        "{message}"
    );
    for revision in ["no-such-revision", "--help"] {
        let message = source::read(&revision.parse().unwrap()).unwrap_err();
        assert!(
            message.contains("is neither a file, a folder nor a git revision"),
            "{message}"
        );
    }
}

//! Pages that were changed by hand: what changed is reported, and nothing else.

use super::render::{LAYOUTS, Layout, render};
use super::{compared, expected, read, services};
use crate::docs::model::{Allowed, Kind, Language, Need, Page, Place};
use crate::docs::suggest;

/// The page of an operation.
fn page_of(id: &str) -> Page {
    let found = services().iter().find_map(|service| {
        let operation = service
            .operations()
            .find(|operation| operation.id() == id)?;
        Some(expected::page(service, operation, Language::Korean))
    });
    found.unwrap_or_else(|| panic!("no operation {id}"))
}

fn edit(
    page: &mut Page,
    place: Place,
    path: &str,
    change: impl FnOnce(&mut crate::docs::model::Field),
) {
    let field = page
        .fields
        .iter_mut()
        .find(|field| field.place == place && field.path == path);
    change(field.unwrap_or_else(|| panic!("no {path}")));
}

/// What is reported of a page, as `what printed`.
fn reported(page: &Page, layout: Layout) -> Vec<String> {
    let outcome = compared(&read(&render(page, layout)));
    let unexplained = outcome.judged.unexplained();
    unexplained
        .map(|difference| {
            let shown = difference
                .printed
                .as_deref()
                .or(difference.believed.as_deref());
            format!("{} {}", difference.what, shown.unwrap_or_default())
        })
        .collect()
}

#[test]
fn four_edits_are_four_differences() {
    for layout in LAYOUTS {
        let mut page = page_of("createCa");
        let added = Allowed {
            value: "RSA8192".to_owned(),
            meaning: None,
        };
        edit(&mut page, Place::Body, "keyType", |field| {
            field.values.push(added)
        });
        edit(&mut page, Place::Body, "alias", |field| {
            field.path = "caName".to_owned()
        });
        edit(&mut page, Place::Body, "memo", |field| {
            field.need = Some(Need::Required)
        });
        page.request_line.as_mut().unwrap().uri = "/api/v1/authorities".to_owned();
        let found = reported(&page, layout);
        assert_eq!(
            found,
            [
                "path /api/v1/authorities",
                "required Required",
                "value RSA8192",
                "name caName"
            ],
            "{layout:?}"
        );
    }
}

#[test]
fn each_kind_of_edit_is_reported_once_and_in_order() {
    let mut page = page_of("signSubCsr");
    page.request_line.as_mut().unwrap().method = "PUT".to_owned();
    page.requests[0].method = Some("PUT".to_owned());
    edit(&mut page, Place::Body, "csrPem", |field| {
        field.kind.as_mut().unwrap().printed = "Object".to_owned()
    });
    edit(&mut page, Place::Response, "data.serialNo", |field| {
        field.path = "data.certificateSerialNumber".to_owned()
    });
    let mut extra = page.fields.last().unwrap().clone();
    extra.path = "data.brandNew".to_owned();
    page.fields.push(extra);
    let found = reported(&page, Layout::Spaced);
    assert_eq!(
        found,
        [
            "method PUT",
            "type Object",
            "name data.certificateSerialNumber",
            "extra data.brandNew"
        ]
    );
}

#[test]
fn members_that_are_gone_and_limits_are_reported() {
    let mut page = page_of("createCa");
    page.fields.retain(|field| field.path != "memo");
    edit(&mut page, Place::Body, "alias", |field| {
        field.limits.length.most = Some(20)
    });
    let found = reported(&page, Layout::Html);
    assert_eq!(found, ["limit 3..20", "absent memo"]);
}

#[test]
fn an_object_that_was_renamed_is_one_difference() {
    let mut page = page_of("createCa");
    for field in &mut page.fields {
        if field.place == Place::Response && field.path.starts_with("data.caInfo") {
            field.path = field.path.replace("data.caInfo", "data.caInformation");
        }
    }
    assert_eq!(reported(&page, Layout::Bars), ["name data.caInformation"]);
}

#[test]
fn examples_that_do_not_follow_the_schema_are_reported() {
    let mut page = page_of("createCa");
    page.responses[0].body["data"]["caInfo"]["signingCount"] = "many".into();
    page.responses[0].body["data"]["caInfo"]["status"] = "SLEEPING".into();
    page.responses[0].body["data"]["caInfo"]["colour"] = "red".into();
    page.requests[0].body.as_mut().unwrap()["period"] = "ALWAYS".into();
    let outcome = compared(&read(&render(&page, Layout::Spaced)));
    let mut members: Vec<_> = outcome
        .judged
        .unexplained()
        .filter_map(|difference| difference.member.as_deref())
        .collect();
    members.sort_unstable();
    assert_eq!(
        members,
        [
            "data.caInfo.colour",
            "data.caInfo.signingCount",
            "data.caInfo.status",
            "period"
        ]
    );
}

#[test]
fn examples_that_follow_the_schema_but_are_not_ours_are_noted() {
    let mut page = page_of("createCa");
    let noted = |page: &Page| {
        let outcome = compared(&read(&render(page, Layout::Spaced)));
        let notes = outcome.notes.into_iter().map(|note| note.text);
        notes.collect::<Vec<_>>()
    };
    assert_eq!(noted(&page), [""; 0]);
    let body = page.requests[0].body.as_mut().unwrap();
    body["period"] = "30".into();
    body["memo"] = "new".into();
    page.responses[0].body["data"]["caInfo"]["urlInfo"]["crl"][0] = "https://example.com".into();
    assert_eq!(
        noted(&page),
        [
            "the example of the body is not ours: `/period`, `/memo`",
            "the example of the response is not ours: `/data/caInfo/urlInfo/crl/0`"
        ]
    );
}

#[test]
fn hosts_and_sites_are_compared() {
    let mut page = page_of("createCa");
    page.requests[0].url =
        Some("https://pca.apigw.fin-ntruss.com/api/v1/ca?caType=PRIVATE_ROOT".to_owned());
    let found = reported(&page, Layout::Spaced);
    assert_eq!(found, ["host pca.apigw.fin-ntruss.com", "host fin"]);
}

/// The pages of the specification itself do not have the slips of the vendor, so its errata are obsolete.
#[test]
fn errata_that_a_page_no_longer_bears_out_are_reported() {
    let outcome = compared(&read(&render(&page_of("activateSubCa"), Layout::Touching)));
    let mut obsolete: Vec<_> = outcome
        .judged
        .obsolete
        .iter()
        .map(|obsolete| obsolete.erratum.as_str())
        .collect();
    obsolete.dedup();
    assert_eq!(
        obsolete,
        ["E1", "E2", "E3", "E5", "E6", "E10", "E25", "E26"]
    );
    assert!(!outcome.judged.is_clean());
    let first = &outcome.judged.obsolete[0];
    assert_eq!(first.location.pointer, "/x-ncloud-errata/E1/differences/1");
    assert!(first.location.line.is_some());
    // An erratum of older pages is not.
    let outcome = compared(&read(&render(
        &page_of("updateAPIAuthenticationKey"),
        Layout::Touching,
    )));
    assert!(outcome.judged.is_clean());
}

#[test]
fn a_difference_leads_to_a_line_and_quotes_the_cell() {
    let mut page = page_of("createCa");
    edit(&mut page, Place::Body, "memo", |field| {
        field.kind.as_mut().unwrap().kinds = vec![Kind::Integer]
    });
    edit(&mut page, Place::Body, "memo", |field| {
        field.kind.as_mut().unwrap().printed = "Integer".to_owned()
    });
    let outcome = compared(&read(&render(&page, Layout::Spaced)));
    let difference = outcome.judged.unexplained().next().unwrap();
    assert_eq!(difference.location.file, "spec/services/private-ca.yaml");
    assert_eq!(
        difference.location.pointer,
        "/components/schemas/CreateCaRequest/properties/memo"
    );
    let text =
        std::fs::read_to_string(crate::workspace::root().join(&difference.location.file)).unwrap();
    let line = usize::try_from(difference.location.line.unwrap()).unwrap();
    assert_eq!(text.lines().nth(line - 1), Some("        memo:"));
    assert!(
        difference.quote.starts_with("memo Integer Optional"),
        "{}",
        difference.quote
    );
}

#[test]
fn suggestions_can_be_pasted() {
    let mut page = page_of("createCa");
    let at = page
        .fields
        .iter()
        .position(|field| field.path == "memo")
        .unwrap();
    let mut extra = page.fields[at].clone();
    extra.path = "x509Parameters.nickName".to_owned();
    extra.limits.length.most = Some(9);
    page.fields.push(extra);
    let page = read(&render(&page, Layout::Spaced));
    let outcome = compared(&page);
    let difference = outcome.judged.unexplained().next().unwrap();
    let text = suggest::suggestion(&page, difference, "createCa", services(), "2026-01-01");
    assert_eq!(
        text,
        "# if the page is right, among the properties of spec/services/private-ca.yaml:LINE: /components/schemas/CaX509Parameters:\n\
         nickName:\n  type: string\n  description: To write.\n  maxLength: 9\n\
         # if the page errs, in an erratum that `createCa` names:\n\
         differences:\n  - {what: extra, in: body, printed: x509Parameters.nickName}\n"
            .replace("LINE", &difference.location.line.unwrap().to_string())
    );
}

/// The page says Number of what its example shows to be an integer.
#[test]
fn a_number_without_a_fraction_is_suggested_as_an_integer() {
    let mut page = page_of("createCa");
    let at = page
        .fields
        .iter()
        .position(|field| field.path == "data.caInfo.caId")
        .unwrap();
    for (name, value, kind) in [
        ("daysLeft", serde_json::json!(365), "integer"),
        ("ratio", serde_json::json!(0.5), "number"),
    ] {
        let mut extra = page.fields[at].clone();
        extra.path = format!("data.caInfo.{name}");
        extra.kind.as_mut().unwrap().printed = "Number".to_owned();
        page.fields.push(extra);
        page.responses[0].body["data"]["caInfo"][name] = value;
        let page = read(&render(&page, Layout::Spaced));
        let outcome = compared(&page);
        let mut extra = outcome.judged.unexplained();
        let difference = extra
            .find(|difference| {
                let printed = difference.printed.as_deref();
                printed.is_some_and(|printed| printed.ends_with(name))
            })
            .unwrap();
        let text = suggest::suggestion(&page, difference, "createCa", services(), "2026-01-01");
        assert!(text.contains(&format!("type: {kind}\n")), "{text}");
        let is_recorded = text.contains("what: type, in: response, member: data.caInfo.");
        assert_eq!(is_recorded, kind == "integer", "{text}");
    }
}

#[test]
fn what_is_required_now_is_suggested_both_ways() {
    let mut page = page_of("createCa");
    edit(&mut page, Place::Body, "memo", |field| {
        field.need = Some(Need::Required)
    });
    let page = read(&render(&page, Layout::Spaced));
    let outcome = compared(&page);
    let difference = outcome.judged.unexplained().next().unwrap();
    let text = suggest::suggestion(&page, difference, "createCa", services(), "2026-01-01");
    assert!(
        text.starts_with(
            "# if the page is right, require `memo` in spec/services/private-ca.yaml:"
        ),
        "{text}"
    );
    assert!(text.contains("{what: required, in: body, member: memo, printed: Required}"));
}

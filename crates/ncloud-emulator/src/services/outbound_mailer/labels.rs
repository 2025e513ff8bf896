//! Codes with their meaning in words, in the language that is asked for.

use serde_json::{Value, json};

use crate::call::Call;

/// Codes with their meaning in English and Korean.
type Labels = &'static [(&'static str, &'static str, &'static str)];

/// States of requests and mails.
pub(super) const STATES: Labels = &[
    ("P", "Preparing", "준비 중"),
    ("R", "Ready", "발송 준비"),
    ("I", "Sending", "발송 중"),
    ("S", "Sent successfully", "발송 성공"),
    ("F", "Failed", "발송 실패"),
    ("U", "Unsubscribe", "수신 거부"),
    ("C", "Cancelled", "발송 취소"),
    ("PF", "Partly failed", "일부 실패"),
];
/// Kinds of recipients.
pub(super) const RECIPIENTS: Labels = &[
    ("R", "Recipient", "수신자"),
    ("C", "Copy", "참조"),
    ("B", "Blind copy", "숨은 참조"),
];
/// Whether a mail was reserved.
pub(super) const RESERVATIONS: Labels = &[("Y", "Reserved", "예약"), ("N", "Immediate", "즉시")];
/// What was done with a block.
pub(super) const ACTIONS: Labels = &[("C", "Create", "등록"), ("D", "Delete", "해제")];
/// Who did it.
pub(super) const REQUESTERS: Labels = &[("SYSTEM", "System", "시스템")];
/// States of exports.
pub(super) const EXPORTS: Labels = &[("C", "Completed", "완료"), ("E", "Expired", "만료")];
/// Whether an address is blocked.
pub(super) const BLOCKS: Labels = &[
    ("Y", "Blocked", "차단됨"),
    ("N", "Not blocked", "차단되지 않음"),
];

/// The meaning of a code.
pub(super) fn label(call: &Call, labels: Labels, code: &str) -> &'static str {
    let found = labels.iter().find(|(known, ..)| *known == code);
    found.map_or("", |(_, english, korean)| {
        if call.text("x-ncp-lang") == "ko-KR" {
            korean
        } else {
            english
        }
    })
}

/// A code with its meaning.
pub(super) fn view(call: &Call, labels: Labels, code: &str) -> Value {
    json!({ "label": label(call, labels, code), "code": code })
}

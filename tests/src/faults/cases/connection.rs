//! Faults of the connection.

use std::time::Duration;

use ncloud_core::ErrorKind;

use super::{Case, Repeats};
use crate::faults::Step::{Await, Close, Hang, Read, Reset, Send, Trickle};
use crate::faults::{WELL, well};

pub(super) fn cases() -> Vec<Case> {
    let sent = |octets: usize| Send(well()[..octets].to_vec());
    let head = well().len() - WELL.len();
    let middle = well().len() - 20;
    let far = Duration::from_millis(20);
    vec![
        Case::new(
            "nobody listens",
            Vec::new(),
            Repeats::All,
            ErrorKind::Connect,
        )
        .unread(),
        Case::broken("closed when accepted", vec![Close]).unread(),
        Case::broken("reset with the request unread", vec![Await, Reset]).unread(),
        Case::broken("closed with the request unread", vec![Await, Close]).unread(),
        Case::broken(
            "another protocol speaks first",
            vec![Send(b"220 mail ready\r\n".to_vec()), Hang],
        )
        .unread(),
        Case::broken("closed after the request", vec![Read, Close]),
        Case::broken("reset after the request", vec![Read, Reset]),
        Case::broken("closed after one octet", vec![Read, sent(1), Close]),
        Case::broken("reset after one octet", vec![Read, sent(1), Reset]),
        Case::broken("closed in the headers", vec![Read, sent(30), Close]),
        Case::broken("reset in the headers", vec![Read, sent(30), Reset]),
        Case::broken("closed before the body", vec![Read, sent(head), Close]),
        Case::broken("closed in the body", vec![Read, sent(middle), Close]),
        Case::broken("reset in the body", vec![Read, sent(middle), Reset]),
        Case::broken("silent after the request", vec![Read, Hang]).times_out(),
        Case::broken("silent in the headers", vec![Read, sent(30), Hang]).times_out(),
        Case::broken("silent in the body", vec![Read, sent(middle), Hang]).times_out(),
        Case::broken(
            "the answer comes too slowly",
            vec![Read, Trickle(well(), far)],
        )
        .times_out(),
        Case::harmless(
            "the answer comes octet by octet",
            vec![Read, Trickle(well(), Duration::ZERO)],
        ),
        Case::broken("closed after the request", vec![Read, Close]).pooled(),
        Case::broken("reset after the request", vec![Read, Reset]).pooled(),
        Case::broken("reset in the body", vec![Read, sent(middle), Reset]).pooled(),
        Case::broken("silent after the request", vec![Read, Hang])
            .times_out()
            .pooled(),
    ]
}

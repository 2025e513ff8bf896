//! Handshakes that fail. Nothing of a request goes out before the handshake has ended, so every call
//! may be repeated; but a certificate that is wrong now is wrong a second later.

use ncloud_core::ErrorKind;

use super::{Case, Fault};
use crate::faults::Script;
use crate::faults::Step::{Await, Close, Hang, Reset, Send};
use crate::faults::cases::Repeats;
use crate::faults::tls::Certificate;

const CLOCK: &str = "check the clock of this machine";

pub(super) fn cases() -> Vec<Case> {
    let refused = |name, certificate, says| {
        let fault = Fault::Shown(certificate);
        Case::new(name, fault, Repeats::Never, ErrorKind::Certificate).says(says)
    };
    let instead = |name, script: Script| {
        Case::new(
            name,
            Fault::Instead(script),
            Repeats::All,
            ErrorKind::Connect,
        )
    };
    let tls: &[_] = &[
        "TLS: the handshake with https://",
        "failed, nothing was sent",
    ];
    vec![
        Case {
            kind: None,
            ..refused("a good certificate", Certificate::Good, &[])
        },
        refused(
            "an expired certificate",
            Certificate::Expired,
            &["TLS: the certificate", "expired", CLOCK, "renew"],
        ),
        refused(
            "a certificate of the future",
            Certificate::NotYetValid,
            &["TLS: the certificate", "not valid yet", CLOCK],
        ),
        refused(
            "a certificate of another host",
            Certificate::OfAnotherHost,
            &[
                "TLS: the certificate",
                "not valid for name",
                "check the endpoint",
            ],
        ),
        refused(
            "a certificate of no host",
            Certificate::OfNoHost,
            &[
                "TLS: the certificate",
                "not valid for name",
                "check the endpoint",
            ],
        ),
        refused(
            "a certificate of an unknown root",
            Certificate::OfAnotherRoot,
            &["TLS: the certificate", "root_certificates"],
        ),
        refused(
            "a certificate that signs itself",
            Certificate::OfItself,
            &["TLS: the certificate"],
        ),
        instead(
            "garbage for a handshake",
            vec![Await, Send(b"220 mail ready\r\n".to_vec()), Hang],
        )
        .says(tls),
        instead(
            "HTTP for a handshake",
            vec![
                Await,
                Send(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
                Close,
            ],
        )
        .says(&[
            "TLS: the handshake with https://",
            "does not speak TLS on this port",
        ]),
        instead(
            "an alert for a handshake",
            vec![Await, Send(vec![21, 3, 3, 0, 2, 2, 40]), Close],
        )
        .says(tls),
        instead("closed in the handshake", vec![Await, Close]),
        instead("reset in the handshake", vec![Await, Reset]),
        instead("silent in the handshake", vec![Await, Hang]).takes_time(),
    ]
}

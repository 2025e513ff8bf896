//! The CAs as a tree, each with its certificates.

use axum::extract::State;
use maud::{Markup, html};

use super::super::Control;
use super::time;
use crate::services::private_ca::overview::{Authority, Certificate, MOST, authorities};

/// The whole tree.
pub(in crate::control) async fn show(State(control): State<Control>) -> Markup {
    let world = &control.server.world;
    let all = authorities(world, world.clock.now());
    let roots = all.iter().filter(|authority| {
        // A CA whose signer is not here stands at the top.
        let known = |tag: &String| all.iter().any(|other| other.tag == *tag);
        !authority.issuer.as_ref().is_some_and(known)
    });
    html! {
        @if all.is_empty() { p { "No CAs yet." } }
        ul class="tree" {
            @for root in roots { (branch(root, &all)) }
        }
    }
}

fn branch(authority: &Authority, all: &[Authority]) -> Markup {
    let below = all
        .iter()
        .filter(|other| other.issuer.as_ref() == Some(&authority.tag));
    html! {
        li {
            details data-key=(authority.tag) {
                summary {
                    strong { (authority.alias) } " " code { (authority.tag) } " "
                    span class={ "badge " (authority.status.to_lowercase()) } { (authority.status) }
                }
                dl {
                    dt { "Subject" } dd { (authority.common_name.as_deref().unwrap_or("none yet")) }
                    dt { "Key" } dd { (authority.key_type) }
                    dt { "Valid until" }
                    dd {
                        @match authority.expires {
                            Some(expires) => (time(expires)),
                            None => "it waits for its certificate",
                        }
                    }
                }
                @if authority.certificates.is_empty() {
                    p { "No certificates." }
                } @else {
                    ul class="certificates" {
                        @for certificate in &authority.certificates { (leaf(certificate)) }
                    }
                }
                @if authority.issued > MOST {
                    p { "The latest " (MOST) " of " (authority.issued) " certificates." }
                }
            }
            ul { @for authority in below { (branch(authority, all)) } }
        }
    }
}

fn leaf(certificate: &Certificate) -> Markup {
    html! {
        li class=[certificate.revoked.map(|_| "revoked")] {
            span class="name" { (certificate.common_name) } " "
            code { (certificate.serial) } " until " (time(certificate.expires))
            @if let Some(revoked) = certificate.revoked {
                " " span class="badge revoked" { "revoked" } " " (time(revoked))
            }
        }
    }
}

//! Clusters and their states.

use axum::extract::State;
use maud::{Markup, html};

use super::super::Control;
use crate::services::search_engine::overview::clusters;

/// One row for each cluster.
pub(in crate::control) async fn show(State(control): State<Control>) -> Markup {
    let world = &control.server.world;
    let clusters = clusters(world, world.clock.now());
    html! {
        @if clusters.is_empty() {
            p { "No clusters yet." }
        } @else {
            div class="wide" {
                table {
                    thead {
                        tr {
                            th scope="col" { "Region" }
                            th scope="col" { "Number" }
                            th scope="col" { "Name" }
                            th scope="col" { "State" }
                            th scope="col" { "Nodes" }
                        }
                    }
                    tbody {
                        @for cluster in clusters {
                            tr {
                                td { (cluster.region) }
                                td { (cluster.number) }
                                td { (cluster.name) }
                                td { span class={ "badge " (cluster.status) } { (cluster.status) } }
                                td { (cluster.nodes) }
                            }
                        }
                    }
                }
            }
        }
    }
}

//! The page without what it shows.

use maud::{DOCTYPE, Markup, html};

pub(super) fn shell() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "ncloud-emulator" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/page.css";
                script src="/page.js" defer {}
            }
            body {
                header {
                    h1 { "ncloud-emulator" }
                    p id="state" role="status" { "Not connected" }
                }
                noscript { p { "This page needs JavaScript to fetch what it shows." } }
                form id="login" hidden {
                    label for="token" { "Token of the control API" }
                    input id="token" type="password" autocomplete="off" required;
                    button { "Show" }
                    p { "The emulator writes the token, and a link with it, to standard error when it starts." }
                }
                main id="content" hidden {
                    section aria-labelledby="authorities-title" {
                        h2 id="authorities-title" { "Private CA" }
                        div id="authorities" {}
                    }
                    section aria-labelledby="clusters-title" {
                        h2 id="clusters-title" { "Search Engine clusters" }
                        div id="clusters" {}
                    }
                    section aria-labelledby="requests-title" {
                        h2 id="requests-title" { "Requests" }
                        label {
                            input id="refused-only" type="checkbox";
                            " refused only"
                        }
                        div class="wide" {
                            table class="requests" {
                                thead {
                                    tr {
                                        th scope="col" { "No." }
                                        th scope="col" { "Time (UTC)" }
                                        th scope="col" { "Request" }
                                        th scope="col" { "Status" }
                                        th scope="col" { "What became of it" }
                                    }
                                }
                                tbody id="requests" {}
                            }
                        }
                        p id="no-requests" { "No requests yet." }
                    }
                }
            }
        }
    }
}

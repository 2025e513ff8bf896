//! Cloud Outbound Mailer: mails with their attachments, templates, an address book and those who want no
//! mail, apart for each site and region.
//!
//! **Time.** A request is `P` for a second and `I` for two more, and then done; a reserved one is `R` until it
//! is due, one that is to be confirmed in the console is `R` for good. Nothing runs in the background: each
//! answer follows from what was stored and the time of the call.
//!
//! **What fails.** Mail to `.invalid`, the domain that RFC 2606 keeps free of hosts, fails with
//! `RECIPIENT_ADDRESS_ERROR`, and the address is blocked for as long as `createConfig` says, 168 hours at
//! first: until then mail to it fails with `SEND_BLOCKED`. Mail to an unsubscriber is `U`.
//!
//! **Where the documentation is silent**, this is what was chosen:
//! - lists begin with the newest entry unless `sort` says otherwise;
//! - a group that is not in the address book is refused as missing (77103);
//! - the address book is changed at once;
//! - `lowerSid` is not heeded: nodes of the tree of templates stand in the order of their creation;
//! - an export is done at once, with the state `C`, and kept for 7 days; the form of its file is our own;
//! - the standard text about unsubscribing is one line; the monthly quota is not counted.

mod address_book;
mod categories;
mod config;
mod export;
mod files;
mod labels;
mod mail_views;
mod mails;
mod pages;
mod refusal;
mod send_block;
mod templates;
mod times;
mod unsubscribers;

use serde_json::Value;

use self::address_book::Group;
use self::categories::Category;
use self::export::Export;
use self::files::Upload;
use self::mails::MailRequest;
use self::refusal::Refusal;
use self::send_block::Block;
use self::templates::Template;
use self::unsubscribers::Unsubscriber;
use crate::call::{Call, Content, Outcome};
use crate::operation::Operation;
use crate::services::Behaviour;
use crate::store::{Rows, Table, Tables};

/// The body of an answer.
type Answer = Result<Value, Refusal>;

/// All that was sent, and what it is made of. Keys begin with the site and the region.
pub(crate) struct State {
    requests: Table<MailRequest>,
    uploads: Table<Upload>,
    /// By address.
    addresses: Table<String>,
    groups: Table<Group>,
    unsubscribers: Table<Unsubscriber>,
    blocks: Table<Block>,
    templates: Table<Template>,
    categories: Table<Category>,
    exports: Table<Export>,
    /// Hours for which an address is blocked.
    block_time: Table<i64>,
    numbers: Table<u64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            requests: Table::new("outbound-mailer.requests"),
            uploads: Table::new("outbound-mailer.uploads"),
            addresses: Table::new("outbound-mailer.addresses"),
            groups: Table::new("outbound-mailer.groups"),
            unsubscribers: Table::new("outbound-mailer.unsubscribers"),
            blocks: Table::new("outbound-mailer.blocks"),
            templates: Table::new("outbound-mailer.templates"),
            categories: Table::new("outbound-mailer.categories"),
            exports: Table::new("outbound-mailer.exports"),
            block_time: Table::new("outbound-mailer.block-time"),
            numbers: Table::new("outbound-mailer.numbers"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.requests,
            &mut self.uploads,
            &mut self.addresses,
            &mut self.groups,
            &mut self.unsubscribers,
            &mut self.blocks,
            &mut self.templates,
            &mut self.categories,
            &mut self.exports,
            &mut self.block_time,
            &mut self.numbers,
        ]
    }
}

/// The beginning of the keys of all rows of the place that is called.
fn prefix(call: &Call) -> String {
    format!("{}/", call.place)
}

impl State {
    /// The next number for something.
    fn next(&mut self, what: &str) -> u64 {
        let number = self
            .numbers
            .get(what)
            .map_or(1, |last| last.saturating_add(1));
        self.numbers.insert(what, number);
        number
    }

    /// The body of an answer; none for an operation that is not known.
    fn body(&mut self, call: &Call) -> Option<Answer> {
        Some(match call.operation.id.as_str() {
            "createMailRequest" => self.send(call),
            "getMailRequestList" => self.request_list(call),
            "getMailRequestStatus" => self.request_status(call),
            "getMailList" => self.mail_list(call),
            "getMail" => self.show_mail(call),
            "createFile" => self.upload(call),
            "getFile" => self.show_upload(call),
            "deleteFile" => self.delete_upload(call),
            "getAddressBook" => Ok(self.address_book(call)),
            "createAddressBook" => Ok(self.add_addresses(call)),
            "deleteAddressBook" => Ok(self.empty_address_book(call)),
            "deleteAddress" => Ok(self.delete_addresses(call)),
            "deleteRecipientGroup" => self.delete_group(call),
            "deleteRecipientGroupRelation" => self.take_out(call),
            "deleteRecipientGroupRelationEmpty" => self.empty_group(call),
            "getUnsubscribersList" => self.unsubscriber_list(call),
            "registerUnsubscribers" => Ok(self.unsubscribe(call)),
            "deleteUnsubscribers" => Ok(self.subscribe_again(call)),
            "getSendBlockList" => self.send_block(call),
            "getTemplateStructure" => Ok(self.template_tree(call)),
            "createTemplate" => self.create_template(call),
            "getTemplate" => self.show_template(call),
            "updateTemplate" => self.replace_template(call),
            "deleteTemplate" => self.use_template(call, false),
            "restoreTemplate" => self.use_template(call, true),
            "updateTemplateLocationOrName" => self.move_template(call),
            "createTemplateExportRequest" => Ok(self.create_export(call)),
            "getTemplateExportRequestList" => self.export_list(call),
            "importTemplate" => self.import(call),
            "createCategory" => self.create_category(call),
            "updateCategory" => self.move_category(call),
            "deleteCategory" => self.delete_category(call),
            "getConfig" => Ok(self.config(call)),
            "createConfig" => self.set_config(call),
            _ => return None,
        })
    }
}

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    is_slow: |_| false,
    missing: |name| format!("{name} is missing"),
    invalid: |_: &Operation, name, rule| format!("{name} {rule}"),
};

/// Answers the operations of the service.
fn answer(call: &Call) -> Option<Outcome> {
    let mut state = call.world.services.outbound_mailer.lock();
    if call.operation.id == "exportTemplate" {
        return Some(match state.export(call) {
            Ok(file) => Outcome {
                status: call.operation.success_status,
                content: Content::Octets("application/octet-stream", file),
            },
            Err(refusal) => refusal.outcome(call),
        });
    }
    Some(match state.body(call)? {
        Ok(body) => call.success("", body),
        Err(refusal) => refusal.outcome(call),
    })
}

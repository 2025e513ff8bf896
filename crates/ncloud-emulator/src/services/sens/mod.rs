//! Simple & Easy Notification Service: projects, text messages, Alim Talk, Brand Messages and mails, with
//! what became of each.
//!
//! **Projects.** Messages are sent through a channel that a project has switched on; to any other service
//! id the answer is 403. On the public site each project also has Mail, for no page says how it is switched
//! on. Channels of KakaoTalk and templates are made in the console, so that each service has the same:
//! the channel `@shop`, with the template `order01` for Alim Talk and `weekend01` for Brand Messages.
//!
//! **Time.** A message is `READY` for a second, `PROCESSING` for two more, and then done; so is a mail.
//! A reserved message stays out of lists until it is due. Nothing runs in the background: each answer
//! follows from what was stored and the time of the call.
//!
//! **What fails.** Numbers of fewer than 8 digits are nobody's: a text message to one fails with `E001`, a
//! message by KakaoTalk with `3019`, after which the text message of `failoverConfig` is sent. Advertising to
//! an unsubscribed number fails with `E002`. A text message that EUC-KR cannot hold is answered with HTTP 202
//! and `statusName` `fail`, and nothing is sent. An Alim Talk that does not follow its template is refused
//! with `E003`. Mail to `.invalid` fails. The codes with an E are our own: the tables are not documented.
//!
//! **Where the documentation is silent**, this is what was chosen:
//! - times without a zone are those of Korea; `reserveTimeZone` takes `Asia/Seoul`, `Asia/Tokyo` and `UTC`;
//! - lists begin with the oldest message;
//! - a reservation that is not `READY` any more is not cancelled (400), and one of a channel that was switched
//!   off, or of a project that was deleted, is `SKIP`;
//! - a template whose variables are filled in fits, whatever the values are;
//! - what does not exist is refused with 404, in lists of messages without a body;
//! - mails have neither templates, nor attachments, nor groups of recipients, for which this API has no
//!   operations: to name one is refused.

mod brand;
mod channel;
mod euc_kr;
mod images;
mod lists;
mod mail_lists;
mod mails;
mod pictures;
mod projects;
mod refusal;
mod reservations;
mod sms;
mod sms_lists;
mod talk_lists;
mod talks;
mod templates;
mod unsubscribes;

use serde_json::Value;

use self::images::Image;
use self::mails::MailRequest;
use self::pictures::Picture;
use self::projects::Project;
use self::refusal::Refusal;
use self::reservations::Reservation;
use self::sms::TextMessage;
use self::talks::Talk;
use self::unsubscribes::Unsubscribe;
use crate::call::{Call, Content, Outcome};
use crate::services::{Behaviour, FROM_EXAMPLES};
use crate::store::{Rows, Table, Tables};

/// The body of an answer; null where there is none.
type Answer = Result<Value, Refusal>;

/// All that was sent, and what it is sent through. Keys begin with the service id, where there is one.
pub(crate) struct State {
    projects: Table<Project>,
    messages: Table<TextMessage>,
    pictures: Table<Picture>,
    unsubscribes: Table<Unsubscribe>,
    talks: Table<Talk>,
    images: Table<Image>,
    reservations: Table<Reservation>,
    mails: Table<MailRequest>,
    numbers: Table<u64>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            projects: Table::new("sens.projects"),
            messages: Table::new("sens.messages"),
            pictures: Table::new("sens.pictures"),
            unsubscribes: Table::new("sens.unsubscribes"),
            talks: Table::new("sens.talks"),
            images: Table::new("sens.images"),
            reservations: Table::new("sens.reservations"),
            mails: Table::new("sens.mails"),
            numbers: Table::new("sens.numbers"),
        }
    }
}

impl Tables for State {
    fn tables(&mut self) -> Vec<&mut dyn Rows> {
        vec![
            &mut self.projects,
            &mut self.messages,
            &mut self.pictures,
            &mut self.unsubscribes,
            &mut self.talks,
            &mut self.images,
            &mut self.reservations,
            &mut self.mails,
            &mut self.numbers,
        ]
    }
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
            "getProjectList" => Ok(self.project_list(call)),
            "createProject" => self.create_project(call),
            "getProject" => self.show_project(call),
            "updateProject" => self.update_project(call),
            "deleteProject" => self.delete_project(call),
            "sendSms" => self.send_sms(call),
            "uploadSmsFile" => self.upload_picture(call),
            "getSmsList" => self.sms_list(call),
            "getSms" => self.show_sms(call),
            "getSmsReservationStatus" | "getAlimtalkReservationStatus" => {
                self.reservation_status(call)
            }
            "cancelSmsReservation" | "cancelAlimtalkReservation" => self.cancel_reservation(call),
            "getSmsUnsubscribes" => self.unsubscribe_list(call),
            "createSmsUnsubscribes" => self.unsubscribe(call),
            "deleteSmsUnsubscribes" => self.subscribe_again(call),
            "sendAlimtalk" => self.send_alimtalk(call),
            "getAlimtalkList" | "getBrandMessageList" => self.talk_list(call),
            "getAlimtalk" | "getBrandMessage" => self.show_talk(call),
            "getAlimtalkChannels" => self.channel_list(call),
            "getAlimtalkTemplates" => self.alimtalk_templates(call),
            "sendBrandMessage" => self.send_brand_message(call),
            "getBrandMessageTemplates" => self.brand_templates(call),
            "createBrandMessageImage" => self.upload_image(call),
            "getBrandMessageImages" => self.image_list(call),
            "getBrandMessageImage" => self.show_image(call),
            "deleteBrandMessageImage" => self.delete_image(call),
            "createMailRequest" => self.send_mail(call),
            "getMailRequestList" => self.mail_request_list(call),
            "getMailRequest" => self.show_mail_request(call),
            "getMailList" => self.mail_list(call),
            "getMail" => self.show_mail(call),
            _ => return None,
        })
    }
}

pub(super) const BEHAVIOUR: Behaviour = Behaviour {
    answer,
    ..FROM_EXAMPLES
};

/// Answers the operations of the service.
fn answer(call: &Call) -> Option<Outcome> {
    let body = call.world.services.sens.lock().body(call)?;
    Some(match body {
        Ok(Value::Null) => Outcome {
            status: call.operation.success_status,
            content: Content::Nothing,
        },
        Ok(body) => Outcome {
            status: call.operation.success_status,
            content: Content::Json(body),
        },
        Err(refusal) => refusal.outcome(call),
    })
}

//! One text message to any number of recipients.

use ncloud_core::{Error, ErrorKind};

use crate::{Client, types};

/// The most recipients of a request.
pub const MOST_RECIPIENTS: usize = 100;

/// What became of one recipient.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Sent {
    /// The service took the message. Whether it is delivered, `getSmsList` tells by the id of the request.
    Accepted {
        /// Id of the request.
        request_id: String,
    },
    /// The service did not take the message, or it was not sent: nobody got anything.
    Rejected {
        /// Why, in words that may be shown.
        reason: String,
    },
    /// The request was sent and not answered. Look for it in `getSmsList` before sending again: to send again
    /// without looking may send twice.
    InDoubt {
        /// Why, in words that may be shown.
        reason: String,
    },
}

/// A recipient and what became of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// Place of the recipient among those that were given, from 0.
    pub place: usize,
    /// Number of the recipient.
    pub to: String,
    /// What became of it.
    pub sent: Sent,
}

impl Client {
    /// Sends a text message to any number of recipients, [`MOST_RECIPIENTS`] in a request, one request after the
    /// other, and tells what became of each recipient.
    ///
    /// No request is repeated that the service may have seen. When one is rejected the next one is sent all the
    /// same; when one cannot be sent at all, because of settings, key or permissions, those after it are rejected for
    /// the same reason without being sent. The messages of `message` are not looked at; its recipients are
    /// `recipients`.
    ///
    /// ```no_run
    /// # async fn example(client: &ncloud_sens::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use ncloud_sens::Sent;
    /// use ncloud_sens::types::{SendSmsRequest, SmsRecipient};
    ///
    /// let message = SendSmsRequest::builder()
    ///     .type_("SMS")
    ///     .from("0215880000")
    ///     .content("We open at nine.")
    ///     .messages(Vec::new())
    ///     .try_into()?;
    /// let mut recipients = Vec::new();
    /// for number in ["01000000001", "01000000002"] {
    ///     recipients.push(SmsRecipient::try_from(SmsRecipient::builder().to(number))?);
    /// }
    /// let service = "ncp:sms:kr:300000000001:shop";
    /// for delivery in client.send_sms_to_all(service, message, recipients).await {
    ///     if let Sent::InDoubt { reason } = &delivery.sent {
    ///         eprintln!("{} may have it: {reason}", delivery.place);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_sms_to_all(
        &self,
        service_id: &str,
        mut message: types::SendSmsRequest,
        recipients: impl IntoIterator<Item = types::SmsRecipient>,
    ) -> Vec<Delivery> {
        message.messages = Vec::new();
        let recipients: Vec<types::SmsRecipient> = recipients.into_iter().collect();
        let mut deliveries = Vec::with_capacity(recipients.len());
        let mut hopeless: Option<Sent> = None;
        for batch in recipients.chunks(MOST_RECIPIENTS) {
            let sent = match &hopeless {
                Some(sent) => sent.clone(),
                None => {
                    let mut message = message.clone();
                    message.messages = batch.to_vec();
                    let call = self.send_sms().service_id(service_id).body(message);
                    match call.send().await {
                        Ok(answer) => Sent::Accepted {
                            request_id: answer.into_inner().request_id,
                        },
                        Err(error) => {
                            let sent = of_failure(&error);
                            if is_hopeless(&error) {
                                hopeless = Some(sent.clone());
                            }
                            sent
                        }
                    }
                }
            };
            for recipient in batch {
                deliveries.push(Delivery {
                    place: deliveries.len(),
                    to: recipient.to.clone(),
                    sent: sent.clone(),
                });
            }
        }
        deliveries
    }
}

/// Whether a failure leaves it open if the service acted.
fn of_failure(error: &Error) -> Sent {
    let reason = error.to_string();
    if error.did_nothing() {
        Sent::Rejected { reason }
    } else {
        Sent::InDoubt { reason }
    }
}

/// Whether no other request will fare better.
fn is_hopeless(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Configuration
            | ErrorKind::Certificate
            | ErrorKind::Authentication
            | ErrorKind::PermissionDenied
    )
}

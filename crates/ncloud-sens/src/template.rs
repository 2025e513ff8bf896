//! Alim Talk by its approved template.

use ncloud_core::{Error, Response, Result};

use crate::{Client, operations, types};

impl types::AlimtalkTemplate {
    /// Whether a text is the approved one with something, or nothing, in the place of each variable `#{name}`.
    ///
    /// A template of another type than `BA` shows more than its `content`, and no page says whether a message must
    /// repeat that: there any end is taken. Ends of lines may be `\n` or `\r\n`. A template without `content` is not
    /// known well enough, and admits every text.
    ///
    /// ```
    /// use ncloud_sens::types::AlimtalkTemplate;
    ///
    /// # fn example(template: &AlimtalkTemplate) {
    /// // Of a template with the content "Order #{no} is on its way.":
    /// assert!(template.admits("Order 1001 is on its way."));
    /// assert!(!template.admits("Order 1001 has left."));
    /// # }
    /// # let template = r##"{"templateCode": "order01", "messageType": "BA", "content": "Order #{no} is on its way."}"##;
    /// # example(&serde_json::from_str(template)?);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn admits(&self, text: &str) -> bool {
        let Some(content) = &self.content else {
            return true;
        };
        let is_basic = self
            .message_type
            .as_ref()
            .is_none_or(|kind| kind.as_str() == "BA");
        let text = text.replace("\r\n", "\n");
        follows(
            &text,
            &fixed_parts(&content.replace("\r\n", "\n")),
            !is_basic,
        )
    }
}

impl Client {
    /// Sends an Alim Talk if every text in it is that of its template; otherwise nothing is sent.
    ///
    /// Reads the template first, with `getAlimtalkTemplates`. `sendAlimtalk` alone sends what it is given, and the
    /// service refuses each recipient whose text does not follow the template.
    ///
    /// # Errors
    /// [`InvalidRequest`](ncloud_core::ErrorKind::InvalidRequest), with the place of the message, when the channel has
    /// no such template or a text does not follow it; and those of both operations.
    ///
    /// ```no_run
    /// # async fn example(client: &ncloud_sens::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use ncloud_sens::types::{AlimtalkRecipient, SendAlimtalkRequest};
    ///
    /// let recipient = AlimtalkRecipient::builder()
    ///     .to("01000000001")
    ///     .content("Order 1001 is on its way.");
    /// let message = SendAlimtalkRequest::builder()
    ///     .plus_friend_id("@shop")
    ///     .template_code("order01")
    ///     .messages(vec![recipient.try_into()?]);
    /// let service = "ncp:kkobizmsg:kr:300000000002:shop";
    /// let answer = client.send_alimtalk_as_approved(service, message.try_into()?).await?;
    /// println!("{}", answer.request_id);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_alimtalk_as_approved(
        &self,
        service_id: &str,
        message: types::SendAlimtalkRequest,
    ) -> Result<Response<types::SendAlimtalkResponse>> {
        let code = &message.template_code;
        let templates = self
            .get_alimtalk_templates()
            .service_id(service_id)
            .channel_id(&*message.plus_friend_id)
            .template_code(&**code)
            .send()
            .await?;
        let refuse = |why: String| Error::invalid_request(&operations::SEND_ALIMTALK, why);
        let templates = match templates.into_inner() {
            types::GetAlimtalkTemplatesResponse::AlimtalkTemplateList(list) => Vec::from(list),
            types::GetAlimtalkTemplatesResponse::AlimtalkTemplate(template) => vec![template],
        };
        let template = templates
            .iter()
            .find(|template| template.template_code == *code)
            .ok_or_else(|| {
                let channel = &message.plus_friend_id;
                refuse(format!("`templateCode` {code} is no template of {channel}"))
            })?;
        // The texts are between the sender and the recipients; the place says which one.
        let differs = |recipient: &types::AlimtalkRecipient| !template.admits(&recipient.content);
        if let Some(place) = message.messages.iter().position(differs) {
            return Err(refuse(format!(
                "`messages[{place}].content` must be the text of template {code} with its variables filled in"
            )));
        }
        self.send_alimtalk()
            .service_id(service_id)
            .body(message)
            .send()
            .await
    }
}

/// What stands between the variables `#{name}` of a template.
fn fixed_parts(template: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find("#{") {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        parts.push(&rest[..start]);
        rest = &rest[start + length + 1..];
    }
    parts.push(rest);
    parts
}

/// Whether the parts are in the text in their order, the first one at the start and the last one at the end.
fn follows(text: &str, parts: &[&str], any_end: bool) -> bool {
    let Some((first, others)) = parts.split_first() else {
        return true;
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some((last, middle)) = others.split_last() else {
        return any_end || rest.is_empty();
    };
    for part in middle {
        let Some(start) = rest.find(part) else {
            return false;
        };
        rest = &rest[start + part.len()..];
    }
    if any_end {
        rest.contains(last)
    } else {
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_follows_with_its_variables_filled_in() {
        for (template, text, expected) in [
            ("Hello.", "Hello.", true),
            ("Hello.", "Hello!", false),
            ("Hello.", "Hello. Bye.", false),
            ("#{name}, hello.", "Mina, hello.", true),
            ("#{name}, hello.", ", hello.", true),
            ("#{name}, hello.", "Mina, bye.", false),
            (
                "Order #{no} of #{day} is sent.",
                "Order 7 of 3 May is sent.",
                true,
            ),
            ("Order #{no} of #{day} is sent.", "Order 7 is sent.", false),
            ("Order #{no}", "Order ", true),
            ("#{a}#{b}", "anything", true),
            ("100% #{off", "100% #{off", true),
            ("100% #{off", "100% ", false),
            ("aa#{x}a", "aa", false),
        ] {
            let outcome = follows(text, &fixed_parts(template), false);
            assert_eq!(outcome, expected, "{template:?} {text:?}");
        }
        let parts = fixed_parts("Hello #{name}.");
        assert!(follows("Hello Mina. More of it.", &parts, true));
        assert!(!follows("Hallo Mina. More of it.", &parts, true));
    }
}

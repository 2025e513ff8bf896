//! Channels of KakaoTalk and templates, which every project has alike.

use serde_json::{Value, json};

use super::lists::numbered_page;
use super::refusal::Refusal;
use super::{Answer, State};
use crate::call::Call;
use crate::services::korean_time::precise;

/// Id of the channel.
pub(super) const CHANNEL: &str = "@shop";
/// Code and text of the template for Alim Talk.
const ALIMTALK: (&str, &str) = ("order01", "Order #{no} is on its way.");
/// Code and text of the template for Brand Messages.
const BRAND: (&str, &str) = ("weekend01", "Weekend offer for #{name}");

/// Refuses a channel that there is not.
pub(super) fn must_be_known(name: &str, channel: &str) -> Result<(), Refusal> {
    if channel == CHANNEL {
        Ok(())
    } else {
        Err(Refusal::request(format!(
            "{name} is not a channel of the project"
        )))
    }
}

/// The text of a template for Alim Talk.
pub(super) fn alimtalk(code: &str) -> Option<&'static str> {
    (code == ALIMTALK.0).then_some(ALIMTALK.1)
}

/// The text of a template for Brand Messages.
pub(super) fn brand(code: &str) -> Option<&'static str> {
    (code == BRAND.0).then_some(BRAND.1)
}

/// Whether a text is that of a template with its variables `#{name}` filled in.
pub(super) fn follows(text: &str, template: &str) -> bool {
    let mut fixed = template.split("#{").enumerate().map(|(index, part)| {
        let end = part.find('}').map_or(0, |end| end + 1);
        if index == 0 { part } else { &part[end..] }
    });
    let Some(mut rest) = fixed.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let fixed: Vec<&str> = fixed.collect();
    let Some((last, middle)) = fixed.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl State {
    pub(super) fn channel_list(&mut self, call: &Call) -> Answer {
        let project = self.talk_channel(call)?;
        Ok(json!([{
            "createTime": precise(project.created),
            "serviceId": project.talk_service(),
            "channelId": CHANNEL,
            "channelName": "Shop",
            "channelStatus": "ACTIVE",
            "useSmsFailover": false,
            "isBlock": false,
            "isDormant": false,
        }]))
    }

    pub(super) fn alimtalk_templates(&mut self, call: &Call) -> Answer {
        let project = self.talk_channel(call)?;
        must_be_known("channelId", call.text("channelId"))?;
        let template = json!({
            "createTime": precise(project.created),
            "channelId": CHANNEL,
            "templateCode": ALIMTALK.0,
            "templateName": "order",
            "messageType": "BA",
            "emphasizeType": "NONE",
            "content": ALIMTALK.1,
            "templateInspectionStatus": "COMPLETE",
            "templateStatus": "ACTIVE",
            "securityFlag": false,
            "isBlock": false,
            "isDormant": false,
        });
        let code = call.text("templateCode");
        let is_wanted = (code.is_empty() || code == ALIMTALK.0)
            && "order".contains(call.text("templateName"))
            && call.integer("pageIndex").unwrap_or_default() == 0;
        Ok(Value::from_iter(is_wanted.then_some(template)))
    }

    pub(super) fn brand_templates(&mut self, call: &Call) -> Answer {
        self.talk_channel(call)?;
        must_be_known("plusFriendId", call.text("plusFriendId"))?;
        let template = json!({
            "templateCode": BRAND.0,
            "messageType": "TEXT",
            "content": BRAND.1,
        });
        let (code, kind) = (call.text("templateCode"), call.text("messageType"));
        let is_wanted = (code.is_empty() || code == BRAND.0)
            && (kind.is_empty() || kind == "TEXT")
            && "weekend".contains(call.text("templateName"));
        let found: Vec<Value> = is_wanted.then_some(template).into_iter().collect();
        Ok(numbered_page(call, &found, 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_follow_templates_when_variables_are_filled_in() {
        assert!(follows("Order 1001 is on its way.", ALIMTALK.1));
        assert!(!follows("Order 1001 is on its way!", ALIMTALK.1));
        assert!(!follows("order 1001 is on its way.", ALIMTALK.1));
        assert!(follows("a 1 b 2 c", "a #{x} b #{y} c"));
        assert!(!follows("a 1 c", "a #{x} b #{y} c"));
        assert!(follows("plain", "plain"));
        assert!(!follows("plainer", "plain"));
    }
}

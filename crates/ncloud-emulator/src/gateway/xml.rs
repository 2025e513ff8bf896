//! Gateway failures for clients that ask for XML.

/// The gateway's failure document. It carries no `details`.
pub(crate) fn failure(code: &str, message: &str) -> String {
    let (code, message) = (escape(code), escape(message));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Message><error><errorCode>{code}</errorCode>\
         <message>{message}</message></error></Message>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        let document = failure("1<2", "a & b");
        assert!(document.starts_with("<?xml"));
        assert!(document.contains("<errorCode>1&lt;2</errorCode><message>a &amp; b</message>"));
    }
}

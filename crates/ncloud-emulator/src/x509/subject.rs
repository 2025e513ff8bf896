//! Distinguished names.

use der::asn1::{Any, PrintableStringRef, Utf8StringRef};
use der::oid::ObjectIdentifier;
use der::oid::db::rfc4519::{
    CN, COUNTRY_NAME, LOCALITY_NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME, ST, STREET,
};
use der::{Decode as _, Encode as _, Tag, Tagged as _};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

use super::Error;

/// The members of a subject that the API knows; empty ones are not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) common_name: String,
    /// Any text: examples show two and three letters.
    pub(crate) country: String,
    pub(crate) state_province: String,
    pub(crate) locality: String,
    pub(crate) street_address: String,
    pub(crate) organization: String,
    pub(crate) organization_unit: String,
}

impl Subject {
    /// As a name, from the country down to the common name.
    ///
    /// # Errors
    /// When a member is too long to be written.
    pub(crate) fn to_name(&self) -> Result<Name, Error> {
        let members = [
            (COUNTRY_NAME, &self.country),
            (ST, &self.state_province),
            (LOCALITY_NAME, &self.locality),
            (STREET, &self.street_address),
            (ORGANIZATION_NAME, &self.organization),
            (ORGANIZATIONAL_UNIT_NAME, &self.organization_unit),
            (CN, &self.common_name),
        ];
        let mut sequence = RdnSequence::default();
        for (oid, text) in members {
            if text.is_empty() {
                continue;
            }
            let mut one = RelativeDistinguishedName::default();
            one.insert(AttributeTypeAndValue {
                oid,
                value: directory_string(text)?,
            })?;
            sequence.push(one);
        }
        // Names can only be made from text or DER.
        Ok(Name::from_der(&sequence.to_der()?)?)
    }

    /// What a name has of them: of several values of one kind the last, which is the most special.
    pub(crate) fn of(name: &Name) -> Self {
        let member = |oid| text_of(name, oid);
        Self {
            common_name: member(CN),
            country: member(COUNTRY_NAME),
            state_province: member(ST),
            locality: member(LOCALITY_NAME),
            street_address: member(STREET),
            organization: member(ORGANIZATION_NAME),
            organization_unit: member(ORGANIZATIONAL_UNIT_NAME),
        }
    }
}

/// The common name of a name; empty when there is none.
pub(crate) fn common_name(name: &Name) -> String {
    text_of(name, CN)
}

/// Of several values of one kind the last.
fn text_of(name: &Name, oid: ObjectIdentifier) -> String {
    let values = name.iter().filter(|member| member.oid == oid);
    values
        .filter_map(|member| to_text(&member.value))
        .last()
        .unwrap_or_default()
}

/// A text as the type that most programs expect: printable where its characters allow it.
fn directory_string(text: &str) -> Result<Any, Error> {
    let value = match PrintableStringRef::new(text) {
        Ok(text) => Any::encode_from(&text),
        Err(_) => Utf8StringRef::new(text).and_then(|text| Any::encode_from(&text)),
    };
    value.map_err(|_| Error::Unencodable)
}

/// The text of a value, in any of the types that names are written in.
fn to_text(value: &Any) -> Option<String> {
    let octets = value.value();
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => {
            String::from_utf8(octets.to_vec()).ok()
        }
        // In practice Latin-1.
        Tag::TeletexString => Some(octets.iter().copied().map(char::from).collect()),
        Tag::BmpString => {
            let units = octets.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xFFFD,
            });
            String::from_utf16(&units.collect::<Vec<u16>>()).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_become_names_and_come_back() -> Result<(), Error> {
        let subject = Subject {
            common_name: "name000".to_owned(),
            country: "KOR".to_owned(),
            state_province: "Seongnam-si".to_owned(),
            street_address: "성남대로 1".to_owned(),
            ..Subject::default()
        };
        let name = subject.to_name()?;
        assert_eq!(Subject::of(&name), subject);
        assert_eq!(Subject::of(&Name::default()), Subject::default());
        Ok(())
    }
}

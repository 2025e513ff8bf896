//! Random-looking values: keys, tags, serial numbers and request identifiers.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::hex;

/// A source that can fail only when it is made: each value is a hash of the seed and a counter.
pub(crate) struct Random {
    seed: [u8; 32],
    counter: AtomicU64,
}

impl Random {
    /// Takes a seed from the operating system.
    pub(crate) fn new() -> io::Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| {
            io::Error::other(format!("the system gives no random bytes: {error}"))
        })?;
        Ok(Self {
            seed,
            counter: AtomicU64::new(0),
        })
    }

    /// The next 32 bytes.
    pub(crate) fn octets(&self) -> [u8; 32] {
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(count.to_be_bytes());
        hash.finalize().into()
    }

    /// Lower-case hexadecimal digits, at most 64.
    pub(crate) fn hex(&self, digits: usize) -> String {
        let mut text = hex::encode(&self.octets());
        text.truncate(digits);
        text
    }

    /// Identifiers of a request and of its trace, from one value: each answer has both.
    pub(crate) fn identifiers(&self) -> (String, String) {
        let bytes = self.octets();
        (uuid(&bytes[..16]), hex::encode(&bytes[16..]))
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        uuid(&self.octets()[..16])
    }

    /// A serial number: positive, and always of 20 octets.
    pub(crate) fn serial_number(&self) -> Vec<u8> {
        let mut octets = self.octets()[..20].to_vec();
        // The first bit is the sign; a leading zero would not be written.
        octets[0] = octets[0] & 0x7f | 0x40;
        octets
    }
}

/// A UUID of version 4 from 16 random bytes.
pub(crate) fn uuid(bytes: &[u8]) -> String {
    let mut text = hex::encode(bytes);
    // Version 4, and the variant of RFC 9562 in the upper two bits.
    text.replace_range(12..13, "4");
    let variant = ["8", "9", "a", "b"][usize::from(bytes[8] & 3)];
    text.replace_range(16..17, variant);
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_forms() {
        assert_eq!(uuid(&[0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(&[0; 16]), "00000000-0000-4000-8000-000000000000");
        let random = Random::new().unwrap();
        let (request, trace) = random.identifiers();
        assert_eq!((request.len(), trace.len()), (36, 32));
        for _ in 0..100 {
            let serial = random.serial_number();
            assert!(serial.len() == 20 && (0x40..0x80).contains(&serial[0]));
        }
        assert_ne!(random.hex(8), random.hex(8));
    }
}

//! Random-looking values: keys, tags, serial numbers and request identifiers.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

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
    fn next(&self) -> [u8; 32] {
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(count.to_be_bytes());
        hash.finalize().into()
    }

    /// Lower-case hexadecimal digits, at most 64.
    pub(crate) fn hex(&self, digits: usize) -> String {
        let mut text: String = self
            .next()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        text.truncate(digits);
        text
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        let mut bytes = self.next();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..32],
        ]
        .join("-")
    }

    /// A serial number as Private CA writes them: 20 pairs of digits joined by colons.
    pub(crate) fn serial_number(&self) -> String {
        let mut bytes = self.next();
        // A serial number is positive, so its first bit is not set.
        bytes[0] &= 0x7f;
        let pairs: Vec<String> = bytes[..20]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        pairs.join(":")
    }
}

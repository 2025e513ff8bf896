//! A ZIP archive with one entry that is stored, not compressed.

/// The archive of a file of this name and content.
pub(crate) fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    // What the local header and the central directory have in common: version 2.0, no flags,
    // stored, 1980-01-01 00:00, checksum, both sizes, length of the name, no extra field.
    let mut common = Vec::new();
    for number in [20_u16, 0, 0, 0, 0x21] {
        common.extend(number.to_le_bytes());
    }
    let size = length(content);
    for number in [crc32(content), size, size] {
        common.extend(number.to_le_bytes());
    }
    common.extend((name.len() as u16).to_le_bytes());
    common.extend([0, 0]);

    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(&common);
    archive.extend(name.as_bytes());
    archive.extend(content);
    let directory = archive.len();

    archive.extend(b"PK\x01\x02\x14\0");
    archive.extend(&common);
    // No comment, first disk, no attributes, and the local header is at the start.
    archive.extend([0; 14]);
    archive.extend(name.as_bytes());
    let directory_size = archive.len() - directory;

    archive.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    archive.extend((directory_size as u32).to_le_bytes());
    archive.extend((directory as u32).to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// The emulator archives some hundred bytes; the format ends at 4 GiB.
fn length(content: &[u8]) -> u32 {
    u32::try_from(content.len()).unwrap_or(u32::MAX)
}

fn crc32(content: &[u8]) -> u32 {
    !content.iter().fold(u32::MAX, |checksum, byte| {
        (0..8).fold(checksum ^ u32::from(*byte), |checksum, _| {
            if checksum & 1 == 1 {
                checksum >> 1 ^ 0xedb8_8320
            } else {
                checksum >> 1
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}

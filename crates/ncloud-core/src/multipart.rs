//! Bodies of several parts (`multipart/form-data`, RFC 7578): values and files.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::HeaderValue;
use tokio::io::AsyncReadExt as _;

use crate::error::{Error, ErrorKind, Result};

/// Octets that are read from a file at once.
const PIECE: usize = 64 * 1024;

/// A file to upload: octets in memory, or a file on disk, which is read while it is sent.
///
/// ```
/// use ncloud_core::FilePart;
///
/// let in_memory = FilePart::bytes("안내.txt", "Welcome");
/// let on_disk = FilePart::path("reports/2026.pdf");
/// let renamed = FilePart::path("/tmp/upload-17").named("2026년 보고서.pdf");
/// # let _ = (in_memory, on_disk, renamed);
/// ```
#[derive(Clone)]
pub struct FilePart {
    name: String,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Octets(Bytes),
    /// A file and its length when it was measured.
    File(PathBuf, u64),
}

impl FilePart {
    /// Octets in memory, under the name of a file.
    pub fn bytes(name: impl Into<String>, octets: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content: Content::Octets(octets.into()),
        }
    }

    /// A file on disk, under its own name. It is opened when it is sent.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().unwrap_or_default();
        Self {
            name: name.to_string_lossy().into_owned(),
            content: Content::File(path, 0),
        }
    }

    /// Sends the file under this name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The length in octets. That of a file is measured here and kept: what is added to it later is not
    /// sent.
    ///
    /// # Errors
    /// When there is no such file.
    pub(crate) fn measure(&mut self) -> std::result::Result<u64, String> {
        match &mut self.content {
            Content::Octets(octets) => Ok(octets.len() as u64),
            Content::File(path, length) => {
                let metadata =
                    std::fs::metadata(&*path).map_err(|error| unreadable(path, &error))?;
                if !metadata.is_file() {
                    return Err(format!("{} is not a file", path.display()));
                }
                *length = metadata.len();
                Ok(*length)
            }
        }
    }
}

impl From<PathBuf> for FilePart {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

impl From<&Path> for FilePart {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

/// The name, not the octets.
impl fmt::Debug for FilePart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FilePart")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The parts of a body.
#[derive(Clone)]
pub(crate) struct Multipart {
    boundary: String,
    /// Head and content of each part.
    parts: Vec<(Bytes, Content)>,
}

impl Multipart {
    pub(crate) fn new() -> Self {
        Self {
            // So long that no file holds it by chance.
            boundary: format!("ncloud-{:032x}", fastrand::u128(..)),
            parts: Vec::new(),
        }
    }

    /// Adds a value.
    pub(crate) fn text(&mut self, name: &str, value: String) {
        let head = self.head(name, None);
        self.parts.push((head, Content::Octets(value.into())));
    }

    /// Adds a file that was measured.
    pub(crate) fn file(&mut self, name: &str, file: FilePart) {
        let head = self.head(name, Some(&file.name));
        self.parts.push((head, file.content));
    }

    /// Names are raw UTF-8 in quotes, as browsers send them: RFC 7578 has no other form for a file
    /// name in Korean.
    fn head(&self, name: &str, file: Option<&str>) -> Bytes {
        let mut head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"",
            self.boundary,
            escaped(name)
        );
        if let Some(file) = file {
            // Writing to a string cannot fail.
            let _ = write!(head, "; filename=\"{}\"", escaped(file));
            head.push_str("\r\nContent-Type: application/octet-stream");
        }
        head.push_str("\r\n\r\n");
        head.into()
    }

    fn tail(&self) -> Bytes {
        format!("--{}--\r\n", self.boundary).into()
    }

    pub(crate) fn content_type(&self) -> Result<HeaderValue> {
        let text = format!("multipart/form-data; boundary={}", self.boundary);
        HeaderValue::try_from(text)
            .map_err(|error| Error::new(ErrorKind::InvalidRequest, error.to_string()))
    }

    /// Length of the whole body.
    pub(crate) fn length(&self) -> u64 {
        let parts = self.parts.iter().map(|(head, content)| {
            let length = match content {
                Content::Octets(octets) => octets.len() as u64,
                Content::File(_, length) => *length,
            };
            head.len() as u64 + length + 2
        });
        parts.sum::<u64>() + self.tail().len() as u64
    }

    /// The whole body, piece by piece.
    pub(crate) fn into_stream(self) -> impl Stream<Item = Result<Bytes>> + Send {
        let tail = self.tail();
        let parts = self.parts.into_iter().map(|(head, content)| {
            let content = match content {
                Content::Octets(octets) => stream::iter([Ok(octets)]).boxed(),
                Content::File(path, length) => read(path, length).boxed(),
            };
            let end = Bytes::from_static(b"\r\n");
            stream::iter([Ok(head)])
                .chain(content)
                .chain(stream::iter([Ok(end)]))
        });
        stream::iter(parts)
            .flatten()
            .chain(stream::iter([Ok(tail)]))
    }

    /// The whole body in memory.
    pub(crate) async fn collect(self) -> Result<Bytes> {
        let body = BytesMut::new();
        let whole = self
            .into_stream()
            .try_fold(body, |mut body, piece| async move {
                body.extend_from_slice(&piece);
                Ok(body)
            });
        whole.await.map(BytesMut::freeze)
    }
}

/// The octets of a file. One that has become shorter is an error: its request could not end.
fn read(path: PathBuf, length: u64) -> impl Stream<Item = Result<Bytes>> + Send {
    stream::try_unfold((path, None, length), |(path, opened, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let refuse = |error: &std::io::Error| {
            Error::new(ErrorKind::InvalidRequest, unreadable(&path, error))
        };
        let mut file = match opened {
            Some(file) => file,
            None => tokio::fs::File::open(&path)
                .await
                .map_err(|error| refuse(&error))?,
        };
        let mut piece = BytesMut::with_capacity(PIECE);
        (&mut file)
            .take(left)
            .read_buf(&mut piece)
            .await
            .map_err(|error| refuse(&error))?;
        if piece.is_empty() {
            let message = format!("{} became shorter while it was sent", path.display());
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        let left = left.saturating_sub(piece.len() as u64);
        Ok(Some((piece.freeze(), (path, Some(file), left))))
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}

/// A name between quotes, with the escapes of browsers.
fn escaped(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn parts_are_written_as_browsers_write_them() {
        let mut file = FilePart::bytes("안내 \"1\".txt", "Welcome");
        assert_eq!(file.measure(), Ok(7));
        let mut body = Multipart::new();
        body.boundary = "b".to_owned();
        body.text("kind", "BASIC".to_owned());
        body.file("file", file);
        let expected = "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nBASIC\r\n\
            --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"안내 %221%22.txt\"\r\n\
            Content-Type: application/octet-stream\r\n\r\nWelcome\r\n--b--\r\n";
        assert_eq!(body.length(), expected.len() as u64);
        assert_eq!(
            body.content_type().unwrap(),
            "multipart/form-data; boundary=b"
        );
        assert_eq!(body.collect().await.unwrap(), expected);
    }

    #[tokio::test]
    async fn files_on_disk_are_sent_as_they_were_measured() {
        let folder = std::env::temp_dir().join(format!("ncloud-multipart-{}", fastrand::u64(..)));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("보고서.bin");
        let octets = vec![7_u8; PIECE * 2 + 5];
        std::fs::write(&path, &octets).unwrap();
        let mut file = FilePart::path(&path);
        assert_eq!(file.measure(), Ok(octets.len() as u64));
        let mut body = Multipart::new();
        body.file("file", file);
        // What is added after the measurement is not sent; what is missing is an error.
        std::fs::write(&path, [&octets[..], b"more"].concat()).unwrap();
        let whole = body.clone().collect().await.unwrap();
        assert_eq!(whole.len() as u64, body.length());
        let head = String::from_utf8_lossy(&whole[..200]).into_owned();
        assert!(head.contains("filename=\"보고서.bin\""), "{head}");
        std::fs::write(&path, b"less").unwrap();
        let error = body.collect().await.unwrap_err();
        assert!(error.to_string().contains("became shorter"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
        let gone = FilePart::path(&path).measure().unwrap_err();
        assert!(gone.contains("cannot be read"), "{gone}");
        let folder = FilePart::path(std::env::temp_dir()).measure().unwrap_err();
        assert!(folder.contains("is not a file"), "{folder}");
    }
}

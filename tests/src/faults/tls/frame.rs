//! HTTP/2 as octets: the few frames that a server needs to answer, and to answer wrongly.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use crate::faults::WELL;

/// What every client sends first.
pub(super) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Larger frames must not be sent to us.
const LARGEST: usize = 16_384;

/// Codes of errors, by their names in RFC 9113.
pub mod code {
    /// No error: a graceful end.
    pub const NO_ERROR: u32 = 0;
    /// The peer broke the protocol.
    pub const PROTOCOL_ERROR: u32 = 1;
    /// The server failed.
    pub const INTERNAL_ERROR: u32 = 2;
    /// The request was refused before anything was done about it.
    pub const REFUSED_STREAM: u32 = 7;
    /// Nobody is interested any longer.
    pub const CANCEL: u32 = 8;
    /// The peer does too much.
    pub const ENHANCE_YOUR_CALM: u32 = 11;
    /// The request must come by HTTP/1.1.
    pub const HTTP_1_1_REQUIRED: u32 = 13;
}

/// Which requests a server says that it has taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those before the present one: it was not processed.
    BeforeThis,
    /// The present one, too: it may have been processed.
    UpToThis,
}

/// One thing that a server does after a request.
#[derive(Clone, Debug)]
pub enum Frame {
    /// Sends a head of status 200.
    Head,
    /// Sends a body that is success, and ends the answer.
    Body,
    /// Sends half of that body.
    HalfBody,
    /// Resets the stream.
    Reset(u32),
    /// Says that it will end the connection.
    GoAway(Which, u32),
    /// Sends these octets.
    Octets(Vec<u8>),
    /// Does nothing more until the client ends the connection.
    Hang,
    /// Ends the connection.
    Close,
}

/// What a server does after a request. Unless it ends the connection, that stays open.
pub type Frames = Vec<Frame>;

impl Frame {
    /// The octets to send about the request on a stream.
    pub(super) fn octets(&self, stream: u32) -> Vec<u8> {
        let (half, whole) = (&WELL.as_bytes()[..WELL.len() / 2], WELL.as_bytes());
        match self {
            // `:status: 200` is in the static table of HPACK.
            Self::Head => frame(1, 0x4, stream, &[0x88]),
            Self::Body => frame(0, 0x1, stream, whole),
            Self::HalfBody => frame(0, 0, stream, half),
            Self::Reset(code) => frame(3, 0, stream, &code.to_be_bytes()),
            Self::GoAway(which, code) => {
                let last = match which {
                    Which::BeforeThis => stream.saturating_sub(2),
                    Which::UpToThis => stream,
                };
                frame(7, 0, 0, &[last.to_be_bytes(), code.to_be_bytes()].concat())
            }
            Self::Octets(octets) => octets.clone(),
            Self::Hang | Self::Close => Vec::new(),
        }
    }
}

pub(super) fn settings() -> Vec<u8> {
    frame(4, 0, 0, &[])
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len())
        .unwrap_or(u32::MAX)
        .to_be_bytes();
    let mut octets = length[1..].to_vec();
    octets.extend([kind, flags]);
    octets.extend(stream.to_be_bytes());
    octets.extend(payload);
    octets
}

/// What a client sent.
pub(super) enum Sent {
    /// A request, whole; its stream.
    Request(u32),
    /// Something that wants to be confirmed with these octets.
    ToConfirm(Vec<u8>),
    /// Anything else.
    Other,
}

/// Reads a frame.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Sent> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await?;
    let [a, b, c, kind, flags, id @ ..] = head;
    let length = usize::try_from(u32::from_be_bytes([0, a, b, c])).map_err(io::Error::other)?;
    if length > LARGEST {
        return Err(io::Error::other("a frame that is too large"));
    }
    let mut payload = vec![0; length];
    stream.read_exact(&mut payload).await?;
    let (ends_stream, is_acknowledged) = (flags & 0x1 != 0, flags & 0x1 != 0);
    Ok(match kind {
        0 | 1 if ends_stream => Sent::Request(u32::from_be_bytes(id)),
        4 if !is_acknowledged => Sent::ToConfirm(frame(4, 0x1, 0, &[])),
        6 if !is_acknowledged => Sent::ToConfirm(frame(6, 0x1, 0, &payload)),
        _ => Sent::Other,
    })
}

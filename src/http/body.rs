//! The body of an answer: bytes that are there, or a file that is read while it is sent.

use std::{
    fs::File,
    io::{self, Read},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::task::JoinHandle;

/// How much of a file is in memory at a time.
const CHUNK: u64 = 64 * 1024;

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// Bytes.
    Full(Full<Bytes>),
    /// A file, or the part of it from where it stands.
    File(FileBody),
}

/// The rest of a file, up to a length.
#[derive(Debug)]
pub struct FileBody {
    /// Absent while it is being read.
    file: Option<File>,
    reading: Option<JoinHandle<io::Result<(File, Bytes)>>>,
    left: u64,
}

impl Body {
    /// The next `length` bytes of a file.
    pub fn file(file: File, length: u64) -> Self {
        Self::File(FileBody { file: Some(file), reading: None, left: length })
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Full(Full::new(bytes))
    }
}

impl From<Full<Bytes>> for Body {
    fn from(body: Full<Bytes>) -> Self {
        Self::Full(body)
    }
}

impl FileBody {
    fn poll(&mut self, task: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(mut file) = self.file.take() {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            let length = self.left.min(CHUNK) as usize;
            self.reading = Some(tokio::task::spawn_blocking(move || {
                let mut chunk = vec![0; length];
                file.read_exact(&mut chunk)?;
                Ok((file, chunk.into()))
            }));
        }
        let Some(reading) = &mut self.reading else { return Poll::Ready(None) };
        let outcome = ready!(Pin::new(reading).poll(task));
        self.reading = None;
        Poll::Ready(Some(outcome.map_err(io::Error::other).flatten().map(|(file, chunk)| {
            self.left -= chunk.len() as u64;
            self.file = Some(file);
            Frame::data(chunk)
        })))
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut *self {
            Self::Full(body) => Pin::new(body).poll_frame(task).map_err(|never| match never {}),
            Self::File(body) => body.poll(task),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Full(body) => body.is_end_stream(),
            Self::File(body) => body.left == 0,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Full(body) => body.size_hint(),
            Self::File(body) => SizeHint::with_exact(body.left),
        }
    }
}

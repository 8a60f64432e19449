//! Stands in for TLS in builds without it: there is none, and the configuration is refused before
//! anything here could be asked for.

// The same shape as the real one, whatever it does.
#![allow(clippy::unused_async)]

use std::{io, net::IpAddr, path::Path, path::PathBuf};

use tokio::net::TcpStream;

use crate::realtime::Stream;

/// Where certificate chain and key are.
#[derive(Clone, Debug)]
pub struct Files {
    /// The certificate.
    pub cert: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Cannot be had.
#[derive(Debug)]
pub enum Tls {}

impl Tls {
    /// Fails.
    ///
    /// # Errors
    /// Always.
    pub fn new(_files: Files) -> Result<Self, String> {
        Err("this build has no TLS".into())
    }

    /// Cannot be called.
    pub fn renew(&self) {}

    /// Cannot be called.
    ///
    /// # Errors
    /// Never.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<Stream> {
        Ok(Stream::Plain(stream))
    }
}

/// Fails.
///
/// # Errors
/// Always.
pub fn self_signed(_data: &Path, _address: Option<IpAddr>) -> Result<Files, String> {
    Err("this build has no TLS".into())
}

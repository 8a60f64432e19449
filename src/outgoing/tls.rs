//! TLS as a client: certificates are verified against the authorities that the system trusts.

use std::{cell::RefCell, io, net::IpAddr, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use url::Host;

use super::{OutgoingError, connect::Io};

/// Speaks TLS with others.
#[derive(Default)]
pub(super) struct Tls {
    /// Made at its first use: reading the authorities takes a while, and a node that asks nobody needs
    /// none.
    connector: RefCell<Option<TlsConnector>>,
}

impl Tls {
    /// Begins TLS with the server of this name.
    pub(super) async fn connect(&self, host: Host<&str>, stream: TcpStream) -> Result<Box<dyn Io>, OutgoingError> {
        let name = match host {
            Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| OutgoingError::Forbidden)?,
            Host::Ipv4(address) => ServerName::from(IpAddr::from(address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::from(address)),
        };
        let connector = self.connector().await?;
        match connector.connect(name, stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => {
                log::debug!("{host}: no TLS: {error}");
                Err(OutgoingError::Unreachable)
            }
        }
    }

    /// Whether the authorities were read.
    #[cfg(test)]
    pub(super) fn is_ready(&self) -> bool {
        self.connector.borrow().is_some()
    }

    async fn connector(&self) -> Result<TlsConnector, OutgoingError> {
        let known = self.connector.borrow().clone();
        if let Some(connector) = known {
            return Ok(connector);
        }
        let made = tokio::task::spawn_blocking(make).await.map_err(io::Error::other).flatten();
        let connector = made.map_err(|error| {
            log::warn!("no https to other servers: {error}");
            OutgoingError::Unreachable
        })?;
        self.connector.replace(Some(connector.clone()));
        Ok(connector)
    }
}

fn make() -> io::Result<TlsConnector> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (usable, unusable) = roots.add_parsable_certificates(found.certs);
    log::debug!("{usable} certificate authorities, {unusable} of no use, {} problems", found.errors.len());
    if roots.is_empty() {
        return Err(io::Error::other("the system has no certificate authorities (package ca-certificates)"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

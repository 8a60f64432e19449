//! Floor 5: HTTPS without a proxy. Certificates come from files and are read again when they were
//! renewed; on request a self-signed one is made for the local network.

use std::{
    cell::{Cell, RefCell},
    fs, io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use rcgen::{CertificateParams, DnType, KeyPair, SanType};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use crate::realtime::Stream;

/// How often, at the most, the files are looked at. Nobody connecting means nobody looks.
const LOOK_AGAIN: Duration = Duration::from_mins(1);
/// First byte of a TLS connection: the record type "handshake" (RFC 8446 section 5.1).
const HANDSHAKE: u8 = 22;

/// When a self-signed certificate is made anew: a month before it ends.
const REMAKE_AFTER: Duration = Duration::from_hours(24 * 700);

/// Where certificate chain and key are, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The certificate, then those that lead to its authority.
    pub cert: PathBuf,
    /// PKCS #8, PKCS #1 or SEC1.
    pub key: PathBuf,
}

/// Speaks TLS with clients.
pub struct Tls {
    files: Files,
    acceptor: RefCell<TlsAcceptor>,
    changed: Cell<Option<SystemTime>>,
    looked: Cell<Instant>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// A sentence that names the file and the problem.
    pub fn new(files: Files) -> Result<Self, String> {
        let acceptor = RefCell::new(load(&files)?);
        let changed = Cell::new(modified(&files));
        Ok(Self { files, acceptor, changed, looked: Cell::new(Instant::now()) })
    }

    /// Reads the files again if they changed; on a problem the certificate in use stays.
    pub fn renew(&self) {
        self.looked.set(Instant::now());
        let changed = modified(&self.files);
        if changed == self.changed.get() {
            return;
        }
        match load(&self.files) {
            Ok(acceptor) => {
                self.acceptor.replace(acceptor);
                self.changed.set(changed);
                log::info!("{}: the certificate was renewed", self.files.cert.display());
            }
            Err(problem) => log::error!("{problem}; the certificate in use stays"),
        }
    }

    /// Begins TLS if the client does; a client that speaks plain HTTP gets a plain stream.
    ///
    /// # Errors
    /// When the handshake fails, or the client goes away.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<Stream> {
        if self.looked.get().elapsed() > LOOK_AGAIN {
            self.renew();
        }
        let mut first = [0];
        if stream.peek(&mut first).await? == 1 && first[0] != HANDSHAKE {
            return Ok(Stream::Plain(stream));
        }
        let acceptor = self.acceptor.borrow().clone();
        Ok(Stream::Tls(Box::new(acceptor.accept(stream).await?)))
    }
}

fn modified(files: &Files) -> Option<SystemTime> {
    let of = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).ok();
    of(&files.cert).max(of(&files.key))
}

fn load(files: &Files) -> Result<TlsAcceptor, String> {
    let problem = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let chain = CertificateDer::pem_file_iter(&files.cert).map_err(|error| problem(&files.cert, &error))?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(|error| problem(&files.cert, &error))?;
    if chain.is_empty() {
        return Err(problem(&files.cert, &"holds no certificate"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| problem(&files.key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| problem(&files.cert, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| problem(&files.cert, &error))?;
    let mut config = config;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The self-signed certificate of a data folder, made if it is not there yet or about to end: for `localhost`, this
/// machine's name and its address in the network.
///
/// # Errors
/// A sentence that names the file and the problem.
pub fn self_signed(data: &Path, address: Option<IpAddr>) -> Result<Files, String> {
    let folder = data.join("tls");
    let files = Files { cert: folder.join("cert.pem"), key: folder.join("key.pem") };
    let age = fs::metadata(&files.cert).and_then(|about| about.modified()).ok().and_then(|made| made.elapsed().ok());
    if files.key.exists() && age.is_some_and(|age| age < REMAKE_AFTER) {
        return Ok(files);
    }
    let (cert, key) = make(address).map_err(|error| format!("a certificate could not be made: {error}"))?;
    let problem = |error: io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(&folder).map_err(problem)?;
    // SECURITY: the key is readable by its owner only, from its first moment on.
    write_private(&files.key, &key).map_err(problem)?;
    fs::write(&files.cert, cert).map_err(problem)?;
    log::info!("{}: made; browsers will ask whether to trust it", files.cert.display());
    Ok(files)
}

fn make(address: Option<IpAddr>) -> Result<(String, String), rcgen::Error> {
    let mut names = vec!["localhost".to_owned()];
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim();
    if !host.is_empty() && host.is_ascii() && host != "localhost" {
        names.extend([host.to_owned(), format!("{host}.local")]);
    }
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, "dcts-edge");
    let local = [IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])];
    params.subject_alt_names.extend(local.into_iter().chain(address).map(SanType::IpAddress));
    // Two years: some browsers take no certificate that lasts longer.
    let today = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let part = |range: std::ops::Range<usize>| today.get(range).and_then(|digits| digits.parse::<u16>().ok());
    let (year, month) = (part(0..4).unwrap_or(2026), part(5..7).unwrap_or(1) as u8);
    params.not_before = rcgen::date_time_ymd(i32::from(year), month, 1);
    params.not_after = rcgen::date_time_ymd(i32::from(year) + 2, month, 1);
    let key = KeyPair::generate()?;
    Ok((params.self_signed(&key)?.pem(), key.serialize_pem()))
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("dcts-edge-tls-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_certificate_is_made_once_and_can_be_used() {
        let data = folder("once");
        let files = self_signed(&data, Some(IpAddr::from([192, 0, 2, 1]))).unwrap();
        let cert = fs::read(&files.cert).unwrap();
        assert_eq!(self_signed(&data, None).unwrap(), files);
        assert_eq!(fs::read(&files.cert).unwrap(), cert);
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&files.key).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
        assert!(Tls::new(files).is_ok());
        fs::remove_dir_all(data).unwrap();
    }

    #[test]
    fn problems_name_the_file_and_a_bad_renewal_changes_nothing() {
        let data = folder("bad");
        let missing = Files { cert: data.join("none.pem"), key: data.join("none.key") };
        assert!(Tls::new(missing).unwrap_err().contains("none.pem"));
        let files = self_signed(&data, None).unwrap();
        let tls = Tls::new(files.clone()).unwrap();
        fs::write(&files.cert, "no certificate").unwrap();
        tls.changed.set(None);
        tls.renew();
        assert_eq!(tls.changed.get(), None);
        fs::remove_dir_all(data).unwrap();
    }
}

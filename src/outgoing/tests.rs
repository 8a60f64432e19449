//! Against servers that behave as badly as they can. They listen on loopback, which is allowed address
//! by address, as an operator would; names are answered by the test.

use std::{
    cell::RefCell,
    net::Ipv4Addr,
    time::{Duration, Instant as Clock},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::LocalSet,
    time::sleep,
};

use super::*;
use crate::security::outbound::is_web_port;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

const POLICY: Policy = Policy {
    purpose: "test",
    allows_http: true,
    allows_private: false,
    port: is_web_port,
    redirects: 0,
    time: Duration::from_millis(400),
    accepts: |kind| kind == "text/plain",
    max_body: 1000,
    cuts_body: false,
};

const PATIENT: Policy = Policy { time: Duration::from_secs(10), ..POLICY };
const FOLLOWS: Policy = Policy { redirects: 3, ..PATIENT };
const CUTS: Policy = Policy { cuts_body: true, ..PATIENT };

/// What a server does with a request.
#[derive(Clone)]
enum Reply {
    Now(String),
    /// These bytes again and again, with a pause between.
    Then(String, &'static str, Duration),
}

fn ok(body: &str) -> Reply {
    Reply::Now(format!(
        "HTTP/1.1 200 OK\r\nContent-Type: Text/Plain; x=y\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ))
}

fn with(field: &str) -> Reply {
    Reply::Now(format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{field}\r\nContent-Length: 2\r\n\r\nhi"))
}

fn moved(location: &str) -> Reply {
    Reply::Now(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"))
}

struct Server {
    address: SocketAddr,
    /// Heads of the requests so far.
    seen: Rc<RefCell<Vec<String>>>,
}

impl Server {
    async fn start(reply: impl Fn(&str) -> Reply + 'static) -> Self {
        let listener = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Rc::new(RefCell::new(Vec::new())));
        let (reply, heads) = (Rc::new(reply), Rc::clone(&seen));
        tokio::task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::task::spawn_local(serve(stream, Rc::clone(&reply), Rc::clone(&heads)));
            }
        });
        Self { address, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn count(&self) -> usize {
        self.seen.borrow().len()
    }
}

async fn serve(mut stream: TcpStream, reply: Rc<impl Fn(&str) -> Reply>, seen: Rc<RefCell<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    seen.borrow_mut().push(head.clone());
    match reply(head.split(' ').nth(1).unwrap()) {
        Reply::Now(text) => drop(stream.write_all(text.as_bytes()).await),
        Reply::Then(start, rest, pause) => {
            let mut sent = stream.write_all(start.as_bytes()).await;
            while sent.is_ok() {
                sleep(pause).await;
                sent = stream.write_all(rest.as_bytes()).await;
            }
        }
    }
}

fn allowing(allow: &[SocketAddr]) -> Settings {
    Settings { enabled: true, allow: allow.to_vec(), ..Settings::default() }
}

fn resolving(settings: Settings, resolver: impl Fn(&str) -> Vec<IpAddr> + 'static) -> Outgoing {
    Outgoing { resolver: Resolver::Given(Rc::new(resolver)), ..Outgoing::new(settings) }
}

async fn get(outgoing: &Outgoing, url: &str, policy: &Policy) -> Result<String, OutgoingError> {
    let answer = outgoing.send(Ask::get(url.parse().unwrap()), policy).await?;
    Ok(String::from_utf8(answer.bytes().await?.to_vec()).unwrap())
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, test);
}

#[test]
fn a_request_is_sent_and_answered() {
    run(async {
        let server = Server::start(|_| ok("hello")).await;
        let outgoing = Outgoing::new(allowing(&[server.address]));
        assert_eq!(get(&outgoing, &server.url("/a?b=c#d"), &PATIENT).await.as_deref(), Ok("hello"));
        let head = server.seen.borrow()[0].to_lowercase();
        assert!(head.starts_with("get /a?b=c http/1.1\r\n"), "{head}");
        for field in
            [&format!("host: {}\r\n", server.address), "accept-encoding: identity\r\n", "via: 1.1 dcts-edge\r\n"]
        {
            assert!(head.contains(field), "{head}");
        }
        let answer = outgoing.send(Ask::head(server.url("/h").parse().unwrap()), &PATIENT).await.unwrap();
        assert_eq!(answer.media_type(), "text/plain");
        assert_eq!(answer.bytes().await.unwrap().len(), 0);
    });
}

#[test]
fn safer_one_switch_turns_all_of_it_off() {
    run(async {
        let server = Server::start(|_| ok("")).await;
        let outgoing = Outgoing::new(Settings { enabled: false, ..allowing(&[server.address]) });
        assert_eq!(get(&outgoing, &server.url("/"), &PATIENT).await, Err(OutgoingError::Off));
        outgoing.configure(allowing(&[server.address]));
        assert!(get(&outgoing, &server.url("/"), &PATIENT).await.is_ok());
    });
}

const SPECIAL: [&str; 24] = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
];

#[test]
fn safer_addresses_that_are_not_public_are_refused_as_they_are_and_by_name() {
    run(async {
        let outgoing = resolving(allowing(&[]), |name| {
            let index: usize = name.split('.').next().unwrap().parse().unwrap();
            // Together with a public one, before and after it.
            let (public, special) = ("8.8.8.8".parse().unwrap(), SPECIAL[index].parse().unwrap());
            if name.ends_with(".first.org") { vec![special, public] } else { vec![public, special] }
        });
        for (index, address) in SPECIAL.iter().enumerate() {
            let literal = if address.contains(':') { format!("[{address}]") } else { (*address).to_owned() };
            for host in [literal, format!("{index}.first.org"), format!("{index}.last.org")] {
                for url in [format!("http://{host}/"), format!("https://{host}/")] {
                    assert_eq!(get(&outgoing, &url, &PATIENT).await, Err(OutgoingError::Forbidden), "{url}");
                }
            }
        }
    });
}

#[test]
fn safer_names_ports_and_schemes() {
    run(async {
        let outgoing = resolving(
            Settings { own_hosts: vec!["chat.example.org".into(), "8.8.4.4".into()], ..allowing(&[]) },
            |name| panic!("{name} must not be looked up"),
        );
        let https = Policy { allows_http: false, ..POLICY };
        for url in ["http://localhost/", "http://router/", "http://nas.local./", "http://x.internal/"] {
            assert_eq!(get(&outgoing, url, &PATIENT).await, Err(OutgoingError::Forbidden), "{url}");
        }
        for url in ["http://8.8.8.8:25/", "http://8.8.8.8:22/", "https://8.8.8.8:1023/", "http://8.8.4.4/"] {
            assert_eq!(get(&outgoing, url, &PATIENT).await, Err(OutgoingError::Forbidden), "{url}");
        }
        assert_eq!(get(&outgoing, "http://example.org/", &https).await, Err(OutgoingError::Forbidden));
        let outgoing = resolving(Settings { own_hosts: vec!["chat.example.org".into()], ..allowing(&[]) }, |_| {
            vec!["8.8.8.8".parse().unwrap()]
        });
        for url in ["http://chat.example.org/", "https://CHAT.example.org.:8443/x"] {
            assert_eq!(get(&outgoing, url, &PATIENT).await, Err(OutgoingError::Forbidden), "{url}");
        }
    });
}

#[test]
fn safer_a_name_is_resolved_once_and_never_again() {
    run(async {
        let server = Server::start(|_| ok("the one that was checked")).await;
        let lookups = Rc::new(Cell::new(0));
        let counted = Rc::clone(&lookups);
        // Harmless when it is checked, and this machine itself from then on.
        let outgoing = resolving(allowing(&[server.address]), move |_| {
            counted.set(counted.get() + 1);
            vec![if counted.get() == 1 { LOOPBACK } else { "127.0.0.2".parse().unwrap() }]
        });
        let url = |path| format!("http://rebind.example.org:{}{path}", server.address.port());
        assert_eq!(get(&outgoing, &url("/1"), &PATIENT).await.as_deref(), Ok("the one that was checked"));
        assert_eq!(lookups.get(), 1);
        assert_eq!(get(&outgoing, &url("/2"), &PATIENT).await, Err(OutgoingError::Forbidden));
        assert_eq!((lookups.get(), server.count()), (2, 1));
        assert!(server.seen.borrow()[0].to_lowercase().contains("host: rebind.example.org:"));
    });
}

#[test]
fn safer_every_redirect_is_checked_again_and_there_are_few() {
    run(async {
        let server = Server::start(|path| match path {
            "/private" => moved("http://10.0.0.1/"),
            "/metadata" => moved("http://169.254.169.254/latest/meta-data/"),
            "/local-name" => moved("http://localhost/"),
            "/port" => moved("http://8.8.8.8:25/"),
            "/ftp" => moved("ftp://example.org/"),
            "/credentials" => moved("http://a:b@example.org/"),
            "/unchanged" => Reply::Now("HTTP/1.1 304 Not Modified\r\n\r\n".into()),
            "/nowhere" => Reply::Now("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".into()),
            "/0" => ok("there"),
            steps => moved(&(steps[1..].parse::<u32>().unwrap() - 1).to_string()),
        })
        .await;
        let outgoing = Outgoing::new(allowing(&[server.address]));
        let expected = [
            ("/private", OutgoingError::Forbidden),
            ("/metadata", OutgoingError::Forbidden),
            ("/local-name", OutgoingError::Forbidden),
            ("/port", OutgoingError::Forbidden),
            ("/ftp", OutgoingError::Forbidden),
            ("/credentials", OutgoingError::Forbidden),
            ("/unchanged", OutgoingError::Status(304)),
            ("/nowhere", OutgoingError::Status(302)),
            ("/4", OutgoingError::Redirected),
        ];
        for (path, error) in expected {
            assert_eq!(get(&outgoing, &server.url(path), &FOLLOWS).await, Err(error), "{path}");
        }
        assert_eq!(get(&outgoing, &server.url("/3"), &FOLLOWS).await.as_deref(), Ok("there"));
        assert_eq!(get(&outgoing, &server.url("/1"), &PATIENT).await, Err(OutgoingError::Redirected));
    });
}

#[test]
fn safer_the_slow_and_the_large_are_given_up() {
    run(async {
        let pause = Duration::from_millis(20);
        let much: &'static str = "x".repeat(4096).leak();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
        let server = Server::start(move |path| match path {
            "/silent" => Reply::Then(String::new(), "", Duration::from_mins(1)),
            "/slow-head" => Reply::Then("HTTP/1.1 200 OK\r\n".into(), "x: y\r\n", pause),
            "/slow-body" => Reply::Then(format!("{head}Content-Length: 900\r\n\r\n"), "x", pause),
            "/told" => Reply::Now(format!("{head}Content-Length: 1001\r\n\r\n")),
            "/endless" => Reply::Then(format!("{head}\r\n"), "twenty characters ...", Duration::ZERO),
            "/chunks" => {
                Reply::Then(format!("{head}Transfer-Encoding: chunked\r\n\r\n"), "4\r\n....\r\n", Duration::ZERO)
            }
            "/long-head" => Reply::Then("HTTP/1.1 200 OK\r\nx: ".into(), much, Duration::ZERO),
            "/many-fields" => Reply::Now(format!("{head}{}\r\n", "x: y\r\n".repeat(200))),
            "/nonsense" => Reply::Now("SSH-2.0-OpenSSH\r\n".into()),
            "/short" => Reply::Now(format!("{head}Content-Length: 10\r\n\r\nhalf")),
            _ => ok(&"x".repeat(1000)),
        })
        .await;
        let outgoing = Outgoing::new(allowing(&[server.address]));
        let expected = [
            ("/silent", OutgoingError::TimedOut),
            ("/slow-head", OutgoingError::TimedOut),
            ("/slow-body", OutgoingError::TimedOut),
            ("/told", OutgoingError::TooLarge),
            ("/endless", OutgoingError::TooLarge),
            ("/chunks", OutgoingError::TooLarge),
            ("/long-head", OutgoingError::Broken),
            ("/many-fields", OutgoingError::Broken),
            ("/nonsense", OutgoingError::Broken),
            ("/short", OutgoingError::Broken),
        ];
        for (path, error) in expected {
            // On a busy machine, what is to arrive needs its time.
            let policy = if error == OutgoingError::TimedOut { POLICY } else { PATIENT };
            let begun = Clock::now();
            assert_eq!(get(&outgoing, &server.url(path), &policy).await, Err(error), "{path}");
            assert!(begun.elapsed() < policy.time + Duration::from_secs(2), "{path}");
        }
        assert_eq!(get(&outgoing, &server.url("/just"), &PATIENT).await.unwrap().len(), 1000);
        for path in ["/endless", "/chunks", "/just"] {
            assert_eq!(
                get(&outgoing, &server.url(path), &Policy { purpose: "cut", ..CUTS }).await.unwrap().len(),
                1000
            );
        }
    });
}

#[test]
fn safer_nothing_is_unpacked_and_other_types_are_refused() {
    run(async {
        let server = Server::start(|path| match path {
            "/gzip" => with("Content-Encoding: gzip"),
            "/twice" => with("Content-Encoding: identity\r\nContent-Encoding: br"),
            "/plain" => with("Content-Encoding: Identity"),
            "/html" => Reply::Now("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n".into()),
            "/typeless" => Reply::Now("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".into()),
            "/empty" => Reply::Now("HTTP/1.1 204 No Content\r\n\r\n".into()),
            _ => Reply::Now("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".into()),
        })
        .await;
        let outgoing = Outgoing::new(allowing(&[server.address]));
        let expected = [
            ("/gzip", Err(OutgoingError::Encoded)),
            ("/twice", Err(OutgoingError::Encoded)),
            ("/plain", Ok("hi".to_owned())),
            ("/html", Err(OutgoingError::Type)),
            ("/typeless", Err(OutgoingError::Type)),
            ("/empty", Err(OutgoingError::Status(204))),
            ("/none", Err(OutgoingError::Status(404))),
        ];
        for (path, outcome) in expected {
            assert_eq!(get(&outgoing, &server.url(path), &PATIENT).await, outcome, "{path}");
        }
    });
}

#[test]
fn what_failed_is_not_asked_again_at_once() {
    run(async {
        let server = Server::start(|_| Reply::Now("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n".into())).await;
        let gone = TcpListener::bind((LOOPBACK, 0)).await.unwrap().local_addr().unwrap();
        let outgoing = Outgoing::new(allowing(&[server.address, gone]));
        for _ in 0..3 {
            assert_eq!(get(&outgoing, &server.url("/"), &PATIENT).await, Err(OutgoingError::Status(500)));
        }
        assert_eq!(server.count(), 1);
        assert_eq!(get(&outgoing, &format!("http://{gone}/a"), &PATIENT).await, Err(OutgoingError::Unreachable));
        // Somebody listens there by now, but the whole origin counts as away.
        let _back = TcpListener::bind(gone).await.unwrap();
        assert_eq!(get(&outgoing, &format!("http://{gone}/b"), &PATIENT).await, Err(OutgoingError::Unreachable));
    });
}

#[test]
fn safer_few_requests_at_a_time_and_few_that_wait() {
    run(async {
        let server = Server::start(|_| Reply::Then(String::new(), "", Duration::from_mins(1))).await;
        let outgoing = Rc::new(Outgoing::new(allowing(&[server.address])));
        let mut asked = Vec::new();
        for n in 0..MAX_AT_A_TIME + MAX_WAITING + 5 {
            let (outgoing, url) = (Rc::clone(&outgoing), server.url(&format!("/{n}")));
            asked.push(tokio::task::spawn_local(async move { get(&outgoing, &url, &POLICY).await }));
        }
        sleep(POLICY.time / 2).await;
        assert_eq!(server.count(), MAX_AT_A_TIME);
        assert_eq!(asked.iter().filter(|task| task.is_finished()).count(), 5);
        for (n, task) in asked.into_iter().enumerate() {
            let outcome = task.await.unwrap();
            assert!(matches!(outcome, Err(OutgoingError::TimedOut | OutgoingError::Busy)), "{n}: {outcome:?}");
        }
        assert_eq!((outgoing.slots.free.available_permits(), outgoing.slots.waiting.get()), (MAX_AT_A_TIME, 0));
    });
}

#[cfg(feature = "tls")]
#[test]
fn safer_certificates_are_verified() {
    use tokio_rustls::{TlsAcceptor, rustls, rustls::crypto::ring};
    run(async {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let handshake = tokio::task::spawn_local(async move {
            let (stream, _) = listener.accept().await.unwrap();
            acceptor.accept(stream).await.is_ok()
        });
        let outgoing = Outgoing::new(allowing(&[address]));
        let refused = get(&outgoing, &format!("https://{address}/"), &PATIENT).await;
        assert_eq!(refused, Err(OutgoingError::Unreachable));
        // On a machine without authorities nothing is asked at all.
        if outgoing.tls.is_ready() {
            assert!(!handshake.await.unwrap());
        }
        // A server without TLS where TLS is expected.
        let plain = Server::start(|_| ok("plain")).await;
        let outgoing = Outgoing::new(allowing(&[plain.address]));
        let refused = get(&outgoing, &format!("https://{}/", plain.address), &POLICY).await;
        assert!(matches!(refused, Err(OutgoingError::Unreachable | OutgoingError::TimedOut)), "{refused:?}");
    });
}

#[cfg(not(feature = "tls"))]
#[test]
fn without_tls_https_is_refused() {
    run(async {
        let server = Server::start(|_| ok("plain")).await;
        let outgoing = Outgoing::new(allowing(&[server.address]));
        let refused = get(&outgoing, &format!("https://{}/", server.address), &POLICY).await;
        assert_eq!(refused, Err(OutgoingError::NoTls));
    });
}

#[test]
fn safer_a_named_server_may_be_anywhere_and_nothing_else_is_asked() {
    run(async {
        let server = Server::start(|path| if path == "/no" { moved("http://10.0.0.1/") } else { ok("voice") }).await;
        let other = Server::start(|_| ok("other")).await;
        let only: Target = server.url("/").parse().unwrap();
        let named = Settings { only: Some(only.origin().into()), ..allowing(&[other.address]) };
        let outgoing = Outgoing::new(named);
        assert_eq!(get(&outgoing, &server.url("/rooms"), &PATIENT).await.as_deref(), Ok("voice"));
        let https = server.url("/rooms").replace("http:", "https:");
        for url in [other.url("/"), https, "http://8.8.8.8/".into(), "http://localhost/".into()] {
            assert_eq!(get(&outgoing, &url, &PATIENT).await, Err(OutgoingError::Forbidden), "{url}");
        }
        assert_eq!(get(&outgoing, &server.url("/no"), &FOLLOWS).await, Err(OutgoingError::Forbidden));
        assert!(other.seen.borrow().is_empty());
        // By a short name, too; and each time anew.
        let port = server.address.port();
        let named = Settings { only: Some(format!("http://voice:{port}").into()), ..allowing(&[]) };
        let answers = RefCell::new(vec![vec![LOOPBACK], vec![]]);
        let outgoing = resolving(named, move |_| answers.borrow_mut().pop().unwrap());
        let url = format!("http://voice:{port}/rooms");
        assert_eq!(get(&outgoing, &url, &PATIENT).await, Err(OutgoingError::Unreachable));
        assert_eq!(get(&outgoing, &url, &PATIENT).await.as_deref(), Ok("voice"));
    });
}

//! What a node answers while it waits for its database: one small page with 503, to everything.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// The page asks again by itself; clients of the chat reconnect anyway.
const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"5\">\
<title>One moment</title><style>body{font:1rem/1.5 system-ui,sans-serif;margin:20vh auto;max-width:32rem;\
padding:0 1rem;text-align:center;color-scheme:light dark}</style>\
<h1>One moment</h1><p>This server is waiting for its database. The page comes back by itself.</p></html>\n";

/// For a request to arrive and its answer to leave.
const TIME: Duration = Duration::from_secs(5);

/// Largest part of a request that is read. What it asks for does not matter.
const MAX_HEAD: usize = 8192;

/// Pause when the system gives no more connections.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Answers until it is dropped. Must be called inside of a `LocalSet`.
pub async fn serve(listener: &TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                crate::tasks::spawn(async move {
                    let _ = timeout(TIME, answer(stream)).await;
                });
            }
            Err(error) => {
                log::debug!("a connection could not be accepted: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = [0; 512];
    let mut end = [0; 4];
    let mut length = 0;
    while !is_complete(end) && length < MAX_HEAD {
        let read = stream.read(&mut head).await?;
        if read == 0 {
            break;
        }
        length += read;
        for byte in &head[..read] {
            end = [end[1], end[2], end[3], *byte];
        }
    }
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Retry-After: 5\r\nCache-Control: no-store\r\nContent-Security-Policy: default-src 'none'; \
         style-src 'unsafe-inline'\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{PAGE}",
        PAGE.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

fn is_complete(end: [u8; 4]) -> bool {
    &end == b"\r\n\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn everything_is_answered_with_503() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = async {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET /whatever HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let both = async {
            tokio::select! {
                () = serve(&listener) => unreachable!("it never ends"),
                answer = client => answer,
            }
        };
        let answer = tokio::task::LocalSet::new().run_until(both).await;
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        assert!(answer.contains("Retry-After: 5\r\n") && answer.contains("waiting for its database"));
    }
}

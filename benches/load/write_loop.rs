//! The limit: a bare loop of non-blocking writes over many sockets. No server can deliver with less
//! CPU time as long as it makes one system call per receiver.

use std::{
    io::{self, BufRead, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// Serves as many receivers; orders come line by line.
pub(crate) fn run(receivers: usize) -> io::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let mut out = io::stdout();
    writeln!(out, "{}", listener.local_addr()?)?;
    out.flush()?;
    let mut sockets = Vec::with_capacity(receivers);
    for _ in 0..receivers {
        let (socket, _) = listener.accept()?;
        socket.set_nonblocking(true)?;
        socket.set_nodelay(true)?;
        sockets.push(socket);
    }
    let mut frame = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["frame", hex] => frame = unhex(hex),
            ["go", rounds, burst, pause] => {
                let number = |word: &str| word.parse().unwrap_or_default();
                let data = frame.repeat(number(burst));
                for _ in 0..number(rounds) {
                    round(&mut sockets, &data)?;
                    thread::sleep(Duration::from_micros(number(pause) as u64));
                }
            }
            _ => return Err(io::ErrorKind::InvalidInput.into()),
        }
    }
    Ok(())
}

fn round(sockets: &mut [TcpStream], data: &[u8]) -> io::Result<()> {
    for socket in sockets {
        let mut rest = data;
        while !rest.is_empty() {
            match socket.write(rest) {
                Ok(written) => rest = &rest[written..],
                // The receiver is behind.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(1)),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

fn unhex(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

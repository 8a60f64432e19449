//! A MariaDB server for one test program or bench: in a folder and on a port of its own, stopped at the end.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use dcts_edge::store::{Durability, MariaOptions};
use mysql_async::{Conn, OptsBuilder};

use super::folder::Folder;

/// A running server.
pub(crate) struct Server {
    folder: Folder,
    port: u16,
    process: std::cell::RefCell<Child>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let folder = Folder::new();
        let user = format!("--user={}", std::env::var("USER").unwrap_or_else(|_| "root".into()));
        let installed = Command::new("mariadb-install-db")
            .args(["--no-defaults", "--skip-test-db", "--auth-root-authentication-method=normal", &user])
            .arg(format!("--datadir={}", folder.0.join("data").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("the tests need mariadb-server");
        assert!(installed.success());
        let grant = "CREATE USER IF NOT EXISTS 'edge'@'%' IDENTIFIED BY 'secret';\nGRANT ALL ON *.* TO 'edge'@'%';\n";
        std::fs::write(folder.0.join("init.sql"), grant).unwrap();
        let free_port = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let attempt = |_| {
            let port = free_port();
            Some((port, launch(&folder.0, port, &user)?))
        };
        let (port, process) = (0..5).find_map(attempt).expect("mariadbd did not start");
        Self { folder, port, process: std::cell::RefCell::new(process) }
    }

    pub(crate) fn options(&self, database: &str) -> MariaOptions {
        MariaOptions {
            host: "127.0.0.1".into(),
            port: self.port,
            user: "edge".into(),
            password: "secret".into(),
            database: database.into(),
            connection_limit: 10,
            durability: Durability::Full,
        }
    }

    pub(crate) async fn conn(&self, database: &str) -> Conn {
        let opts = OptsBuilder::default().ip_or_hostname("127.0.0.1").tcp_port(self.port).prefer_socket(false);
        Conn::new(opts.user(Some("edge")).pass(Some("secret")).db_name(Some(database))).await.unwrap()
    }

    /// What `durability` is on SQLite is the server's own setting here.
    pub(crate) async fn set_durability(&self, database: &str, durability: Durability) {
        let setting = if durability == Durability::Full { 1 } else { 2 };
        let mut conn = self.conn(database).await;
        let set = format!("SET GLOBAL innodb_flush_log_at_trx_commit = {setting}");
        mysql_async::prelude::Queryable::query_drop(&mut conn, set).await.unwrap();
    }

    /// Bytes of a database's files.
    pub(crate) fn size_of(&self, database: &str) -> u64 {
        let files = std::fs::read_dir(self.folder.0.join("data").join(database)).unwrap();
        files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
    }

    /// The server's process.
    pub(crate) fn pid(&self) -> u32 {
        self.process.borrow().id()
    }

    pub(crate) fn stop(&self) {
        let mut process = self.process.borrow_mut();
        let _ = process.kill();
        let _ = process.wait();
    }

    pub(crate) fn launch_again(&self) {
        let user = format!("--user={}", std::env::var("USER").unwrap_or_else(|_| "root".into()));
        *self.process.borrow_mut() = launch(&self.folder.0, self.port, &user).expect("mariadbd did not start again");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// `None`: it ended at once, most likely because the port is taken.
fn launch(folder: &Path, port: u16, user: &str) -> Option<Child> {
    let path = |option: &str, name: &str| format!("--{option}={}", folder.join(name).display());
    let mut process = Command::new("mariadbd")
        .args([
            "--no-defaults",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--innodb-buffer-pool-size=16M",
            user,
        ])
        .args([path("datadir", "data"), path("socket", "s"), path("pid-file", "pid"), path("init-file", "init.sql")])
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the tests need mariadb-server");
    // It listens before it knows the user.
    // Another server may have taken the port meanwhile, so it has to be ours that answers.
    let login = ["--no-defaults", "-h", "127.0.0.1", "-u", "edge", "-psecret", "-N", "-e", "SELECT @@datadir", "-P"];
    let data = folder.join("data");
    let is_ours = || {
        let answer = Command::new("mariadb").args(login).arg(port.to_string()).output().unwrap();
        String::from_utf8_lossy(&answer.stdout).contains(&*data.to_string_lossy())
    };
    let until = Instant::now() + Duration::from_mins(1);
    while !is_ours() {
        if process.try_wait().unwrap().is_some() {
            return None;
        }
        assert!(Instant::now() < until, "mariadbd did not start");
        std::thread::sleep(Duration::from_millis(50));
    }
    Some(process)
}

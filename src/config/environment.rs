//! What the environment and `sql.txt` say on top of config.json (spec 20 section 2.1). SAFER: it is
//! never saved.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::Sql;

/// Values of environment variables; empty ones count as absent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `PORT`
    pub port: Option<u16>,
    /// `DATABASE_HOST`, `DB_HOST`
    pub sql_host: Option<String>,
    /// `DB_PORT`
    pub sql_port: Option<u16>,
    /// `DATABASE_USER`, `DB_USER`
    pub sql_username: Option<String>,
    /// `DATABASE_PASSWORD`, `DB_PASS`
    pub sql_password: Option<String>,
    /// `DATABASE_NAME`, `DB_NAME`
    pub sql_database: Option<String>,
    /// `LIVEKIT_URL`
    pub livekit_url: Option<String>,
    /// `LIVEKIT_YAML_PATH`
    pub livekit_yaml_path: Option<String>,
    /// `LIVEKIT_API_KEY`
    pub livekit_key: Option<String>,
    /// `LIVEKIT_API_SECRET`
    pub livekit_secret: Option<String>,
    /// `LIVEKIT_API_SECRET_FILE`, or systemd's credential `livekit-secret`.
    pub livekit_secret_file: Option<PathBuf>,
    /// `DEBUG`: log more.
    pub debug: bool,
}

// SECURITY: the password must not get into a log.
impl std::fmt::Debug for Overrides {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Overrides").field("port", &self.port).field("sql_host", &self.sql_host).finish_non_exhaustive()
    }
}

impl Overrides {
    /// Reads the variables by `get`, which is `std::env::var` outside of tests.
    ///
    /// # Errors
    /// A sentence that names the variable whose value is of no use.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let text = |names: &[&str]| names.iter().find_map(|name| get(name).filter(|value| !value.is_empty()));
        let port = |name: &str| match text(&[name]) {
            None => Ok(None),
            Some(value) => match value.trim().parse() {
                Ok(port) => Ok(Some(port)),
                Err(_) => Err(format!("environment: {name}: expected a port from 0 to 65535, found {value:?}")),
            },
        };
        let credential = text(&["CREDENTIALS_DIRECTORY"])
            .map(|folder| Path::new(&folder).join("livekit-secret"))
            .filter(|path| path.exists());
        Ok(Self {
            port: port("PORT")?,
            sql_host: text(&["DATABASE_HOST", "DB_HOST"]),
            sql_port: port("DB_PORT")?,
            sql_username: text(&["DATABASE_USER", "DB_USER"]),
            sql_password: text(&["DATABASE_PASSWORD", "DB_PASS"]),
            sql_database: text(&["DATABASE_NAME", "DB_NAME"]),
            livekit_url: text(&["LIVEKIT_URL"]),
            livekit_yaml_path: text(&["LIVEKIT_YAML_PATH"]),
            livekit_key: text(&["LIVEKIT_API_KEY"]),
            livekit_secret: text(&["LIVEKIT_API_SECRET"]),
            livekit_secret_file: text(&["LIVEKIT_API_SECRET_FILE"]).map(Into::into).or(credential),
            debug: text(&["DEBUG"]).is_some(),
        })
    }

    /// Adds what DCTS's installer wrote beside config.json: user, password and database of MariaDB, a
    /// line each. The environment wins over it, and it over config.json.
    ///
    /// # Errors
    /// A sentence, when there is such a file that cannot be read.
    pub fn add_sql_file(&mut self, config_path: &Path) -> Result<(), String> {
        let path = config_path.with_file_name("sql.txt");
        match fs::read_to_string(&path) {
            Ok(text) => {
                self.add_sql_lines(&text);
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(format!("{}: cannot be read: {error}", path.display())),
        }
    }

    fn add_sql_lines(&mut self, text: &str) {
        let mut lines = text.lines().map(str::trim_end);
        for field in [&mut self.sql_username, &mut self.sql_password, &mut self.sql_database] {
            let line = lines.next().filter(|line| !line.is_empty());
            if field.is_none() {
                *field = line.map(Into::into);
            }
        }
    }

    /// The database settings with these on top.
    pub fn sql(&self, configured: &Sql) -> Sql {
        let mut sql = configured.clone();
        sql.host = self.sql_host.clone().unwrap_or(sql.host);
        sql.port = self.sql_port.unwrap_or(sql.port);
        sql.username = self.sql_username.clone().unwrap_or(sql.username);
        sql.password = self.sql_password.clone().unwrap_or(sql.password);
        sql.database = self.sql_database.clone().unwrap_or(sql.database);
        sql
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(pairs: &[(&str, &str)]) -> Result<Overrides, String> {
        Overrides::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_environment_wins_and_empty_means_absent() {
        let found =
            read(&[("PORT", "80"), ("DB_HOST", "b"), ("DATABASE_HOST", "a"), ("DB_USER", ""), ("DEBUG", "1")]).unwrap();
        assert_eq!(found.port, Some(80));
        assert!(found.debug);
        let sql = found.sql(&Config::default().serverinfo.sql);
        assert_eq!((sql.host.as_str(), sql.username.as_str(), sql.port), ("a", "", 3306));
    }

    #[test]
    fn the_installers_file_stands_between_environment_and_configuration() {
        let mut found = read(&[("DB_USER", "from the environment")]).unwrap();
        found.add_sql_lines("user\r\nsecret\r\n");
        let sql = found.sql(&Config::default().serverinfo.sql);
        assert_eq!((sql.username.as_str(), sql.password.as_str()), ("from the environment", "secret"));
        assert_eq!(sql.database, "dcts");
    }

    #[test]
    fn a_bad_port_is_named() {
        assert!(read(&[("PORT", "http")]).unwrap_err().contains("PORT"));
        assert!(read(&[("DB_PORT", "70000")]).unwrap_err().contains("DB_PORT"));
    }
}

//! What can go wrong with MariaDB, by what to do about it.

use std::fmt;

use mysql_async::{DriverError, Error, ServerError};

use crate::store::StoreError;

/// Why statements did not do what they should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) enum DbError {
    /// The connection is gone: connect again. What was not committed has not happened.
    Lost(String),
    /// The server has undone the transaction in favour of another one: run it again.
    Undone(String),
    /// The statement took longer than it may.
    Slow,
    /// The statement was refused; what else the transaction did still stands.
    Refused(String),
}

impl fmt::Display for DbError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost(why) | Self::Undone(why) | Self::Refused(why) => f.write_str(why),
            Self::Slow => f.write_str("it took too long"),
        }
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        let why = readable(&error);
        match error {
            Error::Server(ServerError { code, .. }) => match code {
                // Statement timeout.
                1969 => Self::Slow,
                // Lock wait timeout, deadlock.
                1205 | 1213 => Self::Undone(why),
                // Too many connections, shutdown, aborted, killed.
                1040 | 1053 | 1077 | 1152 | 1203 | 1317 | 1927 => Self::Lost(why),
                _ => Self::Refused(why),
            },
            Error::Io(_) | Error::Driver(DriverError::ConnectionClosed | DriverError::PacketOutOfOrder) => {
                Self::Lost(why)
            }
            _ => Self::Refused(why),
        }
    }
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Lost(why) => Self::Unavailable(why),
            DbError::Slow => Self::TookTooLong,
            DbError::Undone(why) | DbError::Refused(why) => Self::Failed(why),
        }
    }
}

/// A server that refuses to let us in counts as away: its administrator can change that while we wait.
pub(super) fn while_connecting(error: Error) -> DbError {
    DbError::Lost(readable(&error))
}

fn readable(error: &Error) -> String {
    match error {
        Error::Server(ServerError { code, message, .. }) => format!("{message} (error {code})"),
        Error::Io(error) => error.to_string().replace("Input/output error: ", ""),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(code: u16) -> DbError {
        Error::Server(ServerError { code, message: "m".into(), state: "s".into() }).into()
    }

    #[test]
    fn errors_say_what_to_do() {
        assert_eq!(server(1213), DbError::Undone("m (error 1213)".into()));
        assert_eq!(server(1062), DbError::Refused("m (error 1062)".into()));
        assert!(matches!(server(1053), DbError::Lost(_)));
        assert!(matches!(Error::Driver(DriverError::ConnectionClosed).into(), DbError::Lost(_)));
    }
}

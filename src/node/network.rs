//! Other servers that this one knows of (spec 51 sections 2, 6 and 7).

use std::fmt;

use super::Node;
use crate::{
    security::host,
    store::{ServerRow, StoreError},
};

/// Most servers that are known. Submissions beyond it are dropped.
const MAX_SERVERS: usize = 2000;
/// Most servers on the public list.
const MAX_LISTED: usize = 50;

/// What the operator thinks of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerStatus {
    /// On the public list.
    Verified,
    /// Waits for the operator.
    Pending,
    /// Never listed, never contacted.
    Blocked,
}

impl ServerStatus {
    /// The name on the wire and in storage.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Pending => "pending",
            Self::Blocked => "blocked",
        }
    }

    /// The status of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Verified, Self::Pending, Self::Blocked].into_iter().find(|status| status.name() == name)
    }
}

/// Why a server was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitError {
    /// It is this one.
    Own,
    /// Too many are known.
    Full,
    /// The store failed.
    Store(StoreError),
}

impl fmt::Display for SubmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("that is this server"),
            Self::Full => f.write_str("too many servers are known"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SubmitError {}

impl From<StoreError> for SubmitError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Node {
    /// The addresses of the public list, those heard of last first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn listed_servers(&self) -> Result<Vec<String>, StoreError> {
        let hidden = [ServerStatus::Pending.name(), ServerStatus::Blocked.name()];
        let mut rows: Vec<ServerRow> = self.store.servers().await?;
        rows.retain(|row| !hidden.contains(&row.status.as_str()));
        rows.sort_by_key(|row| std::cmp::Reverse(row.last_sync));
        Ok(rows.into_iter().take(MAX_LISTED).map(|row| row.address).collect())
    }

    /// Takes a server that somebody submitted. It waits for the operator: nobody has looked at it yet.
    ///
    /// # Errors
    /// When it is not taken.
    pub async fn submit_server(&self, address: String) -> Result<(), SubmitError> {
        if host::extract(&self.config().serverinfo.app.url).as_deref() == Some(address.as_str()) {
            return Err(SubmitError::Own);
        }
        if self.store.servers().await?.len() >= MAX_SERVERS {
            return Err(SubmitError::Full);
        }
        let status = ServerStatus::Pending.name();
        Ok(self.note(self.store.add_server(address, status.into()).await)?)
    }

    /// Decides about a server; false if it is not known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_server_status(&self, address: String, status: ServerStatus) -> Result<bool, StoreError> {
        self.note(self.store.set_server_status(address, status.name().into()).await)
    }
}

//! In a build without voice nobody signs anything; there is no value of this type, so nothing that needs one is
//! part of the program.

use std::{convert::Infallible, time::Duration};

use super::{Absent, Notice, Rights, Task};

/// Would hold the key and secret that LiveKit knows, too.
#[derive(Debug)]
pub struct Signer(Infallible);

impl Signer {
    /// There is none.
    ///
    /// # Errors
    /// Always.
    pub(super) fn new(_key: &str, _secret: &str) -> Result<Self, Absent> {
        Err(Absent::NotBuilt)
    }

    /// Never.
    pub fn pass(&self, _room: &str, _identity: &str, _rights: Rights, _pass: &str) -> Option<(String, Duration)> {
        match self.0 {}
    }

    pub(super) fn task(&self, _task: Task<'_>) -> Option<String> {
        match self.0 {}
    }

    /// Never.
    pub fn receive(&self, _body: &[u8], _authorization: &str) -> Option<Notice> {
        match self.0 {}
    }

    /// Never.
    pub fn imitate(&self, _event: &str) -> Option<(String, String)> {
        match self.0 {}
    }
}

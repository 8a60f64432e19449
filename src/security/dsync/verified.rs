//! What may be believed.

use std::ops::Deref;

/// Something whose signature was checked. SECURITY: handlers take nothing else, and there is no other way to one than the
/// checks of its neighbours.
#[derive(Clone, Debug)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    /// For those checks alone.
    pub(super) fn trust(checked: T) -> Self {
        Self(checked)
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

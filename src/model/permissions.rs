//! The permission catalogue and the permission algorithm (spec 20 section 5).
use serde::{Deserialize, Serialize};

/// What one role says about permissions at one place (placeholder).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PermissionSet {}

//! Requests to other servers, as the configuration allows them.

use super::Node;
use crate::{
    config::Config,
    outgoing::{Outgoing, Settings},
    security::{host, outbound::Target},
};

/// What the configuration says about requests to others. What is no address was refused when it was
/// loaded.
pub(super) fn settings(config: &Config) -> Settings {
    let ours = &config.dcts_edge.outgoing;
    let hosts = ours.hosts.iter().map(|(name, addresses)| {
        let addresses = addresses.iter().filter_map(|address| address.parse().ok()).collect();
        (name.to_ascii_lowercase(), addresses)
    });
    // People write it with and without a scheme.
    let own = host::extract(&config.serverinfo.app.url).and_then(|own| format!("http://{own}/").parse::<Target>().ok());
    let own = own.map(|own| own.host().to_string());
    Settings {
        enabled: ours.enabled,
        allow: ours.allow.iter().filter_map(|address| address.parse().ok()).collect(),
        hosts: hosts.collect(),
        own_hosts: own.into_iter().collect(),
        only: None,
    }
}

impl Node {
    /// The only way to other servers.
    pub fn outgoing(&self) -> &Outgoing {
        &self.outgoing
    }
}

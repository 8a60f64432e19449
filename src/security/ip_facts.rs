//! What a look-up service says of an address (spec 10 section 11.3).

use serde::{Deserialize, Serialize};

/// What is known of an address, in the words of the service; the rest of what it says is dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct IpFacts {
    /// Assigned to nobody.
    pub is_bogon: bool,
    /// In a data centre.
    pub is_datacenter: bool,
    /// Behind a satellite.
    pub is_satellite: bool,
    /// Of a crawler.
    pub is_crawler: bool,
    /// Of a proxy.
    pub is_proxy: bool,
    /// Of a VPN.
    pub is_vpn: bool,
    /// An exit of Tor.
    pub is_tor: bool,
    /// Known for abuse.
    pub is_abuser: bool,
    /// Who runs it.
    pub company: Company,
    /// Where it is.
    pub location: Location,
}

/// Who runs an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    /// Their domain.
    pub domain: Option<String>,
}

/// Where an address is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Two letters.
    pub country_code: Option<String>,
}

impl IpFacts {
    /// Reads an answer of the service, or what was kept of one. `None` if it is something else, such as an
    /// error in JSON.
    pub fn parse(json: &[u8]) -> Option<Self> {
        let value: serde_json::Value = serde_json::from_slice(json).ok()?;
        let is_answer = ["is_bogon", "company", "location", "is_vpn"].iter().any(|key| value.get(key).is_some());
        serde_json::from_value(value).ok().filter(|_| is_answer)
    }

    /// The country, in upper case; `None` for what is no country.
    pub fn country(&self) -> Option<String> {
        let code = self.location.country_code.as_deref()?;
        (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
    }

    /// Whether a list of domains names the company.
    pub fn is_of_company(&self, list: &[String]) -> bool {
        let domain = self.company.domain.as_deref().unwrap_or_default();
        !domain.is_empty() && list.iter().any(|entry| entry.trim().eq_ignore_ascii_case(domain))
    }

    /// Whether a list of countries names that of the address.
    pub fn is_in_country(&self, list: &[String]) -> bool {
        self.country().is_some_and(|country| list.iter().any(|entry| entry.trim().eq_ignore_ascii_case(&country)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_reduced_to_what_counts() {
        let json = br#"{"ip":"203.0.113.9","rir":"X","is_vpn":true,"is_satellite":false,"elapsed_ms":0.3,
            "company":{"name":"Co","domain":"co.example"},"location":{"country_code":"de","city":"B"}}"#;
        let facts = IpFacts::parse(json).unwrap();
        assert!(facts.is_vpn && !facts.is_tor);
        assert_eq!(facts.country().as_deref(), Some("DE"));
        assert!(facts.is_of_company(&["CO.example".into()]) && !facts.is_of_company(&["example".into()]));
        assert!(facts.is_in_country(&["DE".into()]) && !facts.is_in_country(&["D".into(), String::new()]));
        assert_eq!(IpFacts::parse(serde_json::to_string(&facts).unwrap().as_bytes()), Some(facts));
    }

    #[test]
    fn other_things_say_nothing() {
        for other in ["", "[]", "{}", r#"{"error":"too many"}"#, r#"{"is_vpn":"yes"}"#] {
            assert_eq!(IpFacts::parse(other.as_bytes()), None, "{other}");
        }
        let facts = IpFacts::parse(br#"{"location":{"country_code":"<b>"},"company":null}"#);
        assert!(facts.is_none_or(|facts| facts.country().is_none()));
    }
}

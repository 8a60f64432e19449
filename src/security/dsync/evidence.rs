//! What proves that a node misbehaved (spec 52 section 5): a function of the report alone, so that everybody who gets it
//! comes to the same end.

use std::collections::HashSet;

use super::{
    event::{Event, fits, limit},
    identity::NodeKey,
};

/// How old evidence may be when it is reported, ms.
const MAX_AGE: i64 = 7 * 24 * 60 * 60 * 1000;
/// Within what rate is counted, ms.
const MINUTE: i64 = 60_000;

/// What a node is accused of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// More than twice as many events as it may send.
    Rate,
    /// An event that is none.
    Malformed,
    /// An accusation without proof.
    FalseReport,
}

impl Kind {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Malformed => "malformed",
            Self::FalseReport => "false_report",
        }
    }
}

/// Whether a report proves what it says: the ids of the events that do, or `None`. It fits its schema already.
pub fn is_proven(report: &Event) -> Option<Vec<String>> {
    let payload = report.payload();
    let offender = NodeKey::parse(payload["offender"]["key"].as_str()?)?;
    let kind = payload["kind"].as_str()?;
    let reporter = report.key.id();
    let shown = payload["evidence"].as_array()?;
    let mut events = Vec::with_capacity(shown.len());
    for item in shown {
        let event = Event::read(item)?;
        let is_in_time = event.ts <= report.ts && event.ts >= report.ts - MAX_AGE;
        if event.key != offender || event.to != reporter || !is_in_time {
            return None;
        }
        events.push(event);
    }
    let first = events.first()?;
    let is_shown = match kind {
        "rate" => {
            let most = limit(&first.event)?;
            let ids: HashSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
            let times = || events.iter().map(|event| event.ts);
            ids.len() == events.len()
                && events.len() > 2 * most as usize
                && events.iter().all(|event| event.event == first.event && event.payload.is_none())
                && times().max()? - times().min()? <= MINUTE
        }
        "malformed" => {
            let is_public = first.event.starts_with("node.") || first.event == "abuse.report";
            events.len() == 1 && is_public && limit(&first.event).is_some() && first.payload.is_some() && !fits(first)
        }
        "false_report" => {
            let inner = first.payload.as_ref()?;
            events.len() == 1
                && first.event == "abuse.report"
                && fits(first)
                // Also what ends the recursion.
                && inner["kind"] != "false_report"
                && is_proven(first).is_none()
        }
        _ => false,
    };
    // The most expensive comes last.
    (is_shown && events.iter().all(Event::is_signed)).then(|| events.into_iter().map(|event| event.id).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::security::dsync::{identity::tests::identity, seal, tests::vectors};

    #[test]
    fn evidence_proves_what_the_spec_says() {
        let vectors = vectors();
        let cases = |name: &str| vectors["evidence"][name].as_array().unwrap().clone();
        assert_eq!((cases("proven").len(), cases("notProven").len()), (2, 7));
        for case in cases("proven") {
            let report = Event::read(&case["envelope"]).unwrap();
            assert!(report.is_signed() && fits(&report) && is_proven(&report).is_some(), "{}", case["name"]);
        }
        for case in cases("notProven") {
            let report = Event::read(&case["envelope"]).unwrap();
            assert!(report.is_signed() && fits(&report) && is_proven(&report).is_none(), "{}", case["name"]);
        }
    }

    #[test]
    fn a_false_report_is_proven_by_itself() {
        let (a, b, c) = (identity("A"), identity("B"), identity("C"));
        let report = |by: &super::super::Identity,
                      to: &super::super::Identity,
                      of: &super::super::Identity,
                      kind,
                      evidence: Value,
                      ts| {
            let payload =
                json!({"offender": {"key": of.key().as_str()}, "kind": kind, "evidence": evidence, "count": 1});
            seal(by, "abuse.report", payload, &to.key().id(), "https://x.example", ts)
        };
        let good = seal(&c, "node.list", json!({}), &b.key().id(), "https://c.example", 100);
        let wrong = report(&b, &a, &c, "malformed", json!([good]), 200);
        let about = |inner: &Value| {
            let outer = Event::read(&report(&a, &c, &b, "false_report", json!([inner]), 300)).unwrap();
            assert!(fits(&outer));
            is_proven(&outer).is_some()
        };
        assert!(about(&wrong));
        let bad = seal(&c, "node.hello", json!({}), &b.key().id(), "https://c.example", 100);
        assert!(!about(&report(&b, &a, &c, "malformed", json!([bad]), 200)));
        // A report of a false report is never itself evidence, nor is one to somebody else.
        assert!(!about(&report(&b, &a, &c, "false_report", json!([wrong]), 250)));
        assert!(!about(&report(&b, &c, &a, "malformed", json!([good]), 200)));
    }
}

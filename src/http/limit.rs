//! How many requests somebody may make in a minute (spec 51 section 4). Windows are fixed: one begins with
//! the first request of a subject.

use std::{
    cell::RefCell,
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use hyper::{
    HeaderMap, Response, StatusCode,
    header::{HeaderName, HeaderValue},
};
use serde_json::json;

use super::{Body, headers};
use crate::{model::ids::MemberId, security::ip::subscriber};

const WINDOW: Duration = Duration::from_mins(1);
/// Most subjects that are counted at a time. Beyond it, all counts begin anew: that favours an attacker
/// with many addresses for a moment, and never refuses somebody else.
const MAX_SUBJECTS: usize = 8192;

/// Whose requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// All that come from an address (IPv6: from its /64).
    Address(IpAddr),
    /// Those of a member, wherever they come from.
    Member(MemberId),
}

/// What is counted together, and how often it may be asked in a minute.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quota {
    /// Name of the route, with its method.
    pub(super) route: &'static str,
    /// For each subject.
    pub(super) each: u32,
    /// For all together.
    pub(super) all: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    One(&'static str, Subject),
    All(&'static str),
}

#[derive(Clone, Copy, Debug)]
struct Window {
    begun: Instant,
    count: u32,
}

/// Where a subject stands in one window.
#[derive(Clone, Copy, Debug)]
struct Standing {
    limit: u32,
    left: u32,
    /// Seconds until the window ends, rounded up.
    reset: u64,
    is_over: bool,
}

/// All windows that are open.
#[derive(Debug, Default)]
pub struct RequestLimits {
    windows: RefCell<HashMap<Key, Window>>,
}

/// What a request may say about the limits in its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    one: Standing,
    all: Standing,
}

impl Spent {
    /// Adds the headers that tell a client how much is left.
    pub(super) fn tell(self, headers: &mut HeaderMap) {
        for (who, standing) in [("ip", self.one), ("signature", self.all)] {
            let fields =
                [("limit", u64::from(standing.limit)), ("remaining", standing.left.into()), ("reset", standing.reset)];
            for (what, value) in fields {
                if let Ok(name) = HeaderName::try_from(format!("x-ratelimit-{who}-{what}")) {
                    headers.insert(name, HeaderValue::from(value));
                }
            }
        }
    }
}

impl RequestLimits {
    /// Counts a request.
    ///
    /// # Errors
    /// The answer to a request that is one too many.
    pub(super) fn spend(&self, quota: Quota, subject: Subject, address: IpAddr) -> Result<Spent, Box<Response<Body>>> {
        let now = Instant::now();
        let mut windows = self.windows.borrow_mut();
        if windows.len() >= MAX_SUBJECTS {
            windows.retain(|_, window| now - window.begun < WINDOW);
            if windows.len() >= MAX_SUBJECTS {
                windows.clear();
            }
        }
        let subject = match subject {
            Subject::Address(address) => Subject::Address(subscriber(address)),
            member @ Subject::Member(_) => member,
        };
        let mut count = |key, limit, by| {
            let window = windows.entry(key).or_insert(Window { begun: now, count: 0 });
            if now - window.begun >= WINDOW {
                *window = Window { begun: now, count: 0 };
            }
            window.count = window.count.saturating_add(by);
            let reset = WINDOW.saturating_sub(now - window.begun).as_millis().div_ceil(1000) as u64;
            let left = limit - window.count.min(limit);
            Standing { limit, left, reset, is_over: window.count > limit }
        };
        let one = count(Key::One(quota.route, subject), quota.each, 1);
        // One who sends too much uses up nothing of what others may send.
        let all = count(Key::All(quota.route), quota.all, u32::from(!one.is_over));
        drop(windows);
        let spent = Spent { one, all };
        let blocked_by = match () {
            () if one.is_over => "ip",
            () if all.is_over => "signature",
            () => return Ok(spent),
        };
        let body = json!({"type": "error", "error": "Too many requests", "code": "rate_limited", "blockedBy": blocked_by,
            "ip": address.to_string(), "signature": quota.route});
        let mut response =
            headers::respond(StatusCode::TOO_MANY_REQUESTS, "application/json; charset=utf-8", body.to_string());
        spent.tell(response.headers_mut());
        Err(Box::new(response))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota { route: "GET /x", each: 2, all: 5 };

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn requests_are_counted_by_subject_and_together() {
        let limits = RequestLimits::default();
        let spend = |text| limits.spend(QUOTA, Subject::Address(address(text)), address(text));
        assert!(spend("192.0.2.1").is_ok());
        let mut headers = HeaderMap::new();
        spend("192.0.2.1").unwrap().tell(&mut headers);
        assert_eq!(headers["x-ratelimit-ip-limit"], "2");
        assert_eq!(headers["x-ratelimit-ip-remaining"], "0");
        assert_eq!(headers["x-ratelimit-signature-remaining"], "3");
        assert_eq!(headers["x-ratelimit-ip-reset"], "60");
        let refused = spend("192.0.2.1").unwrap_err();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        // An IPv6 subscriber has a whole network of addresses.
        assert!(spend("2001:db8::1").is_ok() && spend("2001:db8::2").is_ok() && spend("2001:db8::3").is_err());
        // Those that were refused were none of all.
        assert!(spend("192.0.2.2").is_ok());
        assert!(spend("192.0.2.3").is_err());
    }

    #[test]
    fn safer_the_counters_are_bounded() {
        let limits = RequestLimits::default();
        for n in 0..3 * MAX_SUBJECTS as u32 {
            let address = IpAddr::from(n.to_be_bytes());
            let _ = limits.spend(Quota { all: u32::MAX, ..QUOTA }, Subject::Address(address), address);
        }
        assert!(limits.windows.borrow().len() <= MAX_SUBJECTS + 1);
    }
}

//! What holds for whatever a stranger sends. Each of these panics if it does not; the fuzz targets look for bytes that make
//! them, and `tests/seeds.rs` goes through the known ones.

use dcts_edge::security::{
    canonical::{canonical, canonical_without_sig},
    dsync::{Event, NodeObject, Verified, answer, fits, is_proven, parse},
    host,
};
use serde_json::Value;

/// Panics if something does not hold for these bytes.
type Property = fn(&[u8]);

/// All of them, by name.
pub(crate) const ALL: [(&str, Property); 4] =
    [("profile", profile), ("canonical", canonical_form), ("envelope", envelope), ("host", host_of)];

/// What is of the profile is read alike by a usual parser, and printed in one way (spec 52 section 2).
pub(crate) fn profile(bytes: &[u8]) {
    let Some(value) = parse(bytes) else { return };
    assert_eq!(serde_json::from_slice::<Value>(bytes).ok().as_ref(), Some(&value), "a usual parser reads the same");
    let printed = value.to_string();
    assert_eq!(parse(printed.as_bytes()), Some(value), "what was printed is of the profile, and the same");
    let text = std::str::from_utf8(bytes).expect("strings of the profile are Unicode");
    assert_eq!(canonical(text).ok(), Some(printed), "both ways of printing are the same");
}

/// A canonical form is its own, and the same thing (spec 50 section A3.2).
pub(crate) fn canonical_form(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(first) = canonical(text) else { return };
    assert_eq!(canonical(&first).as_ref().ok(), Some(&first));
    assert_eq!(canonical_without_sig(&first).is_ok(), canonical_without_sig(text).is_ok());
    if parse(bytes).is_some() {
        let value: Value = serde_json::from_str(&first).expect("JSON");
        assert_eq!(serde_json::from_str::<Value>(text).ok(), Some(value));
    }
}

/// An event that is read is read again from what is shown of it as evidence; nobody's signature holds for what nobody
/// signed; and a report proves nothing unless it has the form of one.
pub(crate) fn envelope(bytes: &[u8]) {
    let _ = answer(bytes);
    let Some(value) = parse(bytes) else { return };
    let _ = Verified::<NodeObject>::node(&value, "https://a.example", 1_795_349_807_181);
    let Some(event) = Event::read(&value) else { return };
    for is_whole in [true, false] {
        let shown = event.evidence(is_whole);
        let again = Event::read(&shown).expect("evidence is an event");
        assert_eq!(again.evidence(is_whole), shown);
        assert_eq!(
            (&again.event, &again.id, &again.key, again.ts, &again.to),
            (&event.event, &event.id, &event.key, event.ts, &event.to)
        );
    }
    let fits = fits(&event);
    let proven = if fits && event.event == "abuse.report" { is_proven(&event) } else { None };
    assert!(proven.is_none_or(|ids| !ids.is_empty() && ids.len() <= 24));
    let header = event.evidence(false);
    if let Ok(verified) = Verified::event(event, None) {
        // The signature is over the header, too.
        assert!(header["sig"].as_str().is_some_and(|sig| !sig.is_empty()));
        assert_eq!(verified.evidence(false), header);
    }
}

/// An address that was taken out of a text is its own, is not long, and nothing of it is left to read in another way
/// (spec 51 section 3).
pub(crate) fn host_of(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(address) = host::extract(text) else { return };
    assert!(address.len() <= 259, "{address}");
    assert_eq!(host::extract(&address).as_deref(), Some(address.as_str()), "{text:?}");
    assert_eq!(host::extract(&format!("https://{address}/")).as_deref(), Some(address.as_str()), "{text:?}");
    assert!(address.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#@\\\"'<>%".contains(&byte)), "{address}");
    let name = host::name_of(&address);
    assert!(!name.is_empty() && address.contains(name));
    if host::is_public(&address) {
        let is_local = ["localhost", "127.", "10.", "192.168.", "169.254.", "0."].iter().any(|start| {
            name == *start
                || (start.ends_with('.') && name.starts_with(start) && name.parse::<std::net::IpAddr>().is_ok())
        });
        assert!(!is_local, "{address}");
    }
}

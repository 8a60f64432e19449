//! What is known of the things that messages link to.

use serde::{Deserialize, Serialize};

/// What a link leads to, as far as its media type tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// Something else: a page, most likely.
    Unknown,
}

impl MediaKind {
    /// Of a media type such as `image/png`.
    pub fn of(media_type: &str) -> Self {
        match media_type.split('/').next() {
            Some("image") => Self::Image,
            Some("video") => Self::Video,
            Some("audio") => Self::Audio,
            _ => Self::Unknown,
        }
    }

    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Unknown => "unknown",
        }
    }

    /// Of what was stored.
    pub fn from_stored(text: &str) -> Option<Self> {
        [Self::Image, Self::Video, Self::Audio, Self::Unknown].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What a page says of itself. Texts are HTML without tags: clients put them into pages as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageMeta {
    /// The page.
    pub url: String,
    /// Its name.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// A picture for it: an `http` or `https` URL.
    pub image: Option<String>,
    /// Name of the site.
    pub site_name: Option<String>,
    /// Where its icon would be.
    pub favicon: Option<String>,
}

/// Whether a media type is one of pictures that may be passed on. SECURITY: SVG can hold scripts, and so
/// can everything that is XML.
pub fn is_picture(media_type: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    media_type.strip_prefix("image/").is_some_and(|kind| {
        !kind.is_empty()
            && kind.len() <= 60
            && kind.chars().all(is_plain)
            && !kind.contains("svg")
            && !kind.contains("xml")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_the_media_type() {
        for (text, kind) in
            [("image/png", MediaKind::Image), ("video/mp4", MediaKind::Video), ("audio/ogg", MediaKind::Audio)]
        {
            assert_eq!(MediaKind::of(text), kind);
            assert_eq!(MediaKind::from_stored(kind.as_str()), Some(kind));
        }
        for text in ["", "text/html", "imagery/x", "application/image"] {
            assert_eq!(MediaKind::of(text), MediaKind::Unknown, "{text}");
        }
        assert_eq!(MediaKind::from_stored("error"), None);
    }

    #[test]
    fn safer_pictures_that_can_hold_scripts_are_none() {
        for good in ["image/png", "image/jpeg", "image/vnd.microsoft.icon", "image/avif", "image/x-icon"] {
            assert!(is_picture(good), "{good}");
        }
        for bad in [
            "image/svg+xml",
            "image/svg",
            "image/xml",
            "image/a+xml",
            "image/",
            "image/a b",
            "image/\r\n",
            "text/html",
            "",
        ] {
            assert!(!is_picture(bad), "{bad}");
        }
    }
}

//! Floor 2: the LiveKit server that carries voice, camera and screen (spec 42). This node gives out tokens for it,
//! believes its signed notices, and tells it who has to go; sound and pictures never pass through here.

mod checks;
mod keys;
mod rooms;
mod settings;
#[cfg_attr(not(feature = "voice"), path = "signing_absent.rs")]
mod signing;

pub use checks::{Webhook, is_reached};
pub use rooms::{Participant, RoomError, Track};
pub use settings::{Absent, KeySource, Settings, Told, find, told};
pub use signing::Signer;

use crate::outgoing::Outgoing;

/// What somebody in a call may send. Listening is what a call is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// The microphone.
    pub speak: bool,
    /// A camera.
    pub camera: bool,
    /// A screen, with its sound.
    pub screen: bool,
}

impl Rights {
    /// To listen only.
    pub const NONE: Self = Self { speak: false, camera: false, screen: false };

    /// Whether there is anything to send.
    pub fn any(self) -> bool {
        self != Self::NONE
    }

    /// The names of what may be sent, as tokens have them; LiveKit's other interfaces write them in capitals.
    pub fn sources(self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.speak, "microphone"),
            (self.camera, "camera"),
            (self.screen, "screen_share"),
            (self.screen, "screen_share_audio"),
        ];
        all.into_iter().filter(|(may, _)| *may).map(|(_, name)| name)
    }

    /// Whether a source may be sent, whatever the case of its name.
    pub fn allows(self, source: &str) -> bool {
        self.sources().any(|name| name.eq_ignore_ascii_case(source))
    }
}

/// For what a token of the node itself is good.
#[derive(Clone, Copy, Debug)]
pub enum Task<'a> {
    /// To list rooms.
    List,
    /// To end rooms.
    End,
    /// To list and to change who is in this room.
    Manage(&'a str),
}

/// What a notice of LiveKit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Somebody came into a room.
    Joined,
    /// Somebody left it.
    Left,
    /// A room ended.
    Ended,
    /// Something else.
    Other,
}

/// A notice of LiveKit whose signature was verified.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What it is about.
    pub happened: Happened,
    /// The same each time it is sent.
    pub id: String,
    /// When it happened, seconds since the epoch.
    pub at: i64,
    /// Name of the room.
    pub room: String,
    /// Who; empty for notices about rooms.
    pub participant: Participant,
}

/// A LiveKit server.
#[derive(Debug)]
pub struct Livekit {
    settings: Settings,
    signer: Signer,
    outgoing: Outgoing,
}

impl Livekit {
    /// The server of these settings. It is asked over a client that asks nobody else, so that an address in a private
    /// network is open to this purpose alone.
    ///
    /// # Errors
    /// When this build cannot do that.
    pub fn new(settings: Settings) -> Result<Self, Absent> {
        let signer = Signer::new(&settings.key, &settings.secret)?;
        let outgoing = rooms::only(&settings.api);
        Ok(Self { settings, signer, outgoing })
    }

    /// Where it is and how it is asked.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Gives out tokens and verifies notices.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }
}

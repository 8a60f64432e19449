//! What the node needs to know about a LiveKit server that DCTS does not ask for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::security::outbound::Target;

/// Voice, camera and screen share; where LiveKit is for members' clients stands in `serverinfo.livekit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VoiceSettings {
    /// Where this node itself reaches LiveKit, such as `http://10.0.0.2:7880`, if not where the clients do.
    pub api_url: String,
    /// What shared screens are to stay within.
    pub screen: ScreenLimits,
    /// Keys of later versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What clients are asked to stay within with a shared screen, which is what costs a LiveKit server most. SAFER this is
/// not: LiveKit passes on what it gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScreenLimits {
    /// Pixels from top to bottom.
    pub max_height: u32,
    /// Pictures a second.
    pub max_frame_rate: u32,
    /// Bits a second.
    pub max_bitrate: u32,
    /// Keys of later versions, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Default for ScreenLimits {
    /// The most that existing clients offer.
    fn default() -> Self {
        Self { max_height: 2160, max_frame_rate: 120, max_bitrate: 50_000_000, extra: Map::new() }
    }
}

impl VoiceSettings {
    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// A line that names the key and the expectation.
    pub(super) fn check(&self) -> Result<(), String> {
        let screen = &self.screen;
        for (key, value, least, most) in [
            ("maxHeight", screen.max_height, 240, 4320),
            ("maxFrameRate", screen.max_frame_rate, 1, 240),
            ("maxBitrate", screen.max_bitrate, 100_000, 200_000_000),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!("dcts_edge.voice.screen.{key}: expected {least} to {most}, found {value}"));
            }
        }
        if self.api_url.is_empty() || self.api_url.parse::<Target>().is_ok() {
            return Ok(());
        }
        Err(format!("dcts_edge.voice.apiUrl: expected a URL such as http://10.0.0.2:7880, found {:?}", self.api_url))
    }
}

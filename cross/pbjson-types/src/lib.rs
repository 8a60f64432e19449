//! Stands in for the crate of this name. livekit-api asks for it in any case and uses it in its own HTTP client only,
//! which is not part of this program; the real one would bring a compiler of protocol buffers along.

//! Floor 1: the bytes of the real-time protocol, as plain functions without I/O: WebSocket frames
//! (RFC 6455), Engine.IO v4 and Socket.IO v5 packets (spec 05).

pub mod engineio;
pub mod socketio;
pub mod websocket;

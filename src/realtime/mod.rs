//! Floor 2: the connections. Engine.IO sessions over long polling and WebSocket, Socket.IO sockets on
//! them, rooms, and fan-out (spec 05). Knows nothing of what the events mean: that is the [`App`].
//!
//! Everything runs on one thread. No borrow of the state is held while the [`App`] is called, and
//! the end of a connection is always told to it later, so it may call the [`Hub`] from anywhere.

mod heartbeat;
mod http;
mod hub;
mod ids;
mod packet;
mod polling;
mod protocol;
mod rooms;
mod session;
mod settings;
mod stats;
mod stream;
mod websocket;

pub use http::{Body, handle};
pub use hub::{App, Hub};
pub use ids::{CloseReason, ConnId, Handshake, Visit};
pub use packet::Packet;
pub use rooms::Room;
pub use settings::Settings;
pub use stats::{Counter, LAG_BOUNDS_MS, Stats};
pub use stream::Stream;

pub use crate::wire::socketio::{AckId, Event, EventName};

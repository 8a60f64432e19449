//! What shows an operator whether all of it works.

use std::time::SystemTime;

use hyper::{
    HeaderMap, Method,
    header::{self, HeaderValue},
};

use super::{
    Livekit, RoomError,
    rooms::{SERVICE, only},
};
use crate::{
    outgoing::{Ask, OutgoingError},
    security::outbound::Target,
};

/// How a webhook takes what it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Webhook {
    /// It believes what is signed, and nothing else.
    Well,
    /// It does not believe what is signed: another key, or another clock.
    Refuses,
    /// It believes everything: that is no node like this one.
    TakesAll,
    /// It cannot be asked.
    Away(OutgoingError),
}

/// Whether something answers like a web server there.
///
/// # Errors
/// When nothing does.
pub async fn is_reached(target: Target) -> Result<(), OutgoingError> {
    match only(&target).send(Ask::get(target), &SERVICE).await {
        Ok(_) | Err(OutgoingError::Status(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

impl Livekit {
    /// How many seconds LiveKit's clock is ahead of this one; `None` if it does not say.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn clock(&self) -> Result<Option<i64>, RoomError> {
        let answer = match self.outgoing.send(Ask::get(self.settings.api.clone()), &SERVICE).await {
            // A proxy in front of it may pass only its interfaces on.
            Err(OutgoingError::Status(_)) => return Ok(None),
            answer => answer?,
        };
        let date = answer.headers.get(header::DATE).and_then(|date| date.to_str().ok());
        let seconds =
            |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |it| it.as_secs() as i64);
        let there = date.and_then(|date| httpdate::parse_http_date(date).ok()).map(seconds);
        Ok(there.map(|there| there - seconds(SystemTime::now())))
    }

    /// How a webhook takes a notice like LiveKit's, and one that nobody signed.
    pub async fn try_webhook(&self, webhook: &Target) -> Webhook {
        let Some((body, signature)) = self.signer.imitate("dcts_edge_check") else { return Webhook::Refuses };
        let outgoing = only(webhook);
        let tell = async |signature: &str| {
            let kind = HeaderValue::from_static("application/webhook+json");
            let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]);
            if let Ok(signature) = HeaderValue::from_str(signature) {
                headers.insert(header::AUTHORIZATION, signature);
            }
            let ask = Ask { method: Method::POST, target: webhook.clone(), headers, body: body.clone().into() };
            outgoing.send(ask, &SERVICE).await.map(drop)
        };
        match (tell(&signature).await, tell("").await) {
            (Ok(()), Err(OutgoingError::Status(401))) => Webhook::Well,
            (Ok(()), Ok(())) => Webhook::TakesAll,
            (Err(OutgoingError::Status(401)), _) => Webhook::Refuses,
            (Err(error), _) | (_, Err(error)) => Webhook::Away(error),
        }
    }
}

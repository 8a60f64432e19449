//! Ids as small copyable values.
//!
//! On the wire every id is a string; inside, member and message ids are twelve bytes
//! (spec 10 section 2.4: exactly 12 characters), structure ids are integers (spec 20 section 3.1).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A text is not an id of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a valid id")
    }
}

impl std::error::Error for InvalidId {}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 12]);

        impl $name {
            /// The id as it is written on the wire and in storage.
            pub fn as_str(&self) -> &str {
                let end = self.0.iter().position(|&b| b == 0).unwrap_or(12);
                // Only ASCII gets in (`FromStr`), so this cannot fail.
                std::str::from_utf8(&self.0[..end]).unwrap_or_default()
            }

            /// Whether the id has the form that this node gives out: twelve decimal digits.
            pub fn is_decimal(&self) -> bool {
                self.0.iter().all(u8::is_ascii_digit)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Accepts 1 to 12 graphic ASCII characters (`system` and old bot ids are shorter).
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let bytes = text.as_bytes();
                if bytes.is_empty() || bytes.len() > 12 || !bytes.iter().all(u8::is_ascii_graphic) {
                    return Err(InvalidId);
                }
                let mut id = [0; 12];
                id[..bytes.len()].copy_from_slice(bytes);
                Ok(Self(id))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(IdText)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

text_id!(
    /// A member: twelve characters chosen by the client at registration, or `system`.
    MemberId
);
text_id!(
    /// A message: twelve decimal digits given out by the server.
    MessageId
);
text_id!(
    /// A room of direct messages: twelve decimal digits given out by the server.
    DmRoomId
);

impl MemberId {
    /// The author of what the server itself says (spec 31 section 5).
    pub const SYSTEM: Self = Self(*b"system\0\0\0\0\0\0");
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl FromStr for $name {
            type Err = InvalidId;

            /// Accepts canonical decimal text only: digits, no sign, no leading zero.
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let canonical = !text.is_empty()
                    && text.bytes().all(|b| b.is_ascii_digit())
                    && (text == "0" || !text.starts_with('0'));
                if !canonical {
                    return Err(InvalidId);
                }
                text.parse().map(Self).map_err(|_| InvalidId)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(IdText)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

number_id!(
    /// A group of categories (spec 20 section 3.1).
    GroupId
);
number_id!(
    /// A category inside a group.
    CategoryId
);
number_id!(
    /// A text or voice channel.
    ChannelId
);
number_id!(
    /// A role (spec 20 section 3.2).
    RoleId
);

impl RoleId {
    /// Every member holds it.
    pub const MEMBER: Self = Self(0);
    /// A style for the member list only; never assigned.
    pub const OFFLINE: Self = Self(1);
    /// The built-in administrator role.
    pub const ADMINISTRATOR: Self = Self(1111);

    /// Whether the node cannot do without it.
    pub fn is_built_in(self) -> bool {
        [Self::MEMBER, Self::OFFLINE, Self::ADMINISTRATOR].contains(&self)
    }
}

/// The three ids that name a channel's place; its text form `g-c-ch` is the room name of the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RoomId {
    /// The group.
    pub group: GroupId,
    /// The category in that group.
    pub category: CategoryId,
    /// The channel in that category.
    pub channel: ChannelId,
}

impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.group, self.category, self.channel)
    }
}

impl FromStr for RoomId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(InvalidId);
        let room = Self { group: next()?.parse()?, category: next()?.parse()?, channel: next()?.parse()? };
        if parts.next().is_some() {
            return Err(InvalidId);
        }
        Ok(room)
    }
}

impl Serialize for RoomId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RoomId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdText)?.parse().map_err(de::Error::custom)
    }
}

/// Reads an id that some clients and old files write as a number (spec 30 section 1.2).
struct IdText;

impl de::Visitor<'_> for IdText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id (text or whole number)")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn member_ids_hold_what_databases_hold() {
        let id: MemberId = "123456789012".parse().unwrap();
        assert_eq!(id.as_str(), "123456789012");
        assert!(id.is_decimal());
        assert_eq!("system".parse(), Ok(MemberId::SYSTEM));
        assert!(!MemberId::SYSTEM.is_decimal());
        for bad in ["", "1234567890123", "12345678901\0", "1234 5678901", "äbcdefghijk"] {
            assert_eq!(bad.parse::<MemberId>(), Err(InvalidId), "{bad:?}");
        }
        assert_eq!(serde_json::from_str::<MemberId>("123456789012").unwrap(), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"123456789012\"");
    }

    #[test]
    fn structure_ids_are_canonical_decimals() {
        assert_eq!("1388".parse(), Ok(ChannelId(1388)));
        for bad in ["", "01", "-1", "+1", "1.0", "4294967296", "null"] {
            assert_eq!(bad.parse::<ChannelId>(), Err(InvalidId), "{bad:?}");
        }
        assert_eq!(serde_json::from_str::<ChannelId>("0").unwrap(), ChannelId(0));
    }

    #[test]
    fn rooms_have_exactly_three_parts() {
        let room: RoomId = "0-12-1388".parse().unwrap();
        assert_eq!(room.to_string(), "0-12-1388");
        for bad in ["0-0", "0-0-0-0", "null-null-null", "0-null-null", "0--0"] {
            assert!(bad.parse::<RoomId>().is_err(), "{bad:?}");
        }
    }
}

//! A JSON object keyed by ids that keeps what it does not understand.

use std::{collections::BTreeMap, fmt, marker::PhantomData, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::{Value, value::RawValue};

/// An object such as config.json's `groups`: iterates in ascending id order, which is the
/// "key order" of spec 20 section 2.2. Entries whose key is no id are kept aside
/// unchanged and written back.
#[derive(Clone, Debug, PartialEq)]
pub struct IdMap<K: Ord, V> {
    /// What the node works with.
    pub entries: BTreeMap<K, V>,
    /// What it only carries along.
    pub other: BTreeMap<String, Value>,
}

impl<K: Ord, V> IdMap<K, V> {
    /// The entry of an id.
    pub fn get(&self, id: K) -> Option<&V> {
        self.entries.get(&id)
    }

    /// The entry of an id, to be changed.
    pub fn get_mut(&mut self, id: K) -> Option<&mut V> {
        self.entries.get_mut(&id)
    }

    /// All entries in ascending id order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.entries.iter()
    }
}

impl<K: Ord, V> Default for IdMap<K, V> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), other: BTreeMap::new() }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for IdMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(iter: I) -> Self {
        Self { entries: iter.into_iter().collect(), other: BTreeMap::new() }
    }
}

impl<K: Ord + fmt::Display, V: Serialize> Serialize for IdMap<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len() + self.other.len()))?;
        for (key, value) in &self.entries {
            map.serialize_entry(&key.to_string(), value)?;
        }
        for (key, value) in &self.other {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de, K: Ord + FromStr, V: de::DeserializeOwned> Deserialize<'de> for IdMap<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdMapVisitor(PhantomData))
    }
}

struct IdMapVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K: Ord + FromStr, V: de::DeserializeOwned> Visitor<'de> for IdMapVisitor<K, V> {
    type Value = IdMap<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = IdMap::default();
        // Each part from its text, so that its code is there once and not for every source of values.
        while let Some((key, value)) = access.next_entry::<String, Box<RawValue>>()? {
            let failed = |error: serde_json::Error| de::Error::custom(format!("{key}: {error}"));
            if let Ok(id) = key.parse::<K>() {
                let parsed = serde_json::from_str(value.get()).map_err(failed)?;
                map.entries.insert(id, parsed);
            } else {
                let other = serde_json::from_str(value.get()).map_err(failed)?;
                map.other.insert(key, other);
            }
        }
        Ok(map)
    }

    /// Old files hold `[]` where an empty object is meant.
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        if access.next_element::<Value>()?.is_some() {
            return Err(de::Error::custom("expected an object, found a list"));
        }
        Ok(IdMap::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ChannelId;

    #[test]
    fn keeps_key_order_and_strange_keys() {
        let text = r#"{"10":1,"9":2,"note":{"a":[1]}}"#;
        let map: IdMap<ChannelId, i64> = serde_json::from_str(text).unwrap();
        let order: Vec<u32> = map.iter().map(|(id, _)| id.0).collect();
        assert_eq!(order, [9, 10]);
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"9":2,"10":1,"note":{"a":[1]}}"#);
    }

    #[test]
    fn an_empty_list_counts_as_an_empty_object() {
        assert_eq!(serde_json::from_str::<IdMap<ChannelId, i64>>("[]").unwrap(), IdMap::default());
        assert!(serde_json::from_str::<IdMap<ChannelId, i64>>("[1]").is_err());
    }
}

//! Pictures of other servers on the disk, so that each is fetched once a day and not by every reader
//! (spec 30 section 14): `cache/proxy/<SHA-1 of the URL>` and `.type` beside it, as DCTS keeps them.
//! Which there are is known in memory; what they hold never is.

use std::{
    cell::RefCell,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    rc::Rc,
    time::{Duration, SystemTime},
};

use lru::LruCache;
use sha1::{Digest, Sha1};

use crate::{
    model::previews::is_picture,
    node::Node,
    outgoing::{Answer, Ask, Flights, OutgoingError, Policy},
    security::{
        outbound::{Target, is_web_port},
        random,
    },
};

/// How long a picture is shown without asking for it again.
const LASTS: Duration = Duration::from_hours(24);
/// Most pictures. Small ones take no space worth naming, but each takes about 150 bytes of memory.
const MAX_PICTURES: usize = 8192;
/// What two files take on a disk beside their content, about.
const OVERHEAD: u64 = 8192;
const MIB: u64 = 1024 * 1024;

/// What is asked of other servers.
pub(super) const PICTURE: Policy = Policy {
    purpose: "picture",
    allows_http: true,
    allows_private: false,
    port: is_web_port,
    redirects: 0,
    time: Duration::from_secs(7),
    accepts: is_picture,
    max_body: 10 * MIB,
    cuts_body: false,
};

/// What a picture is kept under.
type Key = [u8; 20];

/// A picture that is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    /// Where its content is.
    pub(super) path: PathBuf,
    /// Its media type, one that [`is_picture`].
    pub(super) kind: Rc<str>,
}

#[derive(Clone, Debug)]
struct Entry {
    kind: Rc<str>,
    size: u64,
    fetched: SystemTime,
}

/// Why there is no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPicture {
    /// The other server's part.
    Outgoing(OutgoingError),
    /// The disk's part; the log has it.
    Disk,
}

impl From<OutgoingError> for NoPicture {
    fn from(error: OutgoingError) -> Self {
        Self::Outgoing(error)
    }
}

impl From<io::Error> for NoPicture {
    fn from(error: io::Error) -> Self {
        log::error!("a picture could not be kept: {error}");
        Self::Disk
    }
}

/// The pictures that are here.
#[derive(Debug)]
pub struct Pictures {
    shared: Rc<Shared>,
    flights: Flights<Key, Result<Picture, NoPicture>>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    /// Absent until somebody asks for a picture.
    index: RefCell<Option<Index>>,
}

#[derive(Debug)]
struct Index {
    entries: LruCache<Key, Entry>,
    bytes: u64,
}

impl Pictures {
    /// Those of a data folder.
    pub fn new(data: &Path) -> Self {
        let shared = Rc::new(Shared { folder: data.join("cache").join("proxy"), index: RefCell::default() });
        Self { shared, flights: Flights::default() }
    }

    /// A picture, if it is here and not too old.
    pub(super) async fn known(&self, target: &Target) -> Option<Picture> {
        self.shared.open_index().await;
        self.shared.find(key_of(target))
    }

    /// A picture, fetched if it is not here.
    pub(super) async fn get(&self, node: &Rc<Node>, target: Target) -> Result<Picture, NoPicture> {
        if let Some(known) = self.known(&target).await {
            return Ok(known);
        }
        let (key, node, shared) = (key_of(&target), Rc::clone(node), Rc::clone(&self.shared));
        let fetched = self.flights.join(key, async move {
            // It may have come while this was being asked for.
            match shared.find(key) {
                Some(known) => Ok(known),
                None => shared.fetch(&node, target, key).await,
            }
        });
        fetched.await.unwrap_or(Err(NoPicture::Disk))
    }
}

fn key_of(target: &Target) -> Key {
    Sha1::digest(target.as_str()).into()
}

fn name_of(key: Key) -> String {
    key.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

fn key_from(name: &str) -> Option<Key> {
    let mut key = Key::default();
    if name.len() != 2 * key.len() || !name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(name.as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok())?;
    }
    Some(key)
}

fn is_fresh(fetched: SystemTime) -> bool {
    // A clock that was set back makes everything new; at worst a day longer.
    fetched.elapsed().is_ok_and(|age| age < LASTS)
}

impl Index {
    fn insert(&mut self, key: Key, entry: Entry) {
        self.bytes += entry.size + OVERHEAD;
        if let Some((_, old)) = self.entries.push(key, entry) {
            self.bytes -= old.size + OVERHEAD;
        }
    }

    fn remove(&mut self, key: Key) {
        if let Some(old) = self.entries.pop(&key) {
            self.bytes -= old.size + OVERHEAD;
        }
    }

    /// Takes out what is more than may be here, the longest unused first, but for the last one.
    fn take_surplus(&mut self, cap: u64) -> Vec<Key> {
        let mut surplus = Vec::new();
        while self.entries.len() > 1 && (self.bytes > cap || self.entries.len() > MAX_PICTURES) {
            let Some((key, old)) = self.entries.pop_lru() else { break };
            self.bytes -= old.size + OVERHEAD;
            surplus.push(key);
        }
        surplus
    }
}

impl Shared {
    fn path(&self, key: Key) -> PathBuf {
        self.folder.join(name_of(key))
    }

    fn find(&self, key: Key) -> Option<Picture> {
        let mut index = self.index.borrow_mut();
        let index = index.as_mut()?;
        let entry = index.entries.get(&key)?;
        let found = Picture { path: self.path(key), kind: Rc::clone(&entry.kind) };
        if is_fresh(entry.fetched) && found.path.exists() {
            return Some(found);
        }
        index.remove(key);
        None
    }

    /// Looks what an earlier run, or DCTS, left here.
    async fn open_index(&self) {
        if self.index.borrow().is_some() {
            return;
        }
        let folder = self.folder.clone();
        let found = tokio::task::spawn_blocking(move || scan(&folder)).await.unwrap_or_default();
        let mut index = self.index.borrow_mut();
        if index.is_some() {
            return;
        }
        let mut fresh = Index { entries: LruCache::unbounded(), bytes: 0 };
        for (key, kind, size, fetched) in found {
            fresh.insert(key, Entry { kind: kind.into(), size, fetched });
        }
        *index = Some(fresh);
    }

    async fn fetch(&self, node: &Node, target: Target, key: Key) -> Result<Picture, NoPicture> {
        let mut answer = node.outgoing().send(Ask::get(target).accept("image/*"), &PICTURE).await?;
        let kind: Rc<str> = answer.media_type().into();
        let path = self.path(key);
        let size = keep(&mut answer, &kind, &path).await?;
        drop(answer);
        let cap = node.config().dcts_edge.outgoing.picture_cache_mib.max(0) as u64 * MIB;
        let surplus: Vec<PathBuf> = {
            let mut index = self.index.borrow_mut();
            let entry = Entry { kind: Rc::clone(&kind), size, fetched: SystemTime::now() };
            let index = index.get_or_insert_with(|| Index { entries: LruCache::unbounded(), bytes: 0 });
            index.insert(key, entry);
            index.take_surplus(cap).into_iter().map(|key| self.path(key)).collect()
        };
        if !surplus.is_empty() {
            tokio::task::spawn_blocking(move || surplus.iter().for_each(|path| remove(path)));
        }
        Ok(Picture { path, kind })
    }
}

/// A file that is removed unless it was moved to its place.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Writes a picture to the disk, piece by piece, and gives it its place when it is complete.
async fn keep(answer: &mut Answer, kind: &str, path: &Path) -> Result<u64, NoPicture> {
    let unfinished = Unfinished(path.with_extension(format!("{}.tmp", random::hex(8))));
    let begun = unfinished.0.clone();
    let mut file = blocking(move || {
        begun.parent().map_or(Ok(()), fs::create_dir_all)?;
        File::create(&begun)
    })
    .await?;
    let mut size = 0;
    while let Some(chunk) = answer.chunk().await? {
        size += chunk.len() as u64;
        file = blocking(move || file.write_all(&chunk).map(|()| file)).await?;
    }
    let (kind, path) = (kind.to_owned(), path.to_owned());
    blocking(move || {
        drop(file);
        fs::write(path.with_extension("type"), kind)?;
        fs::rename(&unfinished.0, &path)
    })
    .await?;
    Ok(size)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten()
}

fn remove(path: &Path) {
    for file in [path, &path.with_extension("type")] {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => log::warn!("{}: {error}", file.display()),
            _ => {}
        }
    }
}

/// The pictures of a folder, the longest unused first, as far as one can tell. What is too old, too much
/// or not complete is removed.
fn scan(folder: &Path) -> Vec<(Key, String, u64, SystemTime)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|ending| ending == "type") {
            if !path.with_extension("").exists() {
                let _ = fs::remove_file(&path);
            }
            continue;
        }
        match read(&path, &name) {
            Some(picture) if found.len() < MAX_PICTURES => found.push(picture),
            _ => remove(&path),
        }
    }
    found.sort_unstable_by_key(|(.., fetched)| *fetched);
    found
}

fn read(path: &Path, name: &str) -> Option<(Key, String, u64, SystemTime)> {
    let (key, about) = (key_from(name)?, path.metadata().ok()?);
    let fetched = about.modified().ok().filter(|fetched| is_fresh(*fetched))?;
    // SECURITY: what another program wrote is looked at like everything else.
    let kind = fs::read_to_string(path.with_extension("type")).ok()?;
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    is_picture(&kind).then_some((key, kind, about.len(), fetched))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(size: u64) -> Entry {
        Entry { kind: "image/png".into(), size, fetched: SystemTime::now() }
    }

    #[test]
    fn names_are_those_of_dcts() {
        let target: Target = "http://example.org/a.png".parse().unwrap();
        let name = name_of(key_of(&target));
        assert_eq!((name.len(), key_from(&name)), (40, Some(key_of(&target))));
        for bad in ["", "x", &"g".repeat(40), &"A".repeat(40), "../../../../../../../../../../etc/passwd0"] {
            assert_eq!(key_from(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_longest_unused_goes_first_and_the_sum_stays_right() {
        let mut index = Index { entries: LruCache::unbounded(), bytes: 0 };
        for n in 0..10 {
            index.insert([n; 20], entry(1000));
        }
        index.insert([3; 20], entry(500));
        assert_eq!(index.bytes, 9 * 1000 + 500 + 10 * OVERHEAD);
        index.entries.get(&[0; 20]);
        let surplus = index.take_surplus(4 * (1000 + OVERHEAD));
        assert_eq!(surplus.len(), 6);
        assert!(!surplus.contains(&[0; 20]) && !surplus.contains(&[3; 20]) && surplus.contains(&[1; 20]));
        // One that is larger than everything that may be here is still shown once.
        assert_eq!(index.take_surplus(0).len(), 3);
        index.remove([3; 20]);
        index.remove([0; 20]);
        assert_eq!((index.bytes, index.entries.len()), (0, 0));
    }

    #[test]
    fn safer_many_small_pictures_are_bounded_too() {
        let mut index = Index { entries: LruCache::unbounded(), bytes: 0 };
        for n in 0..MAX_PICTURES as u32 + 100 {
            let mut key = [0; 20];
            key[..4].copy_from_slice(&n.to_be_bytes());
            index.insert(key, entry(0));
            index.take_surplus(u64::MAX);
        }
        assert_eq!(index.entries.len(), MAX_PICTURES);
    }

    #[test]
    fn what_an_earlier_run_left_is_looked_at() {
        let folder = std::env::temp_dir().join(format!("dcts-edge-pictures-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let put = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        let [good, svg, typeless, old] = [[1; 20], [2; 20], [3; 20], [4; 20]].map(name_of);
        for (name, kind) in [(&good, "image/png; x"), (&svg, "image/svg+xml"), (&old, "image/png")] {
            put(name, "content");
            put(&format!("{name}.type"), kind);
        }
        put(&typeless, "content");
        put("0123.tmp", "half");
        put(&format!("{}.type", name_of([5; 20])), "image/png");
        let yesterday = SystemTime::now() - LASTS;
        File::options().append(true).open(folder.join(&old)).unwrap().set_modified(yesterday).unwrap();
        let found: Vec<_> = scan(&folder).into_iter().map(|(key, kind, size, _)| (key, kind, size)).collect();
        assert_eq!(found, [([1; 20], "image/png".to_owned(), 7)]);
        let mut left: Vec<String> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, [good.clone(), format!("{good}.type")]);
        fs::remove_dir_all(folder).unwrap();
    }
}

//! A file that is on its way, as far as it is here: `<member>_<file id>.part`, and what is known of it in
//! `.json` beside it. Both outlive the process, so that a client can go on where it was.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::asked::{Asked, Key, Kind};
use crate::model::ids::MemberId;

/// How much of a file is hashed at a time when it is read again: others want the thread too.
const SLICE: u64 = 1024 * 1024;
/// Largest file of what is known of a part; real ones have some hundred bytes.
const MAX_ABOUT: u64 = 4096;

/// What is known of a part. Written once, at its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct About {
    member: MemberId,
    file_id: String,
    /// Name of the file, cleaned.
    pub(super) name: String,
    /// What it is for.
    pub(super) kind: Kind,
    /// Chunks in all.
    pub(super) total: u64,
    /// Bytes of each chunk but the last: how many are here follows from the length of the file.
    pub(super) chunk: u64,
    /// The system's start. After a loss of power a file may be as long as it was and empty.
    boot: String,
}

/// A file that is on its way.
#[derive(Debug)]
pub(super) struct Part {
    /// What is known of it.
    pub(super) about: About,
    /// Where it is.
    pub(super) path: PathBuf,
    /// The next chunk, from 0.
    pub(super) next: u64,
    /// What is here.
    pub(super) bytes: u64,
    /// When something last came.
    pub(super) touched: Instant,
    /// Absent while nobody writes: after a restart.
    open: Option<(File, Sha256)>,
}

/// Where parts are. Private: nothing in it is ever served.
fn folder(data: &Path) -> PathBuf {
    data.join("uploading")
}

fn boot() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other).flatten()
}

impl Part {
    /// Begins a file with its first chunk's length.
    pub(super) async fn begin(data: &Path, asked: &Asked, chunk: u64) -> io::Result<Self> {
        let about = About {
            member: asked.member,
            file_id: asked.file_id.clone(),
            name: asked.name.clone(),
            kind: asked.kind,
            total: asked.total,
            chunk,
            boot: boot(),
        };
        let path = folder(data).join(format!("{}_{}.part", asked.member, asked.file_id));
        blocking(move || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            let file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
            fs::write(path.with_extension("json"), serde_json::to_vec(&about)?)?;
            let open = Some((file, Sha256::new()));
            Ok(Self { about, path, next: 0, bytes: 0, touched: Instant::now(), open })
        })
        .await
    }

    /// Whose it is, and what it is called there.
    pub(super) fn key(&self) -> Key {
        (self.about.member, self.about.file_id.clone())
    }

    /// What it takes at least, as far as its beginning tells.
    pub(super) fn reserved(&self) -> u64 {
        self.bytes.max((self.about.total - 1).saturating_mul(self.about.chunk))
    }

    /// Whether a chunk of this length can be the next one: all are of one length, the last may be shorter.
    pub(super) fn fits(&self, length: u64) -> bool {
        let is_last = self.next + 1 == self.about.total;
        if is_last { length <= self.about.chunk } else { length == self.about.chunk && length > 0 }
    }

    /// Adds the next chunk. On a failure the part is of no use any more.
    pub(super) async fn append(mut self, chunk: Bytes) -> io::Result<Self> {
        let (mut file, mut hasher) = match self.open.take() {
            Some(open) => open,
            None => self.reopen().await?,
        };
        blocking(move || {
            file.write_all(&chunk)?;
            hasher.update(&chunk);
            self.open = Some((file, hasher));
            self.bytes += chunk.len() as u64;
            self.next += 1;
            self.touched = Instant::now();
            Ok(self)
        })
        .await
    }

    /// Opens what an earlier run left, and reads it once for its hash.
    async fn reopen(&self) -> io::Result<(File, Sha256)> {
        let (path, bytes) = (self.path.clone(), self.bytes);
        let mut file = blocking(move || {
            let mut file = OpenOptions::new().read(true).write(true).open(path)?;
            // A chunk that was being written when the process ended comes again.
            file.set_len(bytes)?;
            file.seek(SeekFrom::Start(0)).map(|_| file)
        })
        .await?;
        let (mut hasher, mut left) = (Sha256::new(), bytes);
        while left > 0 {
            let length = left.min(SLICE);
            (file, hasher) = blocking(move || {
                let mut slice = vec![0; length as usize];
                file.read_exact(&mut slice)?;
                hasher.update(&slice);
                Ok((file, hasher))
            })
            .await?;
            left -= length;
        }
        Ok((file, hasher))
    }

    /// Flushes a complete file and tells its hash, in hexadecimal digits.
    pub(super) fn close(&mut self) -> io::Result<String> {
        let (file, hasher) = self.open.take().ok_or(io::ErrorKind::NotFound)?;
        file.sync_all()?;
        let digits = hasher.finalize();
        let digits = digits.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        Ok(digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect())
    }

    /// Removes what is left of it on the disk.
    pub(super) fn remove(&self) {
        remove(&self.path);
    }
}

fn remove(part: &Path) {
    for path in [part, &part.with_extension("json")] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => log::warn!("{}: {error}", path.display()),
            _ => {}
        }
    }
}

/// The parts that an earlier run left, at most `most`; what cannot be gone on with is removed.
pub(super) fn left_behind(data: &Path, most: usize, not_older: Duration) -> Vec<Part> {
    let boot = boot();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder(data)).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_about = path.extension().is_some_and(|ending| ending == "json");
        if is_about && path.with_extension("part").exists() {
            continue;
        }
        match read(&path, &boot, not_older) {
            Some(part) if found.len() < most => found.push(part),
            _ => remove(&path),
        }
    }
    found
}

fn read(path: &Path, boot: &str, not_older: Duration) -> Option<Part> {
    let mut text = String::new();
    File::open(path.with_extension("json")).ok()?.take(MAX_ABOUT).read_to_string(&mut text).ok()?;
    let about: About = serde_json::from_str(&text).ok()?;
    let file = path.metadata().ok()?;
    let age = file.modified().ok()?.elapsed().unwrap_or_default();
    let is_named = path.file_name()?.to_str()? == format!("{}_{}.part", about.member, about.file_id);
    if !is_named || about.boot != boot || about.chunk == 0 || age > not_older {
        return None;
    }
    let next = (file.len() / about.chunk).min(about.total.checked_sub(1)?);
    let touched = Instant::now().checked_sub(age)?;
    let bytes = next * about.chunk;
    Some(Part { about, path: path.to_owned(), next, bytes, touched, open: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    fn data(name: &str) -> PathBuf {
        let data = std::env::temp_dir().join(format!("dcts-edge-part-{}-{name}", std::process::id()));
        fs::create_dir_all(&data).unwrap();
        data
    }

    fn asked(file_id: &str) -> Asked {
        let query = format!("id=123456789012&filename=a.png&chunkIndex=0&totalChunks=3&fileId={file_id}");
        Asked::read(&query).unwrap_or_else(|_| panic!("a good query"))
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_was_left_is_gone_on_with_and_has_the_same_hash() {
        let data = data("resume");
        let (piece, last) = (Bytes::from(vec![7; 1000]), Bytes::from_static(b"end"));
        let whole = Sha256::new().chain_update(&piece).chain_update(&piece).chain_update(&last).finalize();
        let part = Part::begin(&data, &asked("x"), 1000).await.unwrap().append(piece.clone()).await.unwrap();
        // The process ends in the middle of the second chunk.
        OpenOptions::new().append(true).open(&part.path).unwrap().write_all(&piece[..500]).unwrap();
        let key = part.key();
        drop(part);
        let mut left = left_behind(&data, 10, HOUR);
        let part = left.remove(0);
        assert_eq!((part.key(), part.next, part.bytes, left.len()), (key, 1, 1000, 0));
        assert!(part.fits(1000) && !part.fits(999) && !part.fits(1001));
        let part = part.append(piece).await.unwrap();
        assert!(part.fits(3) && part.fits(1000) && !part.fits(1001));
        let mut part = part.append(last).await.unwrap();
        let hash: String = part.close().unwrap();
        assert_eq!(hash[..8], format!("{:02x}{:02x}{:02x}{:02x}", whole[0], whole[1], whole[2], whole[3]));
        assert_eq!(fs::metadata(&part.path).unwrap().len(), 2003);
        part.remove();
        assert_eq!(fs::read_dir(folder(&data)).unwrap().count(), 0);
        fs::remove_dir_all(data).unwrap();
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_cannot_be_gone_on_with_is_removed() {
        let data = data("useless");
        for file_id in ["good", "old", "otherboot", "alone", "broken"] {
            let part = Part::begin(&data, &asked(file_id), 10).await.unwrap();
            part.append(Bytes::from_static(b"0123456789")).await.unwrap();
        }
        let at = |name: &str| folder(&data).join(format!("123456789012_{name}"));
        let old = std::time::SystemTime::now() - 2 * HOUR;
        File::options().append(true).open(at("old.part")).unwrap().set_modified(old).unwrap();
        let text = fs::read_to_string(at("otherboot.json")).unwrap().replace("\"boot\":\"", "\"boot\":\"x");
        fs::write(at("otherboot.json"), text).unwrap();
        fs::remove_file(at("alone.json")).unwrap();
        fs::write(at("broken.json"), "{").unwrap();
        fs::write(folder(&data).join("0123456789abcdef"), "of an earlier version").unwrap();
        fs::write(folder(&data).join("orphan.json"), "{}").unwrap();
        let left = left_behind(&data, 10, HOUR);
        assert_eq!(left.iter().map(|part| part.key().1).collect::<Vec<_>>(), ["good"]);
        assert_eq!(fs::read_dir(folder(&data)).unwrap().count(), 2);
        assert!(left_behind(&data, 0, HOUR).is_empty());
        assert_eq!(fs::read_dir(folder(&data)).unwrap().count(), 0);
        fs::remove_dir_all(data).unwrap();
    }
}

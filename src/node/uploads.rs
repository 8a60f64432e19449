//! What is uploaded: how much space it takes, and how large pictures are.

use std::{
    cell::{Cell, RefCell},
    num::NonZeroUsize,
    path::Path,
    time::{Duration, Instant},
};

use lru::LruCache;

use super::{Node, media};

/// Pictures whose size is remembered, about 200 bytes each.
const MAX_SIZES: NonZeroUsize = NonZeroUsize::new(256).unwrap();
/// How often, at most, the folders are looked through again because they seem full.
const LOOK_AGAIN: Duration = Duration::from_mins(1);

/// Space and sizes of uploads.
pub(super) struct UploadFacts {
    /// Bytes in the folders; absent until somebody asks.
    used: Cell<Option<u64>>,
    looked: Cell<Option<Instant>>,
    sizes: RefCell<LruCache<Box<str>, (u32, u32)>>,
}

impl Default for UploadFacts {
    fn default() -> Self {
        Self { used: Cell::new(None), looked: Cell::new(None), sizes: RefCell::new(LruCache::new(MAX_SIZES)) }
    }
}

impl Node {
    /// Bytes that uploads take. The folders are looked through once; with `is_fresh` again, in case
    /// that somebody removed files by hand, but not all the time.
    pub async fn upload_space(&self, is_fresh: bool) -> u64 {
        let is_recent = self.uploads.looked.get().is_some_and(|looked| looked.elapsed() < LOOK_AGAIN);
        if let Some(used) = self.uploads.used.get().filter(|_| is_recent || !is_fresh) {
            return used;
        }
        let folders = media::upload_folders(self.data());
        let look = move || folders.iter().map(|folder| media::folder_size(folder)).sum();
        let used = tokio::task::spawn_blocking(look).await.unwrap_or(0);
        self.uploads.looked.set(Some(Instant::now()));
        self.uploads.used.set(Some(used));
        used
    }

    /// Takes note that uploads take more space, or less, by so many bytes.
    pub fn upload_space_changed(&self, by: i64) {
        self.uploads.used.set(self.uploads.used.get().map(|used| used.saturating_add_signed(by)));
    }

    /// Width and height of an uploaded picture, `/uploads/<name>`, as its header says. `None` for what
    /// is not here or no picture.
    pub async fn image_size(&self, path: &str) -> Option<(u32, u32)> {
        let name = path.strip_prefix("/uploads/")?;
        // SECURITY: one name inside of the folder.
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', '\0', '%']) {
            return None;
        }
        let known = self.uploads.sizes.borrow_mut().get(name).copied();
        if known.is_some() {
            return known;
        }
        let files = media::upload_folders(self.data()).map(|folder| folder.join(name));
        let read = move || files.iter().find_map(|file: &std::path::PathBuf| media::image_size(Path::new(file)));
        let size = tokio::task::spawn_blocking(read).await.ok()??;
        self.uploads.sizes.borrow_mut().put(name.into(), size);
        Some(size)
    }
}

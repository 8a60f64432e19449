//! Embeds the web client: every file of `web-dist/`, as it is and compressed, with its ETag.

// A build that cannot read or write its files can only stop, and its output is cargo's.
// Paths are written as Rust string literals: that is their debug form.
#![allow(clippy::expect_used, clippy::print_stdout, clippy::unnecessary_debug_formatting)]

use std::{
    env,
    ffi::OsString,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest, Sha256};

/// Compression saves nothing below this, but costs a header.
const WORTH_COMPRESSING: usize = 512;

/// LiveKit's library, its worker, and what encrypts calls: a quarter of all files.
const CALLS: [&str; 2] = ["assets/livekit-", "assets/seal-"];

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let web = root.join("web-dist");
    println!("cargo::rerun-if-changed={}", web.display());
    let mut files = Vec::new();
    collect(&web, &mut files);
    files.sort();
    let mut table = String::from("&[\n");
    for (number, path) in files.iter().enumerate() {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path
            .strip_prefix(&web)
            .expect("collected below it")
            .to_str()
            .expect("our own names are text")
            .replace('\\', "/");
        // A build without voice tells its clients so, and they never ask for what they would call with.
        if env::var_os("CARGO_FEATURE_VOICE").is_none() && CALLS.iter().any(|start| name.starts_with(start)) {
            continue;
        }
        table.push_str(&entry(&out, number, path, &name));
    }
    table.push_str("]\n");
    fs::write(out.join("embedded.rs"), table).expect("OUT_DIR can be written");
    // Addresses that are put right at the start are read whole by then: packed they take a fiftieth of the memory.
    // glibc knows that form since 2.36; a linker that does not know it ignores the wish.
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    // mold and wild read no such scripts.
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    if target("OS") == "linux" && !flags.contains("mold") && !flags.contains("wild") {
        let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
        let scripts = if is_release { &["layout.ld", "no-unwind.ld"][..] } else { &["layout.ld"] };
        for script in scripts {
            let path = root.join("cross").join(script);
            println!("cargo::rerun-if-changed={}", path.display());
            println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", path.display());
        }
        if is_release {
            println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
            if knows(&out, FOLD) {
                println!("cargo::rustc-link-arg-bins={FOLD}");
            }
        }
    }
    let tokens = root.join("web/src/styles/tokens.css");
    println!("cargo::rerun-if-changed={}", tokens.display());
    let tokens = fs::read_to_string(tokens).expect("the web client's source is here");
    for (name, start) in [("light", ":root, :root[data-theme=\"light\"] {"), ("dark", "\n:root[data-theme=\"dark\"] {")]
    {
        let (_, rest) = tokens.split_once(start).expect("the tokens of each theme have a block");
        let (block, _) = rest.split_once("\n}").expect("a block ends");
        let theme = format!(
            "/* The colours of the web client's own {name} theme: a start for others. */\n:root {{{block}\n}}\n"
        );
        fs::write(out.join(format!("{name}.css")), theme).expect("OUT_DIR can be written");
    }
}

/// Functions of the same code become one: a hundredth of the program. lld can do that, GNU ld cannot.
const FOLD: &str = "-Wl,--icf=all";

/// Whether the linker that will be used takes an argument: tried with a program that does nothing.
fn knows(out: &Path, argument: &str) -> bool {
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let (source, program) = (out.join("probe.rs"), out.join("probe"));
    fs::write(&source, "fn main() {}").expect("OUT_DIR can be written");
    let mut rustc = Command::new(variable("RUSTC"));
    rustc.arg(&source).arg("-o").arg(&program).args(["--crate-type", "bin", "--target", &variable("TARGET")]);
    rustc.args(["-C", &format!("link-arg={argument}")]);
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut argument = OsString::from("linker=");
        argument.push(linker);
        rustc.arg("-C").arg(argument);
    }
    rustc.args(variable("CARGO_ENCODED_RUSTFLAGS").split('\x1f').filter(|flag| !flag.is_empty()));
    rustc.output().is_ok_and(|output| output.status.success())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn entry(out: &Path, number: usize, path: &Path, name: &str) -> String {
    let plain = fs::read(path).expect("the web client can be read");
    let digest = Sha256::digest(&plain);
    let mut etag = String::new();
    for byte in &digest[..12] {
        write!(etag, "{byte:02x}").expect("a String takes everything");
    }
    let kind = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_text = matches!(kind, "html" | "js" | "css" | "svg" | "json" | "webmanifest" | "txt");
    let size = plain.len();
    let compressed = |ending: &str, data: Vec<u8>| {
        if !is_text || size < WORTH_COMPRESSING || data.len() >= size {
            return "None".to_owned();
        }
        let file = out.join(format!("{number}.{ending}"));
        fs::write(&file, data).expect("OUT_DIR can be written");
        format!("Some(include_bytes!({file:?}))")
    };
    let gzip = compressed("gz", gzip(&plain));
    // What is there compressed is not there as it is, too.
    let plain = if gzip == "None" { format!("Some(include_bytes!({path:?}))") } else { "None".into() };
    format!(
        "    Embedded {{ path: {:?}, etag: {:?}, plain: {plain}, gzip: {gzip} }},\n",
        format!("/{name}"),
        format!("\"{etag}\""),
    )
}

/// Releases take the time for a thirtieth less: everybody downloads it, and the program has it inside.
fn gzip(data: &[u8]) -> Vec<u8> {
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        let mut packed = Vec::new();
        zopfli::compress(zopfli::Options::default(), zopfli::Format::Gzip, data, &mut packed)
            .expect("a Vec takes everything");
        return packed;
    }
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(data).expect("a Vec takes everything");
    writer.finish().expect("a Vec takes everything")
}

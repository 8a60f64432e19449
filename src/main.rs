//! The binary: hands the arguments over.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    dcts_edge::cli::main(&args)
}

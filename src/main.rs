//! The `dcts-edge` program: parses the command line and runs what it names.
fn main() {}

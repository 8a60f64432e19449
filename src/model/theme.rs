//! What of a theme the web client uses: its CSS variables, and nothing that could load or run anything.

/// Most variables of a theme.
const MAX_VARIABLES: usize = 300;
/// Longest name and value, bytes.
const MAX_NAME: usize = 64;
const MAX_VALUE: usize = 200;

/// The variables that a style sheet declares, wherever in it, as one rule for the page's root. Of several
/// declarations of a name the last counts. Values that could leave the declaration, load or call
/// something are left out.
pub fn variables(css: &str) -> String {
    let css = without_comments(css);
    let mut found: Vec<(&str, &str)> = Vec::new();
    for declaration in css.split([';', '{', '}']) {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let (name, value) = (name.trim(), value.trim());
        if !is_name(name) || !is_harmless(value) {
            continue;
        }
        match found.iter().position(|(known, _)| *known == name) {
            Some(at) => found[at].1 = value,
            None if found.len() < MAX_VARIABLES => found.push((name, value)),
            None => {}
        }
    }
    let mut rule = String::from(":root {\n");
    for (name, value) in found {
        rule.push_str(&format!("  {name}: {value};\n"));
    }
    rule + "}\n"
}

fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        kept.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

fn is_name(name: &str) -> bool {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    name.len() <= MAX_NAME && name == "color-scheme"
        || name
            .strip_prefix("--")
            .is_some_and(|rest| !rest.is_empty() && name.len() <= MAX_NAME && rest.bytes().all(is_legal))
}

/// Colours, lengths, fonts, gradients and other variables: no `url()`, `image-set()` or the like.
fn is_harmless(value: &str) -> bool {
    const FUNCTIONS: &[&str] = &[
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "hwb",
        "lab",
        "lch",
        "oklab",
        "oklch",
        "color",
        "color-mix",
        "var",
        "calc",
        "min",
        "max",
        "clamp",
        "linear-gradient",
        "radial-gradient",
        "conic-gradient",
        "cubic-bezier",
        "light-dark",
    ];
    let is_plain = |c: char| c.is_alphanumeric() || " \t\r\n#%.,()+-*/'\"_".contains(c);
    let calls = value.split('(').rev().skip(1).all(|before| {
        let name = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or_default();
        name.is_empty() || FUNCTIONS.contains(&name.to_ascii_lowercase().as_str())
    });
    !value.is_empty() && value.len() <= MAX_VALUE && value.chars().all(is_plain) && calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_kept_and_nothing_else() {
        let css = "@import url(https://e.org/x.css); /* --comment: 1; */ body { color: red; --a: #fff }\n\
                   :root { --b-c: rgb(1 2 3 / 50%); --a: var(--b-c); color-scheme: dark }";
        assert_eq!(
            variables(css),
            ":root {\n  --a: var(--b-c);\n  --b-c: rgb(1 2 3 / 50%);\n  color-scheme: dark;\n}\n"
        );
    }

    #[test]
    fn safer_nothing_loads_or_runs() {
        for bad in [
            "--a: url(https://e.org/x.png)",
            "--a: URL(x)",
            "--a: image-set('x' 1x)",
            "--a: expression(alert(1))",
            "--a: x\\75rl(x)",
            "--a: rgb(url(x))",
            "--a: </style><script>",
            "--a: @import",
            "--a: x:y",
            "--a:",
            "-a: 1",
            "--: 1",
            "behavior: x",
            "/* --a: 1",
        ] {
            assert_eq!(variables(bad), ":root {\n}\n", "{bad}");
        }
        let many: Vec<String> = (0..1000).map(|n| format!("--v{n}: 1;")).collect();
        assert_eq!(variables(&many.concat()).lines().count(), MAX_VARIABLES + 2);
        assert_eq!(variables(&format!("--a: {}", "1".repeat(MAX_VALUE + 1))), ":root {\n}\n");
    }
}

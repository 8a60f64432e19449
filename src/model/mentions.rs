//! Whom a message names (spec 30 section 4.8).

use super::ids::{MemberId, RoleId};

/// Most members that one message notifies by naming them.
pub const MAX_MEMBERS: usize = 50;
/// Most roles that one message notifies.
pub const MAX_ROLES: usize = 10;

/// Members and roles that a text names, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// `&lt;@ID&gt;`
    pub members: Vec<MemberId>,
    /// `&lt;!@ID&gt;`
    pub roles: Vec<RoleId>,
}

impl Mentions {
    /// Finds them in a sanitised text.
    pub fn of(html: &str) -> Self {
        let mut found = Self::default();
        for piece in html.split("&lt;").skip(1) {
            let Some((inner, _)) = piece.split_once("&gt;") else { continue };
            let is_digits = |id: &&str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(id) = inner.strip_prefix('@').filter(is_digits) {
                note(&mut found.members, id.parse().ok(), MAX_MEMBERS);
            } else if let Some(id) = inner.strip_prefix("!@").filter(is_digits) {
                note(&mut found.roles, id.parse().ok(), MAX_ROLES);
            }
        }
        found
    }
}

fn note<T: PartialEq>(list: &mut Vec<T>, id: Option<T>, most: usize) {
    if let Some(id) = id
        && list.len() < most
        && !list.contains(&id)
    {
        list.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_once() {
        let found = Mentions::of(
            "<p>&lt;@112233445566&gt; &lt;@112233445566&gt;</p>&lt;!@1002&gt;&lt;#@7&gt; &lt;@x&gt; &lt;@&gt; &lt;@12",
        );
        assert_eq!(found.members, ["112233445566".parse().unwrap()]);
        assert_eq!(found.roles, [RoleId(1002)]);
        assert_eq!(Mentions::of("a &lt; b &gt; c <@112233445566>"), Mentions::default());
    }

    #[test]
    fn safer_a_flood_of_names_is_cut() {
        let names: Vec<String> = (0..500).map(|n| format!("&lt;@1000000{n:05}&gt;")).collect();
        assert_eq!(Mentions::of(&names.concat()).members.len(), MAX_MEMBERS);
    }
}

//! Which names are those of temporary files.

use std::ffi::OsStr;

/// Whether a file or folder of this name is of no interest: hidden, an editor's own, or in the making.
/// What begins with `.`, `~` or `#` is not read either.
pub fn is_temporary(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with(['.', '~', '#'])
        || name.ends_with(['~', '#'])
        || name.ends_with(".tmp")
        || name.contains("___jb_")
        // Vim tries with this name whether it may write to a folder.
        || name == "4913"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temporary_names_are_known() {
        let temporary = [
            ".x.toml.swp",
            "x.toml~",
            "#x.toml#",
            ".#x.toml",
            "4913",
            ".brief-aB3.tmp",
            "~$x.toml",
            "x.toml.tmp",
            "x.toml___jb_tmp___",
            ".git",
            ".DS_Store",
        ];
        for name in temporary {
            assert!(is_temporary(OsStr::new(name)), "{name}");
        }
        for name in ["x.toml", "4914", "a~b.toml", "tmp", "Ärger.bib", "x"] {
            assert!(!is_temporary(OsStr::new(name)), "{name}");
        }
    }
}

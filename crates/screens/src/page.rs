//! The page of a screen: one shell for all of them, filled from the row of the screen.

use crate::{
    Pages,
    screen::{Audience, Screen},
};

impl Screen {
    /// The page as the browser gets it.
    #[must_use]
    pub fn page(&self) -> String {
        let too_old = match self.audience {
            Audience::Seat => "too-old-seat.html",
            Audience::Staff | Audience::Hall => "too-old-staff.html",
        };
        let class = if self.audience == Audience::Hall { r#" class="theme-wall""# } else { "" };
        let style =
            |name: &&str| format!("<link rel=\"stylesheet\" href=\"/assets/style/{name}.css\">\n");
        let styles: String = self.styles.iter().map(style).collect();
        part("shell.html")
            .replace("{{class}}", class)
            .replace("{{title}}", self.title)
            .replace("{{styles}}", &styles)
            .replace("{{script}}", self.script)
            .replace("{{element}}", &format!("burgertop-{}", self.name))
            .replace("{{too-old}}", &part(too_old))
    }
}

/// A part of pages; a debug build reads it from the disk.
fn part(file: &str) -> String {
    let part = Pages::get(file).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    part.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::{SCREENS, asset};

    #[test]
    fn every_place_in_the_shell_is_filled_and_all_that_a_page_loads_is_there() {
        for screen in SCREENS {
            let page = screen.page();
            assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
            assert!(!page.contains("{{") && !page.contains("}}"), "{page}");
            let loaded: Vec<&str> = page.split("\"/assets/").skip(1).collect();
            assert!(loaded.len() >= 8, "{page}");
            for path in loaded {
                let path = path.split('"').next().expect("a path");
                assert!(asset(path).is_some(), "{}: {path}", screen.name);
            }
        }
    }
}

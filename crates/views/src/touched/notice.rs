//! Messages on screens.

use super::Touched;
use crate::Key;
use domain::{Doc, notice};

impl Touched<'_> {
    pub(super) fn notice(&mut self, event: &notice::Event) {
        match event {
            notice::Event::Shown { to: None, .. } => self.add(Doc::Room, Key::Notice),
            notice::Event::Shown { to: Some(tables), .. } => {
                tables.iter().for_each(|no| self.add(Doc::Table(*no), Key::Notice));
            }
            notice::Event::Cleared {} => {
                self.add(Doc::Room, Key::Notice);
                self.before
                    .notices
                    .tables
                    .keys()
                    .for_each(|no| self.add(Doc::Table(*no), Key::Notice));
            }
        }
    }
}

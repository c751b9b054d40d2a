//! A text as a QR code: one path of squares, to be drawn in any size without loss.

use qrcode::{Color, EcLevel, QrCode};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// The light edge that readers need, in squares (ISO/IEC 18004).
const QUIET: usize = 4;

/// A QR code as the inside of an SVG.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "QrCode")]
pub struct Drawn {
    /// Width and height, quiet edge included.
    pub size: usize,
    /// The dark squares, row by row.
    pub path: String,
}

/// Draws a text; none if it is too long for any QR code.
#[must_use]
pub fn draw(text: &str) -> Option<Drawn> {
    // A card that is creased or coffee-stained must still be read.
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let dark = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if dark > 0 {
                let _ = write!(path, "M{} {}h{dark}v1h-{dark}z", x + QUIET, y + QUIET);
            }
            x += dark.max(1);
        }
    }
    Some(Drawn { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_link_is_drawn_as_squares_within_a_quiet_edge() {
        let drawn = draw("http://192.168.1.2:8080/join#ABCD-EFGH").expect("it fits");
        assert_eq!(drawn.size, 29 + 8);
        // The corner mark: seven squares in a row, at the edge.
        assert!(drawn.path.starts_with("M4 4h7v1h-7z"), "{}", &drawn.path[..20]);
        assert_eq!(draw(&"x".repeat(5_000)), None);
    }
}

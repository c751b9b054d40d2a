//! How the times grow with the hall, as a picture.

use super::Took;
use std::fmt::Write as _;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 48.0;

/// Lines that can be told apart without their colours, since each is named at its end.
const COLOURS: [&str; 3] = ["#8a4b00", "#154f78", "#2f6b3a"];

/// Milliseconds by ideas.
pub fn svg(took: &[Took]) -> String {
    let most_ideas = took.iter().map(|it| it.size).max().unwrap_or(1) as f64;
    let all = took.iter().flat_map(|it| [it.add, it.warm, it.cold]);
    let most_ms = (all.fold(1.0, f64::max) / 10.0).ceil() * 10.0;
    let x = |ideas: f64| LEFT + ideas / most_ideas * (WIDTH - LEFT - RIGHT);
    let y = |ms: f64| HEIGHT - BOTTOM - ms / most_ms * (HEIGHT - TOP - BOTTOM);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"#222\">\n<title>Milliseconds that theming takes, by the number of ideas</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    for step in 0..=4 {
        let ms = most_ms * f64::from(step) / 4.0;
        let at = y(ms);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {at:.1}H{:.1}\" stroke=\"#ddd\"/><text x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{ms:.0} ms</text>",
            WIDTH - RIGHT,
            LEFT - 6.0,
            at + 4.0,
        );
    }
    for it in took {
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            x(it.size as f64),
            HEIGHT - BOTTOM + 20.0,
            it.size,
        );
    }
    let names = ["from scratch", "regroup", "take one idea in"];
    for (line, (name, colour)) in names.into_iter().zip(COLOURS).enumerate() {
        let of = |it: &Took| [it.cold, it.warm, it.add][line];
        let points: Vec<String> =
            took.iter().map(|it| format!("{:.1},{:.1}", x(it.size as f64), y(of(it)))).collect();
        let end = took.last().map_or(0.0, of);
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{name}</text>",
            points.join(" "),
            x(most_ideas) + 8.0,
            y(end) + 4.0,
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">ideas</text>\n</svg>",
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 8.0,
    );
    out
}

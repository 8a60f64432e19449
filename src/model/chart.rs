//! A bar chart with levels drawn across it, as an SVG picture of 800 by 400.

use std::fmt::Write;

const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 56.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 40.0;
/// Most labels under the bars that fit beside each other.
const MAX_LABELS: usize = 16;

/// A line across the bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it means.
    pub name: &'static str,
    /// Where it is.
    pub value: i64,
    /// CSS colour.
    pub colour: &'static str,
}

/// A chart. Texts are ours or digits: nothing in it needs escaping.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Above it.
    pub title: String,
    /// Each bar's label and value.
    pub bars: Vec<(String, i64)>,
    /// Lines across them.
    pub levels: Vec<Level>,
}

/// A round number that is at least `value` and a multiple of 4: the axis has four steps, and counts are whole.
fn round_up(value: i64) -> i64 {
    let mut unit = 1;
    while unit * 20 < value {
        unit *= 10;
    }
    [4, 8, 20].into_iter().map(|step| step * unit).find(|top| *top >= value).unwrap_or(value)
}

impl Chart {
    /// Draws it.
    pub fn to_svg(&self) -> String {
        let highest = self.bars.iter().map(|bar| bar.1).chain(self.levels.iter().map(|level| level.value)).max();
        let top = round_up(highest.unwrap_or(0).max(4));
        let y = |value: i64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value as f64 / top as f64;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
             height=\"{HEIGHT}\" font-family=\"system-ui,sans-serif\" font-size=\"12\" fill=\"#dbdee1\">\
             <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#2b2d31\"/>\
             <text x=\"{LEFT}\" y=\"24\" font-size=\"16\" font-weight=\"600\">{}</text>",
            self.title
        );
        for step in 0..=4 {
            let value = top * step / 4;
            let y = y(value);
            let _ = write!(
                svg,
                "<path d=\"M{LEFT} {y:.1}H{}\" stroke=\"#3f4147\"/><text x=\"{}\" y=\"{:.1}\" \
                 text-anchor=\"end\" fill=\"#949ba4\">{value}</text>",
                WIDTH - RIGHT,
                LEFT - 8.0,
                y + 4.0
            );
        }
        self.draw_bars(&mut svg, y);
        self.draw_levels(&mut svg, y);
        svg.push_str("</svg>");
        svg
    }

    fn draw_bars(&self, svg: &mut String, y: impl Fn(i64) -> f64) {
        let slot = (WIDTH - LEFT - RIGHT) / self.bars.len().max(1) as f64;
        let labelled = self.bars.len().div_ceil(MAX_LABELS).max(1);
        for (at, (label, value)) in self.bars.iter().enumerate() {
            let x = LEFT + slot * at as f64;
            let top = y(*value);
            let _ = write!(
                svg,
                "<rect x=\"{:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"2\" \
                 fill=\"#5865f2\"><title>{label}: {value}</title></rect>",
                x + slot * 0.15,
                slot * 0.7,
                HEIGHT - BOTTOM - top
            );
            if at % labelled == 0 {
                let _ = write!(
                    svg,
                    "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#949ba4\">{label}</text>",
                    x + slot / 2.0,
                    HEIGHT - BOTTOM + 20.0
                );
            }
        }
    }

    fn draw_levels(&self, svg: &mut String, y: impl Fn(i64) -> f64) {
        for (at, Level { name, value, colour }) in self.levels.iter().enumerate() {
            let (y, x) = (y(*value), LEFT + 180.0 * at as f64);
            let _ = write!(
                svg,
                "<path d=\"M{LEFT} {y:.1}H{}\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>\
                 <path d=\"M{x} 44h16\" stroke=\"{colour}\" stroke-width=\"3\"/>\
                 <text x=\"{}\" y=\"48\">{name}: {value}</text>",
                WIDTH - RIGHT,
                x + 22.0
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_fit_into_their_picture() {
        let levels = vec![Level { name: "usual", value: 70, colour: "#fff" }];
        let bars = (0..24).map(|hour| (hour.to_string(), hour * 5)).collect();
        let svg = Chart { title: "Hours".into(), bars, levels }.to_svg();
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>") && svg.contains(">200</text>"));
        assert_eq!(svg.matches("<title>").count(), 24);
        assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("=\"-"));
        let empty = Chart { title: String::new(), bars: Vec::new(), levels: Vec::new() }.to_svg();
        assert!(empty.contains(">4</text>") && !empty.contains("NaN"));
    }

    #[test]
    fn scales_end_at_round_numbers() {
        assert_eq!([4, 5, 6, 11, 20, 99, 1000, 1001].map(round_up), [4, 8, 8, 20, 20, 200, 2000, 2000]);
    }
}

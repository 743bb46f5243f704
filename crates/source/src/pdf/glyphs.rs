//! Glyphs into words: a device that draws nothing and remembers what text was shown where.

use crate::Reason;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use std::ops::Range;

/// What stands for a character that the font does not name.
pub(super) const UNKNOWN: char = char::REPLACEMENT_CHARACTER;
/// The gap, in parts of the font size, that parts words although no blank is printed.
const GAP: f64 = 0.15;
/// How far from the end of a word a text begins that only goes on with it, in parts of the font size.
const EXACT: f64 = 0.01;
/// How far glyphs of a word may stand off its line, in parts of the font size.
const OFF_LINE: f64 = 0.2;
/// How steep a line may be and still count as level.
const LEVEL: f64 = 1e-4;
/// How far apart, in parts of the font size, the same glyph shown twice is one.
const STRUCK_TWICE: f64 = 0.08;
/// The width of a glyph whose font states none, in thousandths of the font size.
const SOME_WIDTH: f64 = 500.0;

/// What a document may still use of its bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) glyphs: usize,
    pub(super) operations: usize,
}

/// Thrown through the interpreter, which cannot be stopped otherwise, when a bound is passed.
pub(super) enum Passed {
    Glyphs,
    Operations,
}

impl Passed {
    pub(super) fn reason(&self) -> Reason {
        let (what, limit) = match self {
            Passed::Glyphs => ("glyphs", "4 million"),
            Passed::Operations => ("drawing operations", "40 million"),
        };
        Reason::TooLarge { what, limit: limit.to_owned() }
    }
}

/// The direction in which text runs on the page as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Left to right.
    Right,
    /// Top to bottom.
    Down,
    /// Upside down.
    Left,
    /// Bottom to top.
    Up,
}

impl Direction {
    pub(super) const ALL: [Direction; 4] =
        [Direction::Right, Direction::Down, Direction::Left, Direction::Up];

    /// The direction of a vector, if it is near one.
    fn of(x: f64, y: f64) -> Option<Direction> {
        let steep = 0.2;
        if y.abs() <= steep * x.abs() {
            Some(if x > 0.0 { Direction::Right } else { Direction::Left })
        } else if x.abs() <= steep * y.abs() {
            Some(if y > 0.0 { Direction::Down } else { Direction::Up })
        } else {
            None
        }
    }

    /// A point as seen by who turns the page so that such text runs left to right.
    pub(super) fn turn(self, p: Point) -> Point {
        match self {
            Direction::Right => p,
            Direction::Down => Point::new(p.y, -p.x),
            Direction::Left => Point::new(-p.x, -p.y),
            Direction::Up => Point::new(-p.y, p.x),
        }
    }

    /// The point on the page as shown.
    pub(super) fn turn_back(self, p: Point) -> Point {
        match self {
            Direction::Right => p,
            Direction::Down => Point::new(-p.y, p.x),
            Direction::Left => Point::new(-p.x, -p.y),
            Direction::Up => Point::new(p.y, -p.x),
        }
    }
}

/// Nine capitals and digits.
fn is_code(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() == 9
        && digits >= 4
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// Whether two words that touch are words of two headings: `Percentage` and `CUSIP`.
fn is_heading(head: &str, tail: &str) -> bool {
    head.len() >= 3
        && tail.len() >= 3
        && head.ends_with(char::is_lowercase)
        && tail.starts_with(char::is_uppercase)
}

/// A word as printed, in the frame of its direction ([`Direction::turn`]).
#[derive(Clone, Debug)]
pub(super) struct PrintedWord {
    pub(super) left: f64,
    pub(super) right: f64,
    /// The line on which it stands; grows downwards.
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) direction: Direction,
    pub(super) text: Range<usize>,
    /// Which showing of a text it is part of.
    pub(super) run: usize,
    /// Whether a blank is printed between it and the word before it in the content.
    pub(super) spaced: bool,
}

/// What a page prints.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) text: String,
    /// In the order of the content.
    pub(super) words: Vec<PrintedWord>,
    pub(super) visible: usize,
    pub(super) invisible: usize,
    pub(super) unknown: usize,
}

/// Where the last glyph ended.
struct Pen {
    start: f64,
    end: f64,
    base: f64,
    direction: Direction,
    /// Whether the word at the end of the list may still grow.
    open: bool,
    /// Whether a blank came since that word.
    blank: bool,
}

/// The device.
pub(super) struct Collector {
    printed: Printed,
    clips: Vec<Rect>,
    budget: Budget,
    pen: Option<Pen>,
    run: usize,
    joint: Option<Joint>,
}

/// Where a showing of a text goes on with the word of another.
struct Joint {
    run: usize,
    /// Byte of the text.
    at: usize,
    /// Where the word ended.
    right: f64,
    left: f64,
    size: f64,
}

impl Collector {
    /// Parts a word at which the text that was just shown only happens to begin: the text of a cell
    /// that is too long for it runs up to that of the next (`Admiral Sh` and `891960338`).
    fn part(&mut self) {
        let Some(joint) = self.joint.take().filter(|j| j.run == self.run) else { return };
        let Some(word) = self.printed.words.last_mut() else { return };
        // A text that is shown piece by piece goes on exactly where it ended.
        let exact = (joint.left - joint.right).abs() < EXACT * joint.size;
        if exact || !word.text.contains(&joint.at) || !self.printed.text.is_char_boundary(joint.at)
        {
            return;
        }
        let (head, tail) = (
            &self.printed.text[word.text.start..joint.at],
            &self.printed.text[joint.at..word.text.end],
        );
        if is_code(tail) || is_heading(head, tail) {
            let rest = PrintedWord {
                left: joint.left,
                text: joint.at..word.text.end,
                run: self.run,
                spaced: false,
                ..word.clone()
            };
            word.text.end = joint.at;
            word.right = joint.right.min(joint.left);
            self.printed.words.push(rest);
        }
    }

    /// Whether a glyph that touches the last word begins another cell: in a showing of its own, a
    /// letter or currency sign behind an amount (`0.065` and `N/A` in columns without a gap), or
    /// anything behind a whole date.
    fn begins_cell(&self, glyph: &str) -> bool {
        let Some(word) = self.printed.words.last().filter(|w| w.run != self.run) else {
            return false;
        };
        let text = &self.printed.text[word.text.clone()];
        let amount = text.contains('.')
            && text.ends_with(|c: char| c.is_ascii_digit() || c == ')')
            && text.bytes().all(|b| b.is_ascii_digit() || b"$.,()-".contains(&b));
        let other = |c: char| c == '$' || c.is_alphabetic() && !matches!(c, 'e' | 'E');
        let value = |c: char| c.is_alphanumeric() || "$.(-".contains(c);
        amount && glyph.starts_with(other) || is_whole_date(text) && glyph.starts_with(value)
    }

    pub(super) fn new(area: Rect, budget: Budget) -> Collector {
        Collector {
            printed: Printed::default(),
            clips: vec![area],
            budget,
            pen: None,
            run: 0,
            joint: None,
        }
    }

    pub(super) fn finish(self) -> (Printed, Budget) {
        (self.printed, self.budget)
    }

    fn operation(&mut self) {
        match self.budget.operations.checked_sub(1) {
            Some(left) => self.budget.operations = left,
            None => std::panic::resume_unwind(Box::new(Passed::Operations)),
        }
    }

    fn glyph(&mut self, glyph: &Placement, text: &str) {
        let Placement { left, right, base, size, direction, shown } = *glyph;
        let pen = self
            .pen
            .take()
            .filter(|p| p.direction == direction && (p.base - base).abs() <= OFF_LINE * size);
        // Bold print imitated by showing a glyph twice.
        if let Some(p) = &pen
            && p.open
            && (left - p.start).abs() < STRUCK_TWICE * size
            && self.printed.text.ends_with(text)
        {
            self.pen = pen;
            return;
        }
        let gap = pen.as_ref().map(|p| (left - p.end) / size);
        if text.chars().all(char::is_whitespace) {
            let near = gap.is_some_and(|g| g.abs() < 1.0);
            self.pen = near.then_some(Pen {
                start: left,
                end: right,
                base,
                direction,
                open: false,
                blank: true,
            });
            return;
        }
        let grows = pen.as_ref().is_some_and(|p| p.open)
            && gap.is_some_and(|g| (-0.5..GAP).contains(&g))
            && !self.begins_cell(text);
        // Words hidden by a clip belong to the text whose beginning is shown.
        let hidden_rest =
            !shown && pen.is_some() && self.printed.words.last().is_some_and(|w| w.run == self.run);
        if !grows && !shown && !hidden_rest {
            self.pen = None;
            return;
        }
        match self.printed.words.last_mut().filter(|_| grows || hidden_rest) {
            Some(word) => {
                if !grows {
                    self.printed.text.push(' ');
                } else if word.run != self.run
                    && self.joint.as_ref().is_none_or(|j| j.run != self.run)
                {
                    let (at, right) = (self.printed.text.len(), word.right);
                    self.joint = Some(Joint { run: self.run, at, right, left, size });
                }
                if shown {
                    word.right = word.right.max(right);
                }
                self.printed.text.push_str(text);
                word.text.end = self.printed.text.len();
            }
            None => {
                // Words that follow each other can be read as one text.
                self.printed.text.push(' ');
                let start = self.printed.text.len();
                self.printed.text.push_str(text);
                self.printed.words.push(PrintedWord {
                    left,
                    right,
                    base,
                    size,
                    direction,
                    text: start..self.printed.text.len(),
                    run: self.run,
                    spaced: pen.is_some_and(|p| p.blank) && gap.is_some_and(|g| g.abs() < GAP),
                });
            }
        }
        self.pen = Some(Pen { start: left, end: right, base, direction, open: true, blank: false });
    }
}

/// `12/5/2024` or `2024-12-05`: a date to which no digit can be added.
fn is_whole_date(text: &str) -> bool {
    let groups = |mark: char| {
        let all = text.split(mark).map(|g| (g.len(), g.bytes().all(|b| b.is_ascii_digit())));
        let sizes: Vec<usize> = all.filter(|g| g.1).map(|g| g.0).collect();
        if text.split(mark).count() == sizes.len() { sizes } else { Vec::new() }
    };
    matches!(groups('/')[..], [1..=2, 1..=2, 4]) || matches!(groups('-')[..], [4, 2, 2])
}

/// Where a glyph stands, in the frame of its direction.
struct Placement {
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    direction: Direction,
    /// Whether it lies within the clip and the page.
    shown: bool,
}

impl Device<'_> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        self.operation();
        self.run += 1;
        let glyphs = run.glyphs();
        match self.budget.glyphs.checked_sub(glyphs.len()) {
            Some(left) => self.budget.glyphs = left,
            None => std::panic::resume_unwind(Box::new(Passed::Glyphs)),
        }
        if matches!(mode, DrawMode::Invisible) {
            self.printed.invisible += glyphs.len();
            return;
        }
        let clip = self.clips.last().copied().unwrap_or_default();
        for positioned in glyphs {
            let transform = props.transform * positioned.transform();
            let [a, b, c, d, ..] = transform.as_coeffs();
            let size = c.hypot(d) * 1000.0;
            let Some(direction) = Direction::of(a, b).filter(|_| size.is_finite() && size > 0.0)
            else {
                continue;
            };
            let width = match &**positioned {
                Glyph::Outline(g) => g.advance_width(),
                Glyph::Type3(g) => g.advance_width(),
            };
            let width = width.map_or(SOME_WIDTH, f64::from);
            let (from, to) = (transform * Point::ZERO, transform * Point::new(width, 0.0));
            let middle = transform * Point::new(width / 2.0, 250.0);
            let (start, end) = (direction.turn(from), direction.turn(to));
            let (start, end) = (straight(start, start, end), straight(end, start, end));
            let placement = Placement {
                left: start.x,
                right: end.x.max(start.x),
                base: start.y,
                size,
                direction,
                shown: clip.contains(middle),
            };
            match positioned.as_unicode() {
                Some(BfString::Char(c)) => {
                    self.glyph(&placement, plain(c).encode_utf8(&mut [0; 4]));
                }
                Some(BfString::String(s)) => self.glyph(&placement, &s),
                None => {
                    self.printed.unknown += 1;
                    self.glyph(&placement, UNKNOWN.encode_utf8(&mut [0; 4]));
                }
            }
            self.printed.visible += usize::from(placement.shown);
        }
        self.part();
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip_rect(&clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.operation();
        let clip = self.clips.last().map_or(*rect, |c| c.intersect(*rect));
        self.clips.push(clip);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {
        self.operation();
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'_>, _: &DrawMode) {
        self.operation();
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.operation();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {
        self.operation();
    }

    fn pop_transparency_group(&mut self) {}
}

/// A point on a page turned straight, of which a text runs from one point to another: a page may be
/// a little askew.
fn straight(point: Point, from: Point, to: Point) -> Point {
    let (run, rise) = (to.x - from.x, to.y - from.y);
    if rise.abs() <= LEVEL * run.abs() {
        return point;
    }
    let length = run.hypot(rise);
    let (cos, sin) = (run / length, rise / length);
    Point::new(point.x * cos + point.y * sin, point.y * cos - point.x * sin)
}

/// A soft hyphen that is printed is a hyphen; control characters are blanks.
fn plain(c: char) -> char {
    match c {
        '\u{ad}' => '-',
        c if c.is_control() => ' ',
        c => c,
    }
}

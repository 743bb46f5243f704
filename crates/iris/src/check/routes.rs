//! Forms are much alike: which tags led from one value to the next is remembered, and need not be
//! found out again.
//!
//! Where an element may stand depends on nothing but the elements of its form before it. So for
//! each place in a form the ways from there to the next value are kept, as the bytes between, and
//! taken by one comparison when they come again. Only ways that broke no rule are kept; values are
//! looked at each time.

use super::engine::{Handler, Stop, Walker, value};
use super::grammar::{Content, Grammar, Mark, Slot};
use super::plain::end_of_value;
use super::prefix::Prefix;
use super::sequence::{Frame, Taken};
use std::collections::HashMap;

/// What is kept at most, so that a hostile file does not fill the memory. A schema has fewer.
const PLACES: usize = 1024;
const WAYS: usize = 16;

/// The longest way, in bytes.
pub(super) const LONGEST: usize = 512;

/// The places of a form.
#[derive(Default)]
pub(super) struct Routes<'a> {
    places: Vec<Place<'a>>,
    by_state: HashMap<State, usize>,
    /// Where a form of a group begins.
    start: Option<(usize, usize)>,
    /// Where the walk is, if that is a place that is known.
    here: Option<usize>,
    /// Frames below the form.
    below: usize,
    /// What happened on the way from there.
    moves: Vec<Move<'a>>,
}

/// The groups of a form that the walk is in, and what each has taken.
type State = Box<[(usize, Taken)]>;

struct Place<'a> {
    state: State,
    ways: Vec<Way<'a>>,
    /// The way that was taken last.
    likely: usize,
}

/// The way to the next value.
struct Way<'a> {
    /// The tags up to it.
    tags: Prefix,
    moves: Box<[Move<'a>]>,
    /// The group that holds the value.
    mark: Mark,
    slot: &'a Slot,
    /// The place behind it.
    to: usize,
}

#[derive(Clone, Copy)]
enum Move<'a> {
    /// A group begins, so many bytes behind the last value.
    Enter(&'a Slot, usize),
    Leave,
}

impl<'a> Routes<'a> {
    /// A form begins; its frame is the last.
    pub(super) fn begin(&mut self, grammar: &Grammar, stack: &[Frame<'a>]) {
        let Some((form, below)) = stack.split_last() else { return };
        self.below = below.len();
        self.moves.clear();
        if self.start.is_none_or(|(group, _)| group != form.group) {
            self.start = self.place(grammar, stack).map(|place| (form.group, place));
        }
        self.here = self.start.map(|(_, place)| place);
    }

    /// The place is not known any more.
    pub(super) fn lose(&mut self) {
        self.here = None;
    }

    /// A group begins.
    pub(super) fn enter(&mut self, slot: &'a Slot, at: usize) {
        if self.here.is_some() {
            self.moves.push(Move::Enter(slot, at));
        }
    }

    /// A group ended.
    pub(super) fn leave(&mut self, stack: &[Frame<'_>]) {
        if stack.len() <= self.below {
            self.lose();
        }
        if self.here.is_some() {
            self.moves.push(Move::Leave);
        }
    }

    /// A value was taken, behind these tags.
    pub(super) fn arrive(
        &mut self,
        grammar: &Grammar,
        tags: &[u8],
        (mark, slot): (Mark, &'a Slot),
        stack: &[Frame<'a>],
    ) {
        let Some(from) = self.here else { return };
        let moves = std::mem::take(&mut self.moves).into();
        self.here = self.place(grammar, stack);
        let ways = &mut self.places[from].ways;
        if let Some(to) = self.here
            && ways.len() < WAYS
            && tags.len() <= LONGEST
        {
            ways.push(Way { tags: Prefix::new(tags), moves, mark, slot, to });
        }
    }

    /// The place of a walk in a form.
    fn place(&mut self, grammar: &Grammar, stack: &[Frame<'a>]) -> Option<usize> {
        let form = &stack[self.below..];
        let state: State =
            form.iter().map(|f| (f.group, f.taken.essence(grammar.group(f.group)))).collect();
        let known = self.by_state.get(&state).copied();
        if known.is_none() && self.places.len() < PLACES {
            self.by_state.insert(state.clone(), self.places.len());
            self.places.push(Place { state, ways: Vec::new(), likely: 0 });
            return Some(self.places.len() - 1);
        }
        known
    }
}

impl Place<'_> {
    /// The way that leads on with these bytes.
    #[inline]
    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        let fits = |way: &Way<'_>| way.tags.begins(bytes);
        if !self.ways.get(self.likely).is_some_and(fits) {
            self.likely = self.ways.iter().position(fits)?;
        }
        Some(self.likely)
    }
}

impl<'a, H: Handler> Walker<'a, H> {
    /// Goes ways that are known and says how many bytes that was.
    ///
    /// # Errors
    /// As for [`super::walk`].
    pub(super) fn known(&mut self, text: &str, offset: u64) -> Result<usize, Stop> {
        let Some(mut here) = self.routes.here else { return Ok(0) };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(way) = self.routes.places[here].find(&bytes[at..]) {
            let way = &self.routes.places[here].ways[way];
            let begin = at + way.tags.len();
            let Some(length) = end_of_value(&bytes[begin..]) else { break };
            let end = begin + length;
            let [b'<', b'/', rest @ ..] = &bytes[end..] else { break };
            if !way.slot.name.begins(rest) {
                break;
            }
            for step in &way.moves {
                match step {
                    Move::Enter(slot, behind) => {
                        let Content::Group(inner) = slot.content else { continue };
                        let offset = offset + (at + behind) as u64;
                        self.stack.push(Frame::new(&slot.name, inner, offset));
                        self.handler.enter(self.grammar.group(inner).mark, offset);
                    }
                    Move::Leave => {
                        let Some(frame) = self.stack.pop() else { continue };
                        self.handler.leave(self.grammar.group(frame.group).mark)?;
                    }
                }
            }
            let tag = begin - (way.slot.name.len() + "<>".len());
            let (text, offset) = (&text[begin..end], offset + tag as u64);
            value(self.handler, self.facts, way.mark, way.slot, text, offset);
            at = end + way.slot.name.len() + "</>".len();
            here = way.to;
        }
        if at > 0 {
            self.routes.here = Some(here);
            let form = &mut self.stack[self.routes.below..];
            for (frame, (_, taken)) in form.iter_mut().zip(&self.routes.places[here].state) {
                frame.taken = *taken;
            }
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::{Value, walk};
    use super::*;
    use crate::xml::NAMESPACE;
    use crate::year::FilingYear;
    use proptest::prelude::*;
    use std::io::BufReader;

    /// What is told of a document.
    #[derive(Default)]
    struct Told(Vec<String>);

    impl Handler for Told {
        fn enter(&mut self, mark: Mark, offset: u64) {
            self.0.push(format!("{offset} {mark:?}"));
        }

        fn leaf(&mut self, group: Mark, slot: &Slot, Value { text, cents }: Value<'_>) {
            self.0.push(format!("{group:?} {} {text} {cents:?}", slot.name));
        }

        fn leave(&mut self, mark: Mark) -> Result<(), Stop> {
            self.0.push(format!("{mark:?} ends"));
            Ok(())
        }

        fn violation(&mut self, code: &'static str, element: &str, message: String, offset: u64) {
            self.0.push(format!("{offset} {code} {element} {message}"));
        }
    }

    fn told(document: &str, buffer: usize) -> Vec<String> {
        let facts = FilingYear::get(2025).unwrap();
        let mut told = Told::default();
        let reader = BufReader::with_capacity(buffer, document.as_bytes());
        if let Err(stop) = walk(reader, &Grammar::new(facts), facts, &mut told) {
            told.0.push(format!("{stop:?}"));
        }
        told.0
    }

    const PARTS: [&str; 16] = [
        "<TaxYr>2025</TaxYr>",
        "<RecordId>7</RecordId>",
        "<CFSFElectionStateCd>OH</CFSFElectionStateCd>",
        "<VoidInd>0</VoidInd>",
        "<CorrectedInd>0</CorrectedInd>",
        "<RecipientDetail><TIN>000000001</TIN><TINSubmittedTypeCd>UNKNOWN</TINSubmittedTypeCd>\
         <PersonName><PersonFirstNm>A</PersonFirstNm><PersonLastNm>B</PersonLastNm></PersonName>\
         <MailingAddressGrp><USAddress><CityNm>C</CityNm></USAddress></MailingAddressGrp>\
         </RecipientDetail>",
        "<RecipientDetail><TIN>1</TIN><BusinessName><BusinessNameLine1Txt>A &amp; B\
         </BusinessNameLine1Txt></BusinessName><PersonName></PersonName></RecipientDetail>",
        "<RecipientAccountNum>A-1</RecipientAccountNum>",
        "<FATCAFilingRequirementInd>0</FATCAFilingRequirementInd>",
        "<SecondTINNoticeInd>0</SecondTINNoticeInd>",
        "<TotalOrdinaryDividendsAmt>3.00</TotalOrdinaryDividendsAmt>",
        "\n <QualifiedDividendsAmt>1.00</QualifiedDividendsAmt>",
        "<ForeignTaxesPaidAmt>-1</ForeignTaxesPaidAmt>",
        "<Unknown><TaxYr>2025</TaxYr></Unknown>",
        "<!-- a remark -->",
        "text",
    ];

    /// The parts of a form: mostly in order, now and then one more anywhere.
    fn form() -> impl Strategy<Value = Vec<usize>> {
        let usual = proptest::collection::vec(proptest::bool::weighted(0.9), 13);
        let odd = proptest::option::weighted(0.2, (0usize..PARTS.len(), 0usize..10));
        (usual, odd).prop_map(|(usual, odd)| {
            let mut form: Vec<_> = (0..13).filter(|i| usual[*i] && *i != 6).collect();
            if let Some((part, at)) = odd {
                form.insert(at.min(form.len()), part);
            }
            form
        })
    }

    proptest! {
        /// With a buffer of one byte the XML reader takes everything.
        #[test]
        fn what_is_known_is_what_would_be_found(
            forms in proptest::collection::vec(form(), 1..40),
            buffer in 200usize..20_000,
        ) {
            let forms: String = forms
                .iter()
                .map(|form| {
                    let parts: String = form.iter().map(|i| PARTS[*i]).collect();
                    ["<Form1099DIVDetail>", &parts, "</Form1099DIVDetail>"].concat()
                })
                .collect();
            let document = [
                "<IRTransmission xmlns=\"", NAMESPACE, "\"><IRSubmission1Grp><IRSubmission1Detail>",
                &forms, "</IRSubmission1Detail></IRSubmission1Grp></IRTransmission>\n",
            ]
            .concat();
            prop_assert_eq!(told(&document, buffer), told(&document, 1));
        }
    }
}

//! The small language of the cases: one line, one thing; see the head of `docs/rules.md`.

use yearend_model::decimal::parse_plain;
use yearend_model::{
    Amounts, Contact, DateValue, Distribution, Field, HeaderColumn, Kind, Layout, Observation,
    ObservationKind, Place, PrintedTotal, Reading, Security, Status, TaxYear, Value,
};

type Result<T> = std::result::Result<T, String>;

/// The reading that a case describes. Places are the line of the case and the layout's column.
pub(crate) fn parse(text: &str) -> Result<Reading> {
    let mut reading = Reading::default();
    for (i, line) in text.lines().enumerate() {
        let line_number = u32::try_from(i + 1).map_err(|e| e.to_string())?;
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        read(&mut reading, word, rest.trim(), line_number)
            .map_err(|e| format!("line {line_number}, {line:?}: {e}"))?;
    }
    Ok(reading)
}

fn read(reading: &mut Reading, word: &str, rest: &str, line: u32) -> Result<()> {
    match word {
        "" => {}
        "year" => {
            let year = rest.parse().ok().and_then(TaxYear::new);
            reading.layouts.push(Layout { tax_year: year, ..Layout::default() });
        }
        "kind" => layout(reading)?.kind = kind(rest)?,
        "heading" => {
            let column = heading(rest, line)?;
            layout(reading)?.header.push(column);
        }
        "security" => {
            let security = security(rest, line);
            layout(reading)?.securities.push(security);
        }
        "line" => {
            let year = layout(reading)?.tax_year;
            let distribution = distribution(rest, line, year)?;
            last_security(reading)?.distributions.push(distribution);
        }
        "total" => {
            let year = layout(reading)?.tax_year;
            let mut amounts = Amounts::default();
            for word in rest.split_whitespace() {
                amount(&mut amounts, word, line, year)?;
            }
            let total = PrintedTotal { amounts, place: Place { part: 0, line, column: 1 } };
            last_security(reading)?.total = Some(total);
        }
        "contact" => reading.contacts.push(contact(rest)),
        "observed" => {
            let index = reading.layouts.len().checked_sub(1);
            reading.observations.push(observation(rest, line, index)?);
        }
        _ => return Err(format!("{word:?} is no word of the language")),
    }
    Ok(())
}

fn layout(reading: &mut Reading) -> Result<&mut Layout> {
    reading.layouts.last_mut().ok_or_else(|| "no `year` before".to_owned())
}

fn last_security(reading: &mut Reading) -> Result<&mut Security> {
    layout(reading)?.securities.last_mut().ok_or_else(|| "no `security` before".to_owned())
}

fn kind(word: &str) -> Result<Kind> {
    [Kind::Primary, Kind::Secondary, Kind::Nra]
        .into_iter()
        .find(|k| k.name() == word)
        .ok_or_else(|| format!("{word:?} is no kind of layout"))
}

fn given(word: &str) -> String {
    if word == "-" { String::new() } else { word.to_owned() }
}

/// `CUSIP TICKER NAME`; `-` is nothing.
fn security(rest: &str, line: u32) -> Security {
    let mut words = rest.splitn(3, ' ');
    let mut next = || given(words.next().unwrap_or_default());
    let (cusip, ticker, name) = (next(), next(), next());
    Security {
        cusip_printed: cusip.clone(),
        cusip,
        ticker: Some(ticker).filter(|t| !t.is_empty()),
        name,
        place: Place { part: 0, line, column: 1 },
        ..Security::default()
    }
}

/// `RECORD EX PAYABLE [status] [M|Y] COLUMN=AMOUNT… [rest=0]`; a date is ISO, `-` or a word.
fn distribution(rest: &str, line: u32, year: Option<TaxYear>) -> Result<Distribution> {
    let mut out = Distribution { place: Place { part: 0, line, column: 1 }, ..Default::default() };
    let mut words = rest.split_whitespace();
    for field in Field::DATES {
        let word = words.next().ok_or("three dates are needed")?;
        let date = word.parse().ok();
        let text = (date.is_none() && word != "-").then(|| word.to_owned());
        let place = Some(Place { part: 0, line, column: field.column().into() });
        if let Some(slot) = out.date_mut(field) {
            *slot = DateValue { date, text, inferred: false, place };
        }
    }
    for word in words {
        if let Some(status) = Status::from_name(word) {
            out.status = Some(status);
        } else if word.len() == 1 {
            out.cusip_change = word.chars().next();
        } else {
            amount(&mut out.amounts, word, line, year)?;
        }
    }
    Ok(out)
}

fn amount(amounts: &mut Amounts, word: &str, line: u32, year: Option<TaxYear>) -> Result<()> {
    let (column, text) = word.split_once('=').ok_or(format!("{word:?} is no column=amount"))?;
    let amount = parse_plain(text).ok_or(format!("{text:?} is no amount"))?;
    let place = |f: Field| Place { part: 0, line, column: f.column().into() };
    if column == "rest" {
        let fields = Field::amounts().filter(|f| year.is_none_or(|y| y.has(*f)));
        for field in fields {
            if amounts.get(field).is_none() {
                amounts.set(field, Value::printed(amount, place(field)));
            }
        }
        return Ok(());
    }
    let field = column.parse().ok().and_then(Field::from_column);
    let field = field.ok_or(format!("{column:?} is no column"))?;
    amounts.set(field, Value::printed(amount, place(field)));
    Ok(())
}

/// `COLUMN [box=LABEL] WORDS`.
fn heading(rest: &str, line: u32) -> Result<HeaderColumn> {
    let (column, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let number: u8 = column.parse().map_err(|_| format!("{column:?} is no column"))?;
    let (box_label, text) = match rest.strip_prefix("box=").and_then(|r| r.split_once(' ')) {
        Some((label, text)) => (Some(label.to_owned()), text),
        None => (None, rest),
    };
    Ok(HeaderColumn {
        field: Field::from_column(number),
        text: text.to_owned(),
        number: Some(number),
        box_label,
        place: Place { part: 0, line, column: number.into() },
        ..HeaderColumn::default()
    })
}

/// `FUND|EMAIL`.
fn contact(rest: &str) -> Contact {
    let (fund, email) = rest.split_once('|').unwrap_or((rest, ""));
    Contact { fund: fund.to_owned(), email: email.to_owned(), ..Contact::default() }
}

/// `KIND [security N] [line N] [column N] [printed|used|because|or "TEXT"]…`.
fn observation(rest: &str, line: u32, layout: Option<usize>) -> Result<Observation> {
    let mut words = words(rest)?.into_iter();
    let name = words.next().ok_or("what was observed?")?;
    let kind = KINDS.into_iter().find(|k| format!("{k:?}") == name);
    let mut out = Observation::new(kind.ok_or(format!("{name:?} is no observation"))?);
    out.layout = layout;
    while let Some(key) = words.next() {
        let value = words.next().ok_or(format!("{key:?} has no value"))?;
        let number = || value.parse::<usize>().map_err(|e| e.to_string());
        match key.as_str() {
            "security" => out.security = number()?.checked_sub(1),
            "line" => out.distribution = number()?.checked_sub(1),
            "column" => out.field = value.parse().ok().and_then(Field::from_column),
            "printed" => out.printed = value,
            "used" => out.used = value,
            "because" => out.because = value,
            "or" => out.candidates.push(value),
            _ => return Err(format!("{key:?} is nothing of an observation")),
        }
    }
    let column = out.field.map_or(1, |f| f.column().into());
    out.places.push(Place { part: 0, line, column });
    Ok(out)
}

/// Words separated by blanks; quoted ones may hold blanks.
fn words(text: &str) -> Result<Vec<String>> {
    let mut out = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (word, tail) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("a quote is not closed")?,
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        out.push(word.to_owned());
        rest = tail.trim_start();
    }
    Ok(out)
}

const KINDS: [ObservationKind; 36] = {
    use ObservationKind::*;
    [
        LostValue,
        Misprint,
        FusedCells,
        ExtraCell,
        MissingCell,
        ShiftedCells,
        DroppedLine,
        DuplicateLine,
        MisprintedTotal,
        SwappedDates,
        MisprintedCusip,
        Ambiguous,
        Unexplained,
        TotalDiffers,
        RepeatedLine,
        MayBeTotal,
        UnreadableCell,
        UnevenCell,
        OrphanRow,
        StrayValue,
        UnknownFlag,
        CellWithoutValue,
        PercentAsNumber,
        UnknownHeading,
        DuplicateColumn,
        MissingColumn,
        HeadingFormulaDiffers,
        HeadingNumberDiffers,
        YearLabelDiffers,
        TitleYearDiffers,
        NoYearPrinted,
        NoTable,
        UnjoinedPages,
        OtherUnit,
        HiddenCells,
        BadEncoding,
    ]
};

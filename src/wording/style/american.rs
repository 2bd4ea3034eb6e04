//! Words spelt otherwise in America than in Britain, where nothing else differs.
//!
//! Left out: what is two words in Britain (`program`, `practice`, `license`, `meter`, `check`), and what either spelling may be.

/// The British spelling of an American word in small letters.
pub(super) fn british(word: &str) -> Option<String> {
    if let Ok(at) = WHOLE.binary_search_by_key(&word, |(american, _)| american) {
        return WHOLE.get(at).map(|(_, british)| (*british).to_owned());
    }
    OR.iter().find_map(|stem| {
        let rest = word.strip_prefix(stem)?.strip_prefix("or")?;
        OR_ENDINGS.contains(&rest).then(|| format!("{stem}our{rest}"))
    })
}

/// What stands before the `or` of words that Britain spells with `our`.
const OR: &[&str] = &[
    "ard",
    "arm",
    "behavi",
    "cand",
    "clam",
    "col",
    "demean",
    "disfav",
    "dishon",
    "enam",
    "endeav",
    "fav",
    "ferv",
    "flav",
    "harb",
    "hon",
    "hum",
    "lab",
    "misbehavi",
    "neighb",
    "od",
    "parl",
    "ranc",
    "rum",
    "sav",
    "savi",
    "splend",
    "succ",
    "tum",
    "val",
    "vap",
    "vig",
    "disarm",
    "belab",
    "discol",
    "multicol",
];

/// What follows it. Not those before which the `u` falls in Britain too: `humorous`, `laborious`, `honorary`.
const OR_ENDINGS: &[&str] = &[
    "", "s", "ed", "ing", "er", "ers", "able", "ably", "ful", "fully", "less", "hood", "hoods",
    "ite", "ites", "ly", "y", "liness",
];

/// The rest, sorted.
const WHOLE: &[(&str, &str)] = &[
    ("aluminum", "aluminium"),
    ("artifact", "artefact"),
    ("artifacts", "artefacts"),
    ("behavioral", "behavioural"),
    ("caliber", "calibre"),
    ("canceled", "cancelled"),
    ("canceling", "cancelling"),
    ("catalog", "catalogue"),
    ("catalogs", "catalogues"),
    ("center", "centre"),
    ("centered", "centred"),
    ("centering", "centring"),
    ("centers", "centres"),
    ("centimeter", "centimetre"),
    ("centimeters", "centimetres"),
    ("channeled", "channelled"),
    ("channeling", "channelling"),
    ("counseled", "counselled"),
    ("counseling", "counselling"),
    ("counselor", "counsellor"),
    ("counselors", "counsellors"),
    ("cozy", "cosy"),
    ("defense", "defence"),
    ("defenseless", "defenceless"),
    ("defenses", "defences"),
    ("enroll", "enrol"),
    ("enrollment", "enrolment"),
    ("enrollments", "enrolments"),
    ("enrolls", "enrols"),
    ("fiber", "fibre"),
    ("fibers", "fibres"),
    ("fueled", "fuelled"),
    ("fueling", "fuelling"),
    ("fulfill", "fulfil"),
    ("fulfillment", "fulfilment"),
    ("fulfills", "fulfils"),
    ("gray", "grey"),
    ("installment", "instalment"),
    ("installments", "instalments"),
    ("jewelry", "jewellery"),
    ("kilometer", "kilometre"),
    ("kilometers", "kilometres"),
    ("labeled", "labelled"),
    ("labeling", "labelling"),
    ("leveled", "levelled"),
    ("leveling", "levelling"),
    ("liter", "litre"),
    ("liters", "litres"),
    ("maneuver", "manoeuvre"),
    ("maneuvered", "manoeuvred"),
    ("maneuvering", "manoeuvring"),
    ("maneuvers", "manoeuvres"),
    ("marshaled", "marshalled"),
    ("marvelous", "marvellous"),
    ("meager", "meagre"),
    ("millimeter", "millimetre"),
    ("millimeters", "millimetres"),
    ("modeled", "modelled"),
    ("modeling", "modelling"),
    ("offense", "offence"),
    ("offenses", "offences"),
    ("plow", "plough"),
    ("plowed", "ploughed"),
    ("practiced", "practised"),
    ("practicing", "practising"),
    ("pretense", "pretence"),
    ("pretenses", "pretences"),
    ("quarreled", "quarrelled"),
    ("signaled", "signalled"),
    ("signaling", "signalling"),
    ("skeptic", "sceptic"),
    ("skeptical", "sceptical"),
    ("skepticism", "scepticism"),
    ("skeptics", "sceptics"),
    ("skillful", "skilful"),
    ("skillfully", "skilfully"),
    ("smoldering", "smouldering"),
    ("somber", "sombre"),
    ("specter", "spectre"),
    ("specters", "spectres"),
    ("theater", "theatre"),
    ("theaters", "theatres"),
    ("totaled", "totalled"),
    ("totaling", "totalling"),
    ("traveled", "travelled"),
    ("traveler", "traveller"),
    ("travelers", "travellers"),
    ("traveling", "travelling"),
    ("unraveled", "unravelled"),
    ("unraveling", "unravelling"),
    ("willful", "wilful"),
    ("willfully", "wilfully"),
    ("worshiped", "worshipped"),
    ("worshiping", "worshipping"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_its_answers_settle() {
        assert!(WHOLE.is_sorted_by_key(|(american, _)| american));
        for (_, word) in WHOLE {
            assert_eq!(british(word), None, "{word}");
        }
    }

    #[test]
    fn our_and_what_only_looks_like_it() {
        assert_eq!(british("laborers").as_deref(), Some("labourers"));
        assert_eq!(british("favorable").as_deref(), Some("favourable"));
        assert_eq!(british("neighborhood").as_deref(), Some("neighbourhood"));
        for word in [
            "labour",
            "laboratory",
            "humorous",
            "honorary",
            "colony",
            "order",
            "laborious",
            "error",
            "arms",
            "coral",
        ] {
            assert_eq!(british(word), None, "{word}");
        }
    }
}

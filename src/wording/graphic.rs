//! What a reader must be warned of.
//!
//! Found is what is told so that one sees it: what was done to bodies, and how. Not the mere name of a wrong, in law or
//! in a list: `the prohibition of torture`, `crimes against humanity`, `the death penalty`, `executions, torture and
//! sexual violence`. `Executed`, `killed` and `public executions` alone are not graphic either: nearly every paper on
//! the subject has them, and a warning over all of them would be read over. Forced abortions and the killing of
//! children are found even as nouns, unless their prohibition or end is what is asked for.
//! A warning of what follows is not itself graphic.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::claims::reading::View;

/// What kind of graphic matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Pain inflicted on people held.
    Torture,
    /// How people were killed, and what became of their bodies.
    Killing,
    /// Rape, forced abortion and the like.
    SexualViolence,
    /// What was done to children.
    Children,
    /// Hunger beyond what the word says.
    Starvation,
}

impl Kind {
    /// The words for it in a printed warning.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Torture => "torture",
            Kind::Killing => "killing",
            Kind::SexualViolence => "sexual violence",
            Kind::Children => "violence against children",
            Kind::Starvation => "starvation",
        }
    }
}

/// The words for a printed warning: `torture, killing and sexual violence`. Each kind once, in the order of [`Kind`];
/// empty where there is none.
pub fn warning_words(kinds: &[Kind]) -> String {
    let mut kinds = kinds.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let words: Vec<&str> = kinds.iter().map(|kind| kind.words()).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Graphic matter in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graphic {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// Word by word; `|` between words of one place, `~` for up to four words of any kind. Hyphens count for nothing.
const TOLD: &[(Kind, &str)] = &[
    (
        Kind::Killing,
        "beaten|kicked|stoned|clubbed|bludgeoned|stabbed|hacked|trampled|burned|burnt|tortured|frozen|strangled|whipped|stamped|crushed|froze|gassed to death",
    ),
    (Kind::Killing, "beat|kicked|stoned|clubbed|stabbed|hacked|trampled|tortured ~ to death"),
    (Kind::Killing, "hung|hanged|nailed|tied|burned|burnt on|to|upon a|the cross|crosses"),
    (Kind::Killing, "burned|burnt|buried|boiled|skinned|flayed|roasted alive"),
    (
        Kind::Killing,
        "crushed under|beneath|by|underneath ~ steamroller|steamrollers|tank|tanks|bulldozer",
    ),
    (Kind::Killing, "trampled underfoot"),
    (Kind::Killing, "herded|thrown|pushed off ~ bridge|bridges|cliff|cliffs"),
    (Kind::Killing, "beheaded|decapitated|disembowelled|dismembered|beheading|decapitation"),
    (Kind::Killing, "severed head|heads|limb|limbs|hand|hands"),
    (
        Kind::Killing,
        "bodies|corpses were|was|being|are burned|burnt|dumped|piled|stacked|buried|thrown|eaten|torn",
    ),
    (
        Kind::Killing,
        "burned|burnt|charred|mutilated|rotting|decomposing|bloated|decaying bodies|corpses|body|corpse",
    ),
    (Kind::Killing, "pile|piles|heap|heaps of bodies|corpses"),
    (Kind::Killing, "shot ~ in the head|back|face"),
    (Kind::Killing, "executed|shot|killed|blown ~ by|with|to anti|pieces aircraft|by"),
    (Kind::Killing, "shot|executed|killed|hanged|hung|beaten in front of his|her|their|the|my|a"),
    (
        Kind::Killing,
        "forced to watch|witness|attend ~ execution|executions|hanging|killing|killed|executed",
    ),
    (Kind::Killing, "throat|throats slit|cut"),
    (Kind::Killing, "slit ~ throat|throats"),
    (Kind::Torture, "hung|suspended|hanging|strung upside down"),
    (Kind::Torture, "hung|suspended|hanging|strung ~ by ~ wrists|arms|hands|ankles|feet|thumbs"),
    (Kind::Torture, "electric shocks|shock"),
    (Kind::Torture, "electrocuted|waterboarded|waterboarding|electrocution"),
    (Kind::Torture, "pulled|tore|ripped|torn ~ out ~ fingernails|nails|teeth|toenails"),
    (Kind::Torture, "fingernails|nails|teeth|toenails ~ pulled|torn|ripped|knocked out"),
    (
        Kind::Torture,
        "beaten|beat|beating|whipped|lashed|struck|hit ~ with ~ stick|sticks|club|clubs|rod|rods|iron|cable|cables|pipe|pipes|belt|belts|whip|chain|chains|rifle|plank|hammer|poker",
    ),
    (Kind::Torture, "beaten|tortured until|unconscious|senseless"),
    (Kind::Torture, "kicked in|on the|her stomach|belly|face|head|abdomen"),
    (
        Kind::Torture,
        "medical|human experiments|experimentation on ~ prisoners|inmates|people|detainees|humans",
    ),
    (Kind::Torture, "mutilated|mutilating|maimed|castrated|branded with"),
    (Kind::Torture, "stripped naked"),
    (Kind::SexualViolence, "was|were|been|being|is|are|repeatedly|brutally|gang|got raped"),
    (Kind::SexualViolence, "raped by|her|him|them|me|and|women|girls|prisoners|detainees|inmates"),
    (Kind::SexualViolence, "gang rape|rapes"),
    (Kind::SexualViolence, "sexually assaulted|abused|tortured|molested|violated|enslaved"),
    (Kind::SexualViolence, "forced|forcible|coerced abortion|abortions"),
    (Kind::SexualViolence, "forced to abort"),
    (Kind::SexualViolence, "forced to have|undergo ~ abortion|abortions"),
    (Kind::SexualViolence, "illegal|body|invasive|forced|vaginal cavity search|searches"),
    (Kind::SexualViolence, "cavity searches|search"),
    (Kind::SexualViolence, "sexual slaves|slave|slavery of"),
    (Kind::Children, "infanticide|infanticides"),
    (
        Kind::Children,
        "drowned|drown|smothered|suffocated|killed|kill|murdered|strangled|suffocate|drowning|killing|smothering ~ baby|babies|newborn|newborns|infant|infants",
    ),
    (
        Kind::Children,
        "baby|babies|newborn|newborns|infant|infants ~ drowned|smothered|suffocated|killed|murdered|strangled|beaten|starved",
    ),
    (
        Kind::Children,
        "baby|babies|newborn|newborns|infant|infants ~ was|were|being ~ drowned|smothered|suffocated|killed|murdered|strangled",
    ),
    (
        Kind::Children,
        "killed|murdered|shot|beaten|raped|tortured|executed child|children|boys|girls",
    ),
    (
        Kind::Children,
        "child|children|boy|boys|girl|girls was|were|being|are killed|murdered|shot|beaten|raped|tortured|executed|starved",
    ),
    (
        Kind::SexualViolence,
        "forced|compelled her|him|them|me|women to have|undergo|get ~ abortion|abortions",
    ),
    (Kind::Killing, "bodies|corpses ~ fed|given to ~ dogs|pigs|animals"),
    (Kind::Killing, "dogs|pigs ~ eat|eating|ate ~ bodies|corpses|prisoners"),
    (Kind::Torture, "brutally|savagely|viciously beaten"),
    (Kind::Children, "baby|babies|newborn|infant|infants ~ placed|laid|put|left face down"),
    (Kind::Children, "wrapped ~ baby|newborn|infant in plastic"),
    (Kind::Starvation, "starved to death"),
    (Kind::Starvation, "starving to death"),
    (Kind::Starvation, "cannibalism|cannibals"),
    (Kind::Starvation, "ate|eat|eaten|eating ~ corpses|corpse|flesh|rats|rodents|dung"),
];

/// Before these nouns, a rule or a demand is told and not a deed.
const ASKED: &[&str] = &[
    "end",
    "ending",
    "prohibit",
    "prohibits",
    "prohibition",
    "ban",
    "bans",
    "banning",
    "prevent",
    "preventing",
    "stop",
    "stopping",
    "outlaw",
    "abolish",
    "against",
    "no",
    "eliminate",
    "warning",
    "descriptions",
    "description",
    "contains",
    "criminalise",
    "criminalize",
    "combat",
];

/// A sequence of places, each a choice of words; none for a gap.
type Sequence = Vec<Vec<&'static str>>;

static BY_FIRST: LazyLock<HashMap<&str, Vec<(Kind, Sequence)>>> = LazyLock::new(|| {
    let mut by_first: HashMap<&str, Vec<(Kind, Sequence)>> = HashMap::new();
    for (kind, told) in TOLD {
        let places = told
            .split(' ')
            .map(|place| if place == "~" { Vec::new() } else { place.split('|').collect() });
        let mut places = places;
        for first in places.next().unwrap_or_default() {
            by_first.entry(first).or_default().push((*kind, places.clone().collect()));
        }
    }
    by_first
});

/// The graphic matter of a text, in order, none within another.
pub fn graphic(text: &str) -> Vec<Graphic> {
    let view = View::new(text);
    let mut found: Vec<Graphic> = Vec::new();
    let mut free = 0;
    for at in 0..view.tokens.len() {
        if at < free || view.word(at).is_none() || asked(&view, at) {
            continue;
        }
        let first = view.text(at).to_lowercase();
        let longest = BY_FIRST
            .get(first.as_str())
            .into_iter()
            .flatten()
            .filter_map(|(kind, rest)| Some((follows(&view, at + 1, rest)?, *kind)))
            .max_by_key(|(end, _)| *end);
        if let Some((end, kind)) = longest {
            found.push(Graphic { range: view.range(at, end), kind });
            free = end;
        }
    }
    found
}

/// The token after a sequence of places, if it stands at a token.
fn follows(view: &View, at: usize, places: &[Vec<&str>]) -> Option<usize> {
    let Some((place, rest)) = places.split_first() else { return Some(at) };
    let at = if view.hyphen(at) { at + 1 } else { at };
    if place.is_empty() {
        return (at..at + 5)
            .take_while(|next| {
                *next == at || view.word(*next - 1).is_some() || view.hyphen(*next - 1)
            })
            .find_map(|next| follows(view, next, rest));
    }
    view.any(at, place).then(|| follows(view, at + 1, rest)).flatten()
}

/// Whether words shortly before ask for an end, or warn.
fn asked(view: &View, at: usize) -> bool {
    (1..=5)
        .map_while(|back| at.checked_sub(back))
        .take_while(|at| view.word(*at).is_some() || view.sign(*at) == Some(','))
        .any(|at| view.any(at, ASKED))
}

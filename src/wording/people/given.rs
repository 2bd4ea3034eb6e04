//! Given names that tell that what follows is a person's name.
//!
//! Common ones of the countries that papers on human rights write about, and no more: a name that is missing costs a
//! reminder, a word that is no name costs trust.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Names that are hardly ever anything else.
const SURE: &str = "aaron abdul abdullah abigail abraham adam adrian agnes ahmad ahmed aisha akira alan albert alec alejandro \
aleksandr alex alexander alexandra alexei alexis alfred ali alice alison allan allen amanda amina amir amy \
ana anatoly andrea andrei andrew andrey andy angela anita ann anna anne annie anthony antonio arnold arthur \
audrey aung barack barbara barry ben benedict benjamin bernard bernie beth betty beverly bob bobby boris \
brandon brenda brian bruce bryan callum cameron carl carlos carmen carol caroline carolyn catherine cathy \
cecilia chloe chris christina christine christopher claire clare claude colin connor cynthia daisuke dan \
daniel danielle danny darren dave david deborah debra dennis derek diana diane diego dmitri dmitry dominic \
donald donna doris dorothy doug douglas duncan eamonn eddie edith edward edwin eleanor elena elizabeth ella \
ellen emily emma emmanuel eric erica erik ernest esther ethan eugene eva evelyn fatima felix fernando fiona \
frances francis francisco fred frederick gareth gary gavin geoff geoffrey george gerald gerard gina \
giovanni giulia glenn gloria gordon graham greg gregory guillermo gwen hannah harold harriet harry hassan \
hazel heather hector helen helena henri henry hilary hillary hiroshi howard hugh hussein ian ibrahim igor \
imran ingrid irene isaac isabel isabella ismail ivan jack jacob jacqueline jacques jaime jake james jamie \
jane janet janice jared jason javier jay jean jeff jeffrey jennifer jenny jeremy jerome jerry jessica jill \
jim jimmy joan joanna joanne joe joel johan johannes john johnny jon jonathan jorge jose josef joseph \
josephine joshua josé juan judith julia julian julie julio justin jürgen karen karl kate katherine kathleen \
kathryn kathy katie kazuo keiko keir keith kelly ken kenji kenneth kevin khalid kimberly klaus kofi \
kristina kyle larry laura lauren laurence lawrence leila leo leon leonard leonid leslie lewis liam linda \
lisa liz lorraine louis louise lucas lucy luis luke lydia lynn magdalena malcolm marc marcus margaret maria \
marie marilyn mario marion martha martin mary marzuki masao matt matthew maureen megan megumi melanie \
melissa michael michel michelle michiko miguel mike mikhail miriam mohamed mohammad mohammed moira molly \
monica muhammad mustafa naomi natalia natalie natasha nathan nathaniel neil nelson nicholas nick nicola \
nicole nigel nikita nikolai noah nora oleg olga oliver olivia omar oscar otto owen pablo pamela patricia \
patrick paul paula pauline pedro peter philip philippe phillip phoebe phyllis pierre pietro rachel rafael \
ralph ramon raymond rebecca ricardo richard rick rishi rita rob robert roberto robin rodney roger roland \
ron ronald rosemary ross roy russell ruth ryan sakie sally salman sam samantha samuel sandra sara sarah \
scott sean sebastian sergei sergey shane sharon shaun sheila shigeru shinzo shirley simon sofia sonia \
sophia sophie stefan stella stephanie stephen steve steven stewart stuart susan suzanne sylvia takeshi \
tamara tanya tariq taro tatiana ted teresa terry theodore theresa thomas tim timothy tina todd tom tomoko \
tomás tony tracey tracy trevor tyler valerie vanessa vera veronica vincent vladimir volker walter warren \
wendy wilhelm william winston xavier yoko yolanda yoshihide yousef yuri yusuf yvonne zachary zeid";

/// Names that are words, places or firms as well: only with something else that tells of a person.
const UNSURE: &str = "amber angel april art ashley austin autumn bill brooke chad charles charlie charlotte chase chelsea \
christian chuck clay craig crystal dale dawn dean denis drew eden eve faith florence frank gene georgia \
grace grant guy heidi holly hope hunter iris israel ivy jade jasmine jesse jordan joy june kenya kurt lance \
lee lily lincoln lloyd madison marco marina mark marshall mason max mercy miles mohan morgan norman olive \
pat pearl penny phil pierce ray reed rich rocky rose ruby rusty sandy santiago sierra skip stanley summer \
sydney taylor trinity troy victor victoria violet virginia wade wayne will";

static SURE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| SURE.split_whitespace().collect());
static UNSURE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| UNSURE.split_whitespace().collect());

/// How surely a word begins a person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Hardly anything but a given name.
    Sure,
    /// A word, a place or a firm as well.
    Unsure,
}

/// Whether a word, without regard to case, is a given name.
pub fn given(word: &str) -> Option<Given> {
    let lower = word.to_lowercase();
    if SURE_SET.contains(lower.as_str()) {
        return Some(Given::Sure);
    }
    UNSURE_SET.contains(lower.as_str()).then_some(Given::Unsure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_both_sure_and_unsure() {
        assert!(SURE_SET.is_disjoint(&UNSURE_SET));
    }
}

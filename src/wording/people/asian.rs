//! Korean and Chinese names, by how their syllables are written in Latin letters.
//!
//! A surname alone says little (`Park`, `Song`, `Long`); what tells is that the words after it, or before it, are
//! syllables of a given name. The tables hold the spellings of the Revised Romanisation, of McCune–Reischauer and of
//! passports.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::shape::written;
use crate::claims::lexicon::Word;
use crate::claims::reading::View;

/// Korean surnames that are no English words.
const CLEAR: &str = "kim choe choi choy pak ri rhee jung jeong jong chung chong cheong kang cho jo yoon yun jang chang im rim oh seo suh \
shin sin kwon hwang ahn ryu yoo yu jeon jun chun ko goh baek paek heo hur nam sim noh roh ro kwak sung seong cha joo chu ju gu koo min ryom yom om \
thae tae ji chi jin chin hyun hyon pyon byun myong pang ryang tak ham hong bae pae mun eom maeng ki kye won yi lim";

/// Korean surnames that are words of other languages too.
const UNCLEAR: &str = "lee park moon song ban bang an ha han so no do go young yang sun eun son ma woo kook na ok ra pyo";

/// Surnames so rarely anything else that one syllable after them is a given name.
const PLAIN: &str = "kim choe choi pak hwang kwon yoon jeong baek seo heo oh";

/// Syllables of Korean given names. `ii` is `Il` as careless scans have it.
const SYLLABLES: &str = "a ae ah an baek beom bin bo bok bom bong bum byeong byong byung cha chae chan chang cheol cheon cheong chi chin cho chol chon \
chong choon chul chun chung da dae dal dam deok do dok dong doo du duk eon eui eul eun gab gap geon geum geun gi gil gon gook gu guk gun gwan gwang gwi \
gwon gyeong gyo gyong gyu gyun gyung ha hae hak han hee heon heung hi ho hong hoon hui hun hwa hwan hwang hwi hyang hye hyeok hyeon hyo hyok hyon hyong \
hyuck hyuk hyun hyung ii ik il im in ja jae je jeong ji jik jin jo jong joo joon ju jun jung kap ki kie kil kon kook ku kuk kum kun kwan kwang kwon kyeong kyo \
kyong kyoo kyu kyun kyung mae man mi min mo mok moo moon mu mun myeong myong myung na nae nak nam no oh ok on pal pil pok pom pong pyo pyong ra ram ran ri rim \
ro rok ryang ryong ryul sae san sang se seo seog seok seol seon seong seop seung shik shil shin si sik sil sim sin so sok sol son song soo sook soon sop su \
suk sun sung sup tae taek tak thae thaek to tok tong ui uk un ung wan weon wi woo wol won wook woong wu ya yang ye yeol yeon yeong yi yo yol yon yong yoo \
yool yoon yop you young yu yuk yul yun yung";

/// Letters that hardly any English word has together, and Korean given names do.
const TELLING: &[&str] = &["eo", "eu", "ae", "hy", "ye", "ji", "yu", "yo", "woo", "hee", "oong"];

/// Places whose names are made of the same syllables.
const PLACES: &str =
    "pyongyang pyeongyang hanyang hongcheon yongin incheon chuncheon sejong jongno jinju";

/// Chinese surnames that are no English words.
const CHINESE: &str = "wang li zhang liu chen yang huang zhao zhou xu zhu guo gao lin luo zheng liang xie deng feng cao peng zeng xiao tian cai \
jiang cheng wei lu shen yao cui xi qin jia hao qiu";

/// How a syllable of standard Chinese begins, the longer first.
const INITIALS: &[&str] = &[
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r",
    "z", "c", "s", "y", "w", "",
];

/// How a syllable of standard Chinese ends.
const FINALS: &str = "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang ue ui un uo";

static CLEAR_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| CLEAR.split_whitespace().collect());
static UNCLEAR_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| UNCLEAR.split_whitespace().collect());
static PLAIN_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| PLAIN.split_whitespace().collect());
static SYLLABLE_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| SYLLABLES.split_whitespace().collect());
static PLACE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| PLACES.split_whitespace().collect());
static CHINESE_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| CHINESE.split_whitespace().collect());
static FINAL_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| FINALS.split_whitespace().collect());

/// Whether a word is a Korean surname, without regard to case.
pub fn is_surname(word: &str) -> bool {
    let lower = word.to_lowercase();
    CLEAR_SET.contains(lower.as_str()) || UNCLEAR_SET.contains(lower.as_str())
}

/// The token after the Korean or Chinese name that begins at a token, if one does.
pub fn name_at(view: &View, at: usize) -> Option<usize> {
    surname_first(view, at).or_else(|| surname_last(view, at)).or_else(|| chinese(view, at))
}

/// `Kim Jong-un`, `Choe Kum Chol`, `Park Geunhye`, `Choi-Chun-gil`.
fn surname_first(view: &View, at: usize) -> Option<usize> {
    let surname = view.text(at).to_lowercase();
    let clear = CLEAR_SET.contains(surname.as_str());
    if !clear && !UNCLEAR_SET.contains(surname.as_str()) {
        return None;
    }
    let from = if view.hyphen(at + 1) { at + 2 } else { at + 1 };
    let joined = from == at + 2;
    if let Some(end) = hyphenated(view, from).filter(|_| view.capital(from)) {
        return Some(end);
    }
    if joined || view.word(at) != Some(Word::Plain) || !view.capital(from) {
        return None;
    }
    let two = syllable(view, from) && syllable(view, from + 1) && view.capital(from + 1);
    if two && !view.hyphen(from + 1) && !view.hyphen(from + 2) {
        return Some(from + 2);
    }
    let given = written(view, from).to_lowercase();
    if PLACE_SET.contains(given.as_str()) || view.hyphen(from + 1) {
        return None;
    }
    if splits(&given) && (clear || tells(&given)) {
        return Some(from + 1);
    }
    let lone = PLAIN_SET.contains(surname.as_str())
        && syllable(view, from)
        && given.len() > 1
        && view.word(from) == Some(Word::Plain)
        && !view.capital(from + 1);
    lone.then_some(from + 1)
}

/// `Jung-jin Lee`, `Yeonmi Park`.
fn surname_last(view: &View, at: usize) -> Option<usize> {
    let (last, given) = match hyphenated(view, at) {
        Some(end) => (end, None),
        None => (at + 1, Some(view.text(at).to_lowercase())),
    };
    let surname = written(view, last).to_lowercase();
    let clear = CLEAR_SET.contains(surname.as_str());
    let known = clear || UNCLEAR_SET.contains(surname.as_str());
    let fits = given
        .is_none_or(|given| splits(&given) && tells(&given) && !PLACE_SET.contains(given.as_str()));
    (known && fits && view.capital(last) && !view.hyphen(last + 1)).then_some(last + 1)
}

/// `Xi Jinping`, `Wang Yi`.
fn chinese(view: &View, at: usize) -> Option<usize> {
    let surname = view.text(at).to_lowercase();
    let given = written(view, at + 1).to_lowercase();
    let fits = CHINESE_SET.contains(surname.as_str())
        && view.word(at + 1) == Some(Word::Plain)
        && view.capital(at + 1)
        && !view.hyphen(at + 2)
        && given.is_ascii()
        && (pinyin(&given)
            || (2..given.len()).any(|cut| {
                let (a, b) = given.split_at(cut);
                pinyin(a) && pinyin(b)
            }));
    fits.then_some(at + 2)
}

fn pinyin(syllable: &str) -> bool {
    syllable.len() > 1
        && INITIALS.iter().any(|initial| {
            syllable.strip_prefix(initial).is_some_and(|rest| FINAL_SET.contains(rest))
        })
}

/// The token after two syllables joined by a hyphen.
fn hyphenated(view: &View, at: usize) -> Option<usize> {
    let two = syllable(view, at) && view.hyphen(at + 1) && syllable(view, at + 2);
    (two && !view.hyphen(at + 3)).then_some(at + 3)
}

/// Whether a token is a syllable of Korean given names.
pub fn syllable(view: &View, at: usize) -> bool {
    SYLLABLE_SET.contains(written(view, at).to_lowercase().as_str())
}

/// Whether a word is two syllables written as one.
fn splits(word: &str) -> bool {
    word.is_ascii()
        && (2..word.len().saturating_sub(1)).any(|cut| {
            let (a, b) = word.split_at(cut);
            SYLLABLE_SET.contains(a) && SYLLABLE_SET.contains(b)
        })
}

fn tells(word: &str) -> bool {
    TELLING.iter().any(|letters| word.contains(letters))
}

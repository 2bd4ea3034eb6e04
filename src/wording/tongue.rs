//! Whether a text is in another language than English, by the small words that every sentence has.

/// Small words of a language, which are none in English, with the language's name.
const SMALL: [(&str, &[&str]); 5] = [
    (
        "Spanish",
        &[
            "el", "los", "las", "una", "que", "del", "por", "para", "con", "como", "más", "sus",
            "está", "sobre", "desde", "han", "fue", "y",
        ],
    ),
    (
        "French",
        &[
            "le", "les", "des", "une", "que", "qui", "dans", "pour", "avec", "sur", "est", "ont",
            "été", "aux", "leur", "et", "du", "par",
        ],
    ),
    (
        "German",
        &[
            "der", "das", "und", "den", "dem", "ein", "eine", "nicht", "mit", "von", "auf", "ist",
            "sind", "wurde", "für", "zu", "im", "sie",
        ],
    ),
    (
        "Italian",
        &[
            "il", "lo", "gli", "una", "che", "della", "delle", "per", "con", "sono", "stato",
            "nel", "dei", "più", "di", "è", "ha", "alla",
        ],
    ),
    (
        "Portuguese",
        &[
            "os", "uma", "que", "não", "com", "para", "dos", "das", "pelo", "foi", "são", "mais",
            "em", "ao", "sua", "seu", "pela", "e",
        ],
    ),
];

/// Small words of English.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "in", "that", "was", "were", "is", "are", "for", "with", "by", "on",
    "from", "has", "have", "had", "not", "their",
];

/// The language of a text that is not in English. Short and mixed texts count as English: three of its
/// small words are wanted, a sixth of all words, and twice as many as English has.
pub fn foreign(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let count = |small: &[&str]| words.iter().filter(|word| small.contains(&word.as_str())).count();
    let english = count(ENGLISH);
    let (name, most) =
        SMALL.iter().map(|(name, small)| (*name, count(small))).max_by_key(|(_, n)| *n)?;
    (most >= 3 && most * 6 >= words.len() && most > 2 * english).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_told_by_their_small_words() {
        let spanish =
            "Que viola cada uno de los artículos todos los días por el régimen; de todo el mundo.";
        assert_eq!(foreign(spanish), Some("Spanish"));
        assert_eq!(
            foreign("Les prisonniers sont détenus dans des camps pour une faute de leurs parents."),
            Some("French")
        );
        assert_eq!(
            foreign(
                "Die Gefangenen werden mit ihren Familien auf dem Land von der Polizei und nicht im Lager gehalten."
            ),
            Some("German")
        );
        for english in [
            "The camps at Los Angeles and El Paso were closed by the government of the day.",
            "Ban Ki-moon said that he was concerned.",
            "Les Misérables, Der Spiegel and Il Sole 24 Ore reported it.",
            "",
            "북한",
        ] {
            assert_eq!(foreign(english), None, "{english}");
        }
    }
}

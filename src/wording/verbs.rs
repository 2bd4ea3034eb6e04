//! The verbs that recommendations are made of.

/// Verbs that are hardly ever anything else where a verb can stand: after `and` they begin another action.
#[rustfmt::skip]
const PLAIN: &[&str] = &[
    "abide", "abolish", "accede", "accelerate", "accept", "achieve", "acknowledge", "act", "adapt", "adhere",
    "admit", "adopt", "advise", "advocate", "align", "allocate", "allow", "amend", "announce", "apologise",
    "apologize", "apply", "appoint", "approve", "arrange", "ascertain", "ask", "assess", "assist", "avoid",
    "bring", "build", "carry", "cease", "clarify", "collect", "combat", "commence", "commission", "commit",
    "compensate", "comply", "condemn", "conduct", "confirm", "consider", "consult", "continue", "convene",
    "convey", "cooperate", "create", "criminalise", "criminalize", "declare", "decriminalise", "decriminalize",
    "defend", "define", "deliver", "denounce", "deny", "deploy", "designate", "detain", "develop", "disband",
    "disclose", "discourage", "dismantle", "dispatch", "disseminate", "eliminate", "enable", "enact",
    "encourage", "endorse", "enforce", "engage", "enhance", "enlarge", "ensure", "enter", "eradicate",
    "establish", "evaluate", "examine", "expand", "expel", "explain", "explore", "expose", "extend",
    "extradite", "facilitate", "finalise", "finalize", "finish", "foster", "fulfil", "fulfill", "give", "grant",
    "guarantee", "halt", "harmonise", "harmonize", "heed", "hold", "honor", "honour", "identify", "implement",
    "impose", "improve", "include", "incorporate", "increase", "inform", "initiate", "insist", "integrate",
    "intensify", "introduce", "investigate", "invite", "join", "keep", "launch", "let", "lift", "locate",
    "maintain", "make", "mandate", "mobilise", "mobilize", "monitor", "negotiate", "nominate", "notify",
    "observe", "obtain", "offer", "oppose", "ordain", "organise", "organize", "participate", "pay", "persuade",
    "preserve", "prevent", "prioritise", "prioritize", "proceed", "prohibit", "promote", "prosecute", "protect",
    "prove", "provide", "publish", "punish", "pursue", "raise", "ratify", "reaffirm", "recall", "recognise",
    "recognize", "recommend", "reconsider", "reconvene", "refer", "reform", "refrain", "refuse", "rehabilitate",
    "reinforce", "reinstate", "reiterate", "reject", "relax", "remain", "remove", "renew", "renounce", "reopen",
    "repatriate", "repeal", "replace", "require", "rescind", "resettle", "resist", "resolve", "respect",
    "respond", "restore", "resume", "retain", "reunite", "reveal", "revise", "revoke", "scrutinise",
    "scrutinize", "seek", "send", "show", "solicit", "speed", "stop", "strengthen", "strive", "submit",
    "suspend", "sustain", "tackle", "take", "tell", "terminate", "tighten", "train", "transmit", "try",
    "unblock", "undertake", "update", "uphold", "urge", "utilise", "utilize", "verify", "veto", "withdraw",
    "withhold", "write",
];

/// Verbs that are nouns or adjectives just as often: after `and` they begin another action only before an article, a
/// pronoun or another word that an object begins with.
#[rustfmt::skip]
const DOUBTFUL: &[&str] = &[
    "abandon", "access", "account", "address", "aid", "aim", "amplify", "answer", "approach", "arrest",
    "attack", "attend", "award", "back", "balance", "ban", "bar", "base", "benefit", "block", "boost",
    "boycott", "broadcast", "broaden", "call", "cancel", "cap", "center", "centre", "challenge", "change",
    "channel", "charge", "check", "claim", "clean", "clear", "close", "comment", "complete", "control",
    "correct", "cosponsor", "counter", "cover", "cut", "deal", "debate", "decrease", "deepen", "delay",
    "delegate", "demand", "deport", "design", "detail", "direct", "discuss", "distance", "do", "document",
    "draft", "draw", "drop", "ease", "end", "embargo", "exempt", "exercise", "experience", "express", "feed", "fight",
    "finance", "find", "fix", "focus", "follow", "force", "form", "formulate", "forward", "free", "freeze",
    "function", "fund", "further", "gain", "get", "go", "guide", "have", "help", "highlight", "host", "house",
    "influence", "interview", "issue", "judge", "label", "lead", "leave", "license", "limit", "link", "list",
    "live", "lobby", "look", "mark", "match", "measure", "meet", "name", "need", "note", "open", "order",
    "outlaw", "overhaul", "pardon", "pass", "permit", "petition", "place", "plan", "play", "pledge", "praise",
    "prepare", "present", "press", "pressure", "process", "produce", "profit", "progress", "protest",
    "purchase", "push", "put", "question", "reach", "read", "rebuild", "receive", "record", "redouble",
    "reduce", "register", "release", "remedy", "repair", "report", "request", "rescue", "research", "reserve",
    "return", "review", "reward", "rule", "sanction", "save", "schedule", "screen", "search", "secure",
    "select", "sell", "sentence", "separate", "serve", "set", "settle", "share", "shelter", "ship", "sign",
    "speak", "sponsor", "stage", "stand", "start", "state", "station", "stay", "step", "study", "subject",
    "sue", "summon", "supply", "support", "survey", "target", "test", "trace", "track", "trade", "transfer",
    "transport", "treat", "trust", "turn", "use", "visit", "vote", "waive", "warn", "welcome", "widen", "win",
    "work",
];

/// How sure it is that a word is a verb where a verb can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// Nothing else.
    Plain,
    /// Perhaps a noun or an adjective.
    Doubtful,
}

/// Whether a word, in small letters, is the base form of a verb that recommendations are made of.
pub fn base(word: &str) -> Option<Sure> {
    if PLAIN.contains(&word) {
        Some(Sure::Plain)
    } else {
        DOUBTFUL.contains(&word).then_some(Sure::Doubtful)
    }
}

/// The base form of a word in `-ing`, in small letters: `releasing`, `stopping`, `closing`.
pub fn of_gerund(word: &str) -> Option<String> {
    let stem = word.strip_suffix("ing").filter(|stem| stem.len() >= 2)?;
    let known = |word: String| base(&word).is_some().then_some(word);
    let undoubled = || {
        let mut letters = stem.chars().rev();
        let (last, before) = (letters.next()?, letters.next()?);
        (last == before).then(|| stem[..stem.len() - last.len_utf8()].to_owned())
    };
    known(format!("{stem}e")).or_else(|| known(stem.to_owned())).or_else(|| known(undoubled()?))
}

/// Verbs by which one asks another to do something: what is then asked is what the recommendation is about.
pub const ASKING: &[&str] = &[
    "press",
    "urge",
    "ask",
    "call",
    "pressure",
    "push",
    "demand",
    "request",
    "encourage",
    "persuade",
    "insist",
    "lobby",
    "challenge",
    "advise",
    "recommend",
    "invite",
    "tell",
    "calls",
    "urges",
    "asks",
    "requests",
    "recommends",
    "encourages",
    "demands",
    "invites",
    "advises",
    "presses",
    "appeal",
    "appeals",
];

/// Two verbs that are one course of action in this field: the second is how the first is carried through, or the two
/// are one phrase of treaties and resolutions.
pub const ONE_COURSE: &[(&str, &str)] = &[
    ("investigate", "prosecute"),
    ("investigate", "punish"),
    ("investigate", "hold"),
    ("investigate", "bring"),
    ("prosecute", "punish"),
    ("prosecute", "sentence"),
    ("arrest", "prosecute"),
    ("arrest", "charge"),
    ("arrest", "extradite"),
    ("identify", "prosecute"),
    ("identify", "punish"),
    ("identify", "sanction"),
    ("identify", "return"),
    ("identify", "hold"),
    ("identify", "bring"),
    ("identify", "remove"),
    ("identify", "release"),
    ("locate", "return"),
    ("find", "return"),
    ("search", "identify"),
    ("search", "find"),
    ("trace", "return"),
    ("trace", "reunite"),
    ("locate", "identify"),
    ("prevent", "punish"),
    ("prevent", "combat"),
    ("prevent", "prosecute"),
    ("prevent", "respond"),
    ("prevent", "investigate"),
    ("prevent", "end"),
    ("end", "prevent"),
    ("stop", "prevent"),
    ("halt", "reverse"),
    ("prohibit", "punish"),
    ("respect", "protect"),
    ("protect", "fulfil"),
    ("respect", "ensure"),
    ("respect", "promote"),
    ("promote", "protect"),
    ("protect", "promote"),
    ("respect", "uphold"),
    ("uphold", "respect"),
    ("uphold", "protect"),
    ("uphold", "promote"),
    ("defend", "promote"),
    ("recognise", "respect"),
    ("recognize", "respect"),
    ("respect", "guarantee"),
    ("protect", "ensure"),
    ("sign", "ratify"),
    ("ratify", "implement"),
    ("ratify", "incorporate"),
    ("accede", "implement"),
    ("sign", "implement"),
    ("ratify", "accede"),
    ("adopt", "implement"),
    ("adopt", "enforce"),
    ("enact", "enforce"),
    ("enact", "implement"),
    ("draft", "adopt"),
    ("draft", "enact"),
    ("develop", "implement"),
    ("develop", "adopt"),
    ("design", "implement"),
    ("establish", "implement"),
    ("introduce", "enforce"),
    ("accept", "implement"),
    ("formulate", "implement"),
    ("prepare", "publish"),
    ("draft", "publish"),
    ("strengthen", "implement"),
    ("implement", "enforce"),
    ("monitor", "enforce"),
    ("review", "amend"),
    ("review", "repeal"),
    ("review", "revise"),
    ("review", "reform"),
    ("review", "update"),
    ("revise", "update"),
    ("monitor", "report"),
    ("monitor", "document"),
    ("document", "report"),
    ("monitor", "evaluate"),
    ("investigate", "report"),
    ("investigate", "document"),
    ("document", "preserve"),
    ("document", "publish"),
    ("collect", "preserve"),
    ("collect", "analyse"),
    ("collect", "publish"),
    ("collect", "document"),
    ("preserve", "share"),
    ("establish", "fund"),
    ("fund", "staff"),
    ("establish", "resource"),
    ("close", "dismantle"),
    ("dismantle", "close"),
    ("publish", "disseminate"),
    ("condemn", "call"),
    ("take", "implement"),
    ("meet", "discuss"),
    ("sit", "discuss"),
    ("consult", "agree"),
    ("appoint", "mandate"),
    ("establish", "mandate"),
    ("commission", "publish"),
    ("conduct", "publish"),
    ("undertake", "publish"),
    ("review", "publish"),
];

/// Acts that never amount to one another: two of them on one object are two actions (`release and rehabilitate`).
/// Other pairs (`review and update`, `extend and deepen`) are mostly one action said twice.
pub const ACTS: &[&str] = &[
    "release",
    "rehabilitate",
    "compensate",
    "return",
    "repatriate",
    "resettle",
    "reunite",
    "close",
    "refer",
    "invite",
    "admit",
    "sanction",
    "expel",
    "extradite",
    "apologise",
    "apologize",
    "condemn",
    "ratify",
    "repeal",
    "fund",
    "prosecute",
];

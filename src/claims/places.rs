//! Countries, their people, and places that are names even where a sentence begins with them.

use std::sync::LazyLock;

use super::context::{Keyed, hash, singular};

/// What people and things of a country are called, beside the country.
const PEOPLES: &str = "korean korea|chinese china|japanese japan|british britain|briton britain|russian russia|american america|ukrainian ukraine|\
belarusian belarus|german germany|french france|italian italy|spanish spain|portuguese portugal|dutch netherlands|belgian belgium|swiss switzerland|\
austrian austria|polish poland|czech czechia|hungarian hungary|romanian romania|bulgarian bulgaria|greek greece|turkish turkey|swedish sweden|\
norwegian norway|danish denmark|finnish finland|irish ireland|scottish scotland|welsh wales|canadian canada|mexican mexico|cuban cuba|brazilian brazil|\
argentine argentina|chilean chile|colombian colombia|venezuelan venezuela|australian australia|indian india|pakistani pakistan|bangladeshi bangladesh|\
nepali nepal|nepalese nepal|afghan afghanistan|iranian iran|iraqi iraq|syrian syria|lebanese lebanon|israeli israel|palestinian palestine|jordanian jordan|\
egyptian egypt|libyan libya|tunisian tunisia|algerian algeria|moroccan morocco|sudanese sudan|ethiopian ethiopia|eritrean eritrea|somali somalia|kenyan kenya|\
nigerian nigeria|ghanaian ghana|congolese congo|rwandan rwanda|ugandan uganda|zimbabwean zimbabwe|vietnamese vietnam|thai thailand|laotian laos|lao laos|\
cambodian cambodia|burmese burma|malaysian malaysia|indonesian indonesia|filipino philippines|singaporean singapore|mongolian mongolia|\
taiwanese taiwan|tibetan tibet|kazakh kazakhstan|uzbek uzbekistan|georgian georgia|armenian armenia|azerbaijani azerbaijan|european europe|african africa|\
asian asia|saudi saudi|yemeni yemen|kuwaiti kuwait|qatari qatar|serbian serbia|croatian croatia|soviet soviet";

/// Places whose name alone tells that they are one.
const PLACES: &str = "seoul pyongyang beijing tokyo moscow london washington paris berlin brussels geneva vienna rome madrid hanoi bangkok vladivostok busan osaka \
shanghai shenyang yanji dandong liaoning yunnan jilin hamgyong xinjiang hokkaido panmunjom sinuiju chongjin wonsan kaesong hamhung sentosa helsinki oslo ottawa \
canberra delhi islamabad kabul tehran baghdad damascus beirut jerusalem cairo khartoum nairobi lagos strasbourg auschwitz myanmar";

static COUNTRY: LazyLock<Keyed<u64>> = LazyLock::new(|| {
    PEOPLES
        .split('|')
        .filter_map(|pair| pair.split_once(' '))
        .map(|(people, country)| (stem(people), stem(country)))
        .collect()
});

static KNOWN: LazyLock<Keyed<()>> = LazyLock::new(|| {
    let countries = PEOPLES
        .split('|')
        .filter_map(|pair| pair.split_once(' '))
        .map(|(_, country)| stem(country));
    countries.chain(PLACES.split_whitespace().map(stem)).map(|key| (key, ())).collect()
});

fn stem(word: &str) -> u64 {
    hash(singular(word))
}

/// The country of a people, or the word itself.
pub fn country(word: u64) -> u64 {
    COUNTRY.get(&word).copied().unwrap_or(word)
}

/// Whether a word, its people's country taken for it, is a place by itself.
pub fn is_place(word: u64) -> bool {
    KNOWN.contains_key(&word)
}

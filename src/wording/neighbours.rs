//! Which of many texts are worth comparing with one another, without looking at every pair.

use super::similar::{FEWEST, NEAR_TENTHS};

/// How many neighbours a text is compared with under one word.
const NEIGHBOURS: usize = 10;

/// How many words, the rarest first, two sets of which seven tenths are shared must share one of (prefix filtering: Bayardo,
/// Ma and Srikant, 2007).
fn prefix(words: usize) -> usize {
    words - (words * NEAR_TENTHS).div_ceil(10) + 1
}

/// Calls `compare` with pairs worth comparing; perhaps twice with the same.
///
/// Near texts share one of the rarest three tenths of their words; what is within another has its rarest word there.
pub(super) fn neighbours(
    order: &[(usize, Vec<u32>)],
    words: usize,
    mut compare: impl FnMut(usize, usize),
) {
    // By word: the places, in order, of the texts that have it among their rarest, and of all that have it.
    let (mut rarest, mut all) = (vec![Vec::new(); words], vec![Vec::new(); words]);
    for (place, (_, ranks)) in order.iter().enumerate() {
        for (n, rank) in ranks.iter().enumerate() {
            let rank = *rank as usize;
            if let Some(places) = all.get_mut(rank) {
                places.push(place);
            }
            if n < prefix(ranks.len())
                && let Some(places) = rarest.get_mut(rank)
            {
                places.push(place);
            }
        }
    }
    let sketches: Vec<Sketch> = order.iter().map(|(_, ranks)| Sketch::new(ranks)).collect();
    let mut near: Vec<usize> = Vec::new();
    for (place, (at, ranks)) in
        order.iter().enumerate().filter(|(_, (_, ranks))| ranks.len() >= FEWEST)
    {
        near.clear();
        for (n, rank) in ranks.iter().take(prefix(ranks.len())).enumerate() {
            let rank = *rank as usize;
            near.extend(before(rarest.get(rank), place));
            if n == 0
                && let Some(all) = all.get(rank)
            {
                let from = all.partition_point(|other| *other < place).saturating_sub(NEIGHBOURS);
                near.extend(all.iter().skip(from).take(2 * NEIGHBOURS + 1));
            }
        }
        near.sort_unstable();
        near.dedup();
        let sketch = Sketch::new(ranks);
        let likely =
            |other: usize| sketches.get(other).is_some_and(|other| sketch.may_agree(other));
        for other in near.iter().filter(|other| **other != place && likely(**other)) {
            if let Some((other, _)) = order.get(*other) {
                compare(*at, *other);
            }
        }
    }
}

/// The words of a text as 64 bits, by which most texts are told apart without looking at their words.
struct Sketch {
    bits: u64,
    words: u32,
}

impl Sketch {
    fn new(ranks: &[u32]) -> Sketch {
        let bits = ranks.iter().fold(0, |bits, rank| bits | 1 << (rank % 64));
        Sketch { bits, words: u32::try_from(ranks.len()).unwrap_or(u32::MAX) }
    }

    /// Whether the two may be near, or the one within the other: every bit that one only has is a word that it only has.
    fn may_agree(&self, other: &Sketch) -> bool {
        let (here, there) =
            ((self.bits & !other.bits).count_ones(), (other.bits & !self.bits).count_ones());
        // Seven tenths of all are shared: the rest is 3/17 of both together, at most.
        let rest =
            u64::from(here + there) * 17 <= (u64::from(self.words) + u64::from(other.words)) * 3;
        rest || here == 0 || there == 0
    }
}

/// The few places before one.
fn before(places: Option<&Vec<usize>>, place: usize) -> impl Iterator<Item = usize> {
    let places = places.map_or(&[][..], Vec::as_slice);
    let here = places.partition_point(|other| *other < place);
    places.iter().skip(here.saturating_sub(NEIGHBOURS)).take(NEIGHBOURS.min(here)).copied()
}

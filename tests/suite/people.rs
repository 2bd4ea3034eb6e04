//! What once was wrongly taken for a person, or missed.

use brief::wording::graphic::{Kind, graphic, warning_words};
use brief::wording::identifiable::{Trait, identifying};
use brief::wording::minors::{Known, minors};
use brief::wording::people::{Cue, at_risk, people};

fn names(text: &str) -> Vec<String> {
    people(text).into_iter().map(|mention| mention.name).collect()
}

#[test]
fn freedom_after_ambassador_for_is_no_name() {
    assert!(
        names("the US Ambassador for International Religious Freedom, the European Union")
            .is_empty()
    );
}

#[test]
fn a_given_name_in_a_compound_is_no_name() {
    assert!(names("An Oscar-winning filmmaker and a JACK-O-LANTERN Lamp").is_empty());
    assert_eq!(names("they met Jean-Pierre Dupont"), ["Jean-Pierre Dupont"]);
}

#[test]
fn a_surname_in_code_is_no_name() {
    assert!(names("Result<jint, Error> { Ok(1) }").is_empty());
}

#[test]
fn initials_are_part_of_a_name() {
    assert_eq!(names("a photo by Ellen M. Banner was shown"), ["Ellen M. Banner"]);
}

#[test]
fn a_pseudonym_of_one_letter_is_no_name() {
    assert!(names("has been given the alias Mrs X in order to protect her").is_empty());
}

#[test]
fn a_possessive_is_no_part_of_a_name() {
    assert_eq!(
        names("Kim Cheol-ok’s sister and Benedict Rogers's book"),
        ["Kim Cheol-ok", "Benedict Rogers"]
    );
}

#[test]
fn an_office_holds_for_the_surname_later() {
    let found = people("President Donald Trump spoke. Trump said no.");
    assert!(found.iter().all(|mention| mention.office));
    assert_eq!(found.last().map(|mention| mention.cues.clone()), Some(vec![Cue::Later]));
}

#[test]
fn each_person_is_asked_about_once() {
    let found = at_risk("Kim Cheol-ok fled. Kim Cheol-ok was caught.");
    assert_eq!(found.len(), 1);
}

#[test]
fn a_church_leader_holds_no_public_office() {
    assert_eq!(at_risk("They arrested church leader Kim Jeong-wook.").len(), 1);
    assert!(at_risk("They met the North Korean leader Kim Jong-un.").is_empty());
}

#[test]
fn traits_are_named_in_order() {
    let found = identifying("On 3 May 2017 a 34-year-old teacher from Hoeryong was shot.");
    let traits = found.map(|person| person.traits);
    assert_eq!(traits, Some(vec![Trait::Age, Trait::Work, Trait::Place, Trait::Date]));
}

#[test]
fn teenage_boys_are_found_though_nobody_could_tell_who() {
    let found =
        minors("In January 2024 two teenage boys were sentenced to 16 years of hard labour.");
    assert_eq!(found.len(), 1);
    assert!(found.iter().all(|child| child.known.is_none() && child.age.is_none()));
}

#[test]
fn a_named_child_tells_its_age() {
    let found = minors("Megumi Yokota, 13, was abducted.");
    assert!(found.iter().all(|child| child.age == Some(13) && child.known == Some(Known::Named)));
    assert_eq!(found.len(), 1);
}

#[test]
fn a_warning_names_each_kind_once() {
    let kinds: Vec<Kind> =
        graphic("He was beaten to death; she was raped; they were burned alive.")
            .into_iter()
            .map(|it| it.kind)
            .collect();
    assert_eq!(warning_words(&kinds), "killing and sexual violence");
    assert_eq!(warning_words(&[]), "");
    let all = [Kind::Killing, Kind::Torture, Kind::SexualViolence];
    assert_eq!(warning_words(&all), "torture, killing and sexual violence");
}

#[test]
fn a_girl_in_a_title_is_no_child() {
    assert!(minors("The Girl Who Leapt Through Time").is_empty());
}

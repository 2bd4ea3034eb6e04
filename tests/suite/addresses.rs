//! Which addresses are public, and what a workspace may allow.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use brief::source::fetch::address::{Allowed, Special, check, special};
use proptest::prelude::*;

/// IANA's special-purpose registries and what else is no global unicast address, as blocks.
const BLOCKS: &[(&str, Special)] = &[
    ("169.254.169.254/32", Special::CloudMetadata),
    ("100.100.100.200/32", Special::CloudMetadata),
    ("192.0.0.192/32", Special::CloudMetadata),
    ("168.63.129.16/32", Special::CloudMetadata),
    ("0.0.0.0/8", Special::Unspecified),
    ("10.0.0.0/8", Special::Private),
    ("100.64.0.0/10", Special::SharedByProvider),
    ("127.0.0.0/8", Special::Loopback),
    ("169.254.0.0/16", Special::LinkLocal),
    ("172.16.0.0/12", Special::Private),
    ("192.0.0.0/24", Special::Reserved),
    ("192.0.2.0/24", Special::Documentation),
    ("192.88.99.0/24", Special::SixToFour),
    ("192.168.0.0/16", Special::Private),
    ("198.18.0.0/15", Special::Benchmarking),
    ("198.51.100.0/24", Special::Documentation),
    ("203.0.113.0/24", Special::Documentation),
    ("224.0.0.0/4", Special::Multicast),
    ("255.255.255.255/32", Special::Broadcast),
    ("240.0.0.0/4", Special::Reserved),
    ("fd00:ec2::254/128", Special::CloudMetadata),
    ("::/128", Special::Unspecified),
    ("::1/128", Special::Loopback),
    ("::ffff:0:0/96", Special::MappedIpv4),
    ("::/96", Special::CompatibleIpv4),
    ("64:ff9b::/96", Special::Nat64),
    ("64:ff9b:1::/48", Special::Nat64),
    ("2001::/32", Special::Teredo),
    ("2001:2::/48", Special::Benchmarking),
    ("2001:db8::/32", Special::Documentation),
    ("2001::/23", Special::Reserved),
    ("2002::/16", Special::SixToFour),
    ("3fff::/20", Special::Documentation),
    ("fc00::/7", Special::Private),
    ("fe80::/10", Special::LinkLocal),
    ("fec0::/10", Special::SiteLocal),
    ("ff00::/8", Special::Multicast),
    ("::/3", Special::Reserved),
    ("4000::/2", Special::Reserved),
    ("8000::/1", Special::Reserved),
];

fn bits(ip: IpAddr) -> (u128, u32) {
    match ip {
        IpAddr::V4(ip) => (u128::from(u32::from(ip)), 32),
        IpAddr::V6(ip) => (u128::from(ip), 128),
    }
}

fn ends(block: &str) -> (IpAddr, IpAddr) {
    let (base, length) = block.split_once('/').unwrap();
    let base: IpAddr = base.parse().unwrap();
    let (value, width) = bits(base);
    let rest =
        1u128.checked_shl(width - length.parse::<u32>().unwrap()).map_or(u128::MAX, |n| n - 1);
    (base, ip(value | rest, base.is_ipv4()))
}

fn ip(value: u128, v4: bool) -> IpAddr {
    if v4 { Ipv4Addr::from(value as u32).into() } else { Ipv6Addr::from(value).into() }
}

fn by_table(ip: IpAddr) -> Option<Special> {
    let within = |block: &str| {
        let (first, last) = ends(block);
        first.is_ipv4() == ip.is_ipv4() && (bits(first).0..=bits(last).0).contains(&bits(ip).0)
    };
    BLOCKS.iter().find(|(block, _)| within(block)).map(|(_, kind)| *kind)
}

#[test]
fn every_block_is_met_at_its_ends_and_left_beyond_them() {
    for (block, _) in BLOCKS {
        let (first, last) = ends(block);
        let v4 = first.is_ipv4();
        let top = if v4 { u128::from(u32::MAX) } else { u128::MAX };
        let (low, high) = (bits(first).0, bits(last).0);
        for value in [
            low,
            low + (high - low) / 2,
            high,
            low.saturating_sub(1),
            high.saturating_add(1).min(top),
        ] {
            let ip = ip(value, v4);
            assert_eq!(special(ip), by_table(ip), "{ip}, at {block}");
        }
    }
}

#[test]
fn public_addresses_are_public() {
    for public in [
        "1.1.1.1",
        "93.184.216.34",
        "172.32.0.1",
        "192.31.196.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
    ] {
        assert_eq!(special(public.parse().unwrap()), None, "{public}");
    }
}

#[test]
fn a_workspace_allows_hosts_addresses_and_networks() {
    for text in [
        "wiki.example",
        "WIKI.example.",
        "wiki.example:8080",
        "192.168.7.4",
        "192.168.7.4:80",
        "10.1.0.0/16",
        "fd00:7::/32",
        "::1",
        "[::1]:8080",
        "0.0.0.0/0",
    ] {
        assert!(text.parse::<Allowed>().is_ok(), "{text}");
    }
    for text in [
        "",
        "10.0.0.0/33",
        "fd00::/129",
        "a b",
        "http://wiki.example",
        "wiki.example/path",
        "me@wiki.example",
        "wiki.example:99999",
        "[::1",
        ":80",
        "10.0.0.0/",
        "x/8",
    ] {
        let error = text.parse::<Allowed>().expect_err(text);
        assert_eq!(error.to_string(), format!("`{text}` is no host, address or network"));
    }
    let allow: Vec<Allowed> = ["wiki.example:8080", "10.1.0.0/16", "127.0.0.1:99", "fd00:7::/32"]
        .map(|t| t.parse().unwrap())
        .to_vec();
    let ok = |ip: &str, name, port| check(ip.parse().unwrap(), name, port, &allow).is_ok();
    assert!(ok("192.168.1.1", Some("wiki.example"), 8080));
    assert!(ok("192.168.1.1", Some("wiki.example."), 8080));
    assert!(!ok("192.168.1.1", Some("wiki.example"), 80));
    assert!(!ok("192.168.1.1", Some("not-wiki.example"), 8080));
    assert!(ok("10.1.255.255", None, 80) && !ok("10.2.0.0", None, 80));
    assert!(ok("127.0.0.1", None, 99) && !ok("127.0.0.1", None, 98) && !ok("127.0.0.2", None, 99));
    assert!(ok("fd00:7::1", None, 80) && !ok("fd00:8::1", None, 80));
}

#[test]
fn an_allowed_translator_does_not_open_what_lies_behind_it() {
    let allow: Vec<Allowed> = ["64:ff9b::/96", "2002::/16", "2001::/32", "::ffff:0:0/96"]
        .map(|t| t.parse().unwrap())
        .to_vec();
    let of = |ip: &str| check(ip.parse().unwrap(), None, 80, &allow);
    assert_eq!(of("64:ff9b::1.1.1.1"), Ok(()));
    assert_eq!(of("64:ff9b::10.0.0.1"), Err(Special::Private));
    assert_eq!(of("64:ff9b::169.254.169.254"), Err(Special::CloudMetadata));
    assert_eq!(of("2002:0101:0101::1"), Ok(()));
    assert_eq!(of("2002:7f00:0001::1"), Err(Special::Loopback));
    assert_eq!(of("::ffff:127.0.0.1"), Err(Special::Loopback));
    // 10.0.0.1 with each bit turned.
    assert_eq!(of("2001:0:4136:e378:8000:63bf:f5ff:fffe"), Err(Special::Private));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_ipv4_address_is_as_the_table_has_it(value: u32) {
        let ip = IpAddr::from(Ipv4Addr::from(value));
        prop_assert_eq!(special(ip), by_table(ip));
    }

    #[test]
    fn any_ipv6_address_is_as_the_table_has_it(value: u128, keep in 0u32..=128, block in 0..BLOCKS.len()) {
        // Random ones are nearly never special, so their heads are taken from the blocks.
        let (base, _) = ends(BLOCKS[block].0);
        let head = bits(base).0 << if base.is_ipv4() { 96 } else { 0 };
        let mask = u128::MAX.checked_shl(128 - keep).unwrap_or(0);
        let ip = IpAddr::from(Ipv6Addr::from((head & mask) | (value & !mask)));
        prop_assert_eq!(special(ip), by_table(ip));
    }

    #[test]
    fn nothing_special_is_let_through_that_nobody_allowed(value: u128, v4: bool, port: u16) {
        let ip = ip(value, v4);
        prop_assert_eq!(check(ip, Some("a.example"), port, &[]).err(), special(ip));
    }

    #[test]
    fn reading_what_is_allowed_never_panics(text in ".*") {
        let _ = text.parse::<Allowed>();
    }
}

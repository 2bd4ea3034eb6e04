//! Which addresses of the internet may be asked, and which lead into somebody's own network.
//!
//! A page that redirects to `http://169.254.169.254/` or `http://192.168.1.1/` would make this tool
//! read what only this machine can reach, and put it into a paper. So nothing but global unicast
//! addresses are asked, after IANA's special-purpose registries for IPv4 and IPv6, unless the
//! workspace allows the host or the network.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Why an address is none of the public internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Special {
    /// `0.0.0.0/8`, `::`.
    Unspecified,
    /// `127.0.0.0/8`, `::1`.
    Loopback,
    /// RFC 1918, and RFC 4193's `fc00::/7`.
    Private,
    /// `169.254.0.0/16`, `fe80::/10`.
    LinkLocal,
    /// `fec0::/10`, deprecated, and still routed where it was.
    SiteLocal,
    /// `100.64.0.0/10`, RFC 6598: between a provider and its customers.
    SharedByProvider,
    /// Where clouds tell a machine its own secrets.
    CloudMetadata,
    /// RFC 5737, RFC 3849 and RFC 9637: for examples in documents.
    Documentation,
    /// RFC 2544 and RFC 5180.
    Benchmarking,
    /// `224.0.0.0/4`, `ff00::/8`.
    Multicast,
    /// `255.255.255.255`.
    Broadcast,
    /// `64:ff9b::/96` and `64:ff9b:1::/48`, RFC 6052 and RFC 8215: an IPv4 address behind a translator.
    Nat64,
    /// `2002::/16`, and the relays of `192.88.99.0/24`.
    SixToFour,
    /// `2001::/32`.
    Teredo,
    /// `::ffff:0:0/96`: an IPv4 address written as IPv6.
    MappedIpv4,
    /// `::/96`, deprecated.
    CompatibleIpv4,
    /// Set aside for protocols or for later.
    Reserved,
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Special::Unspecified => "an address that stands for this machine",
            Special::Loopback => "this machine itself",
            Special::Private => "an address of a private network",
            Special::LinkLocal => "an address of the local link only",
            Special::SiteLocal => "an address of the local site only",
            Special::SharedByProvider => "an address within a provider’s network",
            Special::CloudMetadata => "where a cloud machine is told its own secrets",
            Special::Documentation => "an address for examples only",
            Special::Benchmarking => "an address for measurements only",
            Special::Multicast => "an address of many machines at once",
            Special::Broadcast => "the address of all machines at once",
            Special::Nat64 => "an IPv4 address behind a translator (NAT64)",
            Special::SixToFour => "an IPv4 address behind a tunnel (6to4)",
            Special::Teredo => "an IPv4 address behind a tunnel (Teredo)",
            Special::MappedIpv4 | Special::CompatibleIpv4 => "an IPv4 address dressed as IPv6",
            Special::Reserved => "an address that is set aside",
        })
    }
}

/// What is special about an address; `None` for one of the public internet.
pub fn special(ip: IpAddr) -> Option<Special> {
    match ip {
        IpAddr::V4(ip) => special_v4(ip),
        IpAddr::V6(ip) => special_v6(ip),
    }
}

fn special_v4(ip: Ipv4Addr) -> Option<Special> {
    Some(match ip.octets() {
        // Oracle's and Alibaba's lie in blocks of other meaning, Azure's in a public one.
        [169, 254, 169, 254] | [192, 0, 0, 192] | [100, 100, 100, 200] | [168, 63, 129, 16] => {
            Special::CloudMetadata
        }
        [0, ..] => Special::Unspecified,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Special::Private,
        [100, 64..=127, ..] => Special::SharedByProvider,
        [127, ..] => Special::Loopback,
        [169, 254, ..] => Special::LinkLocal,
        [192, 0, 0, _] => Special::Reserved,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Special::Documentation,
        [192, 88, 99, _] => Special::SixToFour,
        [198, 18..=19, ..] => Special::Benchmarking,
        [224..=239, ..] => Special::Multicast,
        [255, 255, 255, 255] => Special::Broadcast,
        [240..=255, ..] => Special::Reserved,
        _ => return None,
    })
}

fn special_v6(ip: Ipv6Addr) -> Option<Special> {
    Some(match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Special::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => Special::Loopback,
        [0, 0, 0, 0, 0, 0xffff, ..] => Special::MappedIpv4,
        [0, 0, 0, 0, 0, 0, ..] => Special::CompatibleIpv4,
        [0x64, 0xff9b, 0, 0, 0, 0, ..] | [0x64, 0xff9b, 1, ..] => Special::Nat64,
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] => Special::CloudMetadata,
        [0xfc00..=0xfdff, ..] => Special::Private,
        [0xfe80..=0xfebf, ..] => Special::LinkLocal,
        [0xfec0..=0xfeff, ..] => Special::SiteLocal,
        [0xff00..=0xffff, ..] => Special::Multicast,
        [0x2001, 0, ..] => Special::Teredo,
        [0x2001, 2, 0, ..] => Special::Benchmarking,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Special::Documentation,
        // IETF protocol assignments, 2001::/23.
        [0x2001, 0..=0x1ff, ..] => Special::Reserved,
        [0x2002, ..] => Special::SixToFour,
        [0x2000..=0x3fff, ..] => return None,
        // Only 2000::/3 is given out as global unicast.
        _ => Special::Reserved,
    })
}

/// The IPv4 address that an IPv6 address is only another way to.
fn embedded(ip: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(ip) = ip else { return None };
    let [.., a, b] = ip.segments();
    let last = Ipv4Addr::from((u32::from(a) << 16) | u32::from(b));
    match special_v6(ip)? {
        Special::MappedIpv4 | Special::CompatibleIpv4 | Special::Nat64 => Some(last),
        Special::SixToFour => {
            let [_, a, b, ..] = ip.segments();
            Some(Ipv4Addr::from((u32::from(a) << 16) | u32::from(b)))
        }
        // The client's address, each bit turned (RFC 4380, section 4).
        Special::Teredo => Some(Ipv4Addr::from(!u32::from(last))),
        _ => None,
    }
}

/// A host or network that a workspace allows although it is not public: `wiki.example`,
/// `wiki.example:8080`, `192.168.7.4`, `[::1]:8080`, `10.1.0.0/16`, `fd00:7::/32`.
///
/// A host named here may stand at any address. Without a port, all ports are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    host: Host,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Name(String),
    Net { base: IpAddr, bits: u8 },
}

/// What a workspace wrote where a host or network was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAllowable(String);

impl fmt::Display for NotAllowable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no host, address or network", self.0)
    }
}

impl std::error::Error for NotAllowable {}

impl FromStr for Allowed {
    type Err = NotAllowable;

    fn from_str(text: &str) -> Result<Allowed, NotAllowable> {
        let wrong = || NotAllowable(text.to_owned());
        if let Ok(ip) = text.parse() {
            return Ok(Allowed { host: Host::Net { base: ip, bits: width(ip) }, port: None });
        }
        if let Some((base, bits)) = text.split_once('/') {
            let base: IpAddr = base.parse().map_err(|_| wrong())?;
            let bits = bits.parse().ok().filter(|bits| *bits <= width(base)).ok_or_else(wrong)?;
            return Ok(Allowed { host: Host::Net { base, bits }, port: None });
        }
        // What is left is read as a page's address is, so that both come to the same form.
        let url = url::Url::parse(&format!("ws://{text}/")).map_err(|_| wrong())?;
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let port = match text.rsplit_once(':') {
            Some((before, port)) if !before.is_empty() && !text.ends_with(']') => {
                Some(port.parse().map_err(|_| wrong())?)
            }
            _ => None,
        };
        let host = match url.host() {
            Some(url::Host::Domain(name)) => Host::Name(plain(name).to_owned()),
            Some(url::Host::Ipv4(ip)) => Host::Net { base: ip.into(), bits: 32 },
            Some(url::Host::Ipv6(ip)) => Host::Net { base: ip.into(), bits: 128 },
            None => return Err(wrong()),
        };
        if bare && !text.contains('@') { Ok(Allowed { host, port }) } else { Err(wrong()) }
    }
}

/// A name without the dot that may end it.
fn plain(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

fn width(ip: IpAddr) -> u8 {
    if ip.is_ipv4() { 32 } else { 128 }
}

impl Allowed {
    /// Whether the name itself is allowed, wherever it leads.
    pub fn names(&self, name: &str, port: u16) -> bool {
        let same = matches!(&self.host, Host::Name(host) if host == plain(name));
        same && self.port.is_none_or(|allowed| allowed == port)
    }

    fn covers(&self, ip: IpAddr, port: u16) -> bool {
        let within = match (&self.host, ip) {
            (Host::Net { base: IpAddr::V4(base), bits }, IpAddr::V4(ip)) => {
                let shift = u32::from(32 - bits);
                u32::from(*base).checked_shr(shift) == u32::from(ip).checked_shr(shift)
            }
            (Host::Net { base: IpAddr::V6(base), bits }, IpAddr::V6(ip)) => {
                let shift = u32::from(128 - bits);
                u128::from(*base).checked_shr(shift) == u128::from(ip).checked_shr(shift)
            }
            _ => false,
        };
        within && self.port.is_none_or(|allowed| allowed == port)
    }
}

/// Whether an address may be asked.
///
/// A network of IPv6 addresses that carry IPv4 ones (NAT64, 6to4) that is allowed does not open what
/// lies behind it: the address within must be public or allowed too.
///
/// # Errors
/// With what is special about the address.
pub fn check(ip: IpAddr, name: Option<&str>, port: u16, allow: &[Allowed]) -> Result<(), Special> {
    let Some(special_kind) = special(ip) else { return Ok(()) };
    if name.is_some_and(|name| allow.iter().any(|allowed| allowed.names(name, port))) {
        return Ok(());
    }
    let covered = |ip| allow.iter().any(|allowed| allowed.covers(ip, port));
    if !covered(ip) {
        return Err(special_kind);
    }
    match embedded(ip).map(IpAddr::V4) {
        Some(within) if !covered(within) => special(within).map_or(Ok(()), Err),
        _ => Ok(()),
    }
}

//! How the library that speaks HTTP comes by its connections: through ours, to addresses that were
//! checked, and with no way of its own to look up or dial.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, NextTimeout, RustlsConnector, Transport,
};

use super::failure::Reason;
use super::line::{Limits, Line, broken, carry};
use super::proxy::Proxy;

/// A proxy, and what it is told.
#[derive(Debug, Clone)]
pub(super) struct Through {
    pub(super) proxy: Proxy,
    /// Host and port of the page.
    pub(super) authority: String,
    pub(super) agent: String,
    /// Whether it only passes bytes on, as for `https`; else it is asked for the page.
    pub(super) tunnel: bool,
    /// Scheme, host and port of the page.
    pub(super) origin: String,
}

impl Through {
    /// What a proxy that is asked for the page itself is shown.
    pub(super) fn authorization(&self) -> Option<String> {
        if self.tunnel { None } else { self.proxy.authorization.clone() }
    }

    fn open(&self, line: &mut Line) -> Result<(), Reason> {
        if !self.tunnel {
            line.before_path(self.origin.clone());
            return Ok(());
        }
        let mut headers = format!("user-agent: {}\r\n", self.agent);
        if let Some(value) = &self.proxy.authorization {
            headers += &format!("proxy-authorization: {value}\r\n");
        }
        line.tunnel(&self.authority, &headers)
    }
}

/// Makes the connection, to the checked addresses and nowhere else.
#[derive(Debug)]
pub(super) struct Dial {
    pub(super) addresses: Vec<SocketAddr>,
    pub(super) through: Option<Through>,
    pub(super) limits: Limits,
}

impl Connector<()> for Dial {
    type Out = Line;

    fn connect(&self, _: &ConnectionDetails, _: Option<()>) -> Result<Option<Line>, ureq::Error> {
        let mut line = Line::dial(&self.addresses, self.limits).map_err(carry)?;
        if let Some(through) = &self.through {
            through.open(&mut line).map_err(carry)?;
        }
        Ok(Some(line))
    }
}

/// TLS, with what the system trusts read once.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedTls(Arc<RustlsConnector>);

impl<In: Transport> Connector<In> for SharedTls {
    type Out = <RustlsConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained)
    }
}

/// Takes no broken connection for the end of a page.
///
/// Where a host announces no length, a page ends when the connection does. Over TLS that end is signed;
/// without the signature anyone on the way may have cut the page short, so it is an error here, though
/// the library would let it pass.
#[derive(Debug)]
pub(super) struct Whole<T>(pub(super) T);

impl<In: Transport> Connector<In> for Whole<()> {
    type Out = Whole<In>;

    fn connect(
        &self,
        _: &ConnectionDetails,
        chained: Option<In>,
    ) -> Result<Option<Whole<In>>, ureq::Error> {
        Ok(chained.map(Whole))
    }
}

impl<T: Transport> Transport for Whole<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        use ErrorKind::{ConnectionAborted, ConnectionReset, UnexpectedEof};
        self.0.await_input(timeout).map_err(|error| match error {
            ureq::Error::Io(io)
                if matches!(io.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted) =>
            {
                carry(broken())
            }
            other => other,
        })
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

/// What the library is told when it wants an address: that which was checked.
#[derive(Debug)]
pub(super) struct Known(pub(super) Vec<SocketAddr>);

impl Resolver for Known {
    fn resolve(
        &self,
        _: &Uri,
        _: &Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut known = self.empty();
        self.0.iter().take(1).for_each(|address| known.push(*address));
        Ok(known)
    }
}

//! What handlers work with: one of each for the whole node.

use super::{
    branding::Branding, client::Proxies, join::JoinCodes, rates::Rates, request_rate::RequestRate,
    translator::Translator,
};
use crate::{
    admission::{connections::Connections, origin::Origins, tokens::Tokens},
    codes::{
        cards::Printed,
        code_lockout::{Bounds, CodeLockout},
        join_rate::JoinRate,
    },
    network::addresses::Reached,
    settings::{self, Settings},
    storage::{branding, data_dir::DataDir},
    telemetry::Metrics,
};
use actix_web::web::{Data, ServiceConfig};
use hub::Hub;
use secrecy::ExposeSecret as _;
use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    time::Duration,
};

/// All that handlers, extractors and middleware ask for by its type.
#[derive(Debug, Clone)]
pub struct Services {
    /// The summits of this node.
    pub hub: Data<Hub>,
    /// Signed tokens.
    pub tokens: Data<Tokens>,
    /// The join codes of all summits.
    pub codes: Data<JoinCodes>,
    /// Which pages may ask for changes.
    pub origins: Data<Origins>,
    /// How many connections there are.
    pub connections: Data<Arc<Connections>>,
    /// Messages in people's languages.
    pub translator: Data<Arc<Translator>>,
    /// Counters.
    pub metrics: Data<Metrics>,
    /// The proxies whose headers are believed.
    pub proxies: Data<Proxies>,
    /// How fast one token may ask.
    pub rates: Data<Rates>,
    /// How fast one address may ask.
    pub request_rate: Data<RequestRate>,
    /// The look of a municipality.
    pub theme: Data<Branding>,
    /// By what this machine is reached.
    pub reached: Data<Reached>,
    /// Which addresses stand on printed cards.
    pub printed: Data<Printed>,
    /// The first summit, as the settings ask for it.
    pub asked: Data<settings::Summit>,
}

impl Services {
    /// As the settings say; the secret of tokens is made if there is none.
    pub fn of(
        settings: &Settings,
        data: &DataDir,
        address: SocketAddr,
        hub: &Hub,
        (connections, metrics): (&Arc<Connections>, &Metrics),
    ) -> anyhow::Result<Self> {
        let Settings { server, limits, screens, summit, .. } = settings;
        let lockout = CodeLockout::new(Bounds {
            address: limits.failed_codes_per_address,
            summit: limits.failed_codes_per_summit,
            all: limits.failed_codes,
        });
        let rate = JoinRate::new(limits.joins_per_address, limits.joins);
        let codes = JoinCodes { registries: OnceLock::new(), lockout, rate };
        let public_url = server.public_url.clone();
        Ok(Self {
            hub: Data::new(hub.clone()),
            tokens: Data::new(tokens(settings, data)?.by(hub.clock().clone())),
            codes: Data::new(codes),
            origins: Data::new(Origins::new(public_url.clone(), address.port())),
            connections: Data::new(Arc::clone(connections)),
            translator: Data::new(Arc::new(Translator::read())),
            metrics: Data::new(metrics.clone()),
            proxies: Data::new(Proxies::trusting(server.trusted_proxies.clone())),
            rates: Data::default(),
            request_rate: Data::default(),
            theme: Data::new(Branding(branding::folder(&screens.theme, data.path()))),
            reached: Data::new(Reached { public_url, bound: address }),
            printed: Data::new(Printed::of(data.path())),
            asked: Data::new(summit.clone()),
        })
    }

    /// Hands them to an application.
    pub fn register(self, config: &mut ServiceConfig) {
        // Taken apart, so that none can be left out.
        let Self {
            hub,
            tokens,
            codes,
            origins,
            connections,
            translator,
            metrics,
            proxies,
            rates,
            request_rate,
            theme,
            reached,
            printed,
            asked,
        } = self;
        config.app_data(hub).app_data(tokens).app_data(codes).app_data(origins);
        config.app_data(connections).app_data(translator).app_data(metrics).app_data(proxies);
        config.app_data(rates).app_data(request_rate).app_data(theme).app_data(reached);
        config.app_data(printed).app_data(asked);
    }
}

fn tokens(settings: &Settings, data: &DataDir) -> anyhow::Result<Tokens> {
    let configured = &settings.tokens.secret;
    let secret =
        if configured.expose_secret().is_empty() { data.secret()? } else { configured.clone() };
    let lifetime = Duration::from_secs(u64::from(settings.tokens.lifetime_hours) * 3_600);
    Ok(Tokens::new(&secret, &settings.tokens.key_id, lifetime)?)
}

//! Builds the application, runs it, and takes it down in order.

use crate::{
    admission::{
        answers,
        connections::Connections,
        door,
        ledger::{Bounds, Ledger},
    },
    codes::{cards::Printed, links},
    embeddings::Endpoint,
    http::{self, health::Homed, request_rate, services::Services},
    limits::{DESCRIPTORS_KEPT, DRAIN_MAX_MS},
    network::{addresses, listener},
    serving::{self, Opener, Served},
    settings::{Limits, Settings, Theming},
    storage::{
        backup,
        data_dir::{self, DataDir},
        disk::Disk,
        live_backup::{Following, Told},
        location::Home,
        missing, open, rehearsal_script,
    },
    system,
    telemetry::{Gauges, Metrics},
    time_zones,
};
use actix_web::{App, HttpResponse, dev::ServerHandle, middleware::from_fn, web};
use hub::{Clock, Encoders, Environment, Hub, SummitHandle};
use secrecy::ExposeSecret as _;
use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use themes::{BuiltIn, Encoder};
use tokio::task::AbortHandle;

/// A server that listens, and is not ready yet.
#[derive(Debug)]
pub struct Application {
    settings: Settings,
    data: DataDir,
    listener: TcpListener,
    admin: Option<TcpListener>,
    /// What the one who starts it should know.
    notes: Vec<String>,
    /// How many files beside the log were gone or damaged.
    losses: usize,
}

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    admin: Option<SocketAddr>,
    /// Held as long as it runs.
    _data: DataDir,
    hub: Hub,
    home: Home,
    /// The first of them first; there is one at least.
    served: Arc<[Served]>,
    remembering: AbortHandle,
    telling: AbortHandle,
    connections: Arc<Connections>,
    bases: Vec<String>,
    notes: Vec<String>,
    printed: Arc<Printed>,
    following: Option<Following>,
    servers: Vec<ServerHandle>,
}

impl Application {
    /// Takes the data directory and the ports.
    pub fn build(settings: Settings) -> anyhow::Result<Self> {
        open::may_begin(&settings)?;
        let data = DataDir::open(&settings.data.dir)?;
        let signs_itself = settings.tokens.secret.expose_secret().is_empty();
        let missing = missing::look(&data, signs_itself)?;
        let wish = listener::Wanted {
            host: settings.server.host,
            port: settings.server.port,
            is_named: settings.server.names_port,
        };
        let left = listener::left(&wish, &data);
        let listener = listener::bind(&wish, &data)?;
        let left = left.map(|kept| {
            format!(
                "This summit's cards and tablets know port {kept}, and none of them works while it is on port {}. Start it without --port (and without `server.port`) to have {kept} again.",
                wish.port
            )
        });
        let losses = missing.len();
        let notes = missing.into_iter().chain(left).collect();
        let admin = settings.server.admin.map(listener::bind_near).transpose()?;
        Ok(Self { settings, data, listener, admin, notes, losses })
    }

    /// Answers at once; is ready when the log was replayed, which is when this returns.
    pub async fn start(self) -> anyhow::Result<Running> {
        let Self { settings, data, listener, admin, mut notes, losses } = self;
        let address = listener.local_addr()?;
        let descriptors = listener::raise_descriptor_limit();
        let bounds = Bounds::new(&settings.limits, descriptors.saturating_sub(DESCRIPTORS_KEPT));
        let places = u32::try_from(bounds.places).unwrap_or(u32::MAX);
        let connections = Connections::new(Limits { connections: places, ..settings.limits });
        let metrics = Metrics::new()?;
        let proxies = settings.server.trusted_proxies.clone();
        let ledger = Ledger::new(bounds, proxies, metrics.clone());
        let disk = Arc::new(Disk::of(data.path(), &settings.data));
        let script = rehearsal_script::script(&settings.rehearsal.ideas)?;
        let told = settings.backup.follow.as_ref().map(|_| Told::default());
        let home = Home::of(&settings, data.path())?;
        home.must_be_usable().await?;
        let homed = Homed {
            durable: true,
            name: home.name(),
            warnings: Arc::default(),
            losses: Arc::default(),
        };
        let environment = environment(&disk, told.clone(), &connections, &metrics, homed.clone());
        let environment = in_the_time_of(&home, environment);
        let hub = Hub::with_script(environment, script);
        metrics.look_up(Gauges::new(hub.clone(), disk, told.clone()))?;
        let services = Services::of(&settings, &data, address, &hub, (&connections, &metrics))?;
        let bases = services.reached.bases();
        notes.extend(unreachable(&bases));
        notes.extend(services.printed.notes(&bases));
        data_dir::record_address(data.path(), address);

        let mut servers = vec![serve(listener, &ledger, services.clone())?];
        let telling = tokio::spawn(Arc::clone(&ledger).tell()).abort_handle();
        let admin_address = admin.as_ref().and_then(|admin| admin.local_addr().ok());
        if let Some(admin) = admin {
            servers.push(serve_admin(admin, &ledger, metrics)?);
        }

        let encoders = encoders(&settings.theming);
        let opener = Opener { home: &home, data: data.path(), hub: &hub, encoders };
        let served: Arc<[Served]> = match opener.open(settings.summits()).await {
            Ok(served) => served.into(),
            Err(error) => {
                // Who starts it again in this process finds the port free.
                futures_util::future::join_all(servers.iter().map(|it| it.stop(false))).await;
                return Err(error);
            }
        };
        data.keep_secret()?;
        let remembering = tokio::spawn(serving::remember(Arc::clone(&served))).abort_handle();
        if let Home::Redis(shared) = &home {
            let _ = homed.warnings.set(shared.judge().await);
        }
        let lost = served.iter().map(Served::losses).sum::<usize>();
        let _ = homed.losses.set(losses + lost);
        let _ = services.codes.registries.set(serving::books(&served));
        let source = || backup::Source::of(&settings);
        let follow = |(to, told): (&PathBuf, Told)| Following::start(source(), to, told);
        let following = settings.backup.follow.as_ref().zip(told).map(follow).transpose()?;
        notes.iter().for_each(|note| tracing::warn!("{note}"));
        hub.set_ready();
        let summits = served.len();
        tracing::info!(%address, admin = ?admin_address, connections = places, summits, "ready");
        notes.extend(served.iter().flat_map(Served::notes).map(str::to_owned));
        Ok(Running {
            address,
            admin: admin_address,
            _data: data,
            hub,
            home,
            served,
            remembering,
            telling,
            connections,
            bases,
            notes,
            printed: services.printed.into_inner(),
            following,
            servers,
        })
    }
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where metrics are answered.
    #[must_use]
    pub const fn admin(&self) -> Option<SocketAddr> {
        self.admin
    }

    /// Every join link of every summit.
    #[must_use]
    pub fn links(&self) -> Vec<links::Link> {
        let base = self.bases.first().map_or("", String::as_str);
        let of = |it: &Served| links::all(it.summit.id(), &it.book.list(), base);
        self.served.iter().flat_map(of).collect()
    }

    /// What to open first, for the one who started it.
    #[must_use]
    pub fn screenful(&self) -> String {
        let codes = self.served.first().map(|it| it.book.list()).unwrap_or_default();
        let more = self.served.len().saturating_sub(1);
        let mut text = links::screenful(&codes, &self.bases, &self.home, more);
        for note in &self.notes {
            text += &format!("  NOTE: {note}\n\n");
        }
        text
    }

    /// Every link was written to a file, from which cards may be made.
    pub fn links_written(&self) {
        let Some(base) = self.bases.first().filter(|base| !addresses::is_local(base)) else {
            return;
        };
        if let Err(error) = self.printed.note("links", base) {
            tracing::warn!(%error, "the address on the links cannot be recorded: nobody will be warned when it changes");
        }
    }

    /// The first summit.
    #[must_use]
    pub fn summit(&self) -> Option<SummitHandle> {
        self.served.first().map(|it| it.summit.clone())
    }

    /// No longer ready; everyone is sent away to come back; what waits is answered; then it is over.
    pub async fn stop(self) {
        self.hub.drain();
        let gone = async {
            while self.connections.count() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let within = Duration::from_millis(DRAIN_MAX_MS / 2);
        if tokio::time::timeout(within, gone).await.is_err() {
            tracing::warn!(
                connections = self.connections.count(),
                "some connections did not close in time: they are dropped"
            );
        }
        let rest = async {
            futures_util::future::join_all(self.servers.iter().map(|server| server.stop(true)))
                .await;
            self.hub.end().await;
            if let Some(following) = self.following {
                following.stop().await;
            }
            self.remembering.abort();
            self.telling.abort();
            serving::close(&self.served).await;
        };
        if tokio::time::timeout(within, rest).await.is_err() {
            tracing::warn!("stopping took too long and was cut short");
        }
        tracing::info!("stopped");
    }
}

fn environment(
    disk: &Arc<Disk>,
    backup: Option<Told>,
    connections: &Arc<Connections>,
    metrics: &Metrics,
    home: Homed,
) -> Environment {
    let (disk, connections, started_at) =
        (Arc::clone(disk), Arc::clone(connections), system::now());
    let room = Arc::clone(&disk);
    Environment {
        clock: Clock::starting_at(started_at),
        entropy: Arc::new(system::entropy),
        health: Arc::new(move || {
            http::health::entries(&disk, backup.as_ref(), &connections, started_at, &home)
        }),
        has_room: Arc::new(move || room.has_room()),
        metrics: Arc::new(metrics.summits.clone()),
        machine: Arc::new(|| None),
        time_zone: time_zones::machine().into(),
        relay: Arc::new(relay::Alone),
    }
}

/// The one in the program, and the one that is configured; whether that answers is found out beside the start.
fn encoders(settings: &Theming) -> Encoders {
    let preferred = Endpoint::of(settings).map(Arc::new);
    if let Some(endpoint) = preferred.clone() {
        actix_web::rt::task::spawn_blocking(move || endpoint.try_out());
    }
    let preferred = preferred.map(|it| it as Arc<dyn Encoder>);
    let rests = Duration::from_secs(settings.rest_s.into());
    Encoders { built_in: Arc::new(BuiltIn::load()), preferred, rests }
}

/// Nodes that share a store go by its clock; one alone, by that of its machine.
fn in_the_time_of(home: &Home, environment: Environment) -> Environment {
    let environment = Environment { relay: home.relay(), ..environment };
    match home {
        Home::Sqlite(_) => Environment { machine: Arc::new(|| Some(system::now())), ..environment },
        Home::Redis(_) => environment,
    }
}

/// What to tell the one who starts it if no other device can open the links.
fn unreachable(bases: &[String]) -> Option<String> {
    let first = bases.first().filter(|base| addresses::is_local(base))?;
    Some(format!(
        "Only this machine reaches {first}: no other device can open these links, and cards that are printed now lead nowhere. Connect it to the network of the hall, or set `server.host` or `server.public_url`."
    ))
}

/// Answers people and their devices.
fn serve(
    listener: TcpListener,
    ledger: &Arc<Ledger>,
    services: Services,
) -> std::io::Result<ServerHandle> {
    let app = move || {
        let services = services.clone();
        App::new()
            .wrap(from_fn(http::problem::in_words))
            .wrap(from_fn(request_rate::rate_limited))
            .wrap(http::headers::always())
            .wrap(from_fn(http::head::as_get))
            .wrap(from_fn(answers::noted))
            .configure(move |config| services.register(config))
            .configure(http::routes)
    };
    door::serve(listener, ledger, None, app)
}

/// Metrics are for this machine, on an address of their own.
fn serve_admin(
    listener: TcpListener,
    ledger: &Arc<Ledger>,
    metrics: Metrics,
) -> std::io::Result<ServerHandle> {
    let app = move || {
        let metrics = metrics.clone();
        let text = move || {
            let text = metrics.text();
            async move { HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text) }
        };
        App::new()
            .wrap(http::headers::always())
            .wrap(from_fn(http::head::as_get))
            .wrap(from_fn(answers::noted))
            .route("/metrics", web::get().to(text))
    };
    door::serve(listener, ledger, Some(1), app)
}

//! Every join code with its QR code, for the operator who prints the cards.

use super::{
    access::{Reader, Writer, query},
    join::JoinCodes,
    problem::Problem,
};
use crate::{
    codes::{
        cards::{Dead, Printed},
        ledger::Opens,
        links, qr,
    },
    network::addresses::Reached,
};
use actix_web::{HttpRequest, web};
use domain::{Role, TableNo, WallId};
use protocol::refusal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesQuery {
    #[serde(default)]
    of: Of,
    base: Option<String>,
}

/// Which codes: those of badges are many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
#[expect(missing_docs, reason = "the roles of the glossary")]
pub enum Of {
    #[default]
    All,
    Tables,
    Badges,
    Hall,
    Walls,
    Staff,
}

impl Of {
    const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Tables => "tables",
            Self::Badges => "badges",
            Self::Hall => "hall",
            Self::Walls => "walls",
            Self::Staff => "staff",
        }
    }

    fn has(self, link: &links::Link) -> bool {
        match self {
            Self::All => true,
            Self::Tables => link.table.is_some(),
            Self::Badges => link.badge.is_some(),
            Self::Hall => link.role == Role::Participant && link.badge.is_none(),
            Self::Walls => link.role == Role::Projector,
            Self::Staff => {
                matches!(link.role, Role::Facilitator | Role::ThemeTeam | Role::Operator)
            }
        }
    }
}

/// All that is printed.
#[derive(Serialize, JsonSchema)]
#[expect(missing_debug_implementations, reason = "codes are secrets")]
pub struct Sheet {
    /// The address the links begin with.
    base: String,
    /// All addresses by which this machine is reached.
    bases: Vec<String>,
    /// A card each.
    codes: Vec<Card>,
    /// Cards that were printed with an address by which this machine is not reached now.
    dead: Vec<Dead>,
}

impl Card {
    /// The card of a link.
    #[must_use]
    pub fn of(link: links::Link, opens: &Opens) -> Self {
        Self {
            role: link.role,
            table: link.table,
            badge: link.badge.map(|badge| badge.0),
            wall: opens.wall().cloned(),
            code: link.code.to_string(),
            qr: qr::draw(&link.url),
            url: link.url,
        }
    }
}

/// That cards were printed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PrintedCards")]
pub struct Prints {
    /// Which.
    of: Of,
    /// The address that stands on them, one of this server's.
    base: String,
}

/// `POST /api/v1/summits/{summit}/codes/printed`: from now on it is watched whether the address on them is reached.
pub async fn printed(
    mut writer: Writer,
    reached: web::Data<Reached>,
    cards: web::Data<Printed>,
) -> Result<web::Json<Value>, Problem> {
    writer.read_rate()?;
    writer.must_be(Role::Operator)?;
    let Prints { of, base } = writer.json()?;
    if !reached.bases().contains(&base) {
        return Err(Problem::code(refusal::MALFORMED).field("base"));
    }
    let noted = web::block(move || cards.note(of.name(), &base)).await;
    if let Ok(Err(error)) = noted {
        tracing::warn!(%error, "the address on the cards cannot be recorded: nobody will be warned when it changes");
    }
    Ok(web::Json(json!({ "noted": true })))
}

/// A code, and what it opens.
#[derive(Serialize, JsonSchema)]
#[expect(missing_debug_implementations, reason = "a code is a secret")]
pub struct Card {
    /// What its holder may do.
    role: Role,
    /// The table, for a host.
    table: Option<TableNo>,
    /// The badge, for a participant with one.
    badge: Option<u32>,
    /// The display, for a projector.
    wall: Option<WallId>,
    /// The code, as it is printed.
    code: String,
    /// The link that holds it.
    url: String,
    /// The link as a QR code.
    qr: Option<qr::Drawn>,
}

/// `GET /api/v1/summits/{summit}/codes?of=tables|badges|hall|walls|staff&base=http://192.168.1.2:8080`
pub async fn codes(
    reader: Reader,
    request: HttpRequest,
    codes: web::Data<JoinCodes>,
    reached: web::Data<Reached>,
    cards: web::Data<Printed>,
) -> Result<web::Json<Sheet>, Problem> {
    reader.must_be(Role::Operator)?;
    let CodesQuery { of, base } = query(&request, "of")?;
    let bases = reached.bases();
    let base = match base {
        // Only an address of this server: a card must not lead elsewhere.
        Some(base) if bases.contains(&base) => base,
        Some(_) => return Err(Problem::code(refusal::MALFORMED).field("base")),
        None => bases.first().cloned().unwrap_or_default(),
    };
    let id = reader.summit.id().clone();
    let registry = codes.ready()?.of_summit(&id).cloned().ok_or_else(Problem::not_ready)?;
    // What other nodes used up is not printed. A store that is away must not keep anyone from printing.
    if let Err(error) = registry.look().await {
        tracing::warn!(%error, "the codes that other nodes used up cannot be read: printed cards may hold some");
    }
    // Hundreds of QR codes take a while to draw; connections must not wait for them.
    let drawn = web::block(move || {
        let listed = registry.list();
        let all = links::all(&id, &listed, &base).into_iter().zip(&listed);
        let of_kind = all.filter(|(link, _)| of.has(link));
        let codes = of_kind.map(|(link, (_, opens))| Card::of(link, opens));
        Sheet { codes: codes.collect(), dead: cards.dead(&bases), base, bases }
    });
    drawn.await.map(web::Json).map_err(|error| {
        tracing::error!(%error, "the cards cannot be drawn");
        Problem::fault()
    })
}

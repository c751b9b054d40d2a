//! The screens: one row each says where a screen is, who works on it, and what its page loads.

use domain::{Role, Seat};

/// A screen. A new one is a row here and in [`SCREENS`], a script with its element, a style sheet, and its texts.
#[derive(Debug, PartialEq, Eq)]
pub struct Screen {
    /// The first part of its address; its element is `burgertop-` and this.
    pub name: &'static str,
    /// What stands behind the name in its address.
    pub address: Address,
    /// Who works on it; anyone, if there is none.
    pub role: Option<Role>,
    /// What it is called beside its link. The seats of consoles and displays begin with it, so it must not change.
    pub label: &'static str,
    /// Whether its code is used up by the first device that joins with it.
    pub single_use: bool,
    /// The title of its page, in Dutch; the script puts it in the reader's language.
    pub(crate) title: &'static str,
    /// Its style sheets below `assets/style/`, after those of all screens.
    pub(crate) styles: &'static [&'static str],
    /// Its script below `assets/screens/`.
    pub(crate) script: &'static str,
    /// Who sits before it, and so how old its browser may be.
    pub(crate) audience: Audience,
}

/// What stands behind the name of a screen in its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// Nothing: `/desk`.
    Alone,
    /// The number of a table or badge: `/table/7`.
    Number,
    /// The name of a display: `/wall/main`.
    Name,
}

/// Who sits before a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Tablets from a cupboard and phones of all ages.
    Seat,
    /// Laptops and players that somebody brings for the day.
    Staff,
    /// The same, in the dark colours of the hall.
    Hall,
}

/// Where a device joins with a code.
pub const JOIN: Screen = Screen {
    name: "join",
    address: Address::Alone,
    role: None,
    label: "join",
    single_use: false,
    title: "Meedoen",
    styles: &["seat", "older"],
    script: "join.js",
    audience: Audience::Seat,
};

/// The tablet of a table.
pub const TABLE: Screen = Screen {
    name: "table",
    address: Address::Number,
    role: Some(Role::Host),
    label: "table",
    single_use: false,
    title: "Tafel",
    styles: &["seat", "older"],
    script: "table.js",
    audience: Audience::Seat,
};

/// A participant's phone.
pub const PHONE: Screen = Screen {
    name: "phone",
    address: Address::Number,
    role: Some(Role::Participant),
    label: "phones",
    single_use: false,
    title: "Meedoen",
    styles: &["seat", "older"],
    script: "phone.js",
    audience: Audience::Seat,
};

/// The facilitator's console.
pub const CONTROL: Screen = Screen {
    name: "control",
    address: Address::Alone,
    role: Some(Role::Facilitator),
    label: "control",
    single_use: true,
    title: "Regie",
    styles: &["wall", "wall-scenes", "control"],
    script: "control/control.js",
    audience: Audience::Staff,
};

/// A console of the theme team.
pub const DESK: Screen = Screen {
    name: "desk",
    address: Address::Alone,
    role: Some(Role::ThemeTeam),
    label: "desk",
    single_use: true,
    title: "Themateam",
    styles: &["desk"],
    script: "desk/desk.js",
    audience: Audience::Staff,
};

/// A display in the hall.
pub const WALL: Screen = Screen {
    name: "wall",
    address: Address::Name,
    role: Some(Role::Projector),
    label: "wall",
    single_use: false,
    title: "Scherm",
    styles: &["wall", "wall-scenes"],
    script: "wall/wall.js",
    audience: Audience::Hall,
};

/// The operator's console.
pub const OPS: Screen = Screen {
    name: "ops",
    address: Address::Alone,
    role: Some(Role::Operator),
    label: "operator",
    single_use: true,
    title: "Beheer",
    styles: &["ops"],
    script: "ops/ops.js",
    audience: Audience::Staff,
};

/// The cards with join codes, for the operator who prints them.
pub const PRINT: Screen = Screen {
    name: "print",
    address: Address::Alone,
    role: None,
    label: "print",
    single_use: false,
    title: "Afdrukken",
    styles: &["print"],
    script: "print/print.js",
    audience: Audience::Staff,
};

/// All of them.
pub const SCREENS: [&Screen; 8] = [&JOIN, &TABLE, &PHONE, &CONTROL, &DESK, &WALL, &OPS, &PRINT];

impl Screen {
    /// The screen that this role works on.
    #[must_use]
    pub fn of(role: Role) -> Option<&'static Self> {
        SCREENS.into_iter().find(|screen| screen.role == Some(role))
    }

    /// The screen whose address begins with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SCREENS.into_iter().find(|screen| screen.name == name)
    }

    /// Its address for whoever sits there; none if nobody works on it from such a seat.
    #[must_use]
    pub fn path(&self, seat: &Seat) -> Option<String> {
        let name = self.name;
        match (self.address, seat) {
            (Address::Alone, _) => Some(format!("/{name}")),
            (Address::Number, Seat::Table(table)) => Some(format!("/{name}/{table}")),
            (Address::Number, Seat::Badge(badge)) => Some(format!("/{name}/{badge}")),
            (Address::Name, Seat::Staff(seat)) => {
                let display = seat.strip_prefix(self.label)?.strip_prefix('-')?;
                Some(format!("/{name}/{display}"))
            }
            _ => None,
        }
    }

    /// The seat at this screen of whom or what has this name: the second desk is `desk-2`.
    #[must_use]
    pub fn seat(&self, name: impl std::fmt::Display) -> Seat {
        Seat::Staff(format!("{}-{name}", self.label))
    }
}

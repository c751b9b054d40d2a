//! What people write: words from phones and sentences from tables, alike enough to be grouped.

use crate::chance::Chance;

const SUBJECTS: [&str; 40] = [
    "speeltuin",
    "bushalte",
    "fietspad",
    "bibliotheek",
    "buurthuis",
    "zwembad",
    "dorpsplein",
    "sporthal",
    "winkelstraat",
    "huisarts",
    "basisschool",
    "jeugdhonk",
    "moestuin",
    "park",
    "station",
    "parkeerplaats",
    "starterswoning",
    "zorgcentrum",
    "verenigingsgebouw",
    "marktplein",
    "zebrapad",
    "straatverlichting",
    "glasbak",
    "hondenveld",
    "wandelroute",
    "theater",
    "kinderopvang",
    "buurtbus",
    "oplaadpaal",
    "zonnepark",
    "gemeentehuis",
    "wijkagent",
    "taalles",
    "repaircafe",
    "voedselbank",
    "huurwoning",
    "waterpartij",
    "rotonde",
    "dierenweide",
    "skatebaan",
];
const WISHES: [&str; 16] = [
    "Wij willen graag een nieuwe",
    "Er moet meer aandacht komen voor de",
    "Knap samen met bewoners de",
    "Maak eindelijk werk van de",
    "Laat jongeren meedenken over de",
    "Behoud vooral de",
    "Zorg dat iedereen gebruik kan maken van de",
    "Verplaats de",
    "Maak het veiliger rond de",
    "Geef ouderen een plek bij de",
    "Zet meer bomen en bankjes bij de",
    "Investeer volgend jaar in de",
    "Houd de kosten laag van de",
    "Vraag ondernemers om hulp bij de",
    "Open in de avond de",
    "Onderzoek of er ruimte is voor een",
];
const REASONS: [&str; 12] = [
    "omdat het nu te gevaarlijk is voor kinderen",
    "want daar ontmoeten mensen elkaar",
    "zodat jonge gezinnen in het dorp blijven",
    "en luister naar de mensen die er wonen",
    "want de afstand is voor ouderen te groot",
    "zodat de wijk groener en koeler wordt",
    "en begin klein met vrijwilligers",
    "omdat er al jaren over gepraat wordt",
    "zodat niemand zich alleen hoeft te voelen",
    "en deel de kosten met de provincie",
    "want het verkeer wordt elk jaar drukker",
    "zodat ook de kleine kernen leefbaar blijven",
];
const WORDS: [&str; 20] = [
    "veiligheid",
    "groen",
    "ontmoeten",
    "betaalbaar wonen",
    "jongeren",
    "rust",
    "samen doen",
    "zorg dichtbij",
    "minder verkeer",
    "openbaar vervoer",
    "vertrouwen",
    "natuur",
    "schone lucht",
    "naar elkaar omkijken",
    "goed onderwijs",
    "cultuur",
    "werk",
    "gelijke kansen",
    "duidelijkheid",
    "ruimte",
];

/// A word or a phrase, as phones send it: a third of them names a place.
pub fn word(chance: &mut Chance) -> String {
    let word = chance.pick(&WORDS);
    if chance.fraction() < 2.0 / 3.0 {
        return word.to_owned();
    }
    format!("{word} bij de {}", chance.pick(&SUBJECTS))
}

/// An idea of a table: a sentence.
pub fn idea(chance: &mut Chance) -> String {
    let (wish, subject, reason) =
        (chance.pick(&WISHES), chance.pick(&SUBJECTS), chance.pick(&REASONS));
    format!("{wish} {subject}, {reason}.")
}

// People by the hundreds, over HTTP: they join, and hand in as fast as the server takes it.

const PLACES = [
  'de straat',
  'het park',
  'het plein',
  'de school',
  'het buurthuis',
  'de singel',
  'de markt',
  'het station',
];
const WISHES = [
  ['meer bomen en groen', 'more trees'],
  ['een veilige fietsroute naar', 'a safe way to cycle'],
  ['betaalbare huizen voor starters bij', 'homes to afford'],
  ['een bus die ook ’s avonds rijdt langs', 'a late bus'],
  ['plekken om elkaar te ontmoeten in', 'places to meet'],
  ['spelen voor kinderen op', 'room to play'],
  ['minder verkeer en lawaai rond', 'less traffic'],
  ['ouderen die samen koken in', 'cooking together'],
  ['zonnepanelen op de daken van', 'solar roofs'],
  ['hulp bij eenzaamheid dicht bij', 'help with loneliness'],
  ['schone lucht en water bij', 'clean air'],
  ['jongeren die meebeslissen over', 'young people who decide'],
  ['een repaircafé en een ruilwinkel in', 'a repair café'],
  ['werkplekken en stages bij', 'places to work'],
];
const WORDS = [
  'samen',
  'groen',
  'rust',
  'veilig',
  'betaalbaar wonen',
  'ontmoeten',
  'gezond',
  'eerlijk',
  'jong en oud',
  'thuis',
  'vertrouwen',
  'ruimte',
  'water',
  'fietsen',
  'luisteren',
  'respect',
  'natuur',
  'buren',
  'speelplek',
  'toekomst',
  'zorg voor elkaar',
  'schone lucht',
  'meedoen',
  'gelijke kansen',
  'duurzaam',
  'verbinding',
  'plezier',
  'cultuur',
  'werk',
  'onderwijs',
  'dichtbij',
  'toegankelijk',
  'menselijkheid',
  'verantwoordelijkheid',
  'openbaar vervoer',
  'nieuwkomers welkom',
];

export class People {
  #hall;
  /** @type {Map<string, {token: string, summit: string}>} */
  #joined = new Map();

  constructor(hall) {
    this.#hall = hall;
  }

  /** Posts until it is taken, waiting as long as the server says. */
  async #post(path, body, token) {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.#hall.port}/api/v1${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      });
      const said = await answer.json();
      if (answer.ok) return said;
      if (!said.retry_ms) throw new Error(`${path}: ${JSON.stringify(said)}`);
      await new Promise((again) => {
        setTimeout(again, said.retry_ms);
      });
    }
  }

  async seat(link) {
    const known = this.#joined.get(link.code);
    if (known) return known;
    const joined = await this.#post('/join', { code: link.code });
    this.#joined.set(link.code, joined);
    return joined;
  }

  async ask(link, command) {
    const { token, summit } = await this.seat(link);
    return this.#post(`/summits/${summit}/requests`, { id: crypto.randomUUID(), command }, token);
  }

  /** Tables hand in until there are this many ideas; the same table never says the same twice. */
  async ideas(from, to) {
    const hosts = this.#hall.links.filter((it) => it.role === 'host').slice(0, -1);
    await eight(from, to, (n) => {
      const wish = WISHES[(n * 7 + Math.floor(n / 13)) % WISHES.length][0];
      const place = PLACES[(n * 3 + Math.floor(n / 29)) % PLACES.length];
      return this.ask(hosts[n % hosts.length], {
        idea: { submit: { text: `${wish[0].toUpperCase()}${wish.slice(1)} ${place}`, round: 'r1' } },
      });
    });
  }

  /** Phones send words, some far more often than others. */
  async words(from, to) {
    const badges = this.#hall.links.filter((it) => it.role === 'participant' && it.badge);
    await eight(from, to, (n) => {
      const word = WORDS[Math.floor(WORDS.length * ((n * 0.618034) % 1) ** 2.2)];
      return this.ask(badges[n % badges.length], { idea: { submit: { text: word, round: 'r1' } } });
    });
  }
}

/** Eight at a time, as people who sit side by side. */
async function eight(from, to, does) {
  let next = from;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (next < to) await does(next++);
    }),
  );
}

// What the documents hold, and what the screens make of it. The frames and commands are in `wire.d.ts`.
// The server's golden documents (crates/views/tests/golden) are held against these types by a test.

import type { Command, Epoch, Offset, Phase, Refusal, Role, Scene, Time, Was } from './wire';

export type { Command, Phase, Refusal, Role, Scene, Sync, Welcome } from './wire';

/** A title, and the same in other languages. */
export interface Titled {
  title: string;
  titles?: Record<string, string>;
}

/** A question, and the same in other languages. */
export interface Prompted {
  prompt?: string | null;
  prompts?: Record<string, string>;
}

export type ItemState = 'waiting' | 'running' | 'paused' | 'done';

/** `summit` in `room`. */
export interface Summit extends Titled {
  id: string;
  tables: number;
  seats: number;
  kind: string;
  /** In which every screen shows the time of day. */
  time_zone?: string;
}

/** `agenda/current` in `room`. */
export interface CurrentItem extends Titled, Prompted {
  id: string;
  kind: string;
  state: ItemState;
  ends_at: Time | null;
  /** What is left while it is paused. */
  remaining_ms: number | null;
  number: number;
  of: number;
}

/** `round` in `room`. */
export interface Round {
  id: string;
  phase: Phase;
  open: boolean;
  /** The end of the present phase. */
  ends_at: Time | null;
  grace_until: Time | null;
  phone: 'name' | 'word' | 'nothing';
  table: 'ideas' | 'nothing';
}

export interface Notice {
  text: string;
  /** What was kept of the text is not what was written. */
  damaged?: boolean;
  since: Time;
}

export interface Rehearsal {
  since: Time;
  /** How many tables are simulated, from 1. */
  tables: number;
}

/** `feedback` in `room`: the question at the end of the day. */
export interface FeedbackQuestion {
  question: string;
  /** What was kept of the question is not what was asked. */
  damaged?: boolean;
  open: boolean;
}

/** `feedback` in the document of those who answered. */
export interface OwnFeedback {
  score: number;
  sentence?: string;
  damaged?: boolean;
  at: Time;
}

/** `feedback` in `control`. */
export interface FeedbackResult extends FeedbackQuestion {
  answers: number;
  /** How many gave each score, from 1 to 5. */
  counts: number[];
  /** None without answers. */
  mean: number | null;
}

/** `sentence/<offset>` in `control`. */
export interface FeedbackSentence {
  score: number;
  /** None if it was erased or is damaged. */
  text: string | null;
  damaged?: boolean;
  /** It has a word that the event does not want to be shown unread. */
  unwanted?: boolean;
  at: Time;
}

/** `idea/<id>` on the desk. */
export interface Idea {
  text: string;
  damaged?: boolean;
  state: 'live' | 'withdrawn' | 'hidden';
  theme: string | null;
  table?: number;
  badge?: number;
  round: string | null;
  late: boolean;
  at: Time;
  reason?: string;
  reason_damaged?: boolean;
  edited: boolean;
  /** A person put it where it is. */
  pinned?: boolean;
  /** The machine found no theme that it fits. */
  left_out?: boolean;
  /** An earlier idea that says nearly the same. */
  alike?: string;
  segment?: string;
}

/** `idea/<id>` in the document of those it came from. */
export interface OwnEntry {
  /** None while it is hidden, or if it is damaged. */
  text: string | null;
  damaged?: boolean;
  state: Idea['state'];
  theme: string | null;
  round: string | null;
  late: boolean;
  at: Time;
  offset: Offset;
  /** Why a wall of words shows nothing of it. */
  unshown?: string;
}

/** `theme/<id>` as everyone sees it. */
export interface PublicTheme {
  label: string;
  /** Nothing that it was named after may be seen. */
  unnamed?: boolean;
  count: number;
  state: string;
  example?: string | null;
}

/** `theme/<id>` on the desk. */
export interface Theme extends PublicTheme {
  by: string;
  locked: boolean;
  example_idea?: string;
  /** The idea that would speak for it, if a person says so. */
  offer?: { idea: string; text: string };
  /** The name that the machine gave, and what of it is not shown. */
  withheld?: { label: string; words: string[] };
  /** The machine gave another name than the one that was published. */
  unread?: boolean;
  unseen?: boolean;
  /** What a hidden idea says of the name that a person typed. */
  hidden_words?: string[];
}

export interface Share {
  of: number;
  published: number;
}

export interface Coverage {
  ideas: number;
  grouped: number;
  published: number;
  tables: Share;
  tables_left_out: number[];
  segments?: Array<Share & Titled & { id: string }>;
}

/** `agenda/<n>` in `control`. */
export interface PlannedItem extends Titled {
  id: string;
  kind: string;
  number: number;
  /** In minutes after midnight, local time. */
  planned_minute: number;
  planned_ms: number;
  started_at: Time | null;
  ended_at: Time | null;
  state: ItemState;
  extended_ms: number;
}

/** The item that a step is about. */
interface About extends Partial<Titled> {
  item?: string;
}

/** `next` in `control`: what the big button does, and what it goes on from. */
export interface NextStep extends About, Prompted {
  does: string;
  kind?: string;
  from?: string;
  phase?: Phase;
  scene?: Scene;
  /** What comes instead if the hand-in is skipped. */
  skips_to?: About & { does: string };
}

/** `undo` in `control`. */
export interface UndoStep extends About {
  step: number;
  does: string;
}

export interface HelpCall {
  what?: string;
  damaged?: boolean;
}

/** `table/<n>` in `control`. */
export interface TableState {
  ready: boolean;
  help: HelpCall | null;
  handed_in: number;
}

/** `table/<n>` on a wall that shows the map. */
export interface TableOnMap {
  ready: boolean;
  help: boolean;
  handed_in: number;
}

export interface Progress {
  tables_in: number;
  tables: number;
  ideas: number;
  words: number;
}

/** `word/<id>` on the desk. */
export interface QueuedText {
  text: string;
  count: number;
  state: 'waits' | 'shown' | 'accepted' | 'held';
  sentence: boolean;
  unwanted?: boolean;
}

/** `step/<offset>` on the desk. */
export interface ThemeStep {
  at: Time;
  by: string;
  does: string;
  theme: string | null;
  label: string | null;
  ideas: number;
  undoable: boolean;
}

export interface Tuning {
  resolution_percent: number;
  /** Rounds whose ideas keep to where they are shown. */
  settled: string[];
  rounds: Array<Titled & { item: string }>;
}

/** How much grouping from scratch would change. */
export interface Suggestion {
  offset: Offset;
  splits: number;
  merges: number;
  moves: number;
  labels: string[];
}

/** `scene` of a wall. */
export interface ShownScene {
  name: Scene;
  frozen: boolean;
  frozen_by?: Offset;
  /** Keys of what a frozen wall keeps and may not show any more as it was. */
  lost?: string[];
}

export interface Word {
  word: string;
  count: number;
}

/** `journal` in `health`. */
export interface JournalHealth {
  durable?: boolean;
  home?: string;
  single_copy?: boolean;
  saving?: {
    possible: boolean;
    last?: { offset: Offset; at: Time };
    tried_at?: Time;
    since?: Time;
    why?: string;
    sentence?: string;
  };
}

/** A table in `presence`. */
export interface TablePresence {
  online: boolean;
  since: Time;
  /** False if its device keeps nothing over a reload. */
  keeps?: boolean;
  simulated?: boolean;
}

/** A person in `presence` who works at a desk. */
export interface Colleague {
  role: Role;
  since: Time;
  focus?: string;
}

/** What each key of each document holds. */
export interface Documents {
  room: {
    summit: Summit;
    'agenda/current': CurrentItem;
    round: Round;
    notice: Notice;
    feedback: FeedbackQuestion;
    rehearsal: Rehearsal;
  };
  control: {
    next: NextStep;
    undo: UndoStep;
    progress: Progress & { round: string };
    coverage: Coverage;
    review: { waiting: number };
    feedback: FeedbackResult;
    [sentence: `sentence/${string}`]: FeedbackSentence;
    [agenda: `agenda/${string}`]: PlannedItem;
    [table: `table/${string}`]: TableState;
    [wall: `wall/${string}`]: { scene: Scene; frozen: boolean };
  };
  desk: {
    coverage: Coverage;
    tuning: Tuning;
    suggestion: Suggestion;
    [idea: `idea/${string}`]: Idea;
    [theme: `theme/${string}`]: Theme;
    [word: `word/${string}`]: QueuedText;
    [step: `step/${string}`]: ThemeStep;
  };
  themes: { [theme: `theme/${string}`]: PublicTheme };
  presence: {
    phones: { online: number; simulated?: number };
    staff: { online: number };
    [table: `table/${string}`]: TablePresence;
    [colleague: `staff/${string}`]: Colleague;
  };
  health: {
    disk: { free_bytes: number | null; state: 'ok' | 'low' | 'full' };
    journal: JournalHealth;
    node: { started_at: Time; connections: number };
    held: { until: Time };
    backup: { state: 'ok' | 'away'; since: Time; at: Offset | null; same_disk: boolean };
    redis: { warnings: number };
    nodes: { count: number };
    clock: { ahead_ms?: number; skew_ms?: number };
    tray: { count: number };
    start: { losses: number };
    texts: { damaged: number };
    encoder: { asked: string; state: 'ok' | 'away' };
  };
  [table: `table/${string}`]: {
    ready: true;
    help: HelpCall;
    notice: Notice;
    feedback: OwnFeedback;
    [idea: `idea/${string}`]: OwnEntry;
  };
  [person: `person/${string}`]: {
    notice?: Notice;
    feedback: OwnFeedback;
    [idea: `idea/${string}`]: OwnEntry;
  };
  [wall: `wall/${string}`]: {
    scene: ShownScene;
    progress: Progress;
    words: Word[];
    [theme: `theme/${string}`]: PublicTheme;
    [table: `table/${string}`]: TableOnMap;
  };
}

/** The entries of one kind: `Listed<'desk', 'idea'>` is what every `idea/<id>` holds. */
export type Listed<Doc extends keyof Documents, Kind extends string> = Documents[Doc][`${Kind}/${string}` &
  keyof Documents[Doc]];

type Room = Documents['room'];
type WallEntries = Documents[`wall/${string}`];

/** Where the picture of a wall is read from: the room, what the wall holds, and who is on line. */
export interface WallSource {
  room<Key extends keyof Room>(key: Key): Room[Key] | undefined;
  entry<Key extends keyof WallEntries>(key: Key): WallEntries[Key] | undefined;
  list<Kind extends 'theme' | 'table'>(kind: Kind): Array<[string, WallEntries[`${Kind}/${string}`]]>;
  online(table: string): boolean;
}

/** All that the scene of a wall is drawn from, so that freezing is keeping one value. */
export interface Picture {
  scene: Scene;
  wall: string;
  summit?: Summit;
  item?: CurrentItem;
  round?: Round;
  notice?: Notice;
  progress?: Progress;
  words: Word[];
  tables: Array<[string, TableOnMap & { online: boolean }]>;
  themes: Array<[string, PublicTheme]>;
  /** The themes that are shown as cards. */
  cards: string[];
  frozenAt: number | null;
  frozenBy?: Offset;
}

/** What became of a request: saved `at`, or `refused`. */
export interface Reply {
  id: string;
  at?: Offset;
  refused?: Refusal;
}

/** Why something was not done: `code` names the message to show. */
export interface Problem {
  code?: string;
  message?: string;
  detail?: string;
}

/**
 * What the outbox keeps of one request. `storing`: its first step of storing is not over. `inMemoryOnly`: it is gone if
 * the page is closed. `ofAnotherTab`: another tab of this seat sends it.
 */
export interface OutboxEntry {
  seq?: number;
  seat: string;
  id: string;
  command: OutboxCommand;
  made: number;
  state: 'waiting' | 'saved' | 'refused';
  at?: Offset;
  epoch?: Epoch;
  was?: Was;
  refusal?: { code: string; message?: string };
  ofAnotherTab?: boolean;
  retryAt?: number;
  storing?: boolean;
  inMemoryOnly?: boolean;
}

/** The alternatives of a union as one type with optional fields. */
type Merged<Union> = {
  [Name in Union extends unknown ? keyof Union : never]?: Union extends Record<Name, infer Fields> ? Fields : never;
};

/** A command as it is looked into: which concept and verb it has is not known. */
export type OutboxCommand = {
  [Concept in keyof Merged<Command>]?: Merged<NonNullable<Merged<Command>[Concept]>>;
};

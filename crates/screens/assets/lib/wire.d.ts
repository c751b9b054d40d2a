// The words on the wire, made from docs/asyncapi.json and docs/openapi.json: do not edit.
// `npm run wire` in the tests of the screens writes it anew; a test refuses one that is not in step.

/** Who someone is, as told to themselves. */
export type ActorView = {
  /** The badge, for a participant. */
  badge?: Badge | null;
  /** What they are here to do. */
  role: Role;
  /** The table, for its host. */
  table?: TableNo | null;
};

/** What can be asked. */
export type AgendaCommand =
  | /** Go on: start the first or next item, open handing in where tables talk, or begin the grace of an open round. */
    {
      next: {
        /** The item that the sender believes to be current. */
        from?: ItemId | null;
        /** The phase in which the sender believes the round to be. */
        phase?: Phase | null;
        /** Leave a round whose tables still talk, without its hand-in. */
        skip?: boolean | null;
      };
    } /** Return to the item before. */
  | {
      back: {
        /** The item that the sender believes to be current. */
        from?: ItemId | null;
        /** The phase in which the sender believes the round to be. */
        phase?: Phase | null;
      };
    } /** Stop the clock. */
  | { pause: Record<string, never> } /** Let the clock run on. */
  | { resume: Record<string, never> } /** Give more time, or less. */
  | {
      extend: {
        /** How much, in seconds. */
        seconds: number;
      };
    } /** End the current item without starting another. */
  | { end: Record<string, never> } /** Undo the last step. */
  | {
      undo: {
        /** Its number. */
        step: number;
      };
    };

/** A participant's badge: a number, never a name. */
export type Badge = number;

/** The connection ends. */
export type Bye = {
  /** The close code that follows. */
  code: number;
  /** Why. */
  reason: string;
  /** When to come back, in milliseconds; none if as usual, or never. */
  retry_ms: number | null;
};

/** A code, and what it opens. */
export type Card = {
  /** The badge, for a participant with one. */
  badge: number | null;
  /** The code, as it is printed. */
  code: string;
  /** The link as a QR code. */
  qr: QrCode | null;
  /** What its holder may do. */
  role: Role;
  /** The table, for a host. */
  table: TableNo | null;
  /** The link that holds it. */
  url: string;
  /** The display, for a projector. */
  wall: WallId | null;
};

/** What can be asked: `{"idea":{"submit":{"text":"…"}}}`. */
export type Command =
  | /** The course of the day. */
    { agenda: AgendaCommand } /** A round of handing in. */
  | { round: RoundCommand } /** An idea. */
  | { idea: IdeaCommand } /** A theme. */
  | { theme: ThemeCommand } /** What a wall shows of what phones send. */
  | { review: ReviewCommand } /** A table. */
  | { table: TableCommand } /** A message on screens. */
  | { notice: NoticeCommand } /** A display. */
  | { wall: WallCommand } /** The question at the end of the day. */
  | { feedback: FeedbackCommand } /** A device at a seat. */
  | { device: DeviceCommand } /** A span of the day that does not count. */
  | { rehearsal: RehearsalCommand } /** The copies of the log. */
  | { copies: CopiesCommand };

/** A console that someone works on. */
export type Console =
  /** The facilitator's. */ 'control' /** One of the theme team. */ | 'desk' /** The operator's. */ | 'operator';

/** What the nodes say of it. */
export type CopiesCommand =
  | /** No replica answers: what is saved from here on is saved once. */
    { single: Record<string, never> } /** Replicas answer again. */
  | { several: Record<string, never> };

/** Cards that lead nowhere now. */
export type DeadCards = {
  /** The address that stands on them. */
  base: string;
  /** Which cards: `tables`, `badges` …, or `links` for a file of all of them. */
  of: string;
};

/** A device at a seat. */
export type Device = {
  /** Since when. */
  enrolled_at: Time;
  /** Its token, by which it can be taken back (`device.revoke`). */
  jti: Jti;
  /** What it may do. */
  role: Role;
  /** Where it sits. */
  seat: Seat;
};

/** Take a token back. */
export type DeviceCommand = {
  revoke: {
    /** Which. */
    jti: Jti;
  };
};

/** Who holds which seat. */
export type Devices = {
  /** The newest first. */
  devices: Array<Device>;
  /** Those that had to make room last, because too many joined with the same card; the newest first. */
  displaced: Array<DisplacedDevice>;
  /** The token that asks: to take that one back is to leave. */
  own: Jti | null;
};

/** A device that had to make room for another with the same card. */
export type DisplacedDevice = {
  /** When it made room. */
  displaced_at: Time;
  /** Since when it sat there. */
  enrolled_at: Time;
  /** Its token, which holds no longer. */
  jti: Jti;
  /** What it might do. */
  role: Role;
  /** Where it sat. */
  seat: Seat;
};

/** The name of a document. */
export type Doc = string;

/** One life of a log; a log that was cut or restored has another. */
export type Epoch = string;

/** What can be asked. */
export type FeedbackCommand =
  | /** Ask the question, or take answers to it again. */
    {
      open: {
        /** What is asked. */
        question: string;
      };
    } /** Take no more answers. */
  | { close: Record<string, never> } /** Answer, or answer otherwise. */
  | {
      answer: {
        /** From 1 to 5; more is better. */
        score: number;
        /** Why. */
        sentence?: string | null;
      };
    };

/** Who I am, and what I want to follow. */
export type Hello = {
  /** The epoch in which the offsets below count. */
  epoch?: Epoch | null;
  /** The language for messages to people. */
  lang?: string | null;
  /** The token. */
  token: string;
  /** What to follow. */
  watch?: Record<string, Offset | null>;
};

/** What can be asked. */
export type IdeaCommand =
  | /** Hand in. */
    {
      submit: {
        /** The round it was written in. */
        round?: ItemId | null;
        /** For staff who type a paper slip: the table it came from. */
        table?: TableNo | null;
        /** What it says. */
        text: string;
      };
    } /** Say it otherwise. */
  | {
      edit: {
        /** Which. */
        idea: IdeaId;
        /** What it says from now on. */
        text: string;
      };
    } /** Take it back. */
  | {
      withdraw: {
        /** Which. */
        idea: IdeaId;
      };
    } /** Keep it from view. */
  | {
      hide: {
        /** Which. */
        idea: IdeaId;
        /** Why. */
        reason: string;
      };
    } /** Bring it back. */
  | {
      restore: {
        /** Which. */
        idea: IdeaId;
      };
    };

/** An idea; the id of the request that submitted it. */
export type IdeaId = string;

/** An agenda item, named in its programme (`r2`, `lunch`). */
export type ItemId = string;

/** What a device asks for. */
export type JoinWish = {
  /** The join code; case, spaces and dashes do not matter. */
  code: string;
  /** The tokens that this device holds. If one of them is for a seat of the kind that the code opens, nothing is done, and `join.seat_held` names its page; without them, or with none such, the device joins. */
  holds?: Array<string>;
  /** Whether to take the place of the device that sits at this table now. */
  take_over?: boolean;
};

/** A seat. */
export type Joined = {
  /** The badge, for a participant. */
  badge: Badge | null;
  /** When to join again. */
  expires_at: Time;
  /** What its holder may do. */
  role: Role;
  /** The page to work on. */
  screen: string;
  /** The summit it is for. */
  summit: SummitId;
  /** The table, for a host. */
  table: TableNo | null;
  /** To be kept, and sent in a `hello` or as a bearer. */
  token: string;
};

/** One token, and so one device at a seat. */
export type Jti = string;

/** An idea and the theme it goes to. */
export type Move = {
  /** Which idea. */
  idea: IdeaId;
  /** Where to; none: out of every theme. */
  theme?: ThemeId | null;
};

/** A theme and what it is called. */
export type Named = {
  /** What it is called. */
  label: string;
  /** Which theme; a new one if it is not known. */
  theme: ThemeId;
};

/** Which link is wanted. */
export type NewLink = {
  /** For one more console of this kind; without it, all that were used up are made anew. */
  console?: Console | null;
};

/** The links that were made. */
export type NewLinks = {
  /** A card each. */
  codes: Array<Card>;
};

/** What can be asked. */
export type NoticeCommand =
  | /** Show a message. */
    {
      show: {
        /** What it says. */
        text: string;
        /** To which tables; to everyone if absent. */
        to?: Array<TableNo> | null;
      };
    } /** Take every message away. */
  | { clear: Record<string, never> };

/** A place in a summit's log: 1 is the first commit, 0 is before it. */
export type Offset = number;

/** Where a round is. */
export type Phase =
  | /** Tables talk; nothing is handed in yet. */
    'talk' /** Ideas are handed in. */
  | 'hand_in' /** The end was called; who is typing may finish. */
  | 'grace' /** It is over; what still comes is late. */
  | 'closed';

/** Are you there? */
export type Ping = {
  /** The client's own clock, given back as it came. */
  sent: number;
};

/** What the server says back to a [`Ping`]. */
export type Pong = {
  /** The server's clock. */
  now: Time;
  /** As it came. */
  sent: number;
};

/** That cards were printed. */
export type PrintedCards = {
  /** The address that stands on them, one of this server's. */
  base: string;
  /** Which. */
  of: 'all' | 'tables' | 'badges' | 'hall' | 'walls' | 'staff';
};

/** What is told. */
export type Problem = {
  /** `concept.reason`, from one list. */
  code: string;
  /** The same in the caller's language. */
  detail: string;
  /** The field at fault, where it is one. */
  field: string | null;
  /** The request that was refused. */
  id?: RequestId | null;
  /** When to send the same again, in milliseconds; none if it is final. */
  retry_ms: number | null;
  /** The page of the seat that the device holds already. */
  screen?: string | null;
  /** The status. */
  status: number;
  /** The status in words. */
  title: string;
  /** `urn:burgertop:` and the code. */
  type: string;
  /** What stands in the way of saving, by its word in the document `health`: of a node that is not ready for it. */
  why?: string | null;
};

/** A QR code as the inside of an SVG. */
export type QrCode = {
  /** The dark squares, row by row. */
  path: string;
  /** Width and height, quiet edge included. */
  size: number;
};

/** Not done; nothing changed. `request.try_again` alone says nothing about the outcome. */
export type Refusal = {
  /** `concept.reason`, from one list. */
  code: string;
  /** The field at fault, where it is one. */
  field: string | null;
  /** The same in the caller's language. */
  message: string;
  /** When to send the same again, in milliseconds; none if it is final. */
  retry_ms: number | null;
};

/** What can be asked. */
export type RehearsalCommand =
  | /** From now on nothing counts. */
    {
      start: {
        /** How many tables are simulated, from 1; all if absent. */
        tables?: number | null;
      };
    } /** Everything comes back as it stood at the start. */
  | { end: Record<string, never> };

/** What became of a request: saved `at`, or `refused`. */
export type Reply =
  | /** Saved, at this offset. */
    { at: Offset; id: RequestId } /** Not done; nothing changed. */
  | { id: RequestId; refused: Refusal };

/** Do this. The command is read apart, so that a bad one is refused under its id. */
export type RequestFrame = {
  /** What to do. */
  command: Command;
  /** Made by the client; the same when it is sent again. */
  id: RequestId;
  /** Where it was answered as saved, in an epoch that is gone. */
  was?: Was | null;
};

/** Made by the client; a resend carries the same one. */
export type RequestId = string;

/** What can be asked. Texts stand for all that say the same. */
export type ReviewCommand =
  | /** Walls may show these. */
    { accept: { texts: Array<string> } } /** No wall shows these. */
  | { hold: { texts: Array<string> } } /** Take back what was said of these. */
  | { reopen: { texts: Array<string> } };

/** What someone is here to do. */
export type Role =
  | /** Drives the programme. */
    'facilitator' /** Names, merges, splits and publishes themes. */
  | 'theme_team' /** Writes for a table. */
  | 'host' /** Sends words and phrases from a phone. */
  | 'participant' /** A display in the hall: sends nothing. */
  | 'projector' /** Looks on: sends nothing. */
  | 'observer' /** Runs the machine, and may export everything. */
  | 'operator' /** The server itself: timers, theming, enrolment. */
  | 'system';

/** What can be asked. */
export type RoundCommand =
  | /** Begin handing in at once. */
    {
      open: {
        /** By the clock: the moment at which the talk was to end. */
        ends_at?: Time | null;
        /** Which round; the current one if absent. */
        round?: ItemId | null;
      };
    } /** Begin the grace of an open round; in its grace, close it. */
  | {
      close: {
        /** By the clock: the moment at which the phase was to end. */
        ends_at?: Time | null;
        /** The phase in which the sender believes the round to be. */
        phase?: Phase | null;
        /** Which round; the current one if absent. */
        round?: ItemId | null;
        /** Because (nearly) all on line have handed in. */
        share?: Share | null;
      };
    };

/** One picture that a display can show. */
export type Scene =
  | /** The name of the day and of its current part. */
    'title' /** The question, and how long there is. */
  | 'question' /** How much has been handed in. */
  | 'progress' /** The themes that the theme team published. */
  | 'themes' /** All themes as the machine groups them now: nobody has read them yet. */
  | 'forming' /** What phones sent in the current round, the most frequent first. */
  | 'words' /** The tables, for those who help in the hall. */
  | 'map' /** A picture by which a projector is set up. */
  | 'test' /** Nothing at all. */
  | 'black';

/** `table/7`, `badge/81`, `staff/<name>` or `system`. */
export type Seat = string;

/** How many of those on line have handed in. */
export type Share = {
  /** Seats that have. */
  handed_in: number;
  /** Seats on line. */
  on_line: number;
};

/** All that is printed. */
export type Sheet = {
  /** The address the links begin with. */
  base: string;
  /** All addresses by which this machine is reached. */
  bases: Array<string>;
  /** A card each. */
  codes: Array<Card>;
  /** Cards that were printed with an address by which this machine is not reached now. */
  dead: Array<DeadCards>;
};

/** One event with one log. */
export type SummitId = string;

/** The head of a `sync`, for clients and tests. */
export type Sync = {
  /** Which document. */
  doc: Doc;
  /** What it builds on; none: from nothing. */
  from: Offset | null;
  /** Keys that are gone. */
  gone: Array<string>;
  /** Keys and their whole values. */
  set: Record<string, unknown>;
  /** What the client holds then. */
  to: Offset;
};

/** What can be asked. */
export type TableCommand =
  | /** The table is done with the current item, or not yet after all. */
    {
      ready: {
        /** The item it is said of, so that what arrives late is not taken for the next; the current one if absent. */
        item?: ItemId | null;
        /** Done, unless said otherwise. */
        ready?: boolean;
      };
    } /** The table needs someone. */
  | {
      help: {
        /** With what. */
        what?: string | null;
      };
    } /** Someone helped. */
  | {
      helped: {
        /** Which table. */
        table: TableNo;
      };
    };

/** A table, counted from 1. */
export type TableNo = number;

/** What can be asked. */
export type ThemeCommand =
  | /** Make an empty theme; its id is that of the request. */
    { create: { label: string } } /** Call it otherwise. */
  | { rename: { label: string; theme: ThemeId } } /** Put all of one into another. */
  | {
      merge: { from: ThemeId; into: ThemeId };
    } /** Take ideas out of a theme into a new one; its id is that of the request. */
  | {
      split: { ideas: Array<IdeaId>; label?: string | null; theme: ThemeId };
    } /** Put an idea in a theme, or out of every theme. */
  | { move: { idea: IdeaId; theme?: ThemeId | null } } /** The same for many at once. */
  | { gather: { ideas: Array<IdeaId>; theme?: ThemeId | null } } /** These belong together, wherever they go. */
  | { together: { ideas: Array<IdeaId> } } /** These do not belong together. */
  | { apart: { ideas: Array<IdeaId> } } /** The machine shall not touch it, or may again. */
  | {
      lock: { locked?: boolean; theme: ThemeId };
    } /** Everyone may see these, by the names and examples that were read: else by those that stand there. */
  | {
      publish: {
        /** The text of the example; null if there was none to read. */
        examples?: Record<string, string | null>;
        labels?: Record<string, string>;
        themes: Array<ThemeId>;
      };
    } /** Only the theme team sees these again. */
  | { unpublish: { themes: Array<ThemeId> } } /** This idea speaks for its theme. */
  | { quote: { idea: IdeaId; theme: ThemeId } } /** This idea, and whatever says the same, never speaks for a theme. */
  | { strike: { idea: IdeaId } } /** Give it up: its ideas are free again. */
  | { close: { theme: ThemeId } } /** Take back what someone did, if nobody did anything to it since. */
  | { undo: { step: Offset } } /** More, and smaller, themes; or fewer: the resolution of the grouping, in percent. */
  | {
      tune: { resolution_percent: number };
    } /** The ideas of a round keep to where they are shown, or need not any more. */
  | { settle: { round: ItemId; settled?: boolean } } /** Do what the machine suggested. */
  | { accept: { suggestion: Offset } } /** Leave it. */
  | {
      dismiss: { suggestion: Offset };
    } /** System: a grouping that fits better than the one that is shown; no moves: there is none any more. */
  | { suggest: { based_on: Offset; labels: Array<Named>; merges: number; moves: Array<Move>; splits: number } };

/** A theme; the id of the request that made it, or derived from the regroup that proposed it. */
export type ThemeId = string;

/** A moment, in milliseconds since the Unix epoch, by the server's clock. */
export type Time = number;

/** What can be asked of a display. */
export type WallCommand =
  | /** Show a scene. */
    {
      show: {
        /** What to show. */
        scene: Scene;
        /** Which display. */
        wall: WallId;
      };
    } /** Keep what is shown, or go on. */
  | {
      freeze: {
        /** Keep, unless said otherwise. */
        frozen?: boolean;
        /** Which display. */
        wall: WallId;
      };
    };

/** A display in the hall, named in the programme (`main`). */
export type WallId = string;

/** Where a request was answered as saved. */
export type Was = {
  /** The offset. */
  at: Offset;
  /** The epoch. */
  epoch: Epoch;
};

/** The hello was accepted. */
export type Welcome = {
  /** Who the token says you are. */
  actor: ActorView;
  /** The epoch of the log. */
  epoch: Epoch;
  /** How often to send `ping`. */
  heartbeat_ms: number;
  /** The server's clock. */
  now: Time;
  /** The connection, for those who read logs. */
  session: string;
};

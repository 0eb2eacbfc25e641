/**
 * What goes over the wire of one connection, as frames: which requests, replies and events, in how many reads and writes,
 * and whose they are. It explains what it sees at once, so that it holds nothing that is secret. It knows no watcher.
 *
 * @module
 */

import type { ChatError, Frame, FrameField } from "../../chat.ts";
import { type Explained, explainRequest } from "../../wire/explain.ts";
import { LongPart } from "../../wire/lines.ts";
import { parseCommand } from "../../wire/request.ts";
import type { StoredAccount } from "../../store/store.ts";
import { FRAME_RATE, TokenBucket } from "../limits.ts";
import { Incoming, type Pieces } from "./incoming.ts";
import { Outgoing, type Sent } from "./outgoing.ts";
import { KeptFrame, type Owner } from "./kept_frames.ts";
import type { Tap, Tapped } from "./tap.ts";

/** Bytes of a request as long as a file that are explained: those before the file. */
const HEAD = 256;

/** What a {@linkcode Recorder} needs of its server. */
export interface RecorderOptions {
  /** The next number of a frame. */
  readonly nextFrame: () => number;
  /** The next number of a connection. */
  readonly nextConnection: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of the clock that nobody sets. */
  readonly elapsed: () => number;
  /** The account that a token stands for. */
  readonly byToken: (token: string) => StoredAccount | undefined;
  /** The account that has a name. */
  readonly byName: (name: string) => StoredAccount | undefined;
  /** Whether one more frame may be explained; it counts as left out if not. */
  readonly mayExplain: (recorder: Recorder) => boolean;
  /** How what is written to the connection is provoked; `undefined` if it is not. */
  readonly provoked: (connection: Tapped) => string | undefined;
  /** Called with each frame. */
  readonly onFrame: (frame: KeptFrame) => void;
  /** Called with a request that has no end yet, whenever more of it has come. */
  readonly onUnfinished: (frame: KeptFrame) => void;
  /** Called when it turns out whose the frames so far are. */
  readonly onOwner: (recorder: Recorder) => void;
}

const NOBODY: Owner = { accounts: [], reader: undefined, isKnown: false };

/** Looks at one connection. */
export class Recorder implements Tap {
  /** Its number. */
  readonly connection: number;
  /** Whose the frames are from now on. */
  owner: Owner = NOBODY;
  /** The name of who has shown a login, while it is the only one. */
  user: string | undefined;
  /** How many of its frames are explained. */
  readonly bucket: TokenBucket;
  /** How many of the next ones are not. */
  refused = 0;
  readonly #tapped: Tapped;
  readonly #options: RecorderOptions;
  readonly #incoming = new Incoming();
  readonly #outgoing: Outgoing;
  /** Requests that have no reply yet, `undefined` each that is not told of; `undefined` while it is not known which. */
  #asked: Queue<{ readonly n: number; readonly command: string | undefined } | undefined> | undefined;
  /** The number of the request that has no end yet. */
  #unfinished: number | undefined;
  /** The start of a request as long as a file, explained. */
  #long: Explained | undefined;

  /** It has seen nothing of `tapped`. */
  constructor(tapped: Tapped, options: RecorderOptions) {
    this.#tapped = tapped;
    this.#options = options;
    this.connection = options.nextConnection();
    this.bucket = new TokenBucket(FRAME_RATE, options.elapsed());
    const mayExplain = (kind: Sent["kind"]) => {
      const may = options.mayExplain(this);
      if (!may && kind === "reply") this.#asked?.shift();
      return may;
    };
    this.#outgoing = new Outgoing({ mayExplain, onSent: (sent) => this.#sent(sent) });
    if (tapped.account !== undefined) this.shown(tapped.account);
  }

  /** See {@linkcode Tap.read}. All that was asked before is answered by then. */
  read(chunk: Uint8Array): void {
    this.#asked = new Queue();
    this.#incoming.read(chunk);
  }

  /** See {@linkcode Tap.line}. */
  line(line: string | ChatError | LongPart): void {
    if (line instanceof LongPart) return this.#longPart(line);
    const n = this.#unfinished;
    this.#unfinished = undefined;
    if (!this.#options.mayExplain(this)) {
      this.#asked?.push(undefined);
      return this.#incoming.skip();
    }
    const { pieces, end } = this.#incoming.next();
    if (typeof line === "string") this.#attribute(line);
    this.#request(n ?? this.#options.nextFrame(), explain(line, end, pieces.size, this.#isUser), pieces);
  }

  /** A piece of a request as long as a file: nothing of what is in the file is looked at. */
  #longPart({ bytes, isLast }: LongPart): void {
    const n = this.#unfinished ??= this.#options.nextFrame();
    if (this.#long === undefined) {
      const head = new TextDecoder().decode(bytes.subarray(0, HEAD));
      this.#attribute(head);
      this.#long = explainRequest(head, { end: "", isUser: this.#isUser });
    }
    if (!isLast) return;
    const { pieces, end } = this.#incoming.next();
    const { command, error, fields } = this.#long;
    this.#unfinished = this.#long = undefined;
    if (!this.#options.mayExplain(this)) return void this.#asked?.push(undefined);
    this.#request(n, { command, error, fields: stretch(fields, pieces.size - end.length, end) }, pieces);
  }

  #request(n: number, { command, error, fields }: Explained, pieces: Pieces): void {
    this.#asked?.push({ n, command });
    const size = sizeOf(fields);
    // It may have begun before it was looked at.
    if (size > pieces.size) pieces.precede(size - pieces.size);
    this.#tell({
      n,
      kind: "request",
      size,
      ...pieces.members,
      ...command && { command },
      ...error && { error },
      fields,
    });
  }

  readonly #isUser = (name: string): boolean => this.#options.byName(name) !== undefined;

  /** Finds out whose a request is, before it is told to anybody: by its token, or by the name that it tries. */
  #attribute(line: string): void {
    let account: StoredAccount | undefined;
    try {
      const command = parseCommand(line);
      if ("token" in command && command.token !== undefined) {
        account = this.#options.byToken(command.token);
      } else if (command.name === "auth" && !this.owner.isKnown) {
        const tried = this.#options.byName(command.user);
        if (tried !== undefined) this.#belongsTo({ accounts: [tried.id], reader: undefined, isKnown: false });
      }
    } catch {
      return; // Of a line that is wrong nothing is told that could be anybody's.
    }
    if (account !== undefined) this.shown(account);
  }

  /** See {@linkcode Tap.shown}. A connection of several accounts may be one program's for many: its texts are nobody's. */
  shown({ id, name }: StoredAccount): void {
    const { accounts, isKnown } = this.owner;
    if (isKnown && accounts.includes(id)) return;
    this.user = isKnown ? undefined : name;
    this.#belongsTo({ accounts: isKnown ? [...accounts, id] : [id], reader: isKnown ? undefined : id, isKnown: true });
  }

  #belongsTo(owner: Owner): void {
    this.owner = owner;
    this.#options.onOwner(this);
  }

  /** See {@linkcode Tap.taken}. */
  taken(): void {
    this.#incoming.taken();
    const { pieces } = this.#incoming;
    if (pieces.size === 0) return;
    const n = this.#unfinished ??= this.#options.nextFrame();
    const fields: FrameField[] = [{ at: 0, size: pieces.size, kind: "begun", hidden: "secret" }];
    const { first, more } = pieces;
    const frame = this.#frame({
      n,
      kind: "unfinished",
      size: pieces.size,
      pieces: [...first],
      fields,
      ...more > 0 && { morePieces: more },
    });
    this.#options.onUnfinished(new KeptFrame(frame, this.owner));
  }

  /** See {@linkcode Tap.writing}. */
  writing(bytes: Uint8Array): void {
    this.#outgoing.writing(bytes);
  }

  /** See {@linkcode Tap.wrote}. */
  wrote(count: number): void {
    this.#outgoing.wrote(count);
  }

  #sent({ kind, explained: { error, fields }, pieces }: Sent): void {
    const asked = kind === "reply" ? this.#asked?.shift() : undefined;
    const provoked = this.#options.provoked(this.#tapped);
    this.#tell({
      n: this.#options.nextFrame(),
      kind,
      size: pieces.size,
      ...pieces.members,
      ...asked && { answers: asked.n },
      ...asked?.command && { command: asked.command },
      ...provoked && { provoked },
      ...error && { error },
      fields,
    });
  }

  /** The connection has begun. */
  opened(): void {
    this.#tell({ n: this.#options.nextFrame(), kind: "opened", size: 0, pieces: [], fields: [] });
  }

  /** See {@linkcode Tap.closed}. */
  closed(): void {
    this.#tell({ n: this.#options.nextFrame(), kind: "closed", size: 0, pieces: [], fields: [] });
  }

  #tell(frame: Omit<Frame, "at" | "connection" | "address" | "user">): void {
    this.#options.onFrame(new KeptFrame(this.#frame(frame), this.owner));
  }

  #frame(frame: Omit<Frame, "at" | "connection" | "address" | "user">): Frame {
    const [at, address] = [this.#options.now(), this.#tapped.peer];
    return { ...frame, at, connection: this.connection, address, ...this.user && { user: this.user } };
  }
}

function explain(
  line: string | ChatError,
  end: string,
  size: number,
  isUser: (name: string) => boolean,
): Explained {
  if (typeof line === "string") return explainRequest(line, { end, isUser });
  const field: FrameField = { at: 0, size, kind: "line", hidden: "secret", error: line.message };
  return { error: line.message, fields: [field] };
}

/** The fields of the start of a long line, as those of all of it. */
function stretch(fields: readonly FrameField[], to: number, end: string): FrameField[] {
  const last = fields.at(-1)!;
  const all = [...fields.slice(0, -1), { ...last, size: Math.max(last.size, to - last.at) }];
  if (end !== "") all.push({ at: to, size: end.length, kind: "end", text: end });
  return all;
}

function sizeOf(fields: readonly FrameField[]): number {
  const last = fields.at(-1);
  return last === undefined ? 0 : last.at + last.size;
}

/** First in, first out, however many there are: an array takes the longer to give its first, the more it has. */
class Queue<T> {
  #items: T[] = [];
  #at = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    return this.#items[this.#at++];
  }
}

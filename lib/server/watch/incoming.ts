/**
 * In how many reads each line of a peer came, and how long it is. It counts, and keeps no byte. It knows no command.
 *
 * @module
 */

const CR = 0x0d;
const LF = 0x0a;

/** Pieces of a frame that are told one by one. */
export const MOST_PIECES = 64;

/** Of how many bytes each of the reads or writes was that a frame came in. */
export class Pieces {
  /** All of them. */
  size = 0;
  /** The first of them. */
  readonly first: number[] = [];
  /** How many more there were. */
  more = 0;

  /** Notes one. */
  add(size: number): void {
    if (size === 0) return;
    this.size += size;
    if (this.first.length < MOST_PIECES) this.first.push(size);
    else this.more++;
  }

  /** Notes bytes before the first one that was seen. */
  precede(size: number): void {
    this.size += size;
    this.first.unshift(size);
  }

  /** As a frame has them. */
  get members(): { pieces: readonly number[]; morePieces?: number } {
    return { pieces: this.first, ...this.more > 0 && { morePieces: this.more } };
  }
}

/** The bytes of a peer, as they are cut into reads and lines. */
export class Incoming {
  #chunk: Uint8Array | undefined;
  #at = 0;
  #pieces = new Pieces();
  #endsInCr = false;

  /** Of the line that has begun. */
  get pieces(): Pieces {
    return this.#pieces;
  }

  /** Bytes were read. */
  read(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#at = 0;
  }

  /** The next line ends here. @returns Its pieces, and its end. */
  next(): { pieces: Pieces; end: string } {
    const [chunk, pieces] = [this.#chunk, this.#pieces];
    const lf = chunk?.indexOf(LF, this.#at) ?? -1;
    if (chunk === undefined || lf < 0) return { pieces, end: "" }; // It was seen from its middle on, or has no end.
    const hasCr = lf > 0 ? chunk[lf - 1] === CR : this.#endsInCr;
    pieces.add(lf + 1 - this.#at);
    this.#at = lf + 1;
    this.#pieces = new Pieces();
    return { pieces, end: hasCr ? "\r\n" : "\n" };
  }

  /** The next line ends here, and nobody wants to know of it. */
  skip(): void {
    this.#at = (this.#chunk?.indexOf(LF, this.#at) ?? -1) + 1 || this.#at;
    if (this.#pieces.size > 0) this.#pieces = new Pieces();
  }

  /** The lines of what was read were taken: the rest is the start of one. */
  taken(): void {
    const chunk = this.#chunk;
    if (chunk === undefined) return;
    this.#pieces.add(chunk.length - this.#at);
    this.#endsInCr = chunk.at(-1) === CR;
    this.#chunk = undefined;
  }
}

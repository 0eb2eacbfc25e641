/**
 * A wait that can be ended early. It knows nothing of what is waited for.
 *
 * @module
 */

/** One wait at a time. */
export class Pause {
  #timer: number | undefined;
  #end = () => {};

  /** Waits, unless {@linkcode Pause.end} comes first. A wait that was going on ends. */
  async wait(milliseconds: number): Promise<void> {
    this.end();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#end = resolve;
    this.#timer = setTimeout(resolve, milliseconds);
    await promise;
  }

  /** Ends the wait that is going on. */
  end(): void {
    clearTimeout(this.#timer);
    this.#end();
  }
}

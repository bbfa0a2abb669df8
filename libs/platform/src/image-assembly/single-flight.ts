/** Lets several askers of one key wait for the one who already makes it. */
export class SingleFlight<T> {
  private readonly running = new Map<string, Promise<T>>();

  /**
   * The result of whoever makes `key` now, or of `make`. Another maker's failure may be its own affair (it was stopped):
   * then this asker makes it.
   */
  async run(
    key: string,
    signal: AbortSignal,
    make: () => Promise<T>,
  ): Promise<{ readonly value: T; readonly own: boolean }> {
    for (let other = this.running.get(key); other !== undefined; other = this.running.get(key)) {
      const value = await other.catch(() => undefined);
      signal.throwIfAborted();
      if (value !== undefined) return { value, own: false };
    }
    const made = make();
    this.running.set(key, made);
    try {
      return { value: await made, own: true };
    } finally {
      this.running.delete(key);
    }
  }
}

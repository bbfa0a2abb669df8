/** What is opened when it is first asked for, once, and closed only if it was. */
export class OnDemand<T extends { close(): Promise<unknown> }> {
  private opening: Promise<T> | undefined;

  constructor(private readonly open: () => Promise<T>) {}

  /** @throws whatever opening it throws, each time */
  get(): Promise<T> {
    return (this.opening ??= this.open());
  }

  /** What could not be opened has closed its parts itself. */
  async close(): Promise<void> {
    const opened = await this.opening?.catch(() => undefined);
    await opened?.close();
  }
}

/** Hands over together what comes in one turn of the event loop: each message wakes the thread that it is for. */
export class Together<T> {
  private items: T[] = [];

  constructor(private readonly handOver: (items: readonly T[]) => void) {}

  add(item: T): void {
    if (this.items.push(item) === 1) setImmediate(() => this.flush());
  }

  /** Forgets what was not handed over yet. */
  clear(): void {
    this.items = [];
  }

  private flush(): void {
    const { items } = this;
    this.items = [];
    if (items.length > 0) this.handOver(items);
  }
}

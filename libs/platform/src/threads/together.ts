/** How things go over to a thread. */
export interface Passage<T> {
  /** @throws DataCloneError where one of them cannot be copied */
  readonly handOver: (items: readonly T[]) => void;
  /** Told of the one that cannot. */
  readonly refuse: (item: T, fault: unknown) => void;
}

/** Hands over together what comes in one turn of the event loop: each message wakes the thread that it is for. */
export class Together<T> {
  private items: T[] = [];

  constructor(private readonly passage: Passage<T>) {}

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
    if (items.length === 0) return;
    try {
      this.passage.handOver(items);
    } catch {
      // Which one it is, each by itself tells.
      for (const item of items) this.alone(item);
    }
  }

  private alone(item: T): void {
    try {
      this.passage.handOver([item]);
    } catch (fault) {
      this.passage.refuse(item, fault);
    }
  }
}

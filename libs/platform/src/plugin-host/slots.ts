/** Lets at most `count` tasks run at the same time; the others wait in their order. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private count: number) {}

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.count > 0) this.count--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.count++;
      else next();
    }
  }
}

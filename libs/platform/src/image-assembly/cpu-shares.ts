/** CPU time of the process in microseconds, as it counts it. */
type Counted = () => number;

const counted: Counted = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/**
 * What of the CPU time of the process is of each of several pieces of work: what goes on at the same time has equal shares. It
 * is of the whole process: unpacking runs in threads that nobody else accounts for.
 */
export class CpuShares {
  private readonly under = new Set<{ used: number }>();
  private last = 0;

  constructor(private readonly now: Counted = counted) {}

  /** A piece of work begins. Answers what ends it: its milliseconds of CPU. */
  begin(): () => number {
    this.share();
    const own = { used: 0 };
    this.under.add(own);
    return () => {
      this.share();
      this.under.delete(own);
      return Math.round(own.used / 1_000);
    };
  }

  private share(): void {
    const now = this.now();
    for (const one of this.under) one.used += (now - this.last) / this.under.size;
    this.last = now;
  }
}

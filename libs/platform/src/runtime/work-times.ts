import type { Claim } from '@quench/ports';

/** Since when items are worked on, for those who are told when they begin and when they end. */
export class WorkTimes {
  private readonly begun = new Map<string, number>();

  begin(claim: Claim, atMs: number): void {
    this.begun.set(keyOf(claim), atMs);
  }

  /** When it began; undefined when that was not told. It is forgotten. */
  end(claim: Claim): number | undefined {
    const atMs = this.begun.get(keyOf(claim));
    this.begun.delete(keyOf(claim));
    return atMs;
  }
}

const keyOf = ({ kind, key, fence }: Claim): string => `${kind} ${String(fence)} ${key}`;

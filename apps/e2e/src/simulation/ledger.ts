import type { Claim } from '@quench/ports';
import type { Acknowledged, Claimed, Completed, ConsumerEffect, Push } from '@quench/testing';

/** What one service's processes were told, and what took effect in its database, in the order of commits. */
export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  readonly claims: Claimed[] = [];
  readonly completions: Completed[] = [];
  readonly effects: (ConsumerEffect & { readonly order: number })[] = [];
  private readonly pushed = new Map<string, Push>();

  get pushes(): readonly Push[] {
    return [...this.pushed.values()];
  }

  claimed({ kind, key, generation, fence }: Claim): void {
    this.claims.push({ kind, key, generation, fence });
  }

  completed({ kind, key, generation, fence }: Claim, source: Completed['source']): void {
    this.completions.push({ kind, key, generation, fence, source });
  }

  /** What is to be published under a name; once for each content. */
  intended(push: Push): void {
    this.pushed.set(`${push.target} ${push.digest}`, push);
  }
}

/** Counts commits of all services: what is before what. */
export class Order {
  private last = 0;

  next(): number {
    return ++this.last;
  }
}

import type { MillProcess } from './mill-process.js';
import type { DoneBy } from './mill.events.js';
import type { Lock } from './mill.rules.js';
import type { Report } from './protocol.js';

/** Orders at a time without an answer. */
const WINDOW = 6;
/** A line is left for another one after so many orders, so that streams stay short. */
const ORDERS_PER_BLOCK = 150;
const LINES = 4;

/** Gives orders, remembers what it was told, and asks again until it was answered. */
export class Client {
  readonly acknowledged: {
    readonly order: number;
    readonly commandId: string;
    readonly eventIds: readonly string[];
  }[] = [];
  readonly claims: DoneBy[] = [];
  readonly completions: (DoneBy & { readonly source: 'told' })[] = [];
  private readonly unanswered = new Map<number, Lock>();
  private orders = 0;

  /** @param random from 0 up to 1 */
  constructor(private readonly random: () => number) {}

  get given(): number {
    return this.orders;
  }

  get waits(): boolean {
    return this.unanswered.size > 0;
  }

  /** Hears what a process says. */
  hear(report: Report, process: MillProcess): void {
    if (report.said === 'acknowledged') {
      const { order, commandId, eventIds } = report;
      this.acknowledged.push({ order, commandId, eventIds });
      this.unanswered.delete(order);
    } else if (report.said === 'refused') this.ask(report.order, process);
    else if (report.said === 'claimed') this.claims.push(claimOf(report));
    else if (report.said === 'finished') this.completions.push({ ...claimOf(report), source: 'told' });
  }

  /** Asks a new process for everything that no process answered. */
  askAgain(process: MillProcess): void {
    for (const order of this.unanswered.keys()) this.ask(order, process);
  }

  /** One order more, unless too many wait for an answer. */
  order(process: MillProcess): void {
    if (this.unanswered.size >= WINDOW) return;
    const order = ++this.orders;
    const line = `line-${String(Math.floor(order / ORDERS_PER_BLOCK))}-${String(Math.floor(this.random() * LINES))}`;
    // From few recipes that change slowly, so that a line comes back to one that it had.
    const recipe = `${line}-${String(Math.floor(order / 10) + Math.floor(this.random() * 3))}`;
    this.unanswered.set(order, { line, recipe, order });
    this.ask(order, process);
  }

  private ask(order: number, process: MillProcess): void {
    const lock = this.unanswered.get(order);
    if (lock !== undefined) process.ask({ lock });
  }
}

const claimOf = ({ kind, key, generation, fence }: DoneBy): DoneBy => ({ kind, key, generation, fence });

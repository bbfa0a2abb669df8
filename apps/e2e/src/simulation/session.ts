import { AsyncLocalStorage } from 'node:async_hooks';
import { canonicalJson, sha256, TransientFault, type Appended, type Json } from '@quench/kernel';
import { Transactor, type Claim, type Tx } from '@quench/ports';
import { InMemoryTx } from '@quench/testing';
import type { Database, OpenTx } from './database.js';
import type { Faults } from './faults.js';
import type { Order } from './ledger.js';
import type { Life } from './life.js';
import type { Timeline } from './timeline.js';

/** What a session needs of the simulated world. */
export interface SessionWorld {
  readonly timeline: Timeline;
  readonly order: Order;
  readonly random: () => number;
  readonly faults: () => Faults;
}

const lost = (what: string): TransientFault =>
  new TransientFault('database-unavailable', `The connection broke off during ${what}`);

/** The transaction that the running code is in: pure rules are asked inside of it and know of none. */
const inTx = new AsyncLocalStorage<OpenTx>();

/** Writes down that a consumer's rule was asked about an event, for the transaction that it is asked in. */
export function noteEffect(consumer: string, eventId: string): void {
  inTx.getStore()?.noted.push({ consumer, eventId });
}

/** One process's connection to its service's database: every statement takes time, and may fail on its way there or back. */
export class Session extends Transactor {
  constructor(
    private readonly database: Database,
    private readonly life: Life,
    private readonly world: SessionWorld,
  ) {
    super();
  }

  /** A port over this connection. @param methods that ask the database @param answered those whose answers may be lost */
  over<Port extends object>(port: Port, methods: readonly string[], answered: readonly string[] = []): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function' || typeof name !== 'string' || !methods.includes(name)) return value;
        return (...args: unknown[]) =>
          this.ask(
            name,
            args,
            answered.includes(name),
            async () => (await Reflect.apply(value, target, args)) as unknown,
          );
      },
    });
  }

  override async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const inside = new InMemoryTx();
    const tx: OpenTx = { inside, life: this.life, noted: [], appended: [] };
    await this.world.timeline.pass('begin');
    this.database.open.set(inside, tx);
    try {
      const result = await inTx.run(tx, () => work(inside as unknown as Tx));
      await this.world.timeline.pass('commit');
      this.breaks('commit');
      this.commit(tx);
      await this.world.timeline.pass('committed');
      this.breaks('committed');
      this.told(tx.appended);
      return result;
    } catch (error) {
      if (this.database.open.delete(inside)) inside.end('rollback');
      throw error;
    }
  }

  private commit(tx: OpenTx): void {
    if (!this.database.open.delete(tx.inside)) throw lost('a commit');
    tx.inside.end('commit');
    for (const { consumer, eventId } of tx.noted) {
      this.database.ledger.effects.push({ consumer, eventId, times: 1, order: this.world.order.next() });
    }
  }

  private told(appended: readonly Appended[]): void {
    for (const commandId of new Set(appended.map((event) => event.commandId))) {
      const eventIds = appended.filter((event) => event.commandId === commandId).map(({ id }) => id);
      this.database.ledger.acknowledged.push({ commandId, eventIds });
    }
  }

  private async ask(
    what: string,
    args: readonly unknown[],
    answered: boolean,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const { timeline } = this.world;
    await timeline.pass(what);
    this.breaks(what);
    const tx = this.txOf(args);
    const answer = await work();
    this.saw(what, args, { answer, tx });
    if (!answered) return answer;
    await timeline.pass(`${what} answered`);
    this.breaks(what);
    if (what === 'claim' && answer !== undefined) this.database.ledger.claimed(answer as Claim);
    return answer;
  }

  /** @throws TransientFault where the transaction was ended by the server */
  private txOf(args: readonly unknown[]): OpenTx | undefined {
    for (const arg of args) {
      const inside = arg instanceof InMemoryTx ? arg : Reflect.get(Object(arg), 'tx');
      if (!(inside instanceof InMemoryTx)) continue;
      const tx = this.database.open.get(inside);
      if (tx === undefined) throw lost('a transaction that was idle');
      return tx;
    }
    return undefined;
  }

  private saw(
    what: string,
    args: readonly unknown[],
    { answer, tx }: { answer: unknown; tx: OpenTx | undefined },
  ): void {
    const { ledger } = this.database;
    if (what === 'append' && Array.isArray(answer)) {
      if (tx !== undefined) tx.appended.push(...answer);
      else this.told(answer);
    }
    if (what === 'finish' && answer === true) {
      const claim = args[0] as Claim;
      if (tx === undefined) ledger.completed(claim, 'event');
      else tx.inside.onCommit(() => ledger.completed(claim, 'event'));
    }
    if (what === 'intend' && answer === true) ledger.intended(pushOf(args[0] as Claim, args[1] as Json));
  }

  private breaks(what: string): void {
    if (this.world.random() < this.world.faults().database) throw lost(what);
  }
}

/** Content for the same image, lacking the same, in one generation of work, is the same content. */
function pushOf({ key, generation }: Claim, request: Json) {
  const { index = '', seal = {} } = request as { readonly index?: string; readonly seal?: Record<string, Json> };
  const { signed, attested } = seal as { signed?: Json; attested?: { readonly envelopes: readonly string[] } };
  const lacks = [signed === undefined ? '' : 'signature', ...(attested?.envelopes ?? [])].join();
  return { target: `${key} ${String(generation)} ${index} ${lacks}`, digest: sha256(canonicalJson(request)) };
}

import {
  lineIn,
  lineOf,
  lineParts,
  verdictStream,
  type ImageLine,
  type Verdict,
  type VerdictEvent,
} from '@quench/contracts';
import { fold } from '@quench/kernel';
import {
  Clock,
  EventStore,
  handle,
  NOTHING,
  Statements,
  workContext,
  type Claim,
  type Completion,
  type LeftToOthers,
  type Moot,
  type Worker,
} from '@quench/ports';
import { answersSame, verdict, verdictStatement } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import { AskImage } from './ask-image.js';

/** An older version named the only line that an image had by the image alone. */
const lineOfKey = (key: string): ImageLine => (key.includes('/') ? lineOf(key) : lineIn({ image: key }));

/** Brings the verdict on a line's newest index up to date with its plan and policy. */
@Injectable()
export class VerdictWorker implements Worker {
  readonly kind = 'verdict';
  /** Tests start servers and look at the clock; more at a time would disturb each other. */
  readonly concurrency = 2;
  readonly leaseMs = 120_000;
  readonly maxAttempts = 5;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly statements: Statements,
    private readonly image: AskImage,
  ) {}

  async notDue(keys: readonly string[]): Promise<ReadonlySet<string>> {
    return this.image.incomplete(keys.map(lineOfKey));
  }

  async work(claim: Claim, signal: AbortSignal): Promise<Completion | Moot | LeftToOthers> {
    const row = await this.image.due(lineOfKey(claim.key));
    if ('moot' in row) return row;
    const rules = await this.image.rules(row);
    if ('unread' in rules) return { leftToOthers: `format-newer: of ${claim.key}, ${rules.unread}` };
    const context = (part: string) => workContext({ service: 'tester', claim, at: this.clock.now(), part });
    const begun = Date.parse(this.clock.now());
    const onFault = claim.attempt < this.maxAttempts ? 'retry' : 'record';
    const { image, index, plan, policy } = row;
    const stream = verdictStream(image, index);
    const known = await this.store.read<VerdictEvent>(stream);
    const { last } = fold(verdict, known.events);
    const children = await this.image.ask(row, rules, { context, signal, onFault, last });
    const asked = { image, index, plan, policy, children, ...lineParts(row) };
    if (last !== undefined && answersSame(last, asked)) return NOTHING;
    const { envelope } = await this.statements.sign(verdictStatement(asked));
    const durationMs = Math.max(0, Date.parse(this.clock.now()) - begun);
    const data: Verdict = { ...asked, statement: envelope, durationMs };
    return async (tx) => {
      await handle(
        this.store,
        { stream, decider: verdict, known, tx },
        { type: 'GiveVerdict', data },
        context('verdict'),
      );
    };
  }
}

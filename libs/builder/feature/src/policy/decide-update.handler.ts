import { hold, type HoldRow } from '@quench/builder-domain';
import { holdStream, lineKey, lineName, type HoldEvent, type ImageLine } from '@quench/contracts';
import { didYouMean, Rejection } from '@quench/kernel';
import { EventStore, handle, Transactor, WorkQueue, type CommandContext } from '@quench/ports';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { StandingUpdates } from './standing-updates.js';

/** A person is waiting. */
const URGENT = 10;

/** What was decided about. */
export interface DecidedUpdate {
  readonly purl: string;
  readonly name: string;
  /** The version. */
  readonly to: string;
}

/** Lets an update of a line through, or keeps it out. */
export class DecideUpdate extends Command<DecidedUpdate> {
  constructor(
    readonly type: 'Release' | 'Reject',
    readonly update: {
      readonly line: ImageLine;
      /** The source, a package of the update, or its purl. */
      readonly name: string;
      /** That the person looked at; undefined for whichever it is now. */
      readonly version: string | undefined;
    },
    readonly reason: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DecideUpdate)
export class DecideUpdateHandler implements ICommandHandler<DecideUpdate> {
  constructor(
    private readonly store: EventStore,
    private readonly queue: WorkQueue,
    private readonly transactor: Transactor,
    private readonly standing: StandingUpdates,
  ) {}

  /** @throws Rejection `hold-unknown`, `hold-moved` */
  async execute({ type, update, reason, context }: DecideUpdate): Promise<DecidedUpdate> {
    const { version } = update;
    // Events say of the line no more than which one it is.
    const { image, versionStream, variant } = update.line;
    const line = { image, versionStream, variant };
    const row = updateNamed(update.name, line, await this.standing.rows(line));
    const { purl, name } = row;
    const stream = holdStream({ ...line, purl });
    return this.transactor.run(async (tx) => {
      const command = { type, update: { ...line, purl, name }, version, reason } as const;
      await handle<unknown, unknown, HoldEvent>(this.store, { stream, decider: hold, tx }, command, context);
      const { events } = await this.store.read<HoldEvent>(stream, { tx });
      const decided = events.at(-1);
      if (type === 'Release' && decided !== undefined) {
        const wanted = { kind: 'lock', key: lineKey(line), fairKey: line.image, priority: URGENT };
        await this.queue.enqueue([wanted], { causes: [decided.id], correlationId: context.correlationId }, tx);
      }
      return { purl, name, to: decided?.data.to ?? row.update.to };
    });
  }
}

/**
 * The update of a line that a name means.
 * @throws Rejection `hold-unknown`
 */
export function updateNamed(name: string, line: ImageLine, rows: readonly HoldRow[]): HoldRow {
  const isMeant = ({ purl, name: source, update }: HoldRow): boolean =>
    [purl, source, ...update.packages.map((one) => one.name)].includes(name);
  const found = rows.find(isMeant);
  if (found !== undefined) return found;
  const hint = didYouMean(name, [...new Set(rows.map((row) => row.name))]);
  throw new Rejection(
    'hold-unknown',
    `No update of "${name}" in ${lineName(line)} waits for a decision.${hint} See: quench hold list`,
  );
}

import { hold, holds, type HoldRow, type HoldState } from '@quench/builder-domain';
import { holdStream, lineKey, type HoldEvent, type ImageLine } from '@quench/contracts';
import { fold } from '@quench/kernel';
import { EventStore, ReadModels, type Guard } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** Where an update of a line stands, and at which version of its stream that was read. */
export interface StandingUpdate {
  readonly state: HoldState;
  readonly guard: Guard;
}

/** What was held, delayed, released and rejected of a line. */
@Injectable()
export class StandingUpdates {
  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
  ) {}

  /** From the events themselves: rows may be behind a decision. */
  async of(line: ImageLine, purl: string): Promise<StandingUpdate> {
    const stream = holdStream({ ...line, purl });
    const { events, version } = await this.store.read<HoldEvent>(stream);
    return { state: fold(hold, events), guard: { stream, version } };
  }

  /** The rows of a line: its updates that are not settled. */
  async rows(line: ImageLine): Promise<readonly HoldRow[]> {
    const found: HoldRow[] = [];
    for await (const { row } of this.models.each<HoldRow>(holds.name, { line: lineKey(line) })) found.push(row);
    return found;
  }
}

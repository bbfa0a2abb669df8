import { lineKey, lineName, verdictStream, type ImageLine, type Verdict, type VerdictEvent } from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { EventStore, ReadModels } from '@quench/ports';
import { isOfOneDefinition, testedImages, type TestedImageRow } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';

/** The verdict on a line's newest index. */
export interface NewestVerdict {
  /** Its name, and that of its line: `nodejs/22`. */
  readonly image: string;
  /** Empty before the first build. */
  readonly index: string;
  readonly verdict: 'approved' | 'rejected' | 'pending';
  /** The newest verdict on this index; undefined while it is pending. */
  readonly given: Verdict | undefined;
}

/** The newest verdicts, under the newest plans. */
@Injectable()
export class Verdicts {
  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
  ) {}

  /** @throws Rejection `image-unknown` */
  async of(line: ImageLine): Promise<NewestVerdict> {
    const image = lineName(line);
    const row = await this.models.get<TestedImageRow>(testedImages.name, lineKey(line));
    if (row === undefined) throw new Rejection('image-unknown', `No image "${image}". See: quench image list`);
    const { events } = await this.store.read<VerdictEvent>(verdictStream(line.image, row.index));
    const last = events.at(-1);
    const isNewest = last?.data.plan === row.plan && last.data.policy === row.policy && isOfOneDefinition(row);
    if (last === undefined || !isNewest) return { image, index: row.index, verdict: 'pending', given: undefined };
    const verdict = last.type === 'tester.ImageApproved.v1' ? 'approved' : 'rejected';
    return { image, index: row.index, verdict, given: last.data };
  }
}

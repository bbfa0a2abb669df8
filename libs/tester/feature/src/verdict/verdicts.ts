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
    const [found] = await this.each([line]);
    if (found === undefined) throw unknown(line);
    return found;
  }

  /** In the order of the lines. @throws Rejection `image-unknown` */
  async each(lines: readonly ImageLine[]): Promise<readonly NewestVerdict[]> {
    const found = await this.models.getMany<TestedImageRow>(testedImages.name, lines.map(lineKey));
    const rows = lines.map((line) => {
      const row = found.get(lineKey(line));
      if (row === undefined) throw unknown(line);
      return row;
    });
    const given = await this.store.readMany<VerdictEvent>(rows.map(streamOf));
    return rows.map((row) => newest(row, given.get(streamOf(row))?.events ?? []));
  }
}

const streamOf = ({ image, index }: TestedImageRow): string => verdictStream(image, index);

const unknown = (line: ImageLine): Rejection =>
  new Rejection('image-unknown', `No image "${lineName(line)}". See: quench image list`);

function newest(row: TestedImageRow, events: readonly VerdictEvent[]): NewestVerdict {
  const image = lineName(row);
  const last = events.at(-1);
  const isNewest = last?.data.plan === row.plan && last.data.policy === row.policy && isOfOneDefinition(row);
  if (last === undefined || !isNewest) return { image, index: row.index, verdict: 'pending', given: undefined };
  const verdict = last.type === 'tester.ImageApproved.v1' ? 'approved' : 'rejected';
  return { image, index: row.index, verdict, given: last.data };
}

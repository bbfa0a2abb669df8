import {
  lineKey,
  lineName,
  runStream,
  verdictStream,
  type ImageLine,
  type RunEvent,
  type Verdict,
  type VerdictEvent,
} from '@quench/contracts';
import { Rejection } from '@quench/kernel';
import { EventStore, ReadModels } from '@quench/ports';
import { isOfOneDefinition, testedImages, type TestedImageRow } from '@quench/tester-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

/** What came of testing a line's newest index. */
export class TestResults extends Query<TestResultsView> {
  constructor(readonly line: ImageLine) {
    super();
  }
}

export interface TestResultsView {
  /** Its name, and that of its line: `nodejs/22`. */
  readonly image: string;
  /** Empty before the first build. */
  readonly index: string;
  readonly verdict: 'approved' | 'rejected' | 'pending';
  /** The newest verdict on this index; undefined while it is pending. */
  readonly given: Verdict | undefined;
  readonly runs: readonly RunView[];
}

export interface RunView {
  readonly platform: string;
  readonly name: string;
  readonly rung: string;
  readonly outcome: 'passed' | 'failed' | 'not-run' | 'waived';
  readonly detail: string;
  /** Where the answer was found: `any`, `bwrap/owners` … */
  readonly environment: string;
  readonly durationMs: number;
  /** In the content store; undefined for a test that did not run. */
  readonly log: string | undefined;
}

/** Where an answer may have been found; the first that has one is shown. */
const ENVIRONMENTS = [
  'any',
  'bwrap/owners',
  'bwrap/mapped',
  'qemu-all/owners',
  'qemu-all/mapped',
  'qemu/owners',
  'qemu/mapped',
  'none',
];

@QueryHandler(TestResults)
export class TestResultsHandler implements IQueryHandler<TestResults> {
  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
  ) {}

  /** @throws Rejection `image-unknown` */
  async execute({ line }: TestResults): Promise<TestResultsView> {
    const image = lineName(line);
    const row = await this.models.get<TestedImageRow>(testedImages.name, lineKey(line));
    if (row === undefined) throw new Rejection('image-unknown', `No image "${image}". See: quench image list`);
    const { events } = await this.store.read<VerdictEvent>(verdictStream(line.image, row.index));
    const last = events.at(-1);
    const isNewest = last?.data.plan === row.plan && last.data.policy === row.policy && isOfOneDefinition(row);
    if (last === undefined || !isNewest) {
      return { image, index: row.index, verdict: 'pending', given: undefined, runs: [] };
    }
    const verdict = last.type === 'tester.ImageApproved.v1' ? 'approved' : 'rejected';
    return { image, index: row.index, verdict, given: last.data, runs: await this.runs(last.data) };
  }

  private async runs({ children }: Verdict): Promise<readonly RunView[]> {
    const asked = children.flatMap(({ platform, manifest, tests }) =>
      tests.map((test) => ({ platform, manifest, ...test })),
    );
    return Promise.all(
      asked.map(async ({ platform, manifest, test, name, rung, outcome, detail }) => {
        const run = await this.answer(manifest, test);
        const [durationMs, log] =
          run === undefined || run.type === 'tester.TestNotRun.v1'
            ? [0, undefined]
            : [run.data.durationMs, run.data.log];
        return { platform, name, rung, outcome, detail, environment: run?.data.environment ?? '', durationMs, log };
      }),
    );
  }

  private async answer(manifest: string, test: string): Promise<RunEvent | undefined> {
    for (const environment of ENVIRONMENTS) {
      const { events } = await this.store.read<RunEvent>(runStream({ manifest, test, environment }));
      const last = events.at(-1);
      if (last !== undefined) return last;
    }
    return undefined;
  }
}

import { runStream, type ImageLine, type RunEvent, type Verdict } from '@quench/contracts';
import { EventStore } from '@quench/ports';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ENVIRONMENTS } from '../rungs/environments.js';
import { Verdicts, type NewestVerdict } from './verdicts.js';

/** What came of testing a line's newest index. */
export class TestResults extends Query<TestResultsView> {
  constructor(readonly line: ImageLine) {
    super();
  }
}

export interface TestResultsView extends NewestVerdict {
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

@QueryHandler(TestResults)
export class TestResultsHandler implements IQueryHandler<TestResults> {
  constructor(
    private readonly store: EventStore,
    private readonly verdicts: Verdicts,
  ) {}

  /** @throws Rejection `image-unknown` */
  async execute({ line }: TestResults): Promise<TestResultsView> {
    const newest = await this.verdicts.of(line);
    return { ...newest, runs: newest.given === undefined ? [] : await this.runs(newest.given) };
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

  /** Of the first environment that has one. */
  private async answer(manifest: string, test: string): Promise<RunEvent | undefined> {
    for (const environment of ENVIRONMENTS) {
      const { events } = await this.store.read<RunEvent>(runStream({ manifest, test, environment }));
      const last = events.at(-1);
      if (last !== undefined) return last;
    }
    return undefined;
  }
}

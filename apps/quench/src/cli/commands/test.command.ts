import { randomUUID } from 'node:crypto';
import { digest, Rejection } from '@quench/kernel';
import { RunTests, TestResults, type TestResultsView } from '@quench/tester-feature';
import type { Factory } from '../../factory/factory.js';
import type { Register } from '../context.js';
import { lineMeant } from '../named-lines.js';
import { table } from '../output.js';
import { unknownName } from '../unknown-name.js';
import { workedOn } from '../watch-work.js';

const MAX_LOG = { maxBytes: 4_000_000 };

/** How one line is named. */
const LINE = 'its name in the catalog; of several lines one: nodejs/22, nodejs/22/dev';

const results = (view: TestResultsView): readonly string[] => {
  const cells = view.runs.map(({ platform, name, rung, outcome, detail }) => [platform, name, rung, outcome, detail]);
  return table(['platform', 'test', 'rung', 'outcome', 'detail'], cells);
};

/** @throws Rejection `image-unknown`, `line-ambiguous` */
const resultsOf = async (factory: Factory, image: string): Promise<TestResultsView> =>
  factory.query('tester', new TestResults(await lineMeant(factory, image)));

const askedTests = ({ runs }: TestResultsView): readonly string[] => [...new Set(runs.map(({ name }) => name))];

/** What one test said on each platform; of a test that did not run, why. */
const logsOf = ({ content }: Factory, runs: TestResultsView['runs']) =>
  Promise.all(
    runs.map(async ({ platform, outcome, detail, log }) => ({
      ...{ platform, outcome },
      log: log === undefined ? detail : Buffer.from(await content.read(digest(log), MAX_LOG)).toString('utf8'),
    })),
  );

/** The log of one test on one platform: its lines end as the program under test ended them. */
export const logLines = ({ platform, outcome, log }: Readonly<Record<'platform' | 'outcome' | 'log', string>>) => [
  `${platform}: ${outcome}`,
  ...log.split(/\r?\n/),
];

const runCommand: Register = (parent, context) => {
  parent
    .command('run')
    .argument('<image>', LINE)
    .description('ask every question of the plan that has no answer yet')
    .action(async (image: string, _options, command) => {
      const view = await workedOn(
        context,
        command,
        async (factory) => {
          await factory.command('tester', new RunTests(await lineMeant(factory, image), randomUUID()));
        },
        (factory) => resultsOf(factory, image),
      );
      context.write(command, { data: view, lines: results(view) });
      if (view.verdict !== 'approved') process.exitCode = 1;
    });
};

const listCommand: Register = (parent, context) => {
  parent
    .command('list')
    .argument('<image>', LINE)
    .description('what was asked of an image, and the answers')
    .action(async (image: string, _options, command) => {
      const view = await context.withFactory(command, 'look', (factory) => resultsOf(factory, image));
      context.write(command, { data: view, lines: results(view) });
    });
};

const showCommand: Register = (parent, context) => {
  parent
    .command('show')
    .argument('<image>', LINE)
    .argument('<test>', 'its name')
    .description('the log of one test')
    .action(async (image: string, name: string, _options, command) => {
      const logs = await context.withFactory(command, 'look', async (factory) => {
        const view = await resultsOf(factory, image);
        const runs = view.runs.filter((run) => run.name === name);
        if (runs.length === 0)
          throw new Rejection(
            'test-unknown',
            unknownName(`${image} has no test`, {
              ...{ name, known: askedTests(view) },
              see: `quench test list ${image}`,
            }),
          );
        return logsOf(factory, runs);
      });
      context.write(command, {
        data: logs,
        lines: logs.flatMap(logLines),
      });
    });
};

/** `test run|list|show`; `test` alone runs Quench's own tests in a checkout. */
export const testCommands: Register = (program, context) => {
  const test = program.command('test').description('the ladder of tests on an image');
  for (const register of [runCommand, listCommand, showCommand]) register(test, context);
};

import { History } from '@quench/historian-feature';
import type { ArchivedEvent } from '@quench/historian-domain';
import type { ImageDefinition } from '@quench/contracts';
import { Lines } from '@quench/builder-feature';
import { digest } from '@quench/kernel';
import { TestResults } from '@quench/tester-feature';
import { join, relative } from 'node:path';
import type { Factory } from '../factory/factory.js';
import type { ImageListRow } from './commands/image.command.js';
import { megabytes, shortDigest, table } from './output.js';
import { checkout } from './places.js';

/** How one image went through the factory. */
export interface Journey {
  readonly image: string;
  /** `3 passed`, `1 of 3 failed`, `rejected` … */
  readonly tests: string;
  /** From the lock to the channel, of the newest revision; undefined before its publication. */
  readonly seconds: number | undefined;
  /** Whether it has a program to start. */
  readonly runs: boolean;
}

const MAX_DEFINITION_BYTES = 4_000_000;

/** What the table at the end of a round tells besides the list of images. */
export async function journeys(factory: Factory): Promise<readonly Journey[]> {
  const lines = await factory.query('builder', new Lines());
  return Promise.all(
    lines.map(async ({ definition: { image, definition }, head }) => {
      const bytes = await factory.content.read(digest(definition), { maxBytes: MAX_DEFINITION_BYTES });
      const { run } = JSON.parse(Buffer.from(bytes).toString('utf8')) as ImageDefinition;
      const events = await factory.query('historian', new History(image));
      return {
        image,
        tests: await testsOf(factory, image),
        seconds: travelled(events, head?.revision ?? 0),
        runs: run.entrypoint.length > 0,
      };
    }),
  );
}

async function testsOf(factory: Factory, image: string): Promise<string> {
  const { verdict, runs } = await factory.query('tester', new TestResults(image));
  if (verdict === 'pending') return 'pending';
  const count = (outcome: string): number => runs.filter((run) => run.outcome === outcome).length;
  const told = ['passed', 'failed', 'not-run', 'waived'].flatMap((outcome) =>
    count(outcome) > 0 ? [`${String(count(outcome))} ${outcome}`] : [],
  );
  return told.join(', ');
}

function travelled(events: readonly ArchivedEvent[], revision: number): number | undefined {
  const at = (type: string): string | undefined =>
    events.find((event) => event.type === type && (event.data as { revision?: number }).revision === revision)
      ?.sequencedAt;
  const [locked, moved] = [at('builder.LockResolved.v1'), at('distributor.ChannelMoved.v1')];
  return locked === undefined || moved === undefined ? undefined : (Date.parse(moved) - Date.parse(locked)) / 1_000;
}

/** The table of images. */
export function imageTable(rows: readonly ImageListRow[], all: readonly Journey[]): readonly string[] {
  const cells = rows.map((row) => {
    const { tests = '', seconds } = all.find(({ image }) => image === row.image) ?? {};
    return [
      row.image,
      row.channels.join(' ') || '-',
      row.digest === '' ? '-' : shortDigest(row.digest),
      row.packages,
      megabytes(row.sizeBytes),
      row.problem === '' ? tests : row.problem,
      seconds === undefined ? '-' : `${seconds.toFixed(1)} s`,
    ];
  });
  return table(['image', 'channels', 'digest', 'packages', 'size', 'tests', 'lock to channel'], cells);
}

/** As a shell reads it back. */
const quoted = (word: string): string => (/^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** How a person calls this factory again. */
function self(data: string): string {
  const program = quoted(relative(process.cwd(), join(checkout, 'quench')));
  const own = data === join(checkout, '.quench') ? '' : ` --data ${quoted(data)}`;
  return `${program.includes('/') ? program : `./${program}`} COMMAND${own}`;
}

/** Another folder than this one would retire what is in it. */
const ownCatalog = (folder: string): string =>
  folder === join(checkout, 'catalog') ? '' : ` --catalog ${quoted(folder)}`;

/** The commands to pull, run, verify and question an image, as they can be typed. */
export function nextCommands(
  { data }: Pick<Factory, 'data'>,
  rows: readonly ImageListRow[],
  all: readonly Journey[],
  served: { readonly gateway: string; readonly once: boolean; readonly catalog: string },
): readonly string[] {
  const published = rows.filter(({ verdict, channels }) => verdict === 'approved' && channels.length > 0);
  const runs = (row: ImageListRow): boolean => all.some(({ image, runs: starts }) => starts && image === row.image);
  const row = published.find(runs) ?? published[0];
  if (row === undefined) return [];
  const ref = `${served.gateway}/${row.image}:${row.channels.at(-1) ?? 'latest'}`;
  const key = quoted(relative(process.cwd(), join(data, 'keys/distributor.pub')));
  const command = (name: string): string => self(data).replace('COMMAND', name);
  return [
    '',
    ...(served.once
      ? [
          `nothing serves images after this; to pull, run and verify them: ${command('up')}${ownCatalog(served.catalog)}`,
        ]
      : []),
    `pull    skopeo copy --src-tls-verify=false docker://${ref} oci:${row.image}`,
    ...(runs(row) ? [`run     podman run --rm --read-only --cap-drop all --tls-verify=false ${ref}`] : []),
    `verify  cosign verify --key ${key} --insecure-ignore-tlog ${ref}`,
    `why     ${command(`why ${row.image}`)}`,
  ];
}

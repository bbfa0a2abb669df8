import { EventsAbout } from '@quench/historian-feature';
import { isOfType, type ArchivedEvent } from '@quench/historian-domain';
import { isSameLine, lineIn, lineName, type ImageLine } from '@quench/contracts';
import { shellWord } from '@quench/kernel';
import { Lines } from '@quench/builder-feature';
import { TestResults } from '@quench/tester-feature';
import { join, relative } from 'node:path';
import type { Factory } from '../factory/factory.js';
import { channelsCell } from './channels-cell.js';
import { contentCells, type ImageListRow } from './commands/image.command.js';
import { definitionOf } from './image-problems.js';
import { shortDigest, table, unended } from './output.js';
import { ownCatalog } from './places.js';
import { severally } from './several.js';

/** How one line of an image went through the factory. */
export interface Journey {
  /** What the line is called. */
  readonly image: string;
  /** `3 passed`, `1 of 3 failed`, `rejected` … */
  readonly tests: string;
  /** From the lock to the channel, of the newest revision; undefined before its publication. */
  readonly seconds: number | undefined;
  /** Whether it has a program to start. */
  readonly runs: boolean;
}

/** What the table at the end of a round tells besides the list of images. */
export async function journeys(factory: Factory): Promise<readonly Journey[]> {
  const lines = await factory.query('builder', new Lines());
  return severally(lines, async (line) => {
    const { run } = await definitionOf(factory, line);
    const events = await factory.query('historian', new EventsAbout(line.image));
    return {
      image: lineName(line),
      tests: await testsOf(factory, line),
      seconds: travelled(events, line, line.head?.revision ?? 0),
      runs: run.entrypoint.length > 0,
    };
  });
}

async function testsOf(factory: Factory, line: ImageLine): Promise<string> {
  const { verdict, runs } = await factory.query('tester', new TestResults(line));
  if (verdict === 'pending') return 'pending';
  const count = (outcome: string): number => runs.filter((run) => run.outcome === outcome).length;
  const told = ['passed', 'failed', 'not-run', 'waived'].flatMap((outcome) =>
    count(outcome) > 0 ? [`${String(count(outcome))} ${outcome}`] : [],
  );
  return told.join(', ');
}

function travelled(events: readonly ArchivedEvent[], line: ImageLine, revision: number): number | undefined {
  const at = (type: 'builder.LockResolved.v1' | 'distributor.ChannelMoved.v1'): string | undefined =>
    events.find(
      (event) =>
        isOfType(event, type) &&
        event.data.revision === revision &&
        isSameLine(lineIn({ ...event.data, image: line.image }), line),
    )?.sequencedAt;
  const [locked, moved] = [at('builder.LockResolved.v1'), at('distributor.ChannelMoved.v1')];
  return locked === undefined || moved === undefined ? undefined : (Date.parse(moved) - Date.parse(locked)) / 1_000;
}

/** The table of images. */
export function imageTable(rows: readonly ImageListRow[], all: readonly Journey[]): readonly string[] {
  const cells = rows.map((row) => {
    const { tests = '', seconds } = all.find(({ image }) => image === row.image) ?? {};
    return [
      row.image,
      channelsCell(row),
      row.digest === '' ? '-' : shortDigest(row.digest),
      ...contentCells(row),
      tests,
      seconds === undefined ? '-' : `${seconds.toFixed(1)} s`,
    ];
  });
  return table(['image', 'channels', 'digest', 'packages', 'size', 'tests', 'lock to channel'], cells);
}

/** How `up` is called for a catalog folder; another one would be refused, or retire what is in this one. */
export const upCommandFor = (folder: string | undefined): string =>
  folder === undefined || folder === ownCatalog ? 'quench up' : `quench up --catalog ${shellWord(folder)}`;

/** The commands to pull, run, verify and question an image. */
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
  const ref = `${served.gateway}/${row.repository}:${row.channels.at(-1) ?? 'latest'}`;
  const key = shellWord(relative(process.cwd(), join(data, 'keys/distributor.pub')));
  return [
    '',
    ...(served.once
      ? [`nothing serves images after this; to pull, run and verify them: ${upCommandFor(served.catalog)}`]
      : []),
    `pull:   skopeo copy --src-tls-verify=false docker://${ref} oci:${row.repository}`,
    ...(runs(row) ? [`run:    podman run --rm --read-only --cap-drop all --tls-verify=false ${ref}`] : []),
    `verify: cosign verify --key ${key} --insecure-ignore-tlog ${ref}`,
    `why:    quench why ${row.image}`,
  ];
}

/** Why `up` ends with exit code 1, and what to do; undefined when every image is handed out as it should be. */
export function closingLine(rows: readonly ImageListRow[]): string | undefined {
  const failing = rows.filter(({ verdict, problem }) => verdict !== 'approved' || problem !== '');
  if (failing.length === 0) return undefined;
  const said = failing.map(
    ({ image, problem }) => `${image} (${problem === '' ? 'not approved yet' : unended(problem)})`,
  );
  const [first] = failing;
  const see = failing.length === 1 && first !== undefined && first.see !== '' ? first.see : 'quench status';
  const count = `${String(failing.length)} of ${String(rows.length)} images`;
  return `${count} ${failing.length === 1 ? 'is' : 'are'} not up to date: ${said.join(', ')}. To see why: ${see}`;
}

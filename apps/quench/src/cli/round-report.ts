import { join, relative } from 'node:path';
import type { LineView } from '@quench/builder-feature';
import { lineKey, lineName } from '@quench/contracts';
import { TravelTimes } from '@quench/historian-feature';
import { shellWord } from '@quench/kernel';
import { GivenVerdicts, type NewestVerdict } from '@quench/tester-feature';
import type { Factory } from '../factory/factory.js';
import { channelsCell } from './channels-cell.js';
import { contentCells, type ImageListRow } from './commands/image.command.js';
import { definitionOf } from './image-problems.js';
import { shortDigest, table, unended } from './output.js';
import { ownCatalog } from './places.js';

/** How one line of an image went through the factory. */
export interface Journey {
  /** What the line is called. */
  readonly image: string;
  /** `3 passed`, `2 passed, 1 failed`, `pending` … */
  readonly tests: string;
  /** From the lock to the channel, of the newest revision; undefined before its publication. */
  readonly seconds: number | undefined;
}

/** What the table at the end of a round tells besides the list of images. */
export async function journeys(factory: Factory, lines: readonly LineView[]): Promise<readonly Journey[]> {
  const of = lines.map((line) => ({ line, revision: line.head?.revision ?? 0 }));
  const times = await factory.query('historian', new TravelTimes(of));
  const verdicts = await factory.query('tester', new GivenVerdicts(lines));
  return lines.map((line, at) => ({
    image: lineName(line),
    tests: testsText(verdicts[at]?.given),
    seconds: times.get(lineKey(line)),
  }));
}

function testsText(given: NewestVerdict['given']): string {
  if (given === undefined) return 'pending';
  const outcomes = given.children.flatMap(({ tests }) => tests.map(({ outcome }) => outcome));
  return (['passed', 'failed', 'not-run', 'waived'] as const)
    .map((outcome) => ({ outcome, count: outcomes.filter((one) => one === outcome).length }))
    .flatMap(({ outcome, count }) => (count > 0 ? [`${String(count)} ${outcome}`] : []))
    .join(', ');
}

/** The table of images. */
export function imageTable(rows: readonly ImageListRow[], all: readonly Journey[]): readonly string[] {
  const of = new Map(all.map((journey) => [journey.image, journey]));
  const cells = rows.map((row) => {
    const { tests = '', seconds } = of.get(row.image) ?? {};
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

/** An image to show pulling with, if any is handed out; rather one that has a program to start. */
export async function shownImage(
  factory: Factory,
  lines: readonly LineView[],
  rows: readonly ImageListRow[],
): Promise<ShownImage | undefined> {
  const published = rows.filter(({ verdict, channels }) => verdict === 'approved' && channels.length > 0);
  const named = new Map(lines.map((line) => [lineName(line), line]));
  for (const row of published) {
    const line = named.get(row.image);
    if (line !== undefined && (await definitionOf(factory, line)).run.entrypoint.length > 0) return { row, runs: true };
  }
  const [row] = published;
  return row && { row, runs: false };
}

/** What the commands after a round name. */
export interface ShownImage {
  readonly row: ImageListRow;
  /** Whether it has a program to start. */
  readonly runs: boolean;
}

/** The commands to pull, run, verify and question an image. */
export function nextCommands(
  { data }: Pick<Factory, 'data'>,
  { row, runs }: ShownImage,
  served: { readonly gateway: string; readonly once: boolean; readonly catalog: string },
): readonly string[] {
  const ref = `${served.gateway}/${row.repository}:${row.channels.at(-1) ?? 'latest'}`;
  const key = shellWord(relative(process.cwd(), join(data, 'keys/distributor.pub')));
  return [
    '',
    ...(served.once
      ? [`nothing serves images after this; to pull, run and verify them: ${upCommandFor(served.catalog)}`]
      : []),
    `pull:   skopeo copy --src-tls-verify=false docker://${ref} oci:${row.repository}`,
    ...(runs ? [`run:    podman run --rm --read-only --cap-drop all --tls-verify=false ${ref}`] : []),
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

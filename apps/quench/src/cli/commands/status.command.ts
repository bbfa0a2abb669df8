import { Holds, Lines, Standing } from '@quench/builder-feature';
import { Channels } from '@quench/distributor-feature';
import { Archives, Packages } from '@quench/watcher-feature';
import { lackingServices } from '../../cluster/lacking-services.js';
import type { Factory } from '../../factory/factory.js';
import { readGateway } from '@quench/platform/registry-gateway';
import type { ServiceName } from '@quench/platform/service-process';
import { readAppliedFolder } from '../../factory/applied-folder.js';
import { serviceNames } from '../../factory/service-names.js';
import { droppedLines, droppedWork, type DroppedWorkFound } from '../dropped-work.js';
import { frozenChannels, frozenLine, type FrozenChannel } from '../frozen-channels.js';
import { upCommandFor } from '../round-report.js';
import type { Register } from '../context.js';
import { lackingLine } from '../lacking-line.js';
import { noteOn } from '../note-on.js';
import { waitingLines, waitingUpdates, type WaitingUpdates } from '../waiting-updates.js';
import { imageList, problemText } from './image.command.js';

/** The state of everything, as `status` tells it. */
export interface Status extends DroppedWorkFound {
  /** Where images are pulled from; empty while nothing serves them. */
  readonly gateway: string;
  /** Whether nothing is left to do now. */
  readonly converged: boolean;
  /** Services that the cluster here does without: nobody does their work. */
  readonly lacking: readonly ServiceName[];
  /** PEM of the distributor's key: what images are verified with. */
  readonly publicKey: string;
  readonly catalog: {
    /** That is served; 0 before the first. */
    readonly edition: number;
    /**
     * Why nothing of the catalog folder is applied, a line for each mistake; empty when it is, and for a folder that could
     * not be read or is too large.
     */
    readonly refused: readonly string[];
    /** RFC 3339, when it was first offered with these mistakes; empty when it is applied. */
    readonly refusedSince: string;
  };
  /** `<image>/<test>` that policy lets pass without running. */
  readonly waived: readonly string[];
  /** Images whose newest revision is not handed out, why, and the command that tells more. */
  readonly problems: readonly { readonly image: string; readonly problem: string; readonly see: string }[];
  /** Version streams that have ended, and what to use instead: `nodejs/22 ended on 2027-04-30, use nodejs/24`. */
  readonly ended: readonly string[];
  /** Channels that a person froze or rolled back: they follow nothing until they are thawed. */
  readonly frozen: readonly FrozenChannel[];
  /** Updates that images have not taken. */
  readonly waiting: WaitingUpdates;
  readonly archives: readonly {
    readonly archive: string;
    readonly date: string;
    /** `checked`, `unchecked`, or empty before the first answer. */
    readonly freshness: string;
    /** Empty where the signed index does not say it. */
    readonly validUntil: string;
    readonly trouble: string;
  }[];
  /** Packages whose releases are followed. */
  readonly packages: readonly { readonly package: string; readonly trouble: string }[];
  readonly queues: readonly {
    readonly service: string;
    readonly due: number;
    readonly running: number;
    readonly dead: number;
  }[];
}

async function queueOf(factory: Factory, service: ServiceName): Promise<Status['queues'][number]> {
  const depth = await (await factory.queue(service)).depth();
  const sum = (of: (row: (typeof depth)[number]) => number): number => depth.reduce((total, row) => total + of(row), 0);
  return {
    service,
    due: sum(({ due }) => due),
    running: sum(({ state, items }) => (state === 'running' ? items : 0)),
    dead: sum(({ state, items }) => (state === 'dead' ? items : 0)),
  };
}

/** Reads the state of everything. */
export async function statusOf(factory: Factory, note: (line: string) => void): Promise<Status> {
  const lines = await factory.query('builder', new Lines());
  const archives = await factory.query('watcher', new Archives());
  const packages = await factory.query('watcher', new Packages());
  const channels = await factory.query('distributor', new Channels());
  const images = await imageList(factory);
  const { edition, refused } = await factory.query('builder', new Standing());
  const lacking = await lackingServices(factory.data, note);
  return {
    gateway: (await readGateway(factory.data)) ?? '',
    converged: await factory.isConverged(),
    lacking,
    publicKey: factory.keys.find(({ service }) => service === 'distributor')?.pem ?? '',
    catalog: { edition, refused: refused?.problems ?? [], refusedSince: refused?.since ?? '' },
    waived: [
      ...new Set(lines.flatMap(({ definition }) => definition.waived.map((test) => `${definition.image}/${test}`))),
    ],
    ended: [...new Set(images.flatMap(({ ended }) => (ended === '' ? [] : [ended])))],
    problems: images
      .filter(({ problem }) => problem !== '')
      .map(({ image, problem, see }) => ({ image, problem, see })),
    frozen: frozenChannels(channels),
    waiting: waitingUpdates(await factory.query('builder', new Holds())),
    ...(await droppedWork(factory, {
      lines: [...lines, ...channels.map(({ repository, ...line }) => ({ ...line, image: repository }))],
      recipes: lines.flatMap(({ head }) => head?.recipes.map(({ recipe }) => recipe) ?? []),
      archives: archives.map(({ source }) => source),
      packages: packages.map(({ purl }) => purl),
    })),
    archives: archives.map(({ source, date = '', freshness = '', validUntil = '', trouble = '' }) => ({
      archive: `${source.origin} ${source.suite}`,
      date,
      freshness,
      validUntil,
      trouble,
    })),
    packages: packages.map(({ purl, trouble = '' }) => ({ package: purl, trouble })),
    queues: await Promise.all(serviceNames.map((name) => queueOf(factory, name))),
  };
}

/** The edition that is served, and what keeps the folder from being the next one. */
export function catalogStatus({ edition, refused, refusedSince }: Status['catalog']): readonly string[] {
  const held = edition === 0 ? 'none yet' : `edition ${String(edition)}`;
  if (refused.length === 0) return [`catalog    ${held}`];
  const verdict = `a folder is refused since ${refusedSince}, none of its edits is applied`;
  return [`catalog    ${held}; ${verdict}:`, ...refused.map((line) => `refused    ${line}`)];
}

/** An archive as it last answered. */
export const archiveLine = ({ archive, date, freshness, validUntil, trouble }: Status['archives'][number]): string =>
  [`archive    ${archive}`, date, expiry(freshness, validUntil), trouble].filter((part) => part !== '').join('  ');

/** A package that its registry does not tell of; nothing of others, which may be many. */
const packageLines = ({ package: purl, trouble }: Status['packages'][number]): readonly string[] =>
  trouble === '' ? [] : [`package    ${purl}  ${trouble}`];

/** Whether the archive could be held back unnoticed, and why. */
function expiry(freshness: string, validUntil: string): string {
  if (freshness === 'checked') return validUntil === '' ? 'its expiry is checked' : `valid until ${validUntil}`;
  if (freshness === '') return 'not asked yet';
  return validUntil === ''
    ? 'its expiry is not checked: the index has no Valid-Until'
    : `its expiry (${validUntil}) is not checked: apt's configuration switches Valid-Until off`;
}

/** Everything of it that people are told. @param upAgain how `up` is called for the folder that is followed */
export const statusLines = (status: Status, upAgain: string): readonly string[] => [
  `gateway    ${status.gateway === '' ? `nothing serves images now; start it with: ${upAgain}` : status.gateway}`,
  `converged  ${status.converged ? 'yes' : 'no'}`,
  ...status.lacking.map((service) => `lacking    ${lackingLine(service)}`),
  ...catalogStatus(status.catalog),
  ...status.problems.map((one) => `problem    ${one.image}: ${problemText(one)}`),
  ...status.ended.map((text) => `ended      ${text}`),
  ...status.frozen.map(frozenLine),
  ...waitingLines(status.waiting),
  `waived     ${status.waived.length === 0 ? 'nothing' : status.waived.join(', ')}`,
  ...status.archives.map(archiveLine),
  ...status.packages.flatMap(packageLines),
  ...droppedLines(status),
  ...status.queues.map(
    ({ service, due, running, dead }) =>
      `queue      ${service}: ${String(due)} due, ${String(running)} running, ${String(dead)} dead`,
  ),
];

/** `status` */
export const statusCommand: Register = (program, context) => {
  program
    .command('status')
    .description('the state of everything')
    .action(async (_options, command) => {
      const { status, upAgain } = await context.withFactory(command, 'look', async (factory) => ({
        status: await statusOf(factory, noteOn(context, command)),
        upAgain: upCommandFor(await readAppliedFolder(factory.data)),
      }));
      context.write(command, { data: status, lines: statusLines(status, upAgain) });
    });
};

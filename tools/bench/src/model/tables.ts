import { digits } from '../report.js';
import {
  crowded,
  databaseLimit,
  emptyRoadSeconds,
  logLimit,
  needed,
  UTILISATION,
  type Costs,
  type Needed,
  type Promised,
} from './capacity.js';

/** Of the machine with PostgreSQL, unless said otherwise. */
export const DATABASE_CORES = 4;

const IMAGES = [100, 300, 1_000, 3_000, 10_000];
const MINUTES = [5, 15, 60];
const WORKERS = [10, 20, 50, 100];
/** Of an image at a worker: nearly all layers reused, some made, and one that is compiled first. */
const HOLDS = [0.5, 3, 30];

/** A table in Markdown, as Prettier leaves it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_head, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = '', ...body] = rows.map(line);
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body].join('\n');
}

const percent = (share: number): string => `${digits(share * 100)} %`;
const grouped = (count: number): string => count.toLocaleString('en-US');

/** What an image costs. */
export function costTable(costs: Costs): string {
  const { database, log } = costs;
  const stages = costs.stages.map(({ service, holdSeconds, cpuSeconds, places }) => [
    service,
    `${digits(holdSeconds)} s`,
    `${digits(cpuSeconds)} s`,
    String(places),
  ]);
  return [
    table([['service', 'an image holds a place for', 'CPU of an image', 'places of an instance'], ...stages]),
    '',
    table([
      ['of an image', 'measured'],
      ['CPU of PostgreSQL, all services', `${digits(database.cpuSeconds)} s`],
      ['transactions that wait for the disk', digits(database.commits)],
      ['of which the disk takes, of many connections', `${digits(database.commitsPerSecond)} per second`],
      ['write-ahead log', `${digits(database.bytes / 1000)} kB`],
      ['events in the longest log', digits(log.events)],
      ['of which one log carries to the last service', `${digits(log.eventsPerSecond)} per second`],
      ['on the road while nothing else happens', `${digits(costs.roadSeconds)} s`],
      ['from the snapshot to the channel while nothing else happens', `${digits(emptyRoadSeconds(costs))} s`],
    ]),
  ].join('\n');
}

/** How many of each service bring N images in M minutes. */
export function promiseTable(costs: Costs): string {
  const services = costs.stages.map(({ service }) => service);
  const rows = IMAGES.flatMap((images) =>
    MINUTES.map((minutes) => [
      grouped(images),
      String(minutes),
      ...cells(needed(costs, { images, minutes }, DATABASE_CORES), services),
    ]),
  );
  return table([
    ['images', 'minutes', ...services, 'cores for services', 'cores for PostgreSQL', 'PostgreSQL in use', 'log in use'],
    ...rows,
  ]);
}

function cells(answer: Needed | undefined, services: readonly string[]): readonly string[] {
  if (answer === undefined) return [...services.map(() => '-'), '-', '-', '-', '-'];
  const { instances, cores, databaseCores, databaseLoad, logLoad } = answer;
  return [
    ...services.map((service) => String(instances.get(service) ?? 0)),
    digits(cores),
    digits(databaseCores),
    databaseLoad > 1 ? 'too much' : percent(databaseLoad * UTILISATION),
    logLoad > 1 ? 'too much' : percent(logLoad * UTILISATION),
  ];
}

/** Where workers and one PostgreSQL saturate. */
export function crowdTable(costs: Costs): string {
  const rows = HOLDS.flatMap((holdSeconds) =>
    WORKERS.map((workers) => {
      const { wanted, imagesPerSecond, limit, enough } = crowded(costs, { workers, holdSeconds }, DATABASE_CORES);
      return [
        `${digits(holdSeconds)} s`,
        String(workers),
        digits(wanted * 60),
        digits(imagesPerSecond * 60),
        limit,
        grouped(enough),
      ];
    }),
  );
  return table([
    [
      'an image takes a worker',
      'workers',
      'images a minute of workers alone',
      'of the whole',
      'ended by',
      'workers that suffice',
    ],
    ...rows,
  ]);
}

/** The answer for one promise, for people. */
export function answerText(costs: Costs, promised: Promised): string {
  const { images, minutes } = promised;
  const answer = needed(costs, promised, DATABASE_CORES);
  const asked = `${grouped(images)} images in ${digits(minutes)} min`;
  if (answer === undefined)
    return `${asked}: no number of instances keeps this; one image alone takes ${digits(emptyRoadSeconds(costs))} s`;
  const { instances, cores, databaseCores, databaseLoad, logLoad, imagesPerSecond } = answer;
  return [
    `${asked}: ${digits(imagesPerSecond * 60)} images a minute`,
    ...[...instances].map(([service, count]) => `  ${service.padEnd(12)} ${String(count)}`),
    `  cores        ${digits(cores)} for the services, ${digits(databaseCores)} for PostgreSQL`,
    `  PostgreSQL   ${load(databaseLoad, databaseLimit(costs, DATABASE_CORES))}`,
    `  one log      ${load(logLoad, logLimit(costs))}`,
  ].join('\n');
}

const load = (share: number, limit: number): string =>
  `${percent(share * UTILISATION)} in use of ${digits(limit * 60)} images a minute` +
  (share > 1 ? `: too much, since queues grow beyond ${percent(UTILISATION)}` : '');

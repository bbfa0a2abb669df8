/** What an image costs in one service when an update reaches it, and how that service is multiplied. */
export interface Stage {
  readonly service: string;
  /** How long an image holds a place, in seconds. */
  readonly holdSeconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  /** Images at a time in one instance. */
  readonly places: number;
}

/** What one changed image costs, from the snapshot to the moved channel. */
export interface Costs {
  /** In the order of the road. */
  readonly stages: readonly Stage[];
  readonly database: {
    /** CPU seconds of PostgreSQL for an image, all services together. */
    readonly cpuSeconds: number;
    /** Transactions that wait for the disk, for an image. */
    readonly commits: number;
    /** So many of them the disk takes in a second, of many connections, which share waits. */
    readonly commitsPerSecond: number;
    /** Of the write-ahead log, for an image. */
    readonly bytes: number;
  };
  readonly log: {
    /** For an image, in the log of the service that writes the most. */
    readonly events: number;
    /** What one log carries from the append to the last service's rows: it has one order, so one sequencer and relay. */
    readonly eventsPerSecond: number;
  };
  /** How long an image takes when nothing else is to be done, beyond the stages: events on their way, in seconds. */
  readonly roadSeconds: number;
}

/** How much of anything may be in use before queues grow: with arrivals at random, waiting doubles at 0.5 and is fivefold at 0.8. */
export const UTILISATION = 0.7;

/** A promise to keep. */
export interface Promised {
  readonly images: number;
  readonly minutes: number;
}

/** What keeping a promise takes. */
export interface Needed {
  readonly imagesPerSecond: number;
  /** By service. */
  readonly instances: ReadonlyMap<string, number>;
  /** Of all services together. */
  readonly cores: number;
  /** Of PostgreSQL. */
  readonly databaseCores: number;
  /** Of what is possible at {@link UTILISATION}: above 1, one database or one log does not carry it. */
  readonly databaseLoad: number;
  readonly logLoad: number;
}

/** How long the first image takes. */
export const emptyRoadSeconds = ({ stages, roadSeconds }: Costs): number =>
  stages.reduce((sum, { holdSeconds }) => sum + holdSeconds, roadSeconds);

/**
 * How many of each service bring an update to all of so many images in time. Undefined where a single image takes longer.
 * @param databaseCores that PostgreSQL may use
 */
export function needed(costs: Costs, { images, minutes }: Promised, databaseCores: number): Needed | undefined {
  const seconds = minutes * 60 - emptyRoadSeconds(costs);
  if (seconds <= 0) return undefined;
  const imagesPerSecond = images / seconds;
  const instances = costs.stages.map(({ service, holdSeconds, places }): [string, number] => [
    service,
    Math.ceil((imagesPerSecond * holdSeconds) / (places * UTILISATION)),
  ]);
  const cpuSeconds = costs.stages.reduce((sum, stage) => sum + stage.cpuSeconds, 0);
  return {
    imagesPerSecond,
    instances: new Map(instances),
    cores: (imagesPerSecond * cpuSeconds) / UTILISATION,
    databaseCores: (imagesPerSecond * costs.database.cpuSeconds) / UTILISATION,
    databaseLoad: imagesPerSecond / (databaseLimit(costs, databaseCores) * UTILISATION),
    logLoad: imagesPerSecond / (logLimit(costs) * UTILISATION),
  };
}

/** Images per second that one PostgreSQL carries: what its cores and its disk do, whichever ends first. */
export const databaseLimit = ({ database }: Costs, cores: number): number =>
  Math.min(cores / database.cpuSeconds, database.commitsPerSecond / database.commits);

/** Images per second that the busiest log carries. */
export const logLimit = ({ log }: Costs): number => log.eventsPerSecond / log.events;

/** So many workers on one database, each busy for so long with an image. */
export interface Crowd {
  readonly workers: number;
  readonly holdSeconds: number;
}

/** What a crowd of workers does. */
export interface Crowded {
  /** Of the workers alone. */
  readonly wanted: number;
  /** What comes of it. */
  readonly imagesPerSecond: number;
  readonly limit: 'workers' | 'database' | 'log';
  /** From so many workers on, more of them do not help. */
  readonly enough: number;
}

/** Where workers and one database saturate. @param databaseCores that PostgreSQL may use */
export function crowded(costs: Costs, { workers, holdSeconds }: Crowd, databaseCores: number): Crowded {
  const wanted = workers / holdSeconds;
  const database = databaseLimit(costs, databaseCores);
  const log = logLimit(costs);
  const most = Math.min(database, log);
  const limit = wanted <= most ? 'workers' : database < log ? 'database' : 'log';
  return { wanted, imagesPerSecond: Math.min(wanted, most), limit, enough: Math.ceil(most * holdSeconds) };
}

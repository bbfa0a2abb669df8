import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkHistory, seededRandom } from '@quench/testing';
import pg from 'pg';
import { Client } from '../kill-cycles/client.js';
import { millHistory } from '../kill-cycles/mill-history.js';
import { MillProcess } from '../kill-cycles/mill-process.js';
import type { Report } from '../kill-cycles/protocol.js';

/** A PostgreSQL and its superuser. */
export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** How the processes of a trial differ from a single one that comes to the server directly. */
export interface TrialOptions {
  /** Where processes find the server: a road's port instead of its own. */
  readonly port?: number;
  /** Flags of Node for each process; one process without any by default. */
  readonly flags?: readonly (readonly string[])[];
}

/** Between two orders of the client. */
const PACE_MS = 20;
/** At least so many, however slow the machine is. */
const ENOUGH = 20;
/** Before what was refused is asked again. */
const AGAIN_MS = 50;
const HANG_MS = 240_000;
const SEED = 20_260_401;

let databases = 0;

/** Mills at work in a database of their own, to which something happens; then the history checker judges what is left. */
export class Trial {
  private readonly client = new Client(seededRandom(SEED));
  private readonly processes: MillProcess[] = [];
  private readonly listeners = new Map<MillProcess, (said: Report['said']) => void>();
  private over = false;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async open(server: Server, { port = server.port, flags = [[]] }: TrialOptions = {}): Promise<Trial> {
    const database = `trial_${String(++databases)}`;
    const folder = await mkdtemp(join(tmpdir(), 'quench-trial-'));
    const trial = new Trial({ ...server, database }, port, folder);
    await ask(server, `CREATE DATABASE ${database}`);
    for (const own of flags) await trial.begin(1, own);
    return trial;
  }

  /** Commands that were acknowledged. */
  get acknowledged(): number {
    return new Set(this.client.acknowledged.map(({ order }) => order)).size;
  }

  /** One more process on the same work, with projections of this version; resolves when it is ready. */
  async begin(version = 1, flags: readonly string[] = []): Promise<MillProcess> {
    const process = new MillProcess(join(this.folder, 'cache'), flags);
    await this.told(process, 'ready', () => process.start(this.start(version), (report) => this.hear(report, process)));
    this.processes.push(process);
    this.askOthers();
    return process;
  }

  /** The process that has been there longest. */
  get first(): MillProcess {
    const [first] = this.processes;
    if (first === undefined) throw new Error('No process was begun');
    return first;
  }

  /** Orders are given while it happens, and until there are some that lead to a push: every fifth recipe is bad. */
  async during(happens: (first: MillProcess) => Promise<void>): Promise<void> {
    let orders = 0;
    const pace = setInterval(() => {
      const process = this.processes[orders++ % this.processes.length];
      if (process !== undefined) this.client.order(process);
    }, PACE_MS);
    try {
      await happens(this.first);
      await inTime('orders enough to judge', async () => {
        while (this.client.given < ENOUGH) await sleep(PACE_MS);
      });
    } finally {
      clearInterval(pace);
    }
  }

  /** Leaves a process out from now on: it was killed on purpose. What it was asked is asked of another one. */
  async kill(process: MillProcess): Promise<void> {
    this.processes.splice(this.processes.indexOf(process), 1);
    process.kill('SIGKILL');
    await process.ended;
    this.askOthers();
  }

  /** Asks the trial's database, as its superuser and on no road. */
  query<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]> {
    return ask<Row>(this.server, text);
  }

  /** A connection of the superuser, for what must stay open. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client(this.server);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Lets everything come to rest, in the processes to which it happened, and answers what does not hold, a line each. */
  async verdict(): Promise<readonly string[]> {
    await inTime('an answer to every order', async () => {
      while (this.client.waits) await sleep(20);
    });
    for (const process of this.processes) await this.told(process, 'drained', () => process.ask({ drain: true }));
    for (const process of [...this.processes]) await this.kill(process);
    const admin = await this.connect();
    try {
      const rebuild = async (): Promise<void> => {
        const process = await this.begin(2);
        await this.told(process, 'drained', () => process.ask({ drain: true }));
        await this.kill(process);
      };
      const history = await millHistory({ admin, client: this.client, folder: this.folder, rebuild });
      return checkHistory(history).map((violation) => JSON.stringify(violation));
    } finally {
      await admin.end();
    }
  }

  async close(): Promise<void> {
    this.over = true;
    for (const process of [...this.processes]) await this.kill(process);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What nobody answered yet. */
  private askOthers(): void {
    const [other] = this.processes;
    if (other !== undefined) this.client.askAgain(other);
  }

  private start(version: number) {
    const { host, database, user, password } = this.server;
    return { host, port: this.port, database, admin: { user, password }, folder: this.folder, version };
  }

  private hear(report: Report, process: MillProcess): void {
    this.listeners.get(process)?.(report.said);
    if (report.said !== 'refused') this.client.hear(report, process);
    else setTimeout(() => this.over || this.client.hear(report, process), AGAIN_MS);
  }

  /** Resolves when the process says so, which must not end before. */
  private async told(process: MillProcess, what: Report['said'], asks: () => void): Promise<void> {
    await inTime(`a process that says ${what}`, () => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.listeners.set(process, (said) => said === what && resolve());
      void process.ended.then((how) => reject(new Error(`A process ended before it said ${what}: ${how}`)));
      asks();
      return promise;
    });
  }
}

async function ask<Row extends pg.QueryResultRow>(server: Server, text: string): Promise<readonly Row[]> {
  const client = new pg.Client(server);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

async function inTime(what: string, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${String(HANG_MS)} ms in vain for ${what}`)), HANG_MS);
  });
  try {
    await Promise.race([work(), hang]);
  } finally {
    clearTimeout(timer);
  }
}

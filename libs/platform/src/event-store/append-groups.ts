import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Draft } from './draft.js';

/** How groups are written. Each resolves when what it wrote is committed. */
export interface GroupWriter {
  /** Whether the stream was at the expected version. May wait for as long as somebody holds the stream. */
  alone(draft: Draft): Promise<boolean>;
  /** The same of each draft, no two of them for one stream; undefined when one of them kept all from being written. */
  together(group: readonly Draft[]): Promise<readonly boolean[] | undefined>;
}

interface Waiting {
  readonly draft: Draft;
  readonly resolve: (written: boolean) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * Groups under way at a time: one is put together and carried out while the other waits for the disk. A third would wait
 * for the disk as well, and share it among smaller groups.
 */
export const LANES = 2;
/** Appends of a group: as many as come while another is written, or a wait for the disk is for fewer than it could be. */
export const GROUP_APPENDS = 32;
export const GROUP_EVENTS = 256;
/** Characters of JSON in a statement: one large event goes by itself, and many do not add up to gigabytes. */
export const GROUP_CHARACTERS = 4 * 1024 * 1024;
/** How long an append may hold up others that have nothing to do with it. */
export const PATIENCE_MS = 50;

/**
 * Lets appends that come while others are being written go together in the next statement: each has its own outcome,
 * and all share one commit, which costs a wait for the disk. Nobody waits for company: an append that finds a
 * free lane is written at once.
 */
export class AppendGroups {
  private waiting: Waiting[] = [];
  private lanes = 0;

  constructor(private readonly writer: GroupWriter) {}

  /** Whether it was written; rejects with what kept it, and nothing else, from being written. */
  append(draft: Draft): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ draft, resolve, reject });
      if (this.lanes < LANES) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.lanes++;
    while (this.waiting.length > 0) {
      // Whoever was answered just now may append again at once.
      await turn();
      const { group, rest } = nextGroup(this.waiting);
      this.waiting = rest;
      const [first] = group;
      if (group.length > 1) await this.writeTogether(group);
      else if (first !== undefined) await patiently(this.writeAlone(first));
    }
    this.lanes--;
  }

  private async writeAlone({ draft, resolve, reject }: Waiting): Promise<void> {
    await this.writer.alone(draft).then(resolve, reject);
  }

  /** After a failure each is tried alone, which tells whose it was; that is safe, since a command is decided once. */
  private async writeTogether(group: readonly Waiting[]): Promise<void> {
    try {
      const written = await this.writer.together(group.map(({ draft }) => draft));
      for (const [index, waiting] of group.entries()) {
        if (written === undefined) void this.writeAlone(waiting);
        else waiting.resolve(written[index] ?? false);
      }
    } catch (fault) {
      for (const { reject } of group) reject(fault);
    }
  }
}

/** The oldest, and what may go with it. A stream moves once in a statement. */
function nextGroup(waiting: readonly Waiting[]): { readonly group: readonly Waiting[]; readonly rest: Waiting[] } {
  const group: Waiting[] = [];
  const rest: Waiting[] = [];
  const streams = new Set<string>();
  let [events, characters] = [0, 0];
  for (const one of waiting) {
    const { stream, lines } = one.draft;
    const length = lines.reduce((sum, { data }) => sum + data.length, 0);
    const isRoom =
      group.length < GROUP_APPENDS && events + lines.length <= GROUP_EVENTS && characters + length <= GROUP_CHARACTERS;
    const fits = isRoom && !streams.has(stream);
    if (!fits && group.length > 0) {
      rest.push(one);
      continue;
    }
    group.push(one);
    streams.add(stream);
    events += lines.length;
    characters += length;
  }
  return { group, rest };
}

async function patiently(work: Promise<void>): Promise<void> {
  const enough = new AbortController();
  const patience = sleep(PATIENCE_MS, undefined, { signal: enough.signal }).catch(() => undefined);
  await Promise.race([work, patience]);
  enough.abort();
}

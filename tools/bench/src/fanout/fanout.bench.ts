import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopPostgres } from '@quench/platform/embedded-postgres';
import type { Bench, BenchOptions, Metric } from '../bench.js';
import { PeakMemory } from '../peak-memory.js';
import { runProgram } from '../run-program.js';
import { writeCatalog } from './generated-catalog.js';

const IMAGES = 1_000;
const BEFORE = ['release', 'updates'];
const AFTER = [...BEFORE, 'security'];

/** `fanout`: one fix for everything. The catalog is converged before its security suite is switched on. */
export const fanoutBench: Bench = {
  name: 'fanout',
  about:
    'a security suite that is switched on for a generated catalog (--images N): resolved, built, signed, published',
  async run(options) {
    const untested = await fanOut(options, false);
    const tested = await fanOut(options, true);
    return [...untested, ...tested];
  },
};

async function fanOut({ root, images = IMAGES, say }: BenchOptions, tested: boolean): Promise<readonly Metric[]> {
  const work = await mkdtemp(join(tmpdir(), 'quench-bench-fanout-'));
  const catalog = join(work, 'catalog');
  const data = join(work, 'data');
  const program = join(root, 'quench');
  const up = async (pockets: readonly string[]): Promise<number> => {
    await writeCatalog(catalog, join(root, 'catalog', 'nginx'), { images, pockets, tested });
    const argv = [program, 'up', '--once', '--data', data, '--catalog', catalog];
    const { seconds, stdout } = await runProgram(argv, { cwd: root });
    const took = stdout.split('\n').find((line) => line.startsWith('in ')) ?? '';
    say(`${tested ? 'tested' : 'untested'}, with ${pockets.at(-1) ?? ''}: ${took}`);
    return seconds;
  };
  const digests = async (): Promise<readonly string[]> => {
    const { stdout } = await runProgram([program, 'image', 'list', '--json', '--data', data], { cwd: root });
    return (JSON.parse(stdout) as readonly { readonly digest: string }[]).map(({ digest }) => digest);
  };
  try {
    await up(BEFORE);
    const before = new Set(await digests());
    const memory = PeakMemory.of(data);
    const seconds = await up(AFTER);
    const peak = await memory.end();
    const changed = (await digests()).filter((digest) => !before.has(digest));
    const note = `${String(changed.length)} of ${String(images)} images changed`;
    const kind = tested ? 'structure, boot and probe' : 'structure only';
    return [
      { name: kind, unit: 's', goal: tested ? '≤ 300 s' : '≤ 60 s', samples: [seconds], note },
      { name: `${kind}: peak memory (PSS)`, unit: 'MB', goal: '≤ 1,000 MB', samples: [peak / 1e6] },
    ];
  } finally {
    // Of the last question: it stays for the next one.
    await stopPostgres({ data });
    await rm(work, { recursive: true, force: true });
  }
}

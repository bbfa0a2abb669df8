import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildPeer, Took } from './build-peer.js';
import { runProgram } from './run-program.js';

/** Only unpacked, as we do it; and installed with scripts and apt, as one is used to. */
const VARIANTS = ['extract', 'apt'] as const;

/** mmdebstrap, given the same package files and what of the index is about them; it makes a compressed tar. */
export class MmdebstrapPeer implements BuildPeer {
  /**
   * @param mirror of what apt wants for `names`, as `makeMirror` makes it
   * @param work a folder of its own
   */
  constructor(
    private readonly program: string,
    private readonly names: readonly string[],
    private readonly mirror: string,
    private readonly work: string,
  ) {}

  async run(): Promise<readonly Took[]> {
    const took: Took[] = [];
    for (const variant of VARIANTS) {
      const out = join(this.work, `${variant}.tar.gz`);
      const how = ['--mode=root', `--variant=${variant}`, `--include=${this.names.join(',')}`];
      const source = `deb [trusted=yes] copy:${this.mirror} ./`;
      const env = { TMPDIR: this.work };
      const { seconds, cpuSeconds } = await runProgram([this.program, ...how, '', out, source], {
        cwd: this.work,
        env,
      });
      await rm(out);
      took.push({ name: `mmdebstrap (${variant}, tar.gz)`, seconds, cpuSeconds });
    }
    return took;
  }
}

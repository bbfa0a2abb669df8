import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianLayer, InMemoryContentStore, RUNNER_PACKAGES, runnerContract } from '@quench/testing';
import { BwrapRunner, TarLayers, UnpackedRoots } from './index.js';

const BUSYBOX = '/bin/busybox';

runnerContract('bubblewrap', async () => {
  const content = new InMemoryContentStore();
  const folder = mkdtempSync(join(tmpdir(), 'quench-roots-'));
  const roots = new UnpackedRoots(join(folder, 'roots'), new TarLayers(content), 4);
  const image = await content.write(debianLayer(['busybox-static']));
  const sandbox = await content.write(debianLayer(RUNNER_PACKAGES));
  return {
    runner: new BwrapRunner(roots),
    request: {
      platform: 'linux/amd64',
      emulatorLayers: [],
      layers: [image.digest],
      ...{ argv: [], env: {}, workdir: '/', uid: 65_532, gid: 65_532, stopSignal: 'SIGTERM' },
      tmpfs: [{ path: '/tmp', uid: 0, gid: 0, mode: 0o1777 }],
      ...{ testLayers: [], runnerLayers: [sandbox.digest] },
      limits: { memoryBytes: 64_000_000, processes: 32, files: 64, timeoutMs: 60_000, outputBytes: 1_000 },
    },
    argv: ({ exit, output, answer }) => {
      const serve = [`printf %s '${answer?.body ?? ''}' > /tmp/page`, `${BUSYBOX} httpd -p 8080 -h /tmp`];
      const lines = [
        "trap 'exit 0' TERM",
        ...(output === undefined ? [] : [`printf %s '${output}'`]),
        ...(answer === undefined ? [] : serve),
        exit === undefined ? `while :; do ${BUSYBOX} sleep 0.1; done` : `exit ${String(exit)}`,
      ];
      return [BUSYBOX, 'sh', '-c', lines.join('\n')];
    },
    url: 'http://127.0.0.1:8080/page',
    dispose: async () => {
      await roots.clear();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

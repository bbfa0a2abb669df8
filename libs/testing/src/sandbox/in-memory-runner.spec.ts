import { sha256 } from '@quench/kernel';
import { InMemoryRunner, type PretendedProgram } from './in-memory-runner.js';
import { runnerContract } from './runner.contract.js';

runnerContract('in memory', async () => {
  const runner = new InMemoryRunner();
  runner.program = ({ argv }) => JSON.parse(argv[0] ?? '') as PretendedProgram;
  return {
    runner,
    request: {
      platform: 'linux/amd64',
      emulatorLayers: [],
      ...{ layers: [sha256('image')], argv: [], env: {}, workdir: '/', uid: 65_532, gid: 65_532, tmpfs: [] },
      ...{ testLayers: [], runnerLayers: [], stopSignal: 'SIGTERM' },
      limits: { memoryBytes: 1e9, processes: 10, files: 10, timeoutMs: 60_000, outputBytes: 1_000 },
    },
    argv: (program) => [JSON.stringify(program)],
    url: 'http://127.0.0.1:8080/page',
    dispose: () => Promise.resolve(),
  };
});

import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { whenRoot } from '@quench/testing';

const ORDINARY = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--inh-caps=-all', '--'];
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

describe('the sandbox of an ordinary user', () => {
  whenRoot(
    'keeps every promise that it keeps for root',
    () => {
      const home = mkdtempSync(join(tmpdir(), 'quench-ordinary-'));
      chownSync(home, 65534, 65534);
      const args = [
        process.execPath,
        jest,
        '--cacheDirectory',
        join(home, 'jest'),
        'platform/src/sandbox/(bwrap-runner|emulated)',
      ];
      const env = { ...process.env, HOME: home, TMPDIR: home };
      const run = spawnSync('setpriv', [...ORDINARY, ...args], { encoding: 'utf8', env, timeout: 240_000 });
      rmSync(home, { recursive: true, force: true });
      for (const spec of ['bwrap-runner', 'emulated']) expect(run.stderr).toContain(`${spec}.int.spec.ts`);
      expect({ status: run.status, said: run.status === 0 ? '' : run.stderr }).toEqual({ status: 0, said: '' });
    },
    300_000,
  );
});

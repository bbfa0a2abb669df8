import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { DASHBOARDS } from './dashboards.js';

const HANG_MS = 60_000;
const file = (name: string): string => join(DASHBOARDS, name);

describe('promtool', () => {
  whenInstalled('promtool')(
    'finds nothing wrong with rules and configuration',
    async (promtool) => {
      const check = (what: string, name: string): string =>
        execFileSync(promtool?.path ?? '', ['check', what, file(name)], { encoding: 'utf8' });
      expect(check('rules', 'quench.rules.yaml')).toContain('SUCCESS');
      expect(check('config', 'prometheus.yaml')).toContain('SUCCESS');
    },
    HANG_MS,
  );

  whenInstalled('promtool')(
    'sees every alert silent before its time, and fire at it',
    async (promtool) => {
      const said = execFileSync(promtool?.path ?? '', ['test', 'rules', file('quench.rules.test.yaml')], {
        encoding: 'utf8',
      });
      expect(said).toContain('SUCCESS');
    },
    HANG_MS,
  );
});

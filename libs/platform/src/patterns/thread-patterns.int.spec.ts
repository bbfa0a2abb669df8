import { describe, expect, it } from '@jest/globals';
import { patternsContract } from '@quench/testing';
import { ThreadPatterns } from './index.js';

const make = (): ThreadPatterns =>
  new ThreadPatterns({
    entry: {
      url: new URL('./pattern.worker.ts', import.meta.url),
      execArgv: ['--import', '@swc-node/register/esm-register', '--conditions=@quench/source'],
    },
  });

patternsContract('in threads', make);

describe('a pattern in a thread', () => {
  it('keeps nobody else waiting while it is looked for', async () => {
    let turns = 0;
    const others = setInterval(() => turns++, 1);
    await make().match('^(a+)+$', `${'a'.repeat(60)}!`, { timeoutMs: 100 });
    clearInterval(others);
    expect(turns).toBeGreaterThan(0);
  });

  it('is given up where it needs more memory than it may have', async () =>
    expect(await make().match('^(?:(a|b)(c)?(d)?)*$', 'a'.repeat(1e7), { timeoutMs: 600_000 })).toBe('given-up'));
});

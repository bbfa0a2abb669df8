import { describe, expect, it } from '@jest/globals';
import type { Taken } from '@quench/plugin-sdk';
import { bytes, hostOf, type Given } from '../package-file/deb-host.fixture.js';
import { install } from './index.js';

const script = (path: string, line: string): Given => ({ path, mode: 0o755, content: bytes(`#!${line}\n`) });

const kept = async (taken: Taken, ...data: readonly Given[]): Promise<readonly (readonly [string, number])[]> =>
  (await install.entries({ digest: 'sha256:0', size: 3 }, hostOf(data, {}), taken)).entries
    .filter(({ path }) => !path.startsWith('var/lib/dpkg/'))
    .map(({ path, mode }) => [path, mode]);

describe('a module of Python that is a script, too', () => {
  it.each(['/usr/bin/env python3', '/usr/local/bin/python'])('stays as a module in an image to run: %s', async (line) =>
    expect(await kept('to-run', script('usr/lib/python3.11/pdb.py', line))).toEqual([
      ['usr/lib/python3.11/pdb.py', 0o644],
    ]),
  );

  it('stays as it is where its interpreter may be', async () => {
    expect(await kept('to-run', script('usr/lib/python3.11/pdb.py', '/usr/bin/python3'))).toEqual([
      ['usr/lib/python3.11/pdb.py', 0o755],
    ]);
    const env = script('usr/lib/python3.11/pdb.py', '/usr/bin/env python3');
    const local = script('usr/lib/python3.11/cgi.py', '/usr/local/bin/python');
    expect(await kept('to-build', env, local)).toEqual([
      ['usr/lib/python3.11/pdb.py', 0o755],
      ['usr/lib/python3.11/cgi.py', 0o644],
    ]);
  });

  it('is led to by its links, while a program of the kind goes with them', async () => {
    const line = '/usr/bin/env python3';
    const links: readonly Given[] = [
      { path: 'usr/bin/pdb3', type: 'symlink', target: '../lib/python3.11/pdb.py' },
      { path: 'usr/bin/tool', type: 'symlink', target: 'tool.py' },
    ];
    const scripts = [script('usr/lib/python3.11/pdb.py', line), script('usr/bin/tool.py', line)];
    const found = await kept('to-run', ...scripts, ...links);
    expect(found.map(([path]) => path)).toEqual(['usr/lib/python3.11/pdb.py', 'usr/bin/pdb3']);
  });
});

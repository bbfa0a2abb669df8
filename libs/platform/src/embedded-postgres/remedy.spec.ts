import { describe, expect, it } from '@jest/globals';
import { contained } from '../keeper/launch.js';
import { remedyFor } from './remedy.js';

describe('a database that does not start', () => {
  it.each([
    ['unshare: unshare failed: Operation not permitted', /ordinary user/],
    ['spawn setpriv ENOENT', /util-linux/],
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', /Make room/],
    ['FATAL:  data directory "/x" has wrong ownership', /owner/],
    ['FATAL:  could not create any TCP/IP sockets', /run the command again/],
    ['PANIC:  could not locate a valid checkpoint record at 0/1', /backup/],
    ['LOG:  redo in progress, elapsed time: 50.00 s, current LSN: 0/1', /recovering/],
    ['FATAL:  configuration file "/x" contains errors', /Remove the cause/],
  ])('%s', (line, remedy) => {
    expect(remedyFor(line)).toMatch(remedy);
  });
});

describe('a program of PostgreSQL', () => {
  it('runs as it is for an ordinary user', () => {
    expect(contained(['postgres', '-D', 'a b'], 1000, 'INT')).toEqual([
      ...['setpriv', '--pdeathsig', 'INT', 'postgres', '-D', 'a b'],
    ]);
  });

  it('runs in a user namespace of its own for root', () => {
    expect(contained(['initdb'], 0, 'KILL')).toEqual([
      ...['unshare', '--user', '--map-user=65534', '--map-group=65534', 'setpriv', '--pdeathsig', 'KILL', 'initdb'],
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { PluginError } from '@quench/plugin-sdk';
import { lineIn } from '@quench/contracts';
import { unknownLine } from '../named-lines.js';
import { unknownName } from '../unknown-name.js';
import { Stopped } from '../stopped.js';
import { withNearest } from './build.command.js';
import { sayingWhatIsLeft } from './cluster.command.js';
import { expectParked } from './parked.command.js';

const lines = ['redis', 'nginx'].map((image) => lineIn({ image }));

describe('a name that nothing has', () => {
  it('is refused with the nearest one, and with where all are', () => {
    const wanted = { name: 'ngnix', known: ['redis', 'nginx'], see: 'quench image list' };
    expect(unknownName('The catalog has no image', wanted)).toBe(
      'The catalog has no image "ngnix". Did you mean "nginx"? See: quench image list',
    );
  });

  it.each(['nginx:latest', 'nginx:1.26.3-r1', `localhost:5199/nginx@sha256:${'0'.repeat(64)}`])(
    'is refused with its image where it names a part of one: %s',
    (name) =>
      expect(unknownLine(name, lines)).toBe(`"${name}" names more than an image. Expected the name alone: nginx`),
  );

  it('is refused with the nearest image where no image is before the colon', () =>
    expect(unknownLine('ngnix:latest', lines)).toBe(
      'The catalog has no image "ngnix". Did you mean "nginx"? See: quench image list',
    ));

  it('is refused with the lines that its image has', () =>
    expect(unknownLine('nginx/dev', lines)).toBe('nginx has no line "nginx/dev". Its lines: nginx'));
});

describe('a word that a plugin does not know', () => {
  it.each([
    [new PluginError('malformed-input', 'Unknown.', { known: ['debian/trixie'] }), 'debian/trixie'],
    [new PluginError('unsatisfiable', 'No package', { chain: ['ngnix'], known: ['nginx', 'redis'] }), 'nginx'],
  ])('is told with the nearest one: %s', (error, nearest) =>
    expect(withNearest(error, 'debian/trixi')).toMatchObject({
      code: error.code,
      message: `${error.message.replace(/\.$/, '')}. Did you mean "${nearest}"?`,
    }),
  );

  it('is nothing of which other errors say something', () => {
    const bug = new TypeError('x');
    expect(withNearest(bug, 'debian/trixie')).toBe(bug);
  });
});

describe('a key of which no event is parked', () => {
  const rows = ['b', 'a', 'b'].map((key) => ({ key }));

  it('is refused with those that are', () => {
    expect(() => expectParked('x', rows)).toThrow('No event of the key "x" is parked; there are a, b.');
    expect(() => expectParked('x', [])).toThrow('nothing is parked');
  });

  it('is named in part where there are many, and is no key that is parked', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ key: `k${String(index + 10)}` }));
    expect(() => expectParked('x', many)).toThrow('k18, k19 and 2 more');
    expectParked('b', rows);
  });
});

describe('a cluster that is left', () => {
  const cluster = { left: () => Promise.resolve('5 instances go on running. To end that: quench cluster down') };
  const notes: string[] = [];
  const note = (line: string): void => void notes.push(line);

  it('is told of when what came after its start fails', async () => {
    const signal = new AbortController().signal;
    const failing = sayingWhatIsLeft(cluster, { note, signal }, () => Promise.reject(new Error('refused')));
    await expect(failing).rejects.toThrow('refused');
    expect(notes).toEqual([await cluster.left()]);
  });

  it('is told of in the one line that a stop ends with', async () => {
    const stop = new AbortController();
    const waiting = sayingWhatIsLeft(cluster, { note, signal: stop.signal }, () => {
      stop.abort(new Stopped('SIGINT'));
      return Promise.reject(new Error('aborted'));
    });
    await expect(waiting).rejects.toMatchObject({ code: 'stopped', signal: 'SIGINT' });
    await expect(waiting).rejects.toThrow('Stopped. 5 instances go on running. To end that: quench cluster down');
  });
});

import { describe, expect, it } from '@jest/globals';
import { lineName } from './line.js';
import { lineNamed, linesNamed, nearLine } from './line-names.js';

const line = (image: string, versionStream: string, variant: string) => ({ image, versionStream, variant });
const lines = [
  ...[line('nodejs', '22', 'prod'), line('nodejs', '22', 'dev'), line('nodejs', '24', 'prod')],
  ...[line('python', 'default', 'prod'), line('python', 'default', 'dev'), line('nginx', 'default', 'prod')],
];

describe('a name', () => {
  it.each([
    ['nodejs', ['nodejs/22', 'nodejs/22/dev', 'nodejs/24']],
    ['nodejs/22', ['nodejs/22', 'nodejs/22/dev']],
    ['nodejs/dev', ['nodejs/22/dev']],
    ['nodejs/22/dev', ['nodejs/22/dev']],
    ['python', ['python', 'python/dev']],
    ['python/default/prod', ['python']],
    ['nodejs/23', []],
    ['node', []],
    ['nodejs/22/dev/more', []],
    ['nodejs//dev', []],
    ['', []],
  ])('"%s" means %p', (text, names) => expect(linesNamed(text, lines).map(lineName)).toEqual(names));

  it.each([
    ['nginx', 'nginx'],
    ['python', 'python'],
    ['python/dev', 'python/dev'],
    ['nodejs/22', 'nodejs/22'],
    ['nodejs/dev', 'nodejs/22/dev'],
  ])('"%s" means one line: %s', (text, name) => {
    const found = lineNamed(text, lines);
    expect(found && lineName(found)).toBe(name);
  });

  it('of several lines none is called by is refused with all that it may mean', () => {
    expect(() => lineNamed('nodejs', lines)).toThrow(
      expect.objectContaining({
        code: 'line-ambiguous',
        message: '"nodejs" means several lines: nodejs/22, nodejs/22/dev, nodejs/24. Name one of them',
      }),
    );
  });

  it('of nothing is near to another line of its image, or to another image', () => {
    expect(nearLine('nodejs/42', lines)).toContain('nodejs/22');
    expect(nearLine('nodjs', lines)).toContain('nodejs');
    expect(lineNamed('nodejs/42', lines)).toBeUndefined();
  });
});

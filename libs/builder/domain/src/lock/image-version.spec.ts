import { describe, expect, it } from '@jest/globals';
import { imageVersion } from './recipe.js';

const at = (path: string, name: string) => ({ path, name, packages: {}, version: '1', from: '.' });
const line = (...places: readonly ReturnType<typeof at>[]) => ({ image: 'app', packages: ['web'], places });
const web = { name: 'web', version: '3.2' };
const parts = (version: string): readonly number[] => version.split('.').map(Number);
const placed = new Map([
  ['npm', [11, 2]],
  ['tool', [1, 4]],
  ['tool-debug', [1, 5]],
]);
const version = (prod: ReturnType<typeof line>, definition: ReturnType<typeof line>): string =>
  imageVersion({ definition, prod }, [web as Parameters<typeof imageVersion>[1][number]], parts, placed);

describe('the version of an image', () => {
  const [npm, tool] = [at('/usr/lib/npm', 'npm'), at('/opt/tool', 'tool')];

  it('is that of what prod places first, whatever a variant has before that', () => {
    expect(version(line(tool, npm), line(tool, npm))).toBe('1.4');
    expect(version(line(tool), line(npm, tool))).toBe('1.4');
  });

  it('is that of what a variant has at that path, whatever it calls it', () => {
    expect(version(line(tool), line(npm, at('/opt/tool', 'tool-debug')))).toBe('1.5');
  });

  it('is that of the first package where prod places nothing', () => {
    expect(version(line(), line(npm))).toBe('3.2');
  });
});

import { expect, it } from '@jest/globals';
import { purlSpelling } from './purl.js';

it.each([
  ['pkg:npm/ws', 'pkg:npm/ws'],
  ['pkg:npm/@org/foo@1.0.0', 'pkg:npm/%40org/foo@1.0.0'],
  ['PKG://NPM/%40org//foo', 'pkg:npm/%40org/foo'],
  ['pkg:deb/debian/libstdc++6@1:2+b1?arch=amd64#x', 'pkg:deb/debian/libstdc%2B%2B6@1:2%2Bb1'],
  ['pkg:npm/a%b', 'pkg:npm/a%25b'],
  ['place:npm/@org', 'place:npm/@org'],
])('%s is spelled %s, also once more', (purl, spelled) => {
  expect(purlSpelling(purl)).toBe(spelled);
  expect(purlSpelling(spelled)).toBe(spelled);
});

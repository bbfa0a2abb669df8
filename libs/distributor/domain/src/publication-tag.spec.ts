import { describe, expect, it } from '@jest/globals';
import { publicationTag } from './publication-tag.js';

describe('publication tag', () => {
  it.each([
    ['default', 'prod', '1.26.3-r7'],
    ['22', 'prod', '22-1.26.3-r7'],
    ['default', 'dev', 'dev-1.26.3-r7'],
    ['22', 'dev', '22-dev-1.26.3-r7'],
  ])('of stream %s, variant %s is %s', (versionStream, variant, tag) => {
    expect(publicationTag({ versionStream, variant, version: '1.26.3', revision: 7 })).toBe(tag);
  });
});

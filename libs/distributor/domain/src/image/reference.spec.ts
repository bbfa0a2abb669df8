import { describe, expect, it } from '@jest/globals';
import { imageReference } from './reference.js';

const digest = `sha256:${'a'.repeat(64)}`;

describe('a reference', () => {
  it.each([
    ['nginx', 'nginx', { tag: 'latest' }],
    ['nginx:1.26', 'nginx', { tag: '1.26' }],
    ['team/nginx:1', 'team/nginx', { tag: '1' }],
    [`nginx@${digest}`, 'nginx', digest],
    ['127.0.0.1:5199/nginx:1', 'nginx', { tag: '1' }],
    [`registry.example/team/nginx@${digest}`, 'team/nginx', digest],
  ])('%s is understood', (text, repository, at) => {
    expect(imageReference(text)).toStrictEqual({ repository, at });
  });

  it.each(['', ':1', 'Nginx', 'nginx@sha256:abc', 'nginx:', 'nginx:a b', '../nginx'])('%j is refused', (text) => {
    expect(() => imageReference(text)).toThrow('no reference');
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { elfImports } from './elf-imports.js';

const node = readFileSync(process.execPath);

describe('what a program takes from others', () => {
  it('is seen of a server', () => {
    expect([...elfImports(node)]).toEqual(expect.arrayContaining(['listen', 'bind', 'memcpy']));
  });

  it('is less of a program that waits for nobody', () => {
    const imports = elfImports(readFileSync('/bin/true'));
    expect(imports.has('exit')).toBe(true);
    expect(imports.has('listen')).toBe(false);
  });

  it.each([
    ['a text', new TextEncoder().encode('#!/bin/sh\nlisten\n'.repeat(10))],
    ['nothing', new Uint8Array()],
    ['the head of a program', node.subarray(0, 64)],
    ['a program without its end', node.subarray(0, 100_000)],
    ['a head of noise', Buffer.concat([node.subarray(0, 6), Buffer.alloc(200, 0xff)])],
  ])('is nothing of %s', (_what, bytes) => expect([...elfImports(bytes)]).toEqual([]));
});

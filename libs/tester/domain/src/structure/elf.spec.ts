import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { elfOf } from '@quench/testing';
import { elfFacts } from './elf.js';

describe('the facts of an ELF file', () => {
  it('are what it needs, where it looks and what loads it', () =>
    expect(
      elfFacts(
        elfOf({ needed: ['liba.so.1', 'libb.so'], runPaths: ['$ORIGIN/../lib', '/opt'], interpreter: '/lib/ld.so' }),
      ),
    ).toEqual({
      machine: 62,
      isLinked: true,
      needed: ['liba.so.1', 'libb.so'],
      runPaths: ['$ORIGIN/../lib', '/opt'],
      interpreter: '/lib/ld.so',
    }));

  it('are those of a real program', () => {
    const facts = elfFacts(readFileSync(process.execPath));
    expect(facts?.needed).toContain('libc.so.6');
    expect(facts?.interpreter).toMatch(/^\/lib.*\/ld-linux/);
  });

  it('are none for what is no ELF file, wherever it was cut', () => {
    const whole = elfOf({ needed: ['liba.so'], interpreter: '/lib/ld.so' });
    expect(elfFacts(new Uint8Array(0))).toBeUndefined();
    for (let length = 0; length < 64; length++) expect(elfFacts(whole.subarray(0, length))).toBeUndefined();
    for (let length = 64; length < whole.length - 16; length++) {
      expect(elfFacts(whole.subarray(0, length))?.needed ?? []).toEqual([]);
    }
  });
});

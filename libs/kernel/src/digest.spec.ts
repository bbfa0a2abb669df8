import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, digest, eventId, hex, isDigest, sha256, uuidV5 } from './digest.js';
import { IntegrityFault } from './errors.js';

describe('a digest', () => {
  it('is that of the bytes, and of a text as UTF-8', () => {
    expect(sha256('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(new TextEncoder().encode('é'))).toBe(sha256('é'));
    expect(hex(sha256(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it.each([
    '',
    'sha256:',
    `sha256:${'A'.repeat(64)}`,
    `sha512:${'a'.repeat(64)}`,
    `sha256:${'a'.repeat(65)}`,
    `sha256:${'a'.repeat(64)}\n`,
  ])('is not %j', (text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => digest(text)).toThrow(IntegrityFault);
  });
});

describe('derived ids', () => {
  it('are version 5 UUIDs', () => {
    // RFC 9562, appendix A.4: the DNS namespace.
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('are equal for equal parts only', () => {
    const parts = fc.array(fc.oneof(fc.string(), fc.integer()));
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(commandId(...a) === commandId(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(commandId('1')).not.toBe(commandId(1));
    expect(commandId('a', 'b')).not.toBe(commandId('a,b'));
  });

  it('differ for each event of a decision', () => {
    const command = commandId('build', 1);
    const ids = Array.from({ length: 100 }, (_, index) => eventId(command, index));
    expect(new Set([command, ...ids]).size).toBe(101);
  });
});

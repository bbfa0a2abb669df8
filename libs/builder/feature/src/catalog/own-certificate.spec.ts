import { describe, expect, it } from '@jest/globals';
import { certificates } from './certificates.fixture.js';
import { ownCertificate } from './own-certificate.js';

const NOW = '2026-11-26T00:00:00.000Z';
const { root, other, leaf, ended } = certificates;
const told = (text: string): string => {
  const found = ownCertificate(Buffer.from(text), NOW);
  return 'mistake' in found ? found.mistake : found.fingerprint;
};

describe('a file that is to be trusted', () => {
  it('is known by its certificate, however the file is written', () => {
    expect(told(root)).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(told(`Our root\n${root.replaceAll('\n', '\r\n')}`)).toBe(told(root));
    expect(told(other)).not.toBe(told(root));
  });

  it.each([
    ['something else', 'hello\n', 'holds 0 certificates in PEM; expected one in each file'],
    ['two of them', root + other, 'holds 2 certificates in PEM; expected one in each file'],
    ['one with a key', `${root}-----BEGIN PRIVATE KEY-----\n`, /^holds a PRIVATE KEY; expected a certificate/],
    ['what only looks like one', root.replace(/^MIIB/m, 'AAAA'), /^cannot be read as a certificate/],
    ['one that may sign nothing', leaf, /^is no certificate authority; expected one/],
    ['one that has ended', ended, 'ended on 2021-01-01T00:00:00.000Z; expected one that is valid'],
    ['a very long one', root.padEnd(65_537), /^has 65537 bytes; expected at most 65536/],
  ])('is refused: %s', (_, text, expected) => expect(told(text)).toMatch(expected));
});

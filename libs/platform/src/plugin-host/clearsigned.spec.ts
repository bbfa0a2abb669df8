import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ArchiveKey, generateArchiveKey } from '@quench/testing';
import { verifyClearsigned } from './clearsigned.js';

const DATE = new Date('2026-11-01T00:00:00Z');

describe('clear-signed messages', () => {
  let key: ArchiveKey;
  let other: ArchiveKey;
  let message: string;
  const verify = (text: string, keys: readonly string[]): ReturnType<typeof verifyClearsigned> =>
    verifyClearsigned(Buffer.from(text), keys);

  beforeAll(async () => {
    [key, other] = await Promise.all([generateArchiveKey(), generateArchiveKey()]);
    message = await key.sign('Origin: Debian\nLabel: Debian\n', DATE);
  });

  it('give the text and the primary keys that signed it', async () => {
    expect(await verify(message, [other.publicKey, key.publicKey])).toEqual({
      text: 'Origin: Debian\nLabel: Debian\n',
      signedBy: [key.fingerprint],
    });
  });

  it('give nothing of what stands around the armour', async () => {
    const { text } = await verify(`Label: Evil\n\n${message}\nLabel: Evil\n`, [key.publicKey]);
    expect(text).toBe('Origin: Debian\nLabel: Debian\n');
  });

  it.each<[string, (text: string) => string]>([
    ['a changed text', (text) => text.replace('Label: Debian', 'Label: Evil!!')],
    ['a line put into it', (text) => text.replace('Label', 'X: 1\nLabel')],
    ['half of it', (text) => text.slice(0, text.length / 2)],
    ['no signature', () => 'Origin: Debian\n'],
    ['nothing', () => ''],
    ['bytes that are no text', () => '\u0000\u0001'],
  ])('are refused with %s', async (_what, change) => {
    await expect(verify(change(message), [key.publicKey])).rejects.toMatchObject({ code: 'not-authentic' });
  });

  it('are refused when only another key signed, and without any keys', async () => {
    await expect(verify(message, [other.publicKey])).rejects.toMatchObject({ code: 'not-authentic' });
    await expect(verify(message, [])).rejects.toMatchObject({ code: 'not-authentic' });
  });
});

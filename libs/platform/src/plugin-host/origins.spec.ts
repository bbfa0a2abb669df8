import { describe, expect, it } from '@jest/globals';
import { Origins } from './origins.js';
import { isPrivateAddress } from './private-address.js';

/** Looks a name up among answers given in turn. */
function lookup(origins: Origins, hostname: string): Promise<string> {
  return new Promise((resolve, reject) => {
    origins.lookup(hostname, {}, (error, address) => {
      if (error === null) resolve(String(address));
      else reject(error);
    });
  });
}

const withAnswers = (...answers: string[]): Origins =>
  new Origins([{ base: 'http://archive.example/debian/', details: {} }], (_hostname, _options, callback) => {
    callback(null, [{ address: answers.shift() ?? '', family: 4 }]);
  });

describe('where a plugin may fetch', () => {
  it('is no private address that a public name leads to later', async () => {
    const origins = withAnswers('192.0.2.1', '127.0.0.1');
    expect(await lookup(origins, 'archive.example')).toBe('192.0.2.1');
    await expect(lookup(origins, 'archive.example')).rejects.toMatchObject({ code: 'origin-not-allowed' });
  });

  it('is a private address that the operator meant from the start', async () => {
    const origins = withAnswers('10.0.0.1', '10.0.0.2');
    await lookup(origins, 'archive.example');
    expect(await lookup(origins, 'archive.example')).toBe('10.0.0.2');
  });

  it('may be reached through a proxy of the private network', async () => {
    expect(await lookup(withAnswers('10.0.0.1'), 'proxy.example')).toBe('10.0.0.1');
  });

  it.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['169.254.169.254', true],
    ['100.64.0.1', true],
    ['192.0.2.1', false],
    ['::1', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['::ffff:127.0.0.1', true],
    ['2001:db8::1', false],
  ])('knows %s as private: %s', (address, expected) => {
    expect(isPrivateAddress(address)).toBe(expected);
  });
});

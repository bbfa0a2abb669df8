import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { errorCode, unlessMissing } from './index.js';

describe('the code of an error', () => {
  it('is that of the system', async () => {
    const fault = await readFile('/none/such').catch((error: unknown) => error);
    expect(errorCode(fault)).toBe('ENOENT');
  });

  it.each([undefined, 'ENOENT', {}, { code: 2 }, new Error('no')])('is not there in %p', (fault) =>
    expect(errorCode(fault)).toBeUndefined(),
  );
});

describe('a file that is not there', () => {
  it('is nothing, and no other fault is', async () => {
    expect(await readFile('/none/such').catch(unlessMissing)).toBeUndefined();
    await expect(readFile('/').catch(unlessMissing)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

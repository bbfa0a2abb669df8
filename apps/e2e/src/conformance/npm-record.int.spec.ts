import { writeFile } from 'node:fs/promises';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { npmTarballs } from './npm-record.js';
import { npmRecordText } from './record-text.js';

const MODULE = new URL('../../../../plugins/npm/src/samples/recorded-tarballs.ts', import.meta.url);

it('the tarballs of the samples of the npm plugin are as they would be recorded now', async () => {
  if (env['QUENCH_RECORD'] === 'true') return writeFile(fileURLToPath(MODULE), npmRecordText(npmTarballs));
  const { TARBALLS } = (await import(MODULE.href)) as { readonly TARBALLS: typeof npmTarballs };
  const hex = (tarballs: typeof npmTarballs) =>
    Object.entries(tarballs).map(([name, { bytes, integrity }]) => [
      name,
      integrity,
      Buffer.from(bytes).toString('hex'),
    ]);
  expect(hex(TARBALLS)).toEqual(hex(npmTarballs));
});

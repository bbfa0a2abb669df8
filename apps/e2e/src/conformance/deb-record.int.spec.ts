import { writeFile } from 'node:fs/promises';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { samples } from '@quench/plugin-deb/samples';
import { recordDeb } from './deb-record.js';
import { debRecordText } from './record-text.js';

const FILE = fileURLToPath(new URL('../../../../plugins/deb/src/samples/recorded-archive.ts', import.meta.url));

/** Signatures are made by a new key each time. A text that stands in a module has lost its carriage returns. */
const unsigned = (body: Uint8Array): string =>
  Buffer.from(body).toString('latin1').replaceAll('\r\n', '\n').split('-----BEGIN PGP SIGNATURE')[0] ?? '';

const allUnsigned = (answers: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, string> =>
  new Map([...answers].map(([url, body]) => [url, unsigned(body)]));

it('the archive of the samples of the deb plugin is, but for its signatures, as it would be recorded now', async () => {
  const record = await recordDeb();
  if (env['QUENCH_RECORD'] === 'true') return writeFile(FILE, debRecordText(record));
  expect(allUnsigned(samples.recorded.answers)).toEqual(allUnsigned(record.first));
  expect(allUnsigned(samples.snapshots.later)).toEqual(allUnsigned(record.later));
});

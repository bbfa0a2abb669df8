import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { measured } from './measured.js';
import { answerText, costTable, crowdTable, promiseTable } from './tables.js';

it.each([
  ['what an image costs', costTable],
  ['how many of each service', promiseTable],
  ['where workers and one database saturate', crowdTable],
])('the reference says of %s what the model says', async (_, tableOf) => {
  const reference = await readFile(new URL('../../../../docs/reference/scaling.md', import.meta.url), 'utf8');
  expect(reference).toContain(`\n${tableOf(measured)}\n`);
});

it('answers a promise, or says that nothing keeps it', () => {
  expect(answerText(measured, { images: 1_000, minutes: 15 })).toMatch(
    /^1,000 images in 15 min: .*\n {2}builder +\d+\n/,
  );
  expect(answerText(measured, { images: 1, minutes: 0.01 })).toContain('no number of instances keeps this');
});

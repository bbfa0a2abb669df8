import { expect, it } from '@jest/globals';
import { severally } from './several.js';

it('makes something of each item, in their order, a few at a time', async () => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 50 }, (_, n) => n);
  const made = await severally(items, async (item) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, item % 3));
    running--;
    return item * 2;
  });
  expect(made).toEqual(items.map((item) => item * 2));
  expect(most).toBe(4);
});

it('fails with the first that fails', async () => {
  const failing = severally([1, 2, 3], (item) =>
    item === 2 ? Promise.reject(new RangeError('2')) : Promise.resolve(item),
  );
  await expect(failing).rejects.toThrow(RangeError);
});

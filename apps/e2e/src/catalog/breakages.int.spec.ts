import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { elfOf } from '@quench/testing';
import type { Image } from '../factory/factory-world.js';
import type { Answer } from '../factory/quench.js';
import { breakages, broken, type Breakage, type Stop } from './breakages.js';
import { HANG_MS, RealFactory } from './real-factory.js';
import { shippedImages, shippedLine } from './shipped-catalog.js';

interface TestList {
  readonly verdict: string;
  readonly runs: readonly { readonly name: string; readonly rung: string; readonly outcome: string; detail: string }[];
}

const RUNGS: readonly Stop[] = ['structure', 'boot', 'probe'];
const readable = breakages.filter(({ stop }) => stop !== 'definition');
const unreadable = breakages.filter(({ stop }) => stop === 'definition');

let factory: RealFactory;
let round: Answer;
let images: readonly Image[];

async function put(breakage: Breakage): Promise<void> {
  for (const [path, content] of Object.entries(breakage.assets ?? {})) {
    await factory.catalog.writeAsset(path, typeof content === 'string' ? content : elfOf(content));
  }
  await factory.catalog.write(broken(await shippedLine(breakage.of), breakage));
}

beforeAll(async () => {
  factory = await RealFactory.create();
  for (const breakage of readable) await put(breakage);
  round = await factory.upOnce();
  images = await factory.images();
}, HANG_MS);
afterAll(() => factory.close(), HANG_MS);

const row = (image: string): Image | undefined => images.find((one) => one.image === image);

/** The first rung that did not pass, with what its tests said. */
async function stopped(image: string): Promise<{ readonly rung: Stop | undefined; readonly said: string }> {
  const { runs } = await factory.quench.ask<TestList>('test', 'list', image);
  const bad = runs.filter(({ outcome }) => outcome !== 'passed');
  const rung = RUNGS.find((one) => bad.some((run) => run.rung === one));
  const said = bad.filter((run) => run.rung === rung).map(({ name, detail }) => ({ name, detail }));
  const logs: string[] = [];
  for (const { name, detail } of said) {
    const shown = await factory.quench.ask<readonly { log: string }[]>('test', 'show', image, name);
    logs.push(detail, ...shown.map(({ log }) => log));
  }
  return { rung, said: logs.join('\n') };
}

describe('every image of the catalog, broken', () => {
  it('is in the table', async () => {
    expect([...new Set(breakages.map(({ of }) => of))].sort()).toStrictEqual(await shippedImages());
    expect(round.code).toBe(1);
  });

  it.each(readable.filter(({ stop }) => stop !== 'lock').map((breakage) => [breakage.image, breakage] as const))(
    '%s is rejected on its rung and gets no channel',
    async (image, { stop, says }) => {
      expect(row(image)).toMatchObject({ verdict: 'rejected', channels: [] });
      const { rung, said } = await stopped(image);
      expect({ image, rung }).toStrictEqual({ image, rung: stop });
      expect(said).toMatch(says);
    },
    HANG_MS,
  );

  it.each(readable.filter(({ stop }) => stop === 'lock').map((breakage) => [breakage.image, breakage] as const))(
    '%s is never built',
    (image, { says }) => {
      expect(row(image)).toMatchObject({ verdict: 'pending', channels: [], digest: '' });
      expect(row(image)?.problem).toMatch(says);
    },
  );

  it(
    'what cannot be read is refused with the whole catalog, each with its mistake, and the catalog stays as it was',
    async () => {
      for (const breakage of unreadable) await put(breakage);
      const { code, err } = await factory.upOnce();
      expect(code).not.toBe(0);
      for (const { image, says } of unreadable) {
        expect(
          err
            .split('\n')
            .filter((line) => line.includes(`${image}.yaml`))
            .join('\n'),
        ).toMatch(says);
      }
      expect(await factory.images()).toStrictEqual(images);
    },
    HANG_MS,
  );
});

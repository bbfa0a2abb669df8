import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Verdict } from '@quench/contracts';
import type { LayerEntry } from '@quench/ports';
import { TesterWorld, type TestedImage } from '@quench/testing';
import { TesterModule } from '../tester.module.js';
import { RunTests } from './run-tests.handler.js';
import { TestResults } from './test-results.handler.js';

const PROD = { versionStream: 'default', variant: 'prod' };
const DEV = { versionStream: 'default', variant: 'dev' };
const SHELL: LayerEntry = {
  ...{ path: 'usr/bin/bash', type: 'file', mode: 0o755, uid: 0, gid: 0 },
  ...{ content: Buffer.from('shell'), md5: '0'.repeat(32) },
};

let world: TesterWorld;
let app: INestApplicationContext;
let prod: TestedImage;
let dev: TestedImage;

beforeEach(async () => {
  world = new TesterWorld();
  app = await world.open(TesterModule);
  prod = world.image('server');
  dev = world.image('server', DEV);
});
afterEach(() => app.close());

const accept = async (...of: readonly TestedImage[]): Promise<void> => {
  for (const one of of) await world.tell(...(await one.accepted([], [], [PROD, DEV])));
};
const verdict = async ({ line }: TestedImage) => (await app.get(QueryBus).execute(new TestResults(line))).verdict;

describe('the lines of an image', () => {
  it('are judged each by the rules of its variant: a shell is allowed in dev alone', async () => {
    await accept(prod, dev);
    await world.tell(await prod.built(1, { entries: [SHELL] }), await dev.built(1, { entries: [SHELL] }));
    expect([await verdict(prod), await verdict(dev)]).toEqual(['rejected', 'approved']);
  });

  it('are told apart in verdicts; the main one is not named', async () => {
    await accept(prod, dev);
    await world.tell(await prod.built(1), await dev.built(1));
    const verdicts = await world.facts<Verdict>('ImageApproved');
    expect(verdicts.map(({ versionStream, variant }) => [versionStream, variant])).toEqual([
      [undefined, undefined],
      [undefined, 'dev'],
    ]);
  });

  it('wait each for its own image', async () => {
    await accept(prod, dev);
    await world.tell(await dev.built(1));
    expect([await verdict(prod), await verdict(dev)]).toEqual(['pending', 'approved']);
  });

  it('are asked by hand one by one', async () => {
    await accept(prod, dev);
    await world.tell(await dev.built(1));
    const ask = (of: TestedImage) => app.get(CommandBus).execute(new RunTests(of.line, 'by-hand'));
    await expect(ask(prod)).rejects.toMatchObject({ code: 'not-built-yet' });
    await ask(dev);
  });

  it('are still found under the key by which older versions asked for the only one', async () => {
    await accept(prod);
    await world.tell(await prod.built(1, { entries: [SHELL] }));
    await world.queue.enqueue([{ kind: 'verdict', key: 'server' }], { causes: ['x'], correlationId: 'x' });
    await world.settle();
    const done = await world.queue.list({ kinds: ['verdict'], states: ['done'], limit: 9 });
    expect(done.map(({ key }) => key)).toContain('server');
  });
});

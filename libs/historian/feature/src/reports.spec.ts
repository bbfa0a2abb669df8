import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { AT, HistoryWorld } from './history-world.fixture.js';
import { AskLag, AskToil } from './index.js';

let world: HistoryWorld;
beforeEach(async () => {
  world = await HistoryWorld.open();
});
afterEach(() => world.close());

describe('the lag of a catalog', () => {
  const asked = (image?: string) => world.ask(new AskLag(image, AT));

  it('is nothing where nothing happened', async () =>
    expect(await asked()).toEqual({ lines: [], published: undefined, unread: [] }));

  it('is of the image that is named, and refused for none', async () => {
    await world.accepted('web');
    await world.accepted('api');
    expect((await asked()).lines.map(({ image }) => image)).toEqual(['api', 'web']);
    expect((await asked('web')).lines.map(({ image }) => image)).toEqual(['web']);
    const said = expect.stringContaining('Did you mean "web"?');
    await expect(asked('wbe')).rejects.toMatchObject({ code: 'unknown-to-history', message: said });
  });

  describe('of an image that cannot be resolved', () => {
    const change = (name: string, to: string) => ({ kind: 'added', name, to, fixed: [], lost: [] });
    const libx = (from: string, to: string) => ({ updated: [{ name: 'libx', from, to }] });

    beforeEach(async () => {
      const snapshot = await world.taken({ added: [{ name: 'libx', to: '1' }] });
      const also = { changes: [change('libx', '1')], snapshots: [snapshot] };
      await world.moved('web', 1, await world.locked('web', 1, also, await world.accepted('web')));
      const line = { image: 'web', versionStream: 'default', variant: 'prod', definition: sha256('web') };
      const why = { code: 'unsatisfiable', chain: ['libx'], detail: 'x', snapshots: [] };
      await world.tell('builder.ResolutionFailed.v1', { ...line, ...why });
    });

    it('has what archives have since its lock', async () => {
      expect((await asked()).lines).toMatchObject([{ image: 'web', behind: [] }]);
      await world.taken(libx('1', '2'));
      await world.taken(libx('2', '3'));
      const behind = [
        { name: 'libx', has: '1', newest: '3', because: 'failing', versions: 2, since: expect.anything() },
      ];
      expect(await asked()).toMatchObject({ lines: [{ image: 'web', behind }], unread: [] });
    });

    it('says so where the list of a snapshot is gone', async () => {
      await world.listed(sha256('gone'));
      expect(await asked()).toMatchObject({ lines: [{ behind: [] }], unread: ['web'] });
    });
  });
});

it('toil is of the weeks in which anything happened', async () => {
  const asked = () => world.ask(new AskToil(3, AT));
  expect(await asked()).toEqual([]);
  await world.accepted('web');
  expect(await asked()).toMatchObject([{ images: 1, minutes: 0, decisions: {}, minutesPer100Images: 0 }]);
});

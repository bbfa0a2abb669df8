import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { HistoryWorld, recipeOf } from './history-world.fixture.js';
import { AskWhyNot } from './why-not.handler.js';

const refused = (code: string, said: string) => ({ code, message: expect.stringContaining(said) });

let world: HistoryWorld;

beforeEach(async () => {
  world = await HistoryWorld.open();
  await world.locked('web', 1, {}, await world.accepted('web'));
});
afterEach(() => world.close());

describe('a package that archives have, or do not', () => {
  const asked = (release: string, image?: string) => world.ask(new AskWhyNot(release, image));
  const unknown = (said: string) => refused('unknown-to-history', said);

  beforeEach(() => world.taken({ added: [{ name: 'curl', to: '8' }] }));

  it('is known although no lock has named it', async () => {
    expect(await asked('curl', 'web')).toMatchObject([
      { stage: 'not-locked', answer: 'no lock of web has ever named curl' },
    ]);
    await expect(asked('curl')).rejects.toMatchObject(unknown('No lock has ever named curl'));
  });

  it('is refused with the nearest package that archives have, not with an image', async () => {
    await expect(asked('crul', 'web')).rejects.toMatchObject(unknown('Did you mean "curl"?'));
    await expect(asked('wbe', 'web')).rejects.toMatchObject({ message: expect.not.stringContaining('Did you mean') });
  });

  it('is refused rather than answered with what is wrong with another one', async () => {
    const line = { image: 'web', versionStream: 'default', variant: 'prod', definition: sha256('web'), snapshots: [] };
    const failure = { code: 'unsatisfiable', chain: ['nginx', 'zlib'], detail: 'nginx needs zlib' };
    await world.tell('builder.ResolutionFailed.v1', { ...line, ...failure });
    expect(await asked('zlib', 'web')).toMatchObject([{ stage: 'failed' }]);
    expect(await asked('curl', 'web')).toMatchObject([{ stage: 'failed' }]);
    await expect(asked('crul', 'web')).rejects.toMatchObject(unknown('Did you mean "curl"?'));
    await expect(asked('ng', 'web')).rejects.toMatchObject(unknown('No package is called "ng"'));
    await expect(asked('needs', 'web')).rejects.toMatchObject(unknown('No package is called "needs"'));
  });

  it('is answered with what is wrong with it, also where any version of it or another one would do', async () => {
    const line = { image: 'web', versionStream: 'default', variant: 'prod', definition: sha256('web'), snapshots: [] };
    const failure = { code: 'unsatisfiable', chain: ['nginx', 'libssl9 (>= 9) | libtls'], detail: 'no libssl9' };
    await world.tell('builder.ResolutionFailed.v1', { ...line, ...failure });
    expect(await asked('libssl9', 'web')).toMatchObject([{ stage: 'failed' }]);
    expect(await asked('libtls', 'web')).toMatchObject([{ stage: 'failed' }]);
    await expect(asked('libssl', 'web')).rejects.toMatchObject(unknown('No package is called "libssl"'));
  });
});

it('is of the image only, not of another one whose packages have its name or that has its recipe', async () => {
  const change = (name: string, to: string) => ({ changes: [{ kind: 'added', name, to, fixed: [], lost: [] }] });
  await world.locked('api', 1, { recipes: [recipeOf('web', 1)], ...change('web', '7') }, await world.accepted('api'));
  expect(await world.ask(new AskWhyNot('web@7', 'web'))).toMatchObject([{ stage: 'not-offered' }]);
  expect(await world.ask(new AskWhyNot('web@7', 'api'))).toMatchObject([{ stage: 'not-built' }]);
});

describe('a release that no lock has named', () => {
  it('is told apart by whether an archive has it', async () => {
    await world.taken({ added: [{ name: 'libx', to: '1' }] });
    await world.taken({ updated: [{ name: 'libx', from: '1', to: '2' }] });
    expect(await world.ask(new AskWhyNot('libx@2', 'web'))).toMatchObject([{ stage: 'not-locked' }]);
    expect(await world.ask(new AskWhyNot('libx@1', 'web'))).toMatchObject([
      { stage: 'not-offered', answer: 'no archive offers libx 1; Debian trixie has 2' },
    ]);
  });

  it('is not said to be offered or not where the list of a snapshot is gone', async () => {
    await world.locked('web', 2, { changes: [{ kind: 'removed', name: 'libx', from: '1', fixed: [], lost: [] }] });
    await world.listed(sha256('gone'));
    expect(await world.ask(new AskWhyNot('libx@9', 'web'))).toMatchObject([{ stage: 'dropped' }]);
  });
});

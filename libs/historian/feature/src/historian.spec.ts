import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256, type Appended } from '@quench/kernel';
import type { CauseNode } from '@quench/historian-domain';
import { History } from './history.handler.js';
import { HistoryWorld, recipeOf } from './history-world.fixture.js';
import { DiffImage } from './image-diff.handler.js';
import { ExpectName, FindDigest } from './subject-queries.handler.js';
import { AskWhyNot } from './why-not.handler.js';
import { Why } from './why.handler.js';

const image = sha256('web image 1');
const short = image.slice('sha256:'.length).slice(0, 12);
const refused = (code: string, said: string) => ({ code, message: expect.stringContaining(said) });
const typesOf = ({ event, causes }: CauseNode): readonly string[] => [
  event.type.split('.')[1] ?? '',
  ...causes.flatMap(typesOf),
];

let world: HistoryWorld;

beforeEach(async () => {
  world = await HistoryWorld.open();
  const lock = await world.locked('web', 1, {}, await world.accepted('web'));
  await world.moved('web', 1, lock);
});
afterEach(() => world.close());

describe('a reference', () => {
  it.each(['web', 'web:latest', 'web:1.2-r1', image, short, `sha256:${short}`, `web@${image}`, `web@${short}`])(
    'finds what happened, written as %s',
    async (ref) => {
      expect(typesOf(await world.ask(new Why(ref)))).toEqual(['ChannelMoved', 'LockResolved', 'DefinitionAccepted']);
      expect((await world.ask(new History(ref))).map(({ type }) => type)).toContain('distributor.ChannelMoved.v1');
    },
  );

  it('by the first digits of a digest is completed, with its repository', async () => {
    const found = { digest: image, repository: 'web' };
    expect(await world.ask(new FindDigest(short))).toEqual(found);
    expect(await world.ask(new FindDigest(`127.0.0.1:5000/web@sha256:${short}`))).toEqual(found);
    expect(await world.ask(new FindDigest('web:latest'))).toBeUndefined();
    const recipe = sha256('web recipe 1');
    expect(await world.ask(new FindDigest(recipe.slice(0, 30)))).toMatchObject({ digest: recipe });
  });

  it('by digits that no digest begins with is refused, and none that looks alike is offered', async () => {
    const wrong = `${short.slice(0, 11)}${short.endsWith('0') ? '1' : '0'}`;
    const unknown = refused('digest-unknown', `No digest begins with sha256:${wrong}. See: `);
    await expect(world.ask(new FindDigest(wrong))).rejects.toMatchObject(unknown);
    await expect(world.ask(new FindDigest(`sha256:${short.slice(0, 5)}`))).rejects.toMatchObject(
      refused('reference-malformed', 'at least 12 hex digits'),
    );
  });

  it.each([
    ['pkg:deb/debian/nginx@1.26.3-3', 'nginx', 'pkg:deb/debian/nginx@1.26.3-3'],
    ['pkg:deb/debian/libstdc%2B%2B6', "'libstdc++6'", "'pkg:deb/debian/libstdc%2B%2B6'"],
    ['pkg:deb/debian/nginx?arch=amd64', 'nginx', "'pkg:deb/debian/nginx?arch=amd64'"],
    ['nginx@1.26.3-3', 'nginx', 'nginx@1.26.3-3'],
  ])('that is a release, %s, is refused with the commands that tell of one', async (release, name, typed) => {
    const said = `: quench history ${name}; what keeps it out of images: quench whynot ${typed}`;
    await expect(world.ask(new History(release))).rejects.toMatchObject(refused('reference-malformed', said));
  });

  it('with too few digits of a digest is no release', async () =>
    expect(world.ask(new Why('web@sha256:abc'))).rejects.toMatchObject(refused('reference-malformed', 'no image')));

  it('by digits that several digests begin with is refused, with all of them', async () => {
    const twin = `${image.slice(0, -1)}${image.endsWith('0') ? '1' : '0'}`;
    await world.locked('web', 2, { lock: twin });
    await expect(world.ask(new Why(short))).rejects.toMatchObject(refused('digest-ambiguous', twin));
    expect(typesOf(await world.ask(new Why(twin)))[0]).toBe('LockResolved');
  });
});

describe('a name that nothing ever happened to', () => {
  const unknown = (said: string) => refused('unknown-to-history', said);

  it.each([
    ['wbe', 'Did you mean "web"?'],
    ['web:latst', 'Did you mean "web:latest"?'],
    ['wbe:latest', 'Did you mean "web"?'],
    ['frobnicate', 'Nothing ever happened to "frobnicate". See: '],
  ])('is refused with the nearest one: %s', async (name, said) => {
    await expect(world.ask(new History(name))).rejects.toMatchObject(unknown(said));
    await expect(world.ask(new Why(name))).rejects.toMatchObject(unknown(said));
    await expect(world.ask(new ExpectName(name))).rejects.toMatchObject(unknown(said));
  });

  it('is refused as a release and as its image', async () => {
    const noPackage = unknown('No package is called "libfoo": ');
    await expect(world.ask(new AskWhyNot('libfoo', 'web'))).rejects.toMatchObject(noPackage);
    await expect(world.ask(new AskWhyNot('libfoo@1', 'web'))).rejects.toMatchObject(noPackage);
    await expect(world.ask(new AskWhyNot('libfoo', undefined))).rejects.toMatchObject(noPackage);
    const noImage = unknown('No image was ever called "wbe". Did you mean "web"?');
    await expect(world.ask(new AskWhyNot('libfoo', 'wbe'))).rejects.toMatchObject(noImage);
    await expect(world.ask(new DiffImage('wbe', undefined, undefined))).rejects.toMatchObject(unknown('"web"'));
  });

  it('is refused without a digest that looks like it', async () => {
    const wrong = `${image.slice(0, -1)}${image.endsWith('0') ? '1' : '0'}`;
    const said = expect.not.stringContaining('Did you mean');
    await expect(world.ask(new ExpectName(wrong))).rejects.toMatchObject({ message: said });
  });

  it('is another thing than one that nothing happened to yet', async () => {
    await world.locked('web', 2, { channels: ['stable'] });
    await world.ask(new ExpectName('web:stable'));
    expect(await world.ask(new History('web:stable'))).toEqual([]);
  });
});

it('an image that came back is there because of the edition that brought it back', async () => {
  const applied = async (edition: number): Promise<Appended> =>
    world.tell('builder.CatalogApplied.v1', { edition, catalog: sha256('catalog'), definitions: [], retired: [] });
  await world.tell('builder.DefinitionRetired.v1', { image: 'web', edition: 2 }, await applied(2));
  await world.tell('distributor.ChannelRetired.v1', { repository: 'web', tag: 'latest' });
  await world.moved('web', 1, await world.accepted('web', await applied(3)));
  const tree = await world.ask(new Why('web'));
  expect(typesOf(tree)).toEqual(['ChannelMoved', 'DefinitionAccepted', 'CatalogApplied']);
  expect(tree.causes[0]?.causes[0]?.event.data).toMatchObject({ edition: 3 });
});

describe('an image that could not be built', () => {
  const { recipe } = recipeOf('api', 1);
  const namesOf = async (subject: string) =>
    (await world.ask(new History(subject))).map(({ type }) => type.split('.')[1] ?? '');

  beforeEach(async () => {
    const lock = await world.locked('api', 1, {}, await world.accepted('api'));
    await world.tell('builder.BuildStarted.v1', { recipe, attempt: 1, fence: 1 }, lock);
    await world.tell('builder.BuildFailed.v1', { recipe, code: 'path-collision', detail: '/x' }, lock);
  });

  it('has the failed build in its history, and another image has not', async () => {
    expect((await namesOf('api')).slice(-2)).toEqual(['BuildStarted', 'BuildFailed']);
    expect(await namesOf('web')).not.toContain('BuildFailed');
  });

  it('is explained by the failure, which comes of its lock', async () =>
    expect(typesOf(await world.ask(new Why('api')))).toEqual(['BuildFailed', 'LockResolved', 'DefinitionAccepted']));

  it('is explained by the failure although a revision before is handed out', async () => {
    await world.moved('api', 1);
    const next = await world.locked('api', 2);
    const failure = { recipe: recipeOf('api', 2).recipe, code: 'path-collision', detail: '/y' };
    await world.tell('builder.BuildFailed.v1', failure, next);
    expect((await world.ask(new Why('api'))).event.data).toMatchObject(failure);
    expect(typesOf(await world.ask(new Why('api:latest')))[0]).toBe('ChannelMoved');
  });

  it('is explained by its own failure and lock, whatever image has a package of its name', async () => {
    const changes = [{ kind: 'added', name: 'api', to: '1', fixed: [], lost: [] }];
    await world.locked('web', 2, { changes });
    const tree = await world.ask(new Why('api'));
    expect(typesOf(tree)).toEqual(['BuildFailed', 'LockResolved', 'DefinitionAccepted']);
    expect(tree.causes[0]?.event.data).toMatchObject({ image: 'api' });
  });

  it('has it in the history of each image that is locked to the same recipe', async () => {
    await world.locked('twin', 1, { recipes: [recipeOf('api', 1)] });
    expect((await namesOf('twin')).sort()).toEqual(['BuildFailed', 'BuildStarted', 'LockResolved']);
  });
});

describe('the difference between two revisions', () => {
  it('names what the definition says otherwise, when no package differs', async () => {
    const [before, after] = [
      await world.documents.write({ image: 'api', env: { LANG: 'C' } }),
      await world.documents.write({ image: 'api', env: { LANG: 'C.UTF-8' } }),
    ];
    await world.locked('api', 1, { definition: before });
    await world.locked('api', 2, { definition: after });
    expect(await world.ask(new DiffImage('api', undefined, undefined))).toMatchObject({
      from: 1,
      to: 2,
      changes: [],
      definition: [{ key: 'env.LANG', from: '"C"', to: '"C.UTF-8"' }],
    });
  });

  it('has nothing to differ from before the first', async () =>
    expect(await world.ask(new DiffImage('web', undefined, undefined))).toMatchObject({
      from: 0,
      to: 1,
      definition: [],
    }));
});

it('tells all that happened, in pages of its own', async () => {
  for (let count = 0; count < 1_001; count++) await world.accepted('many');
  expect(await world.ask(new History('many'))).toHaveLength(1_001);
}, 60_000);

import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import type { LockResolved, Recipe } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { Documents } from '@quench/ports';
import { writtenCatalog } from '@quench/testing';
import { givenBuilder, somebody } from '../builder-world.fixture.js';
import { ApplyCatalog, type CatalogOutcome } from './apply-catalog.handler.js';
import { certificates } from './certificates.fixture.js';

const { root, other, leaf } = certificates;
const builder = givenBuilder();
const files = {
  'certs/root.pem': root,
  'certs/other.pem': other,
  'certs/leaf.pem': leaf,
  'certs/same.pem': `\n${root}`,
};

const apply = async (trust: readonly string[] | undefined): Promise<CatalogOutcome> => {
  const options = { idempotencyKey: randomUUID(), actor: somebody, retire: [] };
  const catalog = writtenCatalog({ web: trust === undefined ? {} : { trust } }, files);
  const outcome = await builder.app.get(CommandBus).execute(new ApplyCatalog(catalog, options));
  await builder.world.settle();
  return outcome;
};

describe('certificate authorities of a definition', () => {
  it('are a part of the recipe by their bytes, and of none without', async () => {
    builder.world.publish([{ name: 'web', version: '1' }]);
    await builder.world.report();
    for (const trust of [undefined, ['certs/root.pem', 'certs/other.pem']]) await apply(trust);
    const locks = await builder.world.facts<LockResolved>('LockResolved');
    const recipes = await Promise.all(
      locks.map(({ recipes: [made] }) => new Documents(builder.world.content).read<Recipe>(made?.recipe ?? '')),
    );
    expect(recipes.map(({ image }) => image.trust)).toEqual([
      undefined,
      [
        { path: 'certs/other.pem', sha256: sha256(other), size: other.length },
        { path: 'certs/root.pem', sha256: sha256(root), size: root.length },
      ],
    ]);
    expect(await builder.world.content.read(sha256(root), { maxBytes: 10_000 })).toEqual(Buffer.from(root));
  });

  it.each([
    [['certs/rot.pem'], /^web\.yaml:1: trust: the catalog folder has no file "certs\/rot\.pem"\. Did you mean/],
    [['certs/leaf.pem'], /^web\.yaml:1: trust: certs\/leaf\.pem is no certificate authority/],
    [['certs/root.pem', 'certs/same.pem'], /trust: certs\/same\.pem is the certificate of certs\/root\.pem/],
  ])('are refused with file and reason: %s', async (trust, expected) => {
    const { problems } = await apply(trust);
    expect(problems).toEqual([expect.stringMatching(expected)]);
  });
});

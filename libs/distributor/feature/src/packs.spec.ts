import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import { InMemoryContentStore } from '@quench/testing';
import { Packs } from './packs.js';
import { ShapedDocuments } from './shaped-documents.js';

const LONG = 'x'.repeat(32 * 1024 + 1);
const TEXTS = ['{"a":1}', 'grüße', LONG.slice(1), LONG];

let content: InMemoryContentStore;
let packs: Packs;

beforeEach(() => {
  content = new InMemoryContentStore();
  packs = new Packs(content, new ShapedDocuments(content));
});

const write = () => packs.write(new Map(TEXTS.map((text) => [sha256(text), text])));

describe('a pack', () => {
  it('gives back every text by its digest', async () => {
    const pack = await packs.open(await write());
    for (const text of TEXTS) expect(await pack.text(sha256(text))).toBe(text);
  });

  it('is one content, beside what is too long for it', async () => {
    const named = await write();
    const alone = await Promise.all(TEXTS.map((text) => content.stat(sha256(text))));
    expect(alone.map((one) => one !== undefined)).toStrictEqual([false, false, false, true]);
    expect((await content.stat(named))?.size).toBeLessThan(33 * 1024);
  });

  it('is the same for the same texts', async () => {
    expect(await write()).toBe(await write());
  });

  it('has nothing of what is only beside it', async () => {
    const { digest } = await content.write(Buffer.from('beside'));
    const pack = await packs.open(await write());
    expect(pack.packed(digest)).toBeUndefined();
    expect(await pack.text(digest)).toBe('beside');
    await expect(pack.text(sha256('nowhere'))).rejects.toMatchObject({
      code: 'content-missing',
      message: expect.stringMatching(/ is neither in the pack sha256:[0-9a-f]{64} nor by itself/),
    });
  });

  it.each(['[]', '{"texts":[]}', '{"mediaType":"application/vnd.quench.pack.v1+json","texts":[1]}'])(
    'is none as %s',
    async (text) => {
      const { digest } = await content.write(Buffer.from(text));
      await expect(packs.open(digest)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'document-malformed' });
    },
  );

  it('that is lost or damaged is told', async () => {
    const named = await write();
    content.damage(named, Buffer.from('{}'));
    await expect(packs.open(named)).rejects.toMatchObject({ code: 'content-corrupt' });
    await expect(packs.open(sha256('none'))).rejects.toMatchObject({ code: 'content-missing' });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { sha256, type Digest } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';

/** One store to test, what damages it and what removes it. */
export interface ContentStoreUnderTest {
  readonly store: ContentStore;
  /** Replaces the stored bytes behind the store's back. */
  damage(digest: Digest, bytes: Uint8Array): Promise<void> | void;
  dispose(): Promise<void>;
}

const ABSENT = sha256('never written');
const text = (of: string): Uint8Array => new TextEncoder().encode(of);

async function* chunks(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield await Promise.resolve(part);
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** What every content store promises. @param make a new, empty store for each test */
export function contentStoreContract(make: () => Promise<ContentStoreUnderTest> | ContentStoreUnderTest): void {
  describe('a content store', () => {
    let subject: ContentStoreUnderTest;
    let store: ContentStore;

    beforeEach(async () => {
      subject = await make();
      ({ store } = subject);
    });
    afterEach(() => subject.dispose());

    writing(() => store);
    refusing(() => store);
    reading(() => subject);
  });
}

function writing(store: () => ContentStore): void {
  it('names bytes by their digest and gives them back', async () => {
    const content = await store().write(text('hello'));
    expect(content).toEqual({ digest: sha256('hello'), size: 5 });
    expect(await store().stat(content.digest)).toEqual(content);
    expect(Buffer.from(await store().read(content.digest, { maxBytes: 5 })).toString()).toBe('hello');
  });

  it('takes a stream of chunks, empty ones and large ones included', async () => {
    const large = new Uint8Array(700_000).fill(7);
    const { digest, size } = await store().write(chunks(text('a'), new Uint8Array(), large, text('z')));
    expect(size).toBe(700_002);
    expect(digest).toBe(sha256(Buffer.concat([text('a'), large, text('z')])));
    expect(sha256(await store().read(digest, { maxBytes: 700_002 }))).toBe(digest);
  });

  it('keeps the empty content', async () => {
    const { digest } = await store().write(new Uint8Array(), { expected: sha256('') });
    expect(await store().stat(digest)).toEqual({ digest, size: 0 });
    expect(await collect(store().stream(digest))).toBe('');
  });

  it('does nothing when the content is there already', async () => {
    const first = await store().write(text('again'));
    expect(await store().write(chunks(text('aga'), text('in')), { expected: first.digest })).toEqual(first);
  });

  it('lets many write one digest at once', async () => {
    const big = new Uint8Array(300_000).fill(1);
    const all = await Promise.all(Array.from({ length: 8 }, () => store().write(chunks(big), { maxBytes: 300_000 })));
    expect(new Set(all.map(({ digest }) => digest))).toEqual(new Set([sha256(big)]));
    expect(sha256(await store().read(sha256(big), { maxBytes: 300_000 }))).toBe(sha256(big));
  });
}

function refusing(store: () => ContentStore): void {
  it('refuses bytes that are not the expected ones, and keeps nothing of them', async () => {
    const refused = store().write(text('evil'), { expected: ABSENT });
    await expect(refused).rejects.toMatchObject({ name: 'IntegrityFault', code: 'digest-mismatch' });
    expect(await store().stat(ABSENT)).toBeUndefined();
    expect(await store().stat(sha256('evil'))).toBeUndefined();
  });

  it('refuses other bytes even when the expected ones are there', async () => {
    const { digest } = await store().write(text('good'));
    const refused = store().write(text('evil'), { expected: digest });
    await expect(refused).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it('stops reading a source that is too large', async () => {
    let pulled = 0;
    async function* endless(): AsyncIterable<Uint8Array> {
      for (;;) {
        pulled += 1;
        yield await Promise.resolve(new Uint8Array(10));
      }
    }
    const refused = store().write(endless(), { maxBytes: 25 });
    await expect(refused).rejects.toMatchObject({ name: 'IntegrityFault', code: 'content-too-large' });
    expect(pulled).toBe(3);
  });

  it('keeps nothing when its source fails, and passes the failure on', async () => {
    async function* failing(): AsyncIterable<Uint8Array> {
      yield await Promise.resolve(text('half'));
      throw new Error('the line was cut');
    }
    await expect(store().write(failing())).rejects.toThrow('the line was cut');
    expect(await store().stat(sha256('half'))).toBeUndefined();
  });
}

function reading(subject: () => ContentStoreUnderTest): void {
  it('gives bytes another edition once they were touched', async () => {
    const { store } = subject();
    const { digest } = await store.write(text('touched'));
    const edition = await store.edition(digest);
    await store.write(text('touched'));
    await store.read(digest, { maxBytes: 7 });
    expect(edition).toBeDefined();
    expect(await store.edition(digest)).toBe(edition);
    await subject().damage(digest, text('tOuched'));
    expect(await store.edition(digest)).not.toBe(edition);
    expect(await store.edition(ABSENT)).toBeUndefined();
  });

  it('knows nothing of what was never written', async () => {
    const { store } = subject();
    const missing = { name: 'IntegrityFault', code: 'content-missing' };
    expect(await store.stat(ABSENT)).toBeUndefined();
    await expect(store.read(ABSENT, { maxBytes: 1 })).rejects.toMatchObject(missing);
    await expect(store.file(ABSENT)).rejects.toMatchObject(missing);
    await expect(collect(store.stream(ABSENT))).rejects.toMatchObject(missing);
  });

  it('refuses a name that is no digest, among others, too', async () => {
    const { store } = subject();
    const name = 'sha256:../../secrets' as Digest;
    const malformed = { code: 'malformed-digest' };
    await expect((async () => store.stat(name))()).rejects.toMatchObject(malformed);
    await expect((async () => store.statMany([ABSENT, name]))()).rejects.toMatchObject(malformed);
  });

  it('knows of many what it has, in the order asked, however many', async () => {
    const { store } = subject();
    const [one, two] = [await store.write(text('one')), await store.write(text('two, longer'))];
    expect(await store.statMany([two.digest, ABSENT, one.digest, two.digest])).toEqual([two, undefined, one, two]);
    expect(await store.statMany([])).toEqual([]);
    const absent = Array.from({ length: 600 }, () => ABSENT);
    const many = await store.statMany([...absent, one.digest, ...absent]);
    expect([many.length, many.findIndex((found) => found !== undefined), many[600]]).toEqual([1201, 600, one]);
  });

  it('streams the bytes from start up to and without end', async () => {
    const { store } = subject();
    const { digest } = await store.write(text('0123456789'));
    expect(await collect(store.stream(digest))).toBe('0123456789');
    expect(await collect(store.stream(digest, { start: 3 }))).toBe('3456789');
    expect(await collect(store.stream(digest, { end: 4 }))).toBe('0123');
    expect(await collect(store.stream(digest, { start: 3, end: 5 }))).toBe('34');
    expect(await collect(store.stream(digest, { start: 5, end: 5 }))).toBe('');
    expect(await collect(store.stream(digest, { start: 8, end: 99 }))).toBe('89');
    expect(await collect(store.stream(digest, { start: 99 }))).toBe('');
  });

  it('gives a local file with the bytes', async () => {
    const { store } = subject();
    const { digest } = await store.write(text('for another process'));
    expect(await readFile(await store.file(digest), 'utf8')).toBe('for another process');
  });

  it('reads no more than allowed', async () => {
    const { store } = subject();
    const { digest } = await store.write(text('12345'));
    await expect(store.read(digest, { maxBytes: 4 })).rejects.toMatchObject({ code: 'content-too-large' });
  });

  it('says so when stored bytes are no longer what they were', async () => {
    const { store, damage } = subject();
    const { digest } = await store.write(text('sound'));
    await damage(digest, text('rotte'));
    await expect(store.read(digest, { maxBytes: 5 })).rejects.toMatchObject({ code: 'content-corrupt' });
  });
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256, type Digest } from '@quench/kernel';
import type { ImageLayers, LayerEntry } from '@quench/ports';

/** One reader to test, and its layers. */
export interface ImageLayersUnderTest {
  readonly layers: ImageLayers;
  /** Keeps a layer of exactly these entries, in this order. Checks nothing. */
  write(entries: readonly LayerEntry[]): Promise<Digest>;
  /** Keeps bytes that are no layer. */
  damaged(): Promise<Digest>;
  dispose(): Promise<void>;
}

const OWNER = { uid: 0, gid: 0 };
/** The md5 of `hello`. */
const FILE = { type: 'file', content: Buffer.from('hello'), md5: '5d41402abc4b2a76b9719d911017c592' } as const;

const ENTRIES: readonly LayerEntry[] = [
  { path: 'usr', type: 'directory', mode: 0o755, ...OWNER },
  { path: 'usr/hello', ...FILE, mode: 0o4755, uid: 65_532, gid: 100 },
  { path: 'usr/again', type: 'hardlink', target: 'usr/hello', mode: 0o644, ...OWNER },
  { path: 'bin', type: 'symlink', target: '../usr/bin', mode: 0o777, ...OWNER },
  { path: `${'long/'.repeat(30)}ürl`, ...FILE, mode: 0o600, ...OWNER },
  {
    path: 'empty',
    type: 'file',
    content: Buffer.alloc(0),
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
    mode: 0o1644,
    ...OWNER,
  },
];

/** What every reader of layers promises. @param make one for each test */
export function imageLayersContract(name: string, make: () => Promise<ImageLayersUnderTest>): void {
  describe(`image layers: ${name}`, () => {
    let under: ImageLayersUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.dispose());

    async function read(layer: Digest, maxBytes = 1_000_000): Promise<readonly LayerEntry[]> {
      const entries: LayerEntry[] = [];
      for await (const entry of under.layers.entries(layer, { maxBytes })) {
        entries.push(entry.type === 'file' ? { ...entry, content: Buffer.from(entry.content) } : entry);
      }
      return entries;
    }

    it('gives every entry as it was written, in order', async () =>
      expect(await read(await under.write(ENTRIES))).toEqual(ENTRIES));

    it('gives nothing of a layer without entries', async () => expect(await read(await under.write([]))).toEqual([]));

    it.each(['../evil', 'usr/../../evil', '/evil'])('refuses %s, which leaves the image', async (path) => {
      const layer = await under.write([{ path, ...FILE, mode: 0o644, ...OWNER }]);
      await expect(read(layer)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'archive-entry-refused' });
    });

    it('refuses to unfold to more than is allowed', async () => {
      const content = Buffer.alloc(100_000);
      const layer = await under.write([{ path: 'big', ...FILE, content, mode: 0o644, ...OWNER }]);
      await expect(read(layer, 99_999)).rejects.toMatchObject({ name: 'IntegrityFault', code: 'archive-too-large' });
    });

    it('knows a missing layer from a damaged one', async () => {
      await expect(read(sha256('never written'))).rejects.toMatchObject({ code: 'content-missing' });
      await expect(read(await under.damaged())).rejects.toMatchObject({
        ...{ name: 'IntegrityFault', code: 'archive-malformed' },
      });
    });
  });
}

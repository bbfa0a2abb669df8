import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest, Snapshot } from '@quench/plugin-sdk';
import { createPluginHost } from '@quench/platform/plugin-host';
import { deb } from '@quench/plugin-deb';
import { contentOf, PLATFORM } from './inputs.js';

const MAX_INDEX_BYTES = 512 * 1024 * 1024;

/**
 * A flat archive of some packages and of everything that apt wants with them, itself and what is essential: the very
 * files of the snapshots, and their own paragraphs of the indexes.
 * @param into a folder that does not exist
 */
export async function makeMirror(
  folder: string,
  into: string,
  { names, snapshots }: { readonly names: readonly string[]; readonly snapshots: readonly Snapshot[] },
): Promise<void> {
  const plugin = deb();
  const content = contentOf(folder);
  const host = await createPluginHost({ plugin, content, cacheDirectory: join(folder, 'derived') });
  const digests = snapshots.flatMap(({ indexes }) => indexes.map(({ plainDigest }) => plainDigest));
  const texts = await Promise.all(digests.map((digest) => host.read(digest, { maxBytes: MAX_INDEX_BYTES })));
  const paragraphs = texts.flatMap((text) => Buffer.from(text).toString('latin1').split('\n\n'));
  const essential = paragraphs
    .filter((text) => field(text, 'Essential') === 'yes')
    .map((text) => field(text, 'Package'));
  const manifest = `${[...new Set([...names, 'apt', ...essential])].join('\n')}\n`;
  const project = new Map([[plugin.dependencies.manifests[0] ?? '', manifest]]);
  const options = { platform: PLATFORM, snapshots, without: [] };
  const { dependencies } = await plugin.dependencies.resolve(project, options, host);
  const artifacts = await plugin.artifacts.locate(dependencies, host);
  await Promise.all(artifacts.map((artifact) => host.store(artifact)));
  await host.close();
  await mkdir(into);
  const bySha256 = new Map(paragraphs.map((text) => [field(text, 'SHA256'), text]));
  const kept = dependencies.map(({ sha256 }) => keep(sha256, bySha256.get(sha256.slice('sha256:'.length)) ?? ''));
  await writeFile(join(into, 'Packages'), Buffer.from((await Promise.all(kept)).join('\n'), 'latin1'));

  /** The paragraph, with where the file is here. */
  async function keep(sha256: Digest, paragraph: string): Promise<string> {
    const file = `${sha256.slice('sha256:'.length)}.deb`;
    await copyFile(await content.file(sha256), join(into, file));
    return `${paragraph.trim().replace(/^Filename: .*$/m, `Filename: ./${file}`)}\n`;
  }
}

const field = (paragraph: string, name: string): string =>
  new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';

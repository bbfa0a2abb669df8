import type { Host, Snapshot } from '@quench/plugin-sdk';

const MAX_BYTES = 512 * 1024 * 1024;

/** The names of the packages of the first snapshot, in the archive's order. */
export async function loadIndexNames(
  snapshots: readonly Snapshot[],
  host: Pick<Host, 'read'>,
): Promise<readonly string[]> {
  const [first] = snapshots;
  const [index] = first?.indexes ?? [];
  if (index === undefined) throw new Error('no archive answered');
  const text = Buffer.from(await host.read(index.plainDigest, { maxBytes: MAX_BYTES })).toString('latin1');
  return [...text.matchAll(/^Package: (\S+)$/gm)].map(([, name = '']) => name);
}

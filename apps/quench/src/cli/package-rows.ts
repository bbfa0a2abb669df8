import type { UpdatedPackage } from '@quench/contracts';
import { shortDigest, table } from './output.js';

/** The packages of an update as a table, which has their platforms where those differ. @param isPlaced by a registry, which tells no sizes */
export function packageRows(packages: readonly UpdatedPackage[], isPlaced: boolean): readonly string[] {
  const differ = packages.some(({ platforms }) => platforms !== undefined);
  const some = (cell: string): readonly string[] => (differ ? [cell] : []);
  return table(
    ['package', ...some('platform'), 'from', 'to', 'bytes', 'file', 'needed by'],
    packages.map(({ name, platforms, from, to, fromBytes, toBytes, sha256 = '', requiredBy }) => [
      ...[name, ...some(platforms?.join(' ') ?? 'all'), from, to],
      `${String(fromBytes)} → ${isPlaced ? 'not known' : String(toBytes)}`,
      ...[shortDigest(sha256), requiredBy ?? 'the definition'],
    ]),
  );
}

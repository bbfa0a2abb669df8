import type { FormatVersions } from '@quench/contracts';

/** How what was written stands to what this version writes. */
export type FormatAge = 'same' | 'older' | 'newer';

/**
 * `newer` where any part is: a version that knows less must leave it alone. A part that only one side knows is newer on
 * that side.
 */
export function formatAge(written: FormatVersions, ours: FormatVersions): FormatAge {
  const pairs: readonly (readonly [number, number])[] = [
    [written.codec, ours.codec],
    [written.layout, ours.layout],
    ...[...new Set([...Object.keys(written.filter), ...Object.keys(ours.filter)])].map(
      (ecosystem) => [written.filter[ecosystem] ?? 0, ours.filter[ecosystem] ?? 0] as const,
    ),
  ];
  if (pairs.some(([theirs, own]) => theirs > own)) return 'newer';
  return pairs.some(([theirs, own]) => theirs < own) ? 'older' : 'same';
}

/** For people: `filter deb 3, codec 2, layout 1`. */
export const formatsText = ({ filter, codec, layout }: FormatVersions): string =>
  [
    ...Object.entries(filter).map(([ecosystem, version]) => `filter ${ecosystem} ${String(version)}`),
    `codec ${String(codec)}`,
    `layout ${String(layout)}`,
  ].join(', ');

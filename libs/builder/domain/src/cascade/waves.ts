/** A line that is to be looked at. */
export interface WaveLine {
  /** The key of the line. */
  readonly key: string;
  /** That of the line that it is derived from; undefined where that is none. */
  readonly from?: string | undefined;
}

/** Lines in waves, each sorted: a line is a wave after the one that it is derived from, where that is among them. */
export function wavesOf(lines: readonly WaveLine[]): readonly (readonly string[])[] {
  const parents = parentsIn(lines);
  const waves = new Map<number, string[]>();
  for (const { key } of lines) {
    const depth = above(key, parents).filter((one) => parents.has(one)).length;
    waves.set(depth, [...(waves.get(depth) ?? []), key]);
  }
  return [...waves].sort(([a], [b]) => a - b).map(([, wave]) => wave.sort());
}

/** Some lines and all that are derived from them. @param all lines that there are */
export function withDescendants(keys: readonly string[], all: readonly WaveLine[]): readonly WaveLine[] {
  const parents = parentsIn(all);
  const wanted = new Set(keys);
  return all.filter(({ key }) => [key, ...above(key, parents)].some((one) => wanted.has(one)));
}

type Parents = ReadonlyMap<string, string | undefined>;

const parentsIn = (lines: readonly WaveLine[]): Parents => new Map(lines.map(({ key, from }) => [key, from]));

/** What a line is derived from, the nearest first. Rows of two editions side by side may form a circle for a moment. */
function above(key: string, parents: Parents): readonly string[] {
  const found: string[] = [];
  for (let at = parents.get(key); at !== undefined && at !== key && !found.includes(at); at = parents.get(at)) {
    found.push(at);
  }
  return found;
}

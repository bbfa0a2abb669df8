/**
 * Whether a file is one that a plugin reads.
 * @param path in the project's folder
 * @param patterns a name at its top, or with `**\/` before it at any depth
 */
export const isManifest = (path: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) =>
    pattern.startsWith('**/') ? `/${path}`.endsWith(pattern.slice('**'.length)) : path === pattern,
  );

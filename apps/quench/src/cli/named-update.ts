/** The name and the version in what a person calls an update. The name of a scope begins with the same character. */
export function nameAndVersion(update: string): readonly [name: string, version: string | undefined] {
  const at = update.lastIndexOf('@');
  return at <= 0 || update[at - 1] === '/' ? [update, undefined] : [update.slice(0, at), update.slice(at + 1)];
}

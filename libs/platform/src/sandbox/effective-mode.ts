/** Whose rights count. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The mode that gives the owner of a file exactly the rights that `user` would have under the real owner. Where all
 * files must belong to the one user of a sandbox, this keeps a file of somebody else's as closed as it was.
 */
export function effectiveMode(entry: User & { readonly mode: number }, user: User): number {
  const rights = entry.uid === user.uid ? entry.mode >> 6 : entry.gid === user.gid ? entry.mode >> 3 : entry.mode;
  return (entry.mode & ~0o6700) | ((rights & 0o7) << 6);
}

import { accessSync, constants } from 'node:fs';

/** Programs of util-linux, which every Linux host has; absolute, so that no environment can stand in for them. */
export interface HostTools {
  readonly prlimit: string;
  readonly setpriv: string;
  readonly nsenter: string;
}

const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** The absolute path of a program of this host; undefined when it is not installed. */
export const hostProgram = (name: string): string | undefined =>
  FOLDERS.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** What of util-linux is here, or the names of what is missing. */
export function hostTools(): HostTools | { readonly missing: readonly string[] } {
  const [prlimit, setpriv, nsenter] = [hostProgram('prlimit'), hostProgram('setpriv'), hostProgram('nsenter')];
  if (prlimit !== undefined && setpriv !== undefined && nsenter !== undefined) return { prlimit, setpriv, nsenter };
  const missing = Object.entries({ prlimit, setpriv, nsenter }).flatMap(([name, path]) => (path ? [] : [name]));
  return { missing };
}

import { accessSync, constants } from 'node:fs';

/** Programs that every Linux host has; absolute, so that no environment can stand in for them. */
export interface HostTools {
  readonly prlimit: string;
  readonly setpriv: string;
  readonly nsenter: string;
  /** Of coreutils; the others are of util-linux. */
  readonly mkfifo: string;
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

/** What is here, or what is missing, by package. */
export function hostTools(): HostTools | { readonly missing: string } {
  const [prlimit, setpriv, nsenter] = [hostProgram('prlimit'), hostProgram('setpriv'), hostProgram('nsenter')];
  const mkfifo = hostProgram('mkfifo');
  if (prlimit !== undefined && setpriv !== undefined && nsenter !== undefined && mkfifo !== undefined) {
    return { prlimit, setpriv, nsenter, mkfifo };
  }
  const missing = Object.entries({ prlimit, setpriv, nsenter, mkfifo }).flatMap(([name, path]) => (path ? [] : [name]));
  return { missing: `${missing.join(', ')} (of util-linux and coreutils)` };
}

/** What to do about a start that failed, by what the last line of the log says. First match counts. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /unshare/,
    'This host does not let root make user namespaces (a container often forbids it): run as an ordinary user, or allow them.',
  ],
  [/setpriv/, 'Install the package util-linux, and Java where JAVA_HOME or PATH says.'],
  [/No space left on device|Disk quota/i, 'Make room on the file system of the data directory.'],
  [/Address already in use|Failed to bind/i, 'Somebody else took a port of it meanwhile: run the command again.'],
  [/UnsupportedClassVersion|more recent version of/, 'Install Java 17 or newer, or set JAVA_HOME to it.'],
  [
    /(cluster|directory|node)[. ]?id/i,
    'Its data are of another cluster or broker: put back the folder that was there, or move `kafka` in the data directory away to begin anew.',
  ],
  [/Permission denied|AccessDenied/, 'Run as the owner of the data directory, or choose another.'],
  [/Failed to acquire lock/, 'Another broker works on the same data: stop it.'],
  [
    /OutOfMemory|insufficient memory|Could not reserve enough space|Cannot allocate memory/,
    'It needs 512 MiB of free memory for each broker.',
  ],
  [
    /ClassNotFound|NoClassDefFound|Could not find or load main class/,
    'Remove the folder of its jars: they are fetched again.',
  ],
  [
    /Corrupt|checksum|CRC|Malformed/i,
    'Its files are damaged: restore the data directory from a backup, or move `kafka` in it away to begin anew.',
  ],
  [/Waiting for|Starting|INFO/, 'It is still starting: run the command again in a while.'],
];

/** A sentence for the person who reads the error. */
export const remedyFor = (line: string): string =>
  REMEDIES.find(([pattern]) => pattern.test(line))?.[1] ?? 'Remove the cause, then run the command again.';

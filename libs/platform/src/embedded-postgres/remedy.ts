/** What to do about a start that failed, by what the last line of the log says. First match counts. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /unshare/,
    'This host does not let root make user namespaces (a container often forbids it): run as an ordinary user, or allow them.',
  ],
  [/setpriv|No such file or directory.*(unshare|setpriv)/, 'Install the package util-linux.'],
  [/No space left on device|could not extend file|Disk quota/, 'Make room on the file system of the data directory.'],
  [
    /wrong ownership|Permission denied|invalid permissions/,
    'Run as the owner of the data directory, or choose another.',
  ],
  [/TCP\/IP sockets|Address already in use/, 'Every port that was tried was taken meanwhile: run the command again.'],
  [
    /invalid checkpoint|could not locate a valid checkpoint|PANIC|incorrect checksum|invalid data in file/,
    'Its files are damaged: restore the data directory from a backup, or begin anew with another one.',
  ],
  [/redo in progress|recovery|starting up/, 'It is still recovering from a crash: run the command again in a while.'],
];

/** A sentence for the person who reads the error. */
export const remedyFor = (line: string): string =>
  REMEDIES.find(([pattern]) => pattern.test(line))?.[1] ?? 'Remove the cause, then run the command again.';

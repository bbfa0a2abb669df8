/** No user may be called this, so nothing on the host belongs to it: Debian's `nobody`. */
const UNPRIVILEGED = 65_534;

/** What a program of PostgreSQL sees of our environment: nothing that would change how it behaves. */
export const launchEnvironment = (path: string): Readonly<Record<string, string>> => ({
  PATH: path,
  LC_ALL: 'C',
  TZ: 'UTC',
});

/**
 * The command that runs a program of PostgreSQL so that it dies with us. PostgreSQL refuses to run as root: started by
 * root it gets a user namespace in which root's files belong to an unprivileged uid and no capability is left; the
 * host's users are not touched and folders of mode 0700 stay readable to it. `unshare` and `setpriv` replace themselves
 * by what they start, so the process id is the program's own.
 * @param uid who we are
 * @param deathSignal sent to the program by the kernel when we die
 */
export function contained(
  program: readonly [string, ...string[]],
  uid: number,
  deathSignal: 'INT' | 'KILL',
): readonly [string, ...string[]] {
  const mortal = ['setpriv', '--pdeathsig', deathSignal, ...program] as const;
  if (uid !== 0) return mortal;
  return ['unshare', '--user', `--map-user=${UNPRIVILEGED}`, `--map-group=${UNPRIVILEGED}`, ...mortal];
}

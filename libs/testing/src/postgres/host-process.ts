import { createServer } from 'node:net';

/**
 * PostgreSQL refuses to run as root. A user namespace gives it another uid without touching the host's accounts. The
 * death signal makes it stop when this process is gone, however that ended.
 */
export function unprivileged(argv: readonly string[]): readonly string[] {
  const bound = ['setpriv', '--pdeathsig', 'INT', ...argv];
  return process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=65534', '--map-group=65534', ...bound] : bound;
}

/** A port of loopback that nobody listens at now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

import type { RunRequest } from '@quench/ports';
import { MOUNTED_AT } from './client-argv.js';
import { effectiveMode } from './effective-mode.js';
import { emulated, EMULATOR_AT } from './emulator.js';
import type { HostTools } from './host-tools.js';

/** The status that bubblewrap writes, and the word it waits for before it starts the program. */
const STATUS_FD = 3;
const GO_FD = 4;
const TMPFS_BYTES = 64 * 1024 ** 2;
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];
const LIBRARIES = ['usr/lib/x86_64-linux-gnu', 'usr/lib', 'usr/lib64', 'lib/x86_64-linux-gnu', 'lib64'];

/** Folders that the sandbox is made of. */
export interface SandboxRoots {
  readonly image: string;
  readonly runner: string;
  readonly test?: string | undefined;
  /** The program that runs those of the image; undefined where they run by themselves. */
  readonly emulator?: string | undefined;
  /** The words by which the sandbox gets formats of programs of its own; none where nothing is emulated or none may be had. */
  readonly formats?: readonly string[] | undefined;
}

/** bubblewrap with its own loader and libraries. `loader` and `program` are paths inside `runner`. */
export interface Bubblewrap {
  readonly runner: string;
  readonly loader: string;
  readonly program: string;
}

const command = ({ runner, loader, program }: Bubblewrap): readonly string[] => [
  `${runner}/${loader}`,
  '--library-path',
  LIBRARIES.map((folder) => `${runner}/${folder}`).join(':'),
  `${runner}/${program}`,
];

/**
 * The command of an ordinary user: bubblewrap in a user namespace that maps the image's user to the caller. No devpts
 * and so no second user namespace, since programs that join the sandbox could not enter one.
 */
export function sandboxArgv(bwrap: Bubblewrap, roots: SandboxRoots, request: RunRequest): readonly string[] {
  const { uid, gid, workdir, tmpfs } = request;
  const { argv, env } = roots.emulator === undefined ? request : emulated(request);
  return [
    ...(roots.formats ?? []),
    ...command(bwrap),
    ...['--die-with-parent', '--new-session', '--as-pid-1', '--unshare-all', '--unshare-user', '--hostname', 'quench'],
    ...['--uid', String(uid), '--gid', String(gid), '--cap-drop', 'ALL'],
    ...['--ro-bind', roots.image, '/', '--proc', '/proc', ...devices(roots.emulator)],
    ...tmpfs.flatMap((mount) => memoryFolder(mount.path, effectiveMode(mount, { uid, gid }))),
    ...(roots.test === undefined ? [] : ['--ro-bind', roots.test, MOUNTED_AT]),
    ...['--clearenv', ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value])],
    ...['--chdir', workdir, '--json-status-fd', String(STATUS_FD), '--block-fd', String(GO_FD), '--', ...argv],
  ];
}

const memoryFolder = (path: string, mode: number): readonly string[] => [
  ...['--perms', mode.toString(8).padStart(4, '0'), '--size', String(TMPFS_BYTES), '--tmpfs', path],
];

const devices = (emulator: string | undefined): readonly string[] => [
  ...['--tmpfs', '/dev', ...DEVICES.flatMap((name) => ['--dev-bind', `/dev/${name}`, `/dev/${name}`])],
  ...['--symlink', '/proc/self/fd', '/dev/fd', '--symlink', 'fd/0', '/dev/stdin'],
  ...['--symlink', 'fd/1', '/dev/stdout', '--symlink', 'fd/2', '/dev/stderr'],
  ...memoryFolder('/dev/shm', 0o1777),
  ...(emulator === undefined ? [] : ['--ro-bind', emulator, EMULATOR_AT]),
  ...['--remount-ro', '/dev'],
];

/**
 * The command of root: a first bubblewrap makes the roots reachable whatever folders they are in, then root is given
 * up for the image's real user, who starts the sandbox and whose rights the kernel checks against real owners.
 * @param place an existing folder of the host that nothing here needs
 */
export function sandboxArgvOfRoot(
  bwrap: Bubblewrap,
  roots: SandboxRoots,
  request: RunRequest,
  on: { readonly tools: HostTools; readonly place: string },
): readonly string[] {
  const { tools, place } = on;
  const reachable: SandboxRoots = {
    image: `${place}/image`,
    runner: `${place}/runner`,
    ...(roots.test === undefined ? {} : { test: `${place}/test` }),
    ...(roots.emulator === undefined ? {} : { emulator: `${place}/emulator` }),
    formats: roots.formats,
  };
  return [
    ...command(bwrap),
    // In a namespace of processes, so that all of it dies with the first one: root without capabilities, which is what
    // bubblewrap leaves of itself, may not signal the image's user.
    ...['--die-with-parent', '--unshare-pid', '--dev-bind', '/', '/', '--perms', '0755', '--tmpfs', place],
    ...['--ro-bind', roots.image, reachable.image, '--ro-bind', roots.runner, reachable.runner],
    ...(roots.test === undefined ? [] : ['--ro-bind', roots.test, `${place}/test`]),
    ...(roots.emulator === undefined ? [] : ['--ro-bind', roots.emulator, `${place}/emulator`]),
    ...['--', tools.setpriv, ...asUser(request), '--pdeathsig', 'KILL', '--'],
    ...sandboxArgv({ ...bwrap, runner: reachable.runner }, reachable, request),
  ];
}

/** Options of setpriv that give up root for good. */
export const asUser = ({ uid, gid }: Pick<RunRequest, 'uid' | 'gid'>): readonly string[] => [
  ...['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--inh-caps=-all', '--no-new-privs'],
];

import { open, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { starterOf } from './starter-of.js';

/** Where the sandbox shows what a test brings. */
export const MOUNTED_AT = '/test';

/** Program headers and the name of the loader lie at the beginning of every program. */
const HEAD_BYTES = 64 * 1024;
const MAX_LINKS = 32;
/** An interpreter may be a script itself; the kernel follows no more than this. */
const MAX_INTERPRETERS = 4;
const LIBRARIES = ['usr/lib/x86_64-linux-gnu', 'usr/lib', 'usr/lib64', 'lib/x86_64-linux-gnu', 'lib', 'lib64'];
const PROGRAMS = ['/usr/bin', '/usr/sbin'];

/**
 * The command by which a program from below `/test` finds the loader, libraries and interpreters that lie there with it.
 * Nothing of that is in an environment or a place that the image's own program could see. Programs from elsewhere, and
 * what is not there, stay as they are.
 * @param root the folder that is shown at `/test`
 */
export async function clientArgv(root: string | undefined, argv: readonly string[]): Promise<readonly string[]> {
  const [program = '', ...args] = argv;
  if (root === undefined || !program.startsWith(`${MOUNTED_AT}/`)) return argv;
  const path = program.slice(MOUNTED_AT.length);
  return (await started(root, path, args, MAX_INTERPRETERS)) ?? argv;
}

/** Undefined when the program is not in the root. @param path as if the root were `/` */
async function started(
  root: string,
  path: string,
  args: readonly string[],
  interpreters: number,
): Promise<readonly string[] | undefined> {
  const file = await real(root, path);
  if (file === undefined) return undefined;
  const own = [mounted(file), ...args];
  const starter = starterOf(await head(join(root, file)));
  if (starter.kind === 'loader') {
    const loader = await real(root, starter.path);
    // `argv0`: programs that are many by their names look at it.
    return loader === undefined ? own : [mounted(loader), ...loaderOptions(mounted(path)), ...own];
  }
  if (starter.kind === 'none' || interpreters === 0) return own;
  const [interpreter, ...words] = await interpreterOf(root, starter.words);
  return (await started(root, interpreter ?? '', [...words, ...own], interpreters - 1)) ?? own;
}

const loaderOptions = (name: string): readonly string[] => [
  // Without the image's own cache of libraries.
  ...['--inhibit-cache', '--library-path', LIBRARIES.map((folder) => mounted(`/${folder}`)).join(':'), '--argv0', name],
];

/** `env` would look through the image's own programs. */
async function interpreterOf(root: string, words: readonly string[]): Promise<readonly string[]> {
  const [first = '', name] = words;
  if (name === undefined || !/\/env$/.test(first)) return words;
  for (const folder of PROGRAMS) {
    const path = `${folder}/${name}`;
    if ((await real(root, path)) !== undefined) return [path];
  }
  return words;
}

const mounted = (path: string): string => `${MOUNTED_AT}${path}`;

/** A path without links, inside a root whose old top directories may be in `usr`; undefined when nothing is there. */
async function real(root: string, path: string): Promise<string | undefined> {
  let [done, rest, links] = ['', parts(path), 0];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === '..') {
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const found = await entryAt(join(root, done, name));
    if (found === undefined && done === '' && name !== 'usr') rest = ['usr', name, ...rest];
    else if (found === undefined || links > MAX_LINKS) return undefined;
    else if (found.target === undefined) done = `${done}/${name}`;
    else {
      [done, rest] = [found.target.startsWith('/') ? '' : done, [...parts(found.target), ...rest]];
      links += 1;
    }
  }
  return done;
}

/** Where a link leads, as it is written; no target of what is no link; undefined when nothing is there. */
const entryAt = (path: string): Promise<{ readonly target: string | undefined } | undefined> =>
  readlink(path).then(
    (target) => ({ target }),
    ({ code }: NodeJS.ErrnoException) => (code === 'EINVAL' ? { target: undefined } : undefined),
  );

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/** Nothing of what may not be read or is no file: the kernel says so when it is started. */
async function head(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => undefined);
  try {
    const read = await file?.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0).catch(() => undefined);
    return read?.buffer.subarray(0, read.bytesRead) ?? Buffer.alloc(0);
  } finally {
    await file?.close();
  }
}

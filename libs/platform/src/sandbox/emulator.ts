import { lstat, open, realpath } from 'node:fs/promises';
import { IntegrityFault } from '@quench/kernel';
import { EMULATORS, type RunRequest } from '@quench/ports';
import { hostProgram } from './host-tools.js';
import { starterOf } from './starter-of.js';

/** What this host runs by itself. */
const NATIVE = 'linux/amd64';
/** Where the sandbox shows it: among the devices, so that it is at no place of the image. */
export const EMULATOR_AT = '/dev/emulator';
const HEAD_BYTES = 64 * 1024;

/** How the programs of a platform are run: as they are, by another program, or not at all. */
export type Emulation =
  { readonly kind: 'none' } | { readonly kind: 'emulated'; readonly emulator: string } | { readonly kind: 'missing' };

/**
 * How the programs of a platform are run. An emulator that is not static would look for its libraries in the image.
 * @param root unpacked packages, of which one has the emulator; that of the host otherwise
 * @param named the path of a program of this host
 */
export async function emulationOf(
  platform: string,
  root: string | undefined,
  named: (program: string) => string | undefined = hostProgram,
): Promise<Emulation> {
  if (platform === NATIVE) return { kind: 'none' };
  const paths = (EMULATORS.get(platform) ?? []).flatMap((program) =>
    root === undefined ? [named(program) ?? []].flat() : [`${root}/usr/bin/${program}`],
  );
  for (const path of paths) {
    // In unpacked packages a link leads out of them.
    const emulator = root === undefined ? await realpath(path) : path;
    if (await isStatic(emulator)) return { kind: 'emulated', emulator };
  }
  return { kind: 'missing' };
}

/** The platforms whose programs an emulator of this host runs. */
export async function emulatedHere(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const platform of EMULATORS.keys()) {
    if ((await emulationOf(platform, undefined)).kind === 'emulated') found.push(platform);
  }
  return found;
}

/** A program of the image, and the variables that it sees. */
type Started = Pick<RunRequest, 'argv' | 'env'>;

/**
 * The command that runs a program of the image in the emulator, and the emulator's own variables. It takes some of them for
 * options, so the image's are handed to the program alone; but at a comma it would cut them. `-0`: what the program sees as
 * its own name.
 * @throws IntegrityFault `runner-incomplete` for a variable that can be handed in neither way
 */
export function emulated({ argv: [program = '', ...args], env }: Started): Started {
  const variables = Object.entries(env);
  const whole = variables.filter(([, value]) => value.includes(','));
  const option = whole.find(([name]) => name.startsWith('QEMU_'));
  if (option !== undefined) {
    throw new IntegrityFault('runner-incomplete', `The emulator hands on no ${option[0]} with a comma in it`);
  }
  const handed = variables.filter(([, value]) => !value.includes(','));
  const options = handed.flatMap(([name, value]) => ['-E', `${name}=${value}`]);
  return { argv: [EMULATOR_AT, ...options, '-0', program, program, ...args], env: Object.fromEntries(whole) };
}

async function isStatic(path: string): Promise<boolean> {
  const isFile = (await lstat(path).catch(() => undefined))?.isFile() === true;
  if (!isFile) return false;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return starterOf(buffer.subarray(0, bytesRead)).kind === 'none';
  } finally {
    await file.close();
  }
}

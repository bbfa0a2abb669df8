import { lstat, open, realpath } from 'node:fs/promises';
import { EMULATORS } from '@quench/ports';
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

/** The command that runs a program of the image in the emulator. `-0`: what it sees as its own name. */
export const emulatedArgv = ([program = '', ...args]: readonly string[]): readonly string[] => [
  ...[EMULATOR_AT, '-0', program, program, ...args],
];

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

import type { StructureCheck } from './finding.js';

/** `e_machine` of the programs of a platform. */
export const MACHINES: ReadonlyMap<string, number> = new Map([
  ['linux/amd64', 62],
  ['linux/arm64', 183],
]);

/** How Debian names the folders with the libraries of a machine. */
export const TRIPLETS: ReadonlyMap<number, string> = new Map([
  [62, 'x86_64-linux-gnu'],
  [183, 'aarch64-linux-gnu'],
]);

/**
 * Where programs for other machines are data: in modules of a project, which bring those of every platform, in what
 * compilers for other machines link with, and in what is the same on all machines.
 */
const FOREIGN = /(?:^|\/)node_modules\/|^usr\/(?:share|[^/]+-linux-gnu[^/]*|lib\/gcc-cross)\//;

/** Programs and libraries are for the machine that the image is for. */
export const machine: StructureCheck = ({ tree, platform, entrypoint: [program] }) => {
  const wanted = MACHINES.get(platform);
  const started = program === undefined ? undefined : tree.resolve(program)?.entry;
  return [...tree.entries]
    .filter(({ elf }) => elf?.isLinked === true && elf.machine !== wanted)
    .filter((entry) => entry === started || !FOREIGN.test(entry.path))
    .map(({ path }) => ({ rule: 'machine', path: `/${path}`, expected: `programs for ${platform}` }));
};

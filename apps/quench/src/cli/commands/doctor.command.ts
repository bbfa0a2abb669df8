import { join } from 'node:path';
import { readCatalog } from '@quench/builder-domain';
import { Lines } from '@quench/builder-feature';
import { definedLines, type LineDefinition } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import type { ScrubReport } from '@quench/platform/content-store';
import { PINNED_ZLIB } from '@quench/platform/image-assembly';
import type { Runner, RunnerClass } from '@quench/ports';
import { readCatalogFolder } from '../../factory/catalog-folder.js';
import type { Factory } from '../../factory/factory.js';
import type { ReachedArchive, ReadDistribution } from '../../factory/reach-archives.js';
import type { Register } from '../context.js';
import { definitionOf } from '../image-problems.js';
import { checkout } from '../places.js';
import { severally } from '../several.js';

/** One thing that this machine needs. */
export interface Finding {
  readonly what: string;
  readonly well: boolean;
  readonly detail: string;
  /** The one thing to do; empty when it is well. */
  readonly remedy: string;
}

const finding = (what: string, problem: string | undefined, well: string, remedy: string): Finding => ({
  what,
  well: problem === undefined,
  detail: problem ?? well,
  remedy: problem === undefined ? '' : remedy,
});

function node(): Finding {
  const { node: version, zlib } = process.versions;
  const problem =
    zlib === PINNED_ZLIB ? undefined : `Node ${version} has zlib ${zlib}, images are made with ${PINNED_ZLIB}`;
  return finding(
    'node',
    problem,
    `Node ${version}, zlib ${zlib}`,
    'start Quench through ./quench, which brings the pinned Node',
  );
}

async function sandbox(runner: Runner): Promise<Finding> {
  const capability = await runner.capability();
  const problem = 'unavailable' in capability ? capability.unavailable : undefined;
  const well = 'name' in capability ? sandboxText(capability) : '';
  return finding(
    'sandbox',
    problem,
    well,
    'as root: sysctl -w kernel.unprivileged_userns_clone=1, and install util-linux',
  );
}

const sandboxText = ({ name, limits, emulates, emulatesAll }: RunnerClass): string =>
  [
    `${name}, limits by ${limits.join(', ')}`,
    ...(emulates.length === 0 ? [] : [`emulates ${emulates.join(', ')}`]),
    ...(emulatesAll
      ? []
      : [
          'what it emulates can start no other program here (Linux 6.7 with binfmt_misc can, with mount of util-linux)',
        ]),
  ].join('; ');

/** What the accepted definitions are made from, or those that come with Quench while there are none. */
async function distributionsOf(factory: Factory): Promise<readonly ReadDistribution[]> {
  const lines = await factory.query('builder', new Lines());
  if (lines.length > 0) return (await severally(lines, (line) => definitionOf(factory, line))).map(asRead);
  const files = await readCatalogFolder(join(checkout, 'catalog'));
  const assets = new Map(
    [...files.assets].map(([path, bytes]) => [path, { sha256: sha256(bytes), size: bytes.length }]),
  );
  const { definitions } = readCatalog({ definitions: files.definitions, assets });
  return definitions.flatMap(definedLines).map(asRead);
}

const asRead = ({ distribution, platforms }: LineDefinition): ReadDistribution => ({ ...distribution, platforms });

const archiveFinding = ({ archive, problem }: ReachedArchive): Finding =>
  finding(
    archive,
    problem,
    'answers with a good signature',
    'check the sources, the proxy and the certificates that apt uses',
  );

/** What reading all kept contents showed. */
export function contentsFinding({ sound, bytes, quarantined }: ScrubReport): Finding {
  const names = quarantined.map(({ path, movedTo }) => `${path}, now ${movedTo}`);
  return finding(
    'contents',
    names.length === 0 ? undefined : `${String(names.length)} are not what their names say: ${names.join('; ')}`,
    `${String(sound)} are what their names say, ${String(bytes)} bytes`,
    'look after the disk; the rest is in a backup, layers are made again by: quench rebuild IMAGE',
  );
}

/** `doctor` */
export const doctorCommand: Register = (program, context) => {
  program
    .command('doctor')
    .description('what is missing on this machine, and how to get it')
    .option('--scrub', 'read all that is kept, and set aside what is damaged')
    .action(async ({ scrub }: { readonly scrub?: true }, command) => {
      const findings = await context.withFactory(command, 'anywhere', async (factory) => [
        node(),
        await sandbox(await factory.runner()),
        ...(await factory.reachArchives(await distributionsOf(factory))).map(archiveFinding),
        ...(scrub === true ? [contentsFinding(await factory.scrub())] : []),
      ]);
      const lines = findings.flatMap(({ what, well, detail, remedy }) => [
        `${well ? 'well' : 'MISSING'}  ${what}: ${detail}`,
        ...(remedy === '' ? [] : [`         ${remedy}`]),
      ]);
      context.write(command, { data: findings, lines });
      if (findings.some(({ well }) => !well)) process.exitCode = 1;
    });
};

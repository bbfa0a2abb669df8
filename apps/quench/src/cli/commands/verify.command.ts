import { VerifyImage, type Verification } from '@quench/distributor-feature';
import { FindDigest } from '@quench/historian-feature';
import type { Factory } from '../../factory/factory.js';
import type { Register } from '../context.js';

/** One line for each kind of thing that was looked at, and one for each that does not hold. */
export function summaryLines({ repository, digest, ok, checks }: Verification): readonly string[] {
  const names = [...new Set(checks.map(({ name }) => name))];
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = names.flatMap((name) => {
    const own = checks.filter((check) => check.name === name);
    const failed = own.filter((check) => !check.ok);
    if (failed.length > 0) return failed.map(({ of, why }) => `  FAILED  ${name.padEnd(width)}  of ${of}: ${why}`);
    const [first] = own;
    return [
      `  ok      ${name.padEnd(width)}  ${own.length === 1 ? (first?.why ?? '') : `all ${String(own.length)} hold`}`,
    ];
  });
  return [`${repository}@${digest}: ${ok ? 'ok' : 'FAILED'}`, ...lines];
}

/** One line for everything that was looked at. */
export const everyLine = ({ repository, digest, ok, checks }: Verification): readonly string[] => [
  `${repository}@${digest}: ${ok ? 'ok' : 'FAILED'}`,
  ...checks.map(({ name, of, ok: holds, why }) => `  ${holds ? 'ok    ' : 'FAILED'}  ${name} of ${of}: ${why}`),
];

/** The reference with its digest in full, when it names an image by a digest. */
async function inFull(factory: Factory, ref: string): Promise<string> {
  if (/@sha256:[0-9a-f]{64}$/.test(ref)) return ref;
  const found = await factory.query('historian', new FindDigest(ref));
  return found?.repository === undefined ? ref : `${found.repository}@${found.digest}`;
}

/** `verify` */
export const verifyCommand: Register = (program, context) => {
  program
    .command('verify')
    .argument('<ref>', 'nginx:latest, nginx@sha256:…, or a digest: 12 hex digits or more')
    .option('--verbose', 'a line for every signature, attestation and manifest')
    .description('check bytes, signatures, attestations, provenance and verdict of a published image')
    .action(async (ref: string, options: { readonly verbose?: boolean }, command) => {
      const found = await context.withFactory(command, 'look', async (factory) =>
        factory.query('distributor', new VerifyImage(await inFull(factory, ref))),
      );
      context.write(command, { data: found, lines: options.verbose === true ? everyLine(found) : summaryLines(found) });
      if (!found.ok) process.exitCode = 1;
    });
};

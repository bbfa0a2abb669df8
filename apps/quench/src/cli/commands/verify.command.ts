import { VerifyImage } from '@quench/distributor-feature';
import type { Register } from '../context.js';

/** `verify` */
export const verifyCommand: Register = (program, context) => {
  program
    .command('verify')
    .argument('<ref>', 'nginx:latest, nginx@sha256:…')
    .description('check bytes, signatures, attestations, provenance and verdict of a published image')
    .action(async (ref: string, _options, command) => {
      const found = await context.withFactory(command, 'look', (factory) =>
        factory.query('distributor', new VerifyImage(ref)),
      );
      const lines = [
        `${found.repository}@${found.digest}: ${found.ok ? 'well' : 'NOT WELL'}`,
        ...found.checks.map(
          ({ name, of, ok, why }) => `  ${ok ? 'well' : 'NOT '}  ${name} of ${of}${why === '' ? '' : `: ${why}`}`,
        ),
      ];
      context.write(command, { data: found, lines });
      if (!found.ok) process.exitCode = 1;
    });
};

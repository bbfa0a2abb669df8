import { PINNED_ZLIB } from '@quench/platform/image-assembly';
import type { Runner } from '@quench/ports';
import type { Register } from '../context.js';

/** One thing that this machine needs. */
interface Finding {
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
  const well = 'name' in capability ? `${capability.name}, limits by ${capability.limits.join(', ')}` : '';
  return finding(
    'sandbox',
    problem,
    well,
    'as root: sysctl -w kernel.unprivileged_userns_clone=1, and install util-linux',
  );
}

/** `doctor` */
export const doctorCommand: Register = (program, context) => {
  program
    .command('doctor')
    .description('what is missing on this machine, and how to get it')
    .action(async (_options, command) => {
      const findings = await context.withFactory(command, 'look', async (factory) => [
        node(),
        await sandbox(factory.runner),
        ...(await factory.reachArchives()).map(({ archive, problem }) =>
          finding(
            archive,
            problem,
            'answers with a good signature',
            'check the sources, the proxy and the certificates that apt uses',
          ),
        ),
      ]);
      const lines = findings.flatMap(({ what, well, detail, remedy }) => [
        `${well ? 'well' : 'MISSING'}  ${what}: ${detail}`,
        ...(remedy === '' ? [] : [`         ${remedy}`]),
      ]);
      context.write(command, { data: findings, lines });
      if (findings.some(({ well }) => !well)) process.exitCode = 1;
    });
};

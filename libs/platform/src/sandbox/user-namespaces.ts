import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hostProgram, type HostTools } from './host-tools.js';

const run = promisify(execFile);
const ORDINARY = '65534';

/** With a list of processes of its own, which containers keep from who has not asked for it. */
const LIKE_A_SANDBOX = [
  '--user',
  '--map-root-user',
  '--mount',
  '--uts',
  '--ipc',
  '--net',
  '--pid',
  '--fork',
  '--mount-proc',
];

/** Why an ordinary user can make no namespaces here, which every sandbox is made of; undefined when one can. */
export async function userNamespaceProblem(tools: HostTools): Promise<string | undefined> {
  const unshare = hostProgram('unshare');
  if (unshare === undefined) return 'not installed here: unshare (of util-linux)';
  const asOrdinary = ['--reuid', ORDINARY, '--regid', ORDINARY, '--clear-groups', '--'];
  const [file, before] = process.getuid?.() === 0 ? [tools.setpriv, [...asOrdinary, unshare]] : [unshare, []];
  // A program that certainly exists and does nothing.
  const args = [...before, ...LIKE_A_SANDBOX, tools.prlimit, '--version'];
  try {
    await run(file, args, { timeout: 10_000, env: {} });
    return undefined;
  } catch (fault) {
    const said = fault instanceof Error && 'stderr' in fault ? String(fault.stderr).trim() : String(fault);
    return (
      `ordinary users may make no namespaces with mounts of their own here (${said}); allow them with sysctl, ` +
      'in a container with --security-opt seccomp=unconfined and systempaths=unconfined'
    );
  }
}

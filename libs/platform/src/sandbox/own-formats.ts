import { execFile } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { TransientFault } from '@quench/kernel';
import type { RunRequest } from '@quench/ports';
import { hostProgram } from './host-tools.js';
import { asUser } from './sandbox-argv.js';

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;
const ORDINARY = { uid: 65_534, gid: 65_534 };
/** Of every Linux, and nothing that a process of a moment needs. */
const ANYWHERE = '/proc';

/** elf(5): what programs of a platform begin with, and the bits of it that count. Fixed and movable ones, of any ABI. */
const BEGINNINGS: ReadonlyMap<string, { readonly magic: string; readonly mask: string }> = new Map([
  [
    'linux/arm64',
    {
      magic: String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`,
      mask: String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`,
    },
  ],
]);

/** Programs of this host by which a sandbox gets formats of its own. */
interface FormatTools {
  readonly unshare: string;
  readonly mount: string;
  readonly nsenter: string;
  readonly setpriv: string;
}

function formatTools(): FormatTools | undefined {
  const [unshare, mount, nsenter, setpriv] = ['unshare', 'mount', 'nsenter', 'setpriv'].map(hostProgram);
  const isWhole = unshare !== undefined && mount !== undefined && nsenter !== undefined && setpriv !== undefined;
  return isWhole ? { unshare, mount, nsenter, setpriv } : undefined;
}

const asOrdinary = (tools: FormatTools, user: Pick<RunRequest, 'uid' | 'gid'>, root: boolean): readonly string[] =>
  root ? [tools.setpriv, ...asUser(user), '--'] : [];

const apart = ({ unshare }: FormatTools): readonly string[] => [unshare, '--user', '--map-root-user', '--mount', '--'];

/**
 * The words before a sandbox's command that let it have formats of programs of its own; none where this kernel has them for
 * all of the machine only, as before Linux 6.7. Tried out, as an ordinary user.
 */
export async function ownFormats(): Promise<readonly string[]> {
  const tools = formatTools();
  if (tools === undefined) return [];
  const mounting = [tools.mount, '-t', 'binfmt_misc', 'quench', ANYWHERE];
  const [file = '', ...args] = [...asOrdinary(tools, ORDINARY, process.getuid?.() === 0), ...apart(tools), ...mounting];
  return run(file, args, { timeout: TIMEOUT_MS, env: {} }).then(
    () => apart(tools),
    () => [],
  );
}

/**
 * Lets the kernel start programs of the platform in the emulator, for the programs of one sandbox that has formats of its own
 * and waits to be started: whatever its program starts is emulated, too. It ends with the sandbox.
 * @param pid the sandbox's program; @param at a folder that the process which made the sandbox sees and needs no more
 * @throws TransientFault `sandbox-failed`
 */
export async function emulateAll(
  { pid, at, emulator }: { readonly pid: number; readonly at: string; readonly emulator: string },
  { platform, uid, gid }: Pick<RunRequest, 'platform' | 'uid' | 'gid'>,
  root: boolean,
): Promise<void> {
  try {
    const tools = formatTools();
    const beginning = BEGINNINGS.get(platform);
    if (tools === undefined || beginning === undefined) throw new Error(`nothing is known of programs for ${platform}`);
    const maker = /^PPid:\s*(\d+)$/m.exec(await readFile(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '';
    const inside = [tools.nsenter, '--target', maker, '--user', '--preserve-credentials', '--mount', '--'];
    const mounting = [tools.mount, '-t', 'binfmt_misc', 'quench', at];
    const [file = '', ...args] = [...asOrdinary(tools, { uid, gid }, root), ...inside, ...mounting];
    await run(file, args, { timeout: TIMEOUT_MS, env: {} });
    const program = await open(emulator, 'r');
    try {
      // By the number of the open file: a path may be too long, and have the sign that parts the fields in it. `F`: the
      // kernel keeps it open, since it is at no place that the image sees; `P`: the program gets the name it was started by.
      const { magic, mask } = beginning;
      const format = `:emulated:M::${magic}:${mask}:/proc/self/fd/${String(program.fd)}:PF`;
      await writeFile(`/proc/${maker}/root${at}/register`, format);
    } finally {
      await program.close();
    }
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new TransientFault('sandbox-failed', `The emulator could not be told to the kernel: ${said}`, { cause });
  }
}

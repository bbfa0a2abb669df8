import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { Runner, type Prepared, type RunnerClass, type Running, type RunRequest } from '@quench/ports';
import { makeCgroup } from './cgroup.js';
import { MOUNTED_AT } from './client-argv.js';
import { emulatedHere, emulationOf } from './emulator.js';
import { FilledFolders } from './filled-folders.js';
import { hostTools, type HostTools } from './host-tools.js';
import { launch, type Launched } from './launched.js';
import { emulateAll, ownFormats } from './own-formats.js';
import { limitProcess } from './process-limits.js';
import { asUser, sandboxArgv, sandboxArgvOfRoot, type Bubblewrap, type SandboxRoots } from './sandbox-argv.js';
import { SandboxedProcess } from './sandboxed-process.js';
import { userNamespaceProblem } from './user-namespaces.js';
import type { UnpackedRoots } from './unpacked-roots.js';
import type { Ownership } from './ownership.js';
import type { HeldFolder } from './kept-folders.js';

const LOADERS = ['usr/lib64', 'lib64', 'usr/lib/x86_64-linux-gnu'].map((folder) => `${folder}/ld-linux-x86-64.so.2`);
const PROGRAMS = ['usr/bin/bwrap', 'bin/bwrap'];
/** Places to show folders at to a process that may not reach them where they are; every Linux has some of them. */
const PLACES = ['/mnt', '/media', '/srv', '/opt', '/home', '/var/tmp', '/tmp'];

/** How long folders that were filled are kept for the program that is to find them. */
const KEPT_MS = 300_000;

/**
 * Runs images in bubblewrap, itself unpacked from packages and never installed. Started by root, programs run as the
 * image's real user and meet the real owners of its files; else all files belong to the one user, with modes that leave
 * it the same rights.
 */
export class BwrapRunner extends Runner {
  private readonly root = process.getuid?.() === 0;
  /** What a host allows once it goes on to allow; a refusal may be mended meanwhile. */
  private mayIsolate = false;
  private formats: readonly string[] = [];

  constructor(private readonly roots: UnpackedRoots) {
    super();
  }

  override async capability(): Promise<RunnerClass | { readonly unavailable: string }> {
    if (process.platform !== 'linux' || process.arch !== 'x64') return { unavailable: 'not a Linux on x86-64' };
    const tools = hostTools();
    if ('missing' in tools) return { unavailable: `not installed here: ${tools.missing}` };
    const problem = this.mayIsolate ? undefined : await userNamespaceProblem(tools);
    if (problem !== undefined) return { unavailable: problem };
    this.mayIsolate = true;
    const cgroup = makeCgroup({ memoryBytes: 64 * 1024 ** 2, processes: 16 });
    cgroup?.remove();
    const limits = ['rlimit', ...(cgroup === undefined ? [] : [cgroup.version])];
    const offers = { limits, emulates: await emulatedHere(), emulatesAll: (await this.ownFormats()).length > 0 };
    return this.root
      ? { name: 'bwrap/owners', realOwners: true, ...offers }
      : { name: 'bwrap/mapped', realOwners: false, ...offers };
  }

  override async start(request: RunRequest, signal: AbortSignal): Promise<Running> {
    const waiting = await this.make(request, signal);
    await waiting.go();
    return waiting;
  }

  override async prepare(request: RunRequest, signal: AbortSignal): Promise<Prepared> {
    // It must outlast what it is prepared for.
    const limits = { ...request.limits, timeoutMs: request.limits.timeoutMs + KEPT_MS };
    return FilledFolders.fill(await this.make({ ...request, workdir: '/', limits }, signal), request);
  }

  /** A sandbox whose program waits for the word to start. */
  private async make(request: RunRequest, signal: AbortSignal): Promise<SandboxedProcess> {
    if (request.uid === 0) throw new Rejection('runs-as-root', 'The sandbox runs no image as root');
    const tools = hostTools();
    if ('missing' in tools) throw new TransientFault('sandbox-failed', `Missing here: ${tools.missing}`);
    const held: HeldFolder[] = [];
    const release = (): void => held.forEach((root) => root.release());
    try {
      const roots = await this.unpack(request, held);
      signal.throwIfAborted();
      const bwrap = {
        runner: roots.runner,
        loader: await first(roots, LOADERS),
        program: await first(roots, PROGRAMS),
      };
      const { argv, runner } = await this.command(bwrap, roots, request, tools);
      const launched = await launch(argv, {
        root: roots.image,
        outputBytes: request.limits.outputBytes,
        mkfifo: tools.mkfifo,
      });
      try {
        signal.throwIfAborted();
        await this.emulate(launched, runner, roots, request);
        const user = this.root ? [tools.setpriv, ...asUser(request), '--'] : [];
        await FilledFolders.copy(request, launched.pid, { asUser: user, signal });
        signal.throwIfAborted();
      } catch (fault) {
        launched.kill();
        await launched.ended;
        throw fault;
      }
      return this.begin(launched, request, { tools, roots }, { signal, release });
    } catch (fault) {
      release();
      throw fault;
    }
  }

  private begin(
    launched: Launched,
    request: RunRequest,
    { tools, roots: { test, emulator } }: { readonly tools: HostTools; readonly roots: SandboxRoots },
    until: { readonly signal: AbortSignal; readonly release: () => void },
  ): SandboxedProcess {
    try {
      const cgroup = limitProcess({ pid: launched.pid, root: this.root }, request, tools);
      const joined = (pid: number): void => cgroup?.add(pid);
      const isEmulated = emulator !== undefined;
      const sandbox = { pid: launched.pid, request, tools, test, isEmulated, root: this.root, joined };
      const running = new SandboxedProcess(launched, sandbox, cgroup, until.release);
      const abort = (): void => running.kill();
      until.signal.addEventListener('abort', abort, { once: true });
      void launched.ended.then(() => until.signal.removeEventListener('abort', abort));
      return running;
    } catch (fault) {
      launched.kill();
      throw fault;
    }
  }

  private async unpack(request: RunRequest, held: HeldFolder[]): Promise<SandboxRoots> {
    const { uid, gid, tmpfs } = request;
    const ownership: Ownership = this.root ? { kind: 'real' } : { kind: 'mapped', user: { uid, gid } };
    const points = ['/proc', '/dev', MOUNTED_AT, ...tmpfs.map(({ path }) => path)].sort();
    const hold = async (...args: Parameters<UnpackedRoots['hold']>): Promise<string> => {
      const root = await this.roots.hold(...args);
      held.push(root);
      return root.path;
    };
    const ofRoot: Ownership = this.root ? { kind: 'real' } : { kind: 'mapped', user: ROOT };
    const runner = await hold(request.runnerLayers, ofRoot, []);
    const image = await hold(request.layers, ownership, points);
    const test = request.testLayers.length === 0 ? undefined : await hold(request.testLayers, ownership, []);
    const packages = request.emulatorLayers.length === 0 ? undefined : await hold(request.emulatorLayers, ofRoot, []);
    const emulation = await emulationOf(request.platform, packages);
    if (emulation.kind === 'missing') {
      throw new IntegrityFault('runner-incomplete', `Nothing here runs programs for ${request.platform}`);
    }
    if (emulation.kind === 'none') return { image, runner, test };
    return { image, runner, test, emulator: emulation.emulator, formats: await this.ownFormats() };
  }

  /** Without any, the image's first program is emulated all the same, and finds none of the others. */
  private async emulate(
    { pid }: Launched,
    at: string,
    { emulator, formats = [] }: SandboxRoots,
    request: RunRequest,
  ): Promise<void> {
    if (emulator === undefined || formats.length === 0) return;
    await emulateAll({ pid, at, emulator }, request, this.root);
  }

  /** What a host allows once it goes on to allow, here as well. */
  private async ownFormats(): Promise<readonly string[]> {
    if (this.formats.length === 0) this.formats = await ownFormats();
    return this.formats;
  }

  /** With where its own packages are seen by the process that makes the sandbox, and needs them no more once it is made. */
  private async command(
    bwrap: Bubblewrap,
    roots: SandboxRoots,
    request: RunRequest,
    tools: HostTools,
  ): Promise<{ readonly argv: readonly string[]; readonly runner: string }> {
    if (!this.root) return { argv: sandboxArgv(bwrap, roots, request), runner: roots.runner };
    const needed = [tools.prlimit, tools.setpriv, dirname(roots.image)];
    for (const place of PLACES) {
      const isFolder = (await stat(place).catch(() => undefined))?.isDirectory() === true;
      if (isFolder && !needed.some((path) => path.startsWith(`${place}/`))) {
        return { argv: sandboxArgvOfRoot(bwrap, roots, request, { tools, place }), runner: `${place}/runner` };
      }
    }
    throw new TransientFault('sandbox-failed', `None of these folders is here and free: ${PLACES.join(', ')}`);
  }
}

/** Packages of the runner belong to root. */
const ROOT = { uid: 0, gid: 0 };

async function first(roots: SandboxRoots, paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    const found = await access(`${roots.runner}/${path}`).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new IntegrityFault('runner-incomplete', `The runner's packages have none of ${paths.join(', ')}`);
}

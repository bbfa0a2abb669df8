import type { Definition } from './shipped-catalog.js';

/** Where a broken definition is stopped: when it is read, when it is resolved, or on a rung of the ladder. */
export type Stop = 'definition' | 'lock' | 'structure' | 'boot' | 'probe';

/** What is done to a shipped definition. */
export interface Breakage {
  /** A name for the broken image. */
  readonly image: string;
  /** The shipped definition. */
  readonly of: string;
  readonly stop: Stop;
  /** What is said about it: the problem of a definition or a lock, the detail or the log of a test. */
  readonly says: RegExp;
  /** Keys of the definition that are replaced; those of `files` and `run` are added to what is there. */
  readonly change: Definition;
  /** Files of the catalog folder by path: texts, or ELF files that need libraries. */
  readonly assets?: Readonly<Record<string, string | { readonly needed: readonly string[] }>>;
}

const asset = (from: string, mode?: string): object => (mode === undefined ? { from } : { from, mode });
const test = (rung: string, body: object): Definition => ({ tests: [{ [rung]: body }] });
const script = (first: string): string => `#!${first}\nprint("hello")\n`;

/**
 * A link that leads nowhere, a file with setuid that a package brings and root as the user cannot be written here: a
 * definition has none of them, and the filter of packages leaves them out. Their rules are tested beside their code.
 */
export const breakages: readonly Breakage[] = [
  // A shell, a package manager, rights
  {
    image: 'static-shell',
    of: 'static',
    stop: 'structure',
    says: /no-shell: \/usr\/bin\/mksh/,
    change: { packages: ['base-files', 'mksh'] },
  },
  {
    image: 'base-shell-file',
    of: 'base',
    stop: 'structure',
    says: /no-shell: \/usr\/local\/bin\/sh/,
    change: { files: { '/usr/local/bin/sh': asset('broken/program', '0755') } },
    assets: { 'broken/program': { needed: [] } },
  },
  {
    image: 'base-package-manager',
    of: 'base',
    stop: 'structure',
    says: /no-package-manager: \/opt\/apk/,
    change: { files: { '/opt/apk': asset('broken/program', '0755') } },
  },
  {
    image: 'static-world-writable',
    of: 'static',
    stop: 'structure',
    says: /no-world-writable: \/opt\/shared/,
    change: { files: { '/opt/shared': asset('broken/text', '0666') } },
    assets: { 'broken/text': 'hello\n' },
  },
  {
    image: 'static-root',
    of: 'static',
    stop: 'definition',
    says: /run\.user: no account "root"/,
    change: { run: { entrypoint: ['/opt/program'], user: 'root' } },
  },
  {
    image: 'static-second-root',
    of: 'static',
    stop: 'definition',
    says: /accounts\.admin: uid 0 is that of "root"/,
    change: { accounts: { admin: { uid: 0 } }, run: { entrypoint: ['/opt/program'], user: 'admin' } },
  },
  {
    image: 'static-setuid',
    of: 'static',
    stop: 'definition',
    says: /files\.\/opt\/tool\.mode/,
    change: { files: { '/opt/tool': asset('broken/program', '4755') } },
  },

  // What the image's user cannot reach
  {
    image: 'redis-no-entrypoint',
    of: 'redis',
    stop: 'structure',
    says: /entrypoint: \/usr\/bin\/redis-sever: expected it exists/,
    change: { run: { entrypoint: ['/usr/bin/redis-sever'] } },
  },
  {
    image: 'python-closed-entrypoint',
    of: 'python',
    stop: 'structure',
    says: /entrypoint: \/opt\/start: expected uid 65532 may execute it/,
    change: {
      files: { '/opt/start': asset('broken/start.py', '0700') },
      run: { entrypoint: ['/opt/start'] },
      tests: [],
    },
    assets: { 'broken/start.py': script('/usr/bin/python3') },
  },
  {
    image: 'nginx-closed-configuration',
    of: 'nginx',
    stop: 'structure',
    says: /files: \/etc\/nginx\/nginx\.conf: expected uid 65532 may read it/,
    change: { files: { '/etc/nginx/nginx.conf': asset('nginx/nginx.conf', '0600') } },
  },
  {
    image: 'nodejs-closed-folder',
    of: 'nodejs',
    stop: 'structure',
    says: /workdir: \/root: expected uid 65532 may enter it/,
    change: { workdir: '/root' },
  },

  // What is missing
  {
    image: 'python-library',
    of: 'python',
    stop: 'structure',
    says: /libraries: \/opt\/module\.so: expected the library libgone\.so\.1/,
    change: { files: { '/opt/module.so': asset('broken/module.so') } },
    assets: { 'broken/module.so': { needed: ['libc.so.6', 'libgone.so.1'] } },
  },
  {
    image: 'python-interpreter',
    of: 'python',
    stop: 'structure',
    says: /interpreter: \/opt\/tool: expected \/usr\/bin\/ruby, which starts it/,
    change: { files: { '/opt/tool': asset('broken/tool', '0755') } },
    assets: { 'broken/tool': script('/usr/bin/ruby') },
  },
  {
    image: 'nodejs-package',
    of: 'nodejs',
    stop: 'lock',
    says: /nodejs-that-nobody-packaged/,
    change: { packages: ['base-files', 'nodejs-that-nobody-packaged'] },
  },
  {
    image: 'site-circle',
    of: 'site',
    stop: 'definition',
    says: /from: site-circle → site-circle is a circle/,
    change: { from: 'site-circle' },
  },
  {
    image: 'web-node-lock-file',
    of: 'web-node',
    stop: 'lock',
    says: /package-lock\.json/,
    change: { files: { '/srv/web/package.json': asset('broken/package.json') } },
    assets: { 'broken/package.json': JSON.stringify({ dependencies: { polka: '^1.0.0' } }) },
  },

  // What is trusted
  {
    image: 'openjdk-jre-trust',
    of: 'openjdk-jre',
    stop: 'definition',
    says: /trust: broken\/root\.pem holds 0 certificates in PEM; expected one in each file/,
    change: { trust: ['broken/root.pem'] },
    assets: { 'broken/root.pem': 'not a certificate\n' },
  },

  {
    image: 'postgresql-trust',
    of: 'postgresql',
    stop: 'definition',
    says: /trust: the catalog folder has no file "broken\/rot\.pem"/,
    change: { trust: ['broken/rot.pem'] },
  },
  {
    image: 'valkey-trust',
    of: 'valkey',
    stop: 'definition',
    says: /trust: broken\/key\.pem holds a PRIVATE KEY; expected a certificate and nothing else/,
    change: { trust: ['broken/key.pem'] },
    assets: { 'broken/key.pem': '-----BEGIN PRIVATE KEY-----\n' },
  },

  // Size
  {
    image: 'redis-bookworm-budget',
    of: 'redis-bookworm',
    stop: 'structure',
    says: /size: \/: expected at most 1 bytes compressed/,
    change: test('structure', { maxBytes: 1 }),
  },

  // What starts wrongly
  {
    image: 'nginx-bad-configuration',
    of: 'nginx',
    stop: 'boot',
    says: /unknown directive "listn"/,
    change: { files: { '/etc/nginx/nginx.conf': asset('broken/listn.conf') } },
    assets: { 'broken/listn.conf': 'pid /tmp/nginx.pid;\nevents {}\nhttp { server { listn 8080; } }\n' },
  },
  {
    image: 'nodejs-other-version',
    of: 'nodejs',
    stop: 'boot',
    says: /\^v18/,
    change: test('boot', { args: ['--version'], expect: { exit: 0, output: '^v18\\.' } }),
  },
  {
    image: 'python-module',
    of: 'python',
    stop: 'boot',
    says: /No module named 'numpy'/,
    change: test('boot', { args: ['-c', 'import numpy'], expect: { exit: 0 } }),
  },
  {
    image: 'redis-bookworm-ends',
    of: 'redis-bookworm',
    stop: 'boot',
    says: /the program ended with exit code 0 before 2000 ms had passed/,
    change: test('boot', { args: ['--version'], expect: { aliveMs: 2_000 } }),
  },

  // What answers wrongly
  {
    image: 'nginx-other-port',
    of: 'nginx',
    stop: 'probe',
    says: /127\.0\.0\.1:8080/,
    change: {
      files: { '/etc/nginx/nginx.conf': asset('broken/port.conf') },
      tests: [{ probe: { http: 'http://127.0.0.1:8080/', timeoutMs: 4_000, expect: { status: 200 } } }],
    },
    assets: { 'broken/port.conf': 'pid /tmp/nginx.pid;\nevents {}\nhttp { server { listen 8081; } }\n' },
  },
  {
    image: 'haproxy-other-port',
    of: 'haproxy',
    stop: 'boot',
    says: /unknown keyword 'binds'/,
    change: { files: { '/etc/haproxy/haproxy.cfg': asset('broken/haproxy.cfg') } },
    assets: { 'broken/haproxy.cfg': 'defaults\n  mode http\nfrontend f\n  binds :8080\n' },
  },
  {
    image: 'nginx-other-page',
    of: 'nginx',
    stop: 'probe',
    says: /apache/,
    change: test('probe', { http: 'http://127.0.0.1:8080/', timeoutMs: 4_000, expect: { body: 'apache' } }),
  },
  {
    image: 'memcached-other-answer',
    of: 'memcached',
    stop: 'probe',
    says: /VERSION 2/,
    change: test('probe', {
      exec: ['/usr/bin/memcached', '--version'],
      timeoutMs: 4_000,
      expect: { output: '^VERSION 2' },
    }),
  },
  {
    image: 'redis-other-answer',
    of: 'redis',
    stop: 'probe',
    says: /PONK/,
    change: test('probe', { exec: ['/usr/bin/redis-cli', 'PING'], timeoutMs: 4_000, expect: { output: '^PONK' } }),
  },
  {
    image: 'nodejs-failing-server',
    of: 'nodejs',
    stop: 'probe',
    says: /500/,
    change: test('probe', {
      args: ['-e', 'require("node:http").createServer((q,s)=>s.writeHead(500).end()).listen(8080,"127.0.0.1")'],
      http: 'http://127.0.0.1:8080/',
      timeoutMs: 4_000,
    }),
  },
];

/** The definition with its breakage. */
export const broken = (definition: Definition, { image, change }: Breakage): Definition => ({
  ...definition,
  ...change,
  image,
  ...both(definition, change, 'files'),
  ...both(definition, change, 'run'),
});

const both = (definition: Definition, change: Definition, key: 'files' | 'run'): Definition =>
  change[key] === undefined ? {} : { [key]: { ...(definition[key] as object), ...(change[key] as object) } };

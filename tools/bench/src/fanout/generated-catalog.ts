import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What differs between two editions of a generated catalog. */
export interface Generated {
  readonly images: number;
  /** Of the archive. */
  readonly pockets: readonly string[];
  /** Whether each image is booted and probed; its structure is looked at in any case. */
  readonly tested: boolean;
}

/** What images have besides a web server, each another selection: small, and of many corners of the archive. */
const BESIDES = ['zlib1g', 'libxml2', 'libsqlite3-0', 'libexpat1', 'libgmp10', 'libyaml-0-2', 'liblz4-1', 'libzstd1'];

const FILES = ['nginx.conf', 'index.html'];

const TESTS = [
  'tests:',
  '  - boot: { args: [-t], expect: { exit: 0 } }',
  '  - probe:',
  '      http: http://127.0.0.1:8080/',
];

/** Writes a catalog of so many images, each of its own bytes. @param nginx the folder with the server's files */
export async function writeCatalog(folder: string, nginx: string, generated: Generated): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'nginx'), { recursive: true });
  for (const file of FILES) await copyFile(join(nginx, file), join(folder, 'nginx', file));
  for (let number = 0; number < generated.images; number++) {
    const name = `web-${String(number).padStart(4, '0')}`;
    await writeFile(join(folder, `${name}.yaml`), definition(name, number, generated));
  }
}

function definition(name: string, number: number, { pockets, tested }: Generated): string {
  const besides = BESIDES.filter((_, bit) => ((number >> bit) & 1) === 1);
  return [
    `image: ${name}`,
    `summary: A web server, number ${String(number)} of many`,
    `distribution: { release: debian/trixie, pockets: [${pockets.join(', ')}] }`,
    `packages: [${['nginx', 'base-files', 'ca-certificates', ...besides].join(', ')}]`,
    'files:',
    '  /etc/nginx/nginx.conf: { from: nginx/nginx.conf }',
    '  /usr/share/nginx/html/index.html: { from: nginx/index.html }',
    `env: { NUMBER: '${String(number)}' }`,
    "run: { entrypoint: [/usr/sbin/nginx], cmd: [-g, 'daemon off;'], ports: [8080], stopSignal: SIGQUIT }",
    'channels: [latest]',
    ...(tested ? [...TESTS, '      expect: { status: 200 }'] : []),
    '',
  ].join('\n');
}

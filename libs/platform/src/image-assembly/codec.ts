import type { Recipe } from '@quench/contracts';
import { Rejection, ecosystemOf } from '@quench/kernel';
import type { Ecosystems, ProjectEcosystems } from '@quench/ports';

/** Of the tar and gzip writer. Raised when the same entries give other bytes; a spec holds its layers' digests. */
export const codecVersion = 2;

/** The deflate whose output the golden layers were made with: the one inside the pinned Node. */
export const PINNED_ZLIB = '1.3.2.1-motley-8002e91';

/**
 * Another zlib compresses to other bytes, so nothing is built with it.
 * @param found `process.versions.zlib`
 * @throws Rejection `zlib-not-pinned`
 */
export function requirePinnedZlib(found: string | undefined): void {
  if (found === PINNED_ZLIB) return;
  throw new Rejection(
    'zlib-not-pinned',
    `This Node compresses with zlib ${found ?? '(unknown)'}; layers are only reproducible with ${PINNED_ZLIB}. ` +
      'Run the Node that the wrapper fetches.',
  );
}

/**
 * Another filter or codec gives other bytes than the recipe's digest stands for.
 * @throws Rejection `format-not-supported`
 */
export function checkVersions(
  { image, packages, versions }: Recipe,
  known: { readonly ecosystems: Ecosystems; readonly projects: ProjectEcosystems },
): void {
  const kinds = new Map(
    packages.map(({ purl, places }) => [ecosystemOf(purl), places === undefined ? known.ecosystems : known.projects]),
  );
  const checks = [
    { what: 'codec', asked: versions.codec, written: codecVersion },
    ...[...kinds].map(([name, kind]) => ({
      what: `filter of ${name}`,
      asked: versions.filter[name],
      written: kind.get(name).plugin.install.filterVersion,
    })),
  ];
  const wrong = checks.find(({ asked, written }) => asked !== written);
  if (wrong === undefined) return;
  throw new Rejection(
    'format-not-supported',
    `The recipe of ${image.name} asks for ${wrong.what} ${String(wrong.asked)}; this version writes ` +
      `${String(wrong.written)}. Build it with the version that wrote its lock.`,
  );
}

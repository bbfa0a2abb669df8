import { readFileSync } from 'node:fs';

/** The version of Quench, the same for every process that is built from this checkout. */
export const productVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string }
).version;

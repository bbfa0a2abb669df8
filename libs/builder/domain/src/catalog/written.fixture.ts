import type { ImageDefinition } from '@quench/contracts';
import type { Assets } from './assets.js';
import { problemLine } from './problem.js';
import { readDefinition } from './read-definition.js';

const assets: Assets = new Map([['nginx/nginx.conf', { sha256: `sha256:${'a'.repeat(64)}`, size: 12 }]]);
/** A definition of which nothing can be left out. */
export const minimal = `image: static
summary: Nothing but data
distribution: debian/trixie
packages: [base-files]
channels: [latest]
`;

/** Its normal form. @throws Error where it has mistakes */
export const read = (text: string): ImageDefinition => {
  const result = readDefinition('static.yaml', text, assets);
  if (!('image' in result)) throw new Error(result.map(problemLine).join('\n'));
  return result;
};
/** Its mistakes, a line each. */
export const problems = (text: string): readonly string[] => {
  const result = readDefinition('static.yaml', text, assets);
  return 'image' in result ? [] : result.map(problemLine);
};

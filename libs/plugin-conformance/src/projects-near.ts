import * as fc from 'fast-check';
import type { Project } from '@quench/plugin-sdk';
import { textsNear } from './texts.js';

/** Projects of which the text of one file is another. */
export const projectsNear = (projects: readonly Project[]): fc.Arbitrary<Project> =>
  fc
    .constantFrom(...projects.flatMap((project) => [...project].map(([path, text]) => ({ project, path, text }))))
    .chain(({ project, path, text }) => textsNear([text]).map((other) => new Map([...project, [path, other]])));

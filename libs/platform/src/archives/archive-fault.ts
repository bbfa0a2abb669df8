import { IntegrityFault } from '@quench/kernel';

/** The bytes do not have the form that their format demands. */
export const malformed = (what: string, cause?: unknown): IntegrityFault =>
  new IntegrityFault(
    'archive-malformed',
    `The archive is damaged: ${what}. Fetch it again; if that does not help, its publisher has to.`,
    { cause },
  );

/** The archive would unfold to more than its reader allows. */
export const tooLarge = (what: string): IntegrityFault =>
  new IntegrityFault('archive-too-large', `The archive unfolds to too much: ${what}.`);

/** The archive is well formed and holds something that no package may hold. */
export const refused = (path: string, why: string): IntegrityFault =>
  new IntegrityFault('archive-entry-refused', `The archive holds "${path.slice(0, 200)}", which ${why}.`);

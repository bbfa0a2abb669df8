import { definedLines, type ImageDefinition, type TestSpec, type Waiver } from './definition.js';

/** The newest formats that this version reads. */
export const FORMATS = { definition: 4, policy: 2, plan: 2 } as const;

/**
 * The format of a definition: 2 where it has words that a reader of 1 would pass over, 3 and 4 where a reader of the one before
 * would. What does without them has the bytes that it always had, without a format.
 */
export function definitionFormat(definition: ImageDefinition): Pick<ImageDefinition, 'format'> {
  const { updates } = definition.policy;
  const lines = definedLines(definition);
  const isPartly = definition.lines?.some(({ platforms }) => platforms !== undefined) === true;
  if (isPartly || lines.some(({ tests }) => tests.some(isPrepared))) return { format: 4 };
  const looksInside = updates?.hold.some(({ kind }) => kind === 'brings') === true;
  const isOfTwoReleases = definition.lines?.some(({ distribution }) => distribution !== undefined) === true;
  const isDerived = lines.some(({ from }) => from !== undefined);
  if (looksInside || isOfTwoReleases || isDerived || definition.trust !== undefined) return { format: 3 };
  const isPut = lines.some(({ places, projects }) => places !== undefined || projects !== undefined);
  return updates !== undefined || isPut ? { format: 2 } : {};
}

/** The format of a policy: 2 where a waiver lets pass less than a reader of 1 would. */
export const policyFormat = (waive: readonly Waiver[]): number =>
  waive.some(({ platform, outcome }) => platform !== undefined || outcome !== undefined) ? 2 : 1;

/** The format of a plan: 2 where it asks for what a reader of 1 would pass over. */
export const planFormat = (tests: readonly TestSpec[]): number => (tests.some(isPrepared) ? 2 : 1);

const isPrepared = (test: TestSpec): boolean => test.rung !== 'structure' && test.prepare !== undefined;

/** Why a document is left to a newer version, if so: this one would pass over words of it. */
export const newerFormat = (
  { format = 1 }: { readonly format?: number | undefined },
  known: number,
): string | undefined =>
  format > known ? `it has format ${String(format)}, and this version reads up to ${String(known)}` : undefined;

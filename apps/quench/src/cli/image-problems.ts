import type { LineView } from '@quench/builder-feature';
import type { ImageDefinition } from '@quench/contracts';
import { buildFailure, tell } from '@quench/historian-domain';
import { EventsAbout } from '@quench/historian-feature';
import { digest } from '@quench/kernel';
import { TestResults, type TestResultsView } from '@quench/tester-feature';
import type { Factory } from '../factory/factory.js';

/** Why an image has no newer revision that is handed out. */
export interface ImageProblem {
  /** One line for people. */
  readonly problem: string;
  /** The command that tells more. */
  readonly see: string;
}

/** What image list knows of a line besides. */
export interface LineState {
  readonly line: LineView;
  readonly digest: string;
  readonly verdict: 'approved' | 'rejected' | 'pending';
}

const MAX_DEFINITION_BYTES = 4_000_000;

/** The definition that a line follows. @throws as `ContentStore.read` */
export async function definitionOf(factory: Factory, { definition }: LineView): Promise<ImageDefinition> {
  const bytes = await factory.content.read(digest(definition.definition), { maxBytes: MAX_DEFINITION_BYTES });
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as ImageDefinition;
}

/** Undefined while there is none: all is well, or work is on its way. */
export async function problemOf(
  factory: Factory,
  { line, digest: built, verdict }: LineState,
): Promise<ImageProblem | undefined> {
  const { definition, head } = line;
  const { image } = definition;
  if (head !== undefined && head.failure !== '') {
    const [first = image] = (await definitionOf(factory, line)).packages;
    return { problem: head.failure, see: `quench whynot ${first} ${image}` };
  }
  if (verdict === 'rejected') return rejection(await factory.query('tester', new TestResults(image)));
  if (built !== '') return undefined;
  for (const { recipe } of head?.recipes ?? []) {
    const failure = buildFailure(await factory.query('historian', new EventsAbout(recipe)), recipe);
    if (failure !== undefined) return { problem: tell(failure), see: `quench why ${image}` };
  }
  return undefined;
}

/** What did not pass. Undefined where nothing was rejected. */
export function rejection({ image, runs, verdict }: TestResultsView): ImageProblem | undefined {
  const failing = runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'not-run');
  if (verdict !== 'rejected' || failing.length === 0) return undefined;
  const said = failing.map(({ name, outcome, detail }) => `${name} ${outcome}: ${detail}`).join('; ');
  return { problem: `rejected: ${said}`, see: `quench why ${image}` };
}

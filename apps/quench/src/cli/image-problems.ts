import type { LineView } from '@quench/builder-feature';
import type { ImageDefinition } from '@quench/contracts';
import { isOfType, tell, type ArchivedEvent } from '@quench/historian-domain';
import { History } from '@quench/historian-feature';
import { digest, Rejection } from '@quench/kernel';
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
    const failure = buildFailure(await eventsOf(factory, recipe));
    if (failure !== undefined) return { problem: tell(failure), see: `quench history ${recipe.slice(0, SHORT)}` };
  }
  return undefined;
}

/** The historian may not have heard of a recipe that was only just locked. */
const eventsOf = (factory: Factory, recipe: string): Promise<readonly ArchivedEvent[]> =>
  factory.query('historian', new History(recipe)).catch((error: unknown) => {
    if (error instanceof Rejection && error.code === 'unknown-to-history') return [];
    throw error;
  });

/** A digest as tables show it. */
const SHORT = 'sha256:'.length + 12;

/** What did not pass, and where to read more of the first such test. Undefined where nothing was rejected. */
export function rejection({ image, runs, verdict }: TestResultsView): ImageProblem | undefined {
  const failing = runs.filter(({ outcome }) => outcome === 'failed' || outcome === 'not-run');
  const [first] = failing;
  if (verdict !== 'rejected' || first === undefined) return undefined;
  const said = failing.map(({ name, outcome, detail }) => `${name} ${outcome}: ${detail}`).join('; ');
  const logged = failing.find(({ log }) => log !== undefined);
  const see = logged === undefined ? `quench test list ${image}` : `quench test show ${image} ${logged.name}`;
  return { problem: `rejected: ${said}`, see };
}

const BUILDING = [
  'builder.BuildStarted.v1',
  'builder.ManifestBuilt.v1',
  'builder.BuildFailed.v1',
  'builder.BuildAbandoned.v1',
] as const;

/** How building a recipe ended, if it did not go well. @param events oldest first */
export function buildFailure(events: readonly ArchivedEvent[]): ArchivedEvent | undefined {
  const last = events.findLast((event) => isOfType(event, ...BUILDING));
  return last !== undefined && isOfType(last, 'builder.BuildFailed.v1', 'builder.BuildAbandoned.v1') ? last : undefined;
}

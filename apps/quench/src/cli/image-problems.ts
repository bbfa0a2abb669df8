import type { LineView } from '@quench/builder-feature';
import { lineDefinition, lineName, type ImageDefinition, type LineDefinition } from '@quench/contracts';
import { buildFailure, tell } from '@quench/historian-domain';
import { EventsAbout } from '@quench/historian-feature';
import { digest, IntegrityFault } from '@quench/kernel';
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
  /** Tags that it names and that follow another line of the image. */
  readonly elsewhere: readonly string[];
}

const MAX_DEFINITION_BYTES = 4_000_000;

/** What the definition asks for a line. @throws as `ContentStore.read`, IntegrityFault `document-malformed` */
export async function definitionOf(factory: Factory, line: LineView): Promise<LineDefinition> {
  const { definition: of } = line.definition;
  const bytes = await factory.content.read(digest(of), { maxBytes: MAX_DEFINITION_BYTES });
  const definition = lineDefinition(JSON.parse(Buffer.from(bytes).toString('utf8')) as ImageDefinition, line);
  if (definition !== undefined) return definition;
  throw new IntegrityFault('document-malformed', `The definition ${of} has no line ${lineName(line)}`);
}

/** Undefined while there is none: all is well, or work is on its way. */
export async function problemOf(
  factory: Factory,
  { line, digest: built, verdict, elsewhere: [elsewhere] }: LineState,
): Promise<ImageProblem | undefined> {
  const { head } = line;
  const image = lineName(line);
  if (head !== undefined && head.failure !== '') {
    const [first = image] = (await definitionOf(factory, line)).packages;
    return { problem: head.failure, see: `quench whynot ${first} ${image}` };
  }
  if (verdict === 'rejected') return rejection(await factory.query('tester', new TestResults(line)));
  if (elsewhere !== undefined && verdict === 'approved') {
    const problem = `${line.image}:${elsewhere} follows another line of ${line.image}`;
    return { problem, see: `quench channel history ${line.image}:${elsewhere}` };
  }
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
  const several = new Set(runs.map(({ platform }) => platform)).size > 1;
  const said = failing
    .map(({ platform, name, outcome, detail }) => `${several ? `${platform} ` : ''}${name} ${outcome}: ${detail}`)
    .join('; ');
  return { problem: `rejected: ${said}`, see: `quench why ${image}` };
}

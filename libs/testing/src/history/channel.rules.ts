import type { History, LineFact } from './history.js';
import { violation, type Violation } from './violation.js';

type Of<Fact extends LineFact['fact']> = Extract<LineFact, { readonly fact: Fact }>;
type Move = Extract<LineFact, { readonly channel: string }>;

/** The last part of a line's key is its variant. */
const isProd = ({ line }: Move): boolean => line.endsWith('/prod');

/** What was known of all lines at one moment of the log. */
class Knowledge {
  readonly heads = new Map<string, Of<'locked'>>();
  readonly built = new Map<string, Of<'built'>>();
  readonly judged = new Map<string, Of<'judged'>>();
  readonly moved = new Map<string, Set<string>>();
  /** Channels that ever followed a line of `prod`. */
  readonly prod = new Set<string>();
  /** The last move of each line. */
  readonly last = new Map<string, Move>();

  /** Why the channel may not move so; undefined when it may. */
  obstacle(move: Move): string | undefined {
    if (move.fact === 'moved' && !isProd(move) && this.prod.has(move.channel)) return `it is a channel of prod`;
    if (move.fact === 'moved') return this.headObstacle(move) ?? this.imageObstacle(move.digest);
    return this.moved.get(move.channel)?.has(move.digest) ? undefined : `it never pointed to ${move.digest}`;
  }

  private headObstacle({ line, revision, digest }: Move): string | undefined {
    const head = this.heads.get(line);
    if (head === undefined) return 'nothing was locked';
    if (head.revision !== revision) return `the head is revision ${String(head.revision)}`;
    if (this.built.get(digest)?.recipe === head.recipe) return undefined;
    return `${digest} is not an image of the head's recipe ${head.recipe}`;
  }

  private imageObstacle(digest: string): string | undefined {
    if (this.built.get(digest)?.provenance !== 'valid') return `the provenance of ${digest} does not hold`;
    const judged = this.judged.get(digest);
    if (judged === undefined) return `${digest} has no verdict`;
    if (judged.verdict === 'rejected') return `${digest} was rejected`;
    return judged.signature === 'valid' ? undefined : `the signature of the verdict on ${digest} does not hold`;
  }

  /** What was not done for a line's head; undefined when its channel is there, or may not be. */
  undone({ line, recipe, revision }: Of<'locked'>): string | undefined {
    const built = [...this.built.values()].filter((one) => one.recipe === recipe);
    if (built.length === 0) return `the recipe ${recipe} of revision ${String(revision)} has no image`;
    const judged = built.map(({ digest }) => this.judged.get(digest)).find((one) => one !== undefined);
    if (judged === undefined) return `the image of ${recipe} has no verdict`;
    const last = this.last.get(line);
    const isThere = last?.fact === 'rolled-back' || last?.revision === revision;
    return judged.verdict === 'rejected' || isThere ? undefined : `its channel is not at revision ${String(revision)}`;
  }

  learn(fact: LineFact): void {
    if (fact.fact === 'locked') this.heads.set(fact.line, fact);
    else if (fact.fact === 'built') this.built.set(fact.digest, fact);
    else if (fact.fact === 'judged') this.judged.set(fact.digest, fact);
    else {
      this.moved.set(fact.channel, (this.moved.get(fact.channel) ?? new Set()).add(fact.digest));
      this.last.set(fact.line, fact);
      if (isProd(fact)) this.prod.add(fact.channel);
    }
  }
}

const inOrder = (lines: readonly LineFact[]): readonly LineFact[] => [...lines].sort((a, b) => a.seq - b.seq);

/** I8, for lines: a wish that got lost leaves no row that says so, but a head whose channel stays behind. */
export function linesCameToRest({ lines }: History): readonly Violation[] {
  const known = new Knowledge();
  for (const fact of inOrder(lines)) known.learn(fact);
  return [...known.heads.values()].flatMap((head) => {
    const undone = known.undone(head);
    return undone === undefined ? [] : [violation('I8', 'wrong', `${head.line}: ${undone}`)];
  });
}

/**
 * I6: a channel is only moved to the image of the head lock, with a valid provenance and verdict at that moment; else
 * by a rollback to where it was before.
 */
export function movesAreAllowed({ lines }: History): readonly Violation[] {
  const known = new Knowledge();
  return inOrder(lines).flatMap((fact) => {
    const isMove = fact.fact === 'moved' || fact.fact === 'rolled-back';
    const obstacle = isMove ? known.obstacle(fact) : undefined;
    known.learn(fact);
    if (!isMove || obstacle === undefined) return [];
    const move = `${fact.channel} ${fact.fact} at number ${String(fact.seq)} to revision ${String(fact.revision)}`;
    return [violation('I6', 'wrong', `${move}, but ${obstacle}`)];
  });
}

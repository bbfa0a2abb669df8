import { namedLines } from '@quench/contracts';
import { derived, familyMistake } from './derived.js';
import type { Mistake } from './mistake.js';
import type { Draft, ReadDefinition } from './read-definition.js';
import type { SoundParts } from './sound-parts.js';

/** How a draft is read once it is known what it inherits. */
export interface DraftReader {
  /** @param parts with all that it has of its parent */
  whole(draft: Draft, parts: SoundParts): ReadDefinition;
  /** Of one that has no parent to speak of. @param mistakes why */
  alone(draft: Draft, mistakes: readonly Mistake[]): ReadDefinition;
}

/** Reads each draft after the one that it is derived from; the answers are in the order of the drafts. */
export function readFamilies(drafts: readonly Draft[], reader: DraftReader): readonly ReadDefinition[] {
  // Of two with one name, which is a mistake of its own, the first.
  const byImage = new Map([...drafts].reverse().map((draft) => [draft.sound.written.image ?? '', draft]));
  const parents = new Map([...byImage].map(([image, { sound }]) => [image, sound.written.from]));
  const done = new Map<Draft, ReadDefinition>();
  const readOne = (draft: Draft): ReadDefinition => {
    const { written, whole } = draft.sound;
    const { image, from } = written;
    if (from === undefined) return whole('from') ? reader.whole(draft, draft.sound) : reader.alone(draft, []);
    const mistake = familyMistake(image ?? '', parents);
    if (mistake !== undefined) return reader.alone(draft, [[['from'], mistake]]);
    const above = byImage.get(imageIn(from));
    const parent = above === undefined || !leadsOut(above, byImage) ? undefined : visit(above);
    // What is wrong with a parent is wrong with all that is derived from it, and is told once.
    if (parent?.written === undefined) return reader.alone(draft, []);
    const found = derived(written, parent.written);
    return found.mistakes === undefined
      ? reader.whole(draft, { written: found.written, whole })
      : reader.alone(draft, found.mistakes);
  };
  const visit = (draft: Draft): ReadDefinition => {
    const known = done.get(draft) ?? readOne(draft);
    done.set(draft, known);
    return known;
  };
  return drafts.map(visit);
}

const imageIn = (from: string | undefined): string => (from === undefined ? '' : (namedLines(from)?.image ?? from));

/** Whether a draft and those above it come to an end. */
function leadsOut(draft: Draft, byImage: ReadonlyMap<string, Draft>): boolean {
  const seen = new Set<Draft>();
  let at: Draft | undefined = draft;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const { from }: Draft['sound']['written'] = at.sound.written;
    at = from === undefined ? undefined : byImage.get(imageIn(from));
  }
  return at === undefined;
}

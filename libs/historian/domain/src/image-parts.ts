import type { ArchivedEvent } from './archive.projection.js';
import { ofTypes } from './known-event.js';

/** The image that an event is about, if it is about one. */
export function imageOf({ data }: ArchivedEvent): string | undefined {
  if ('image' in data && typeof data.image === 'string') return data.image;
  return 'repository' in data && typeof data.repository === 'string' ? data.repository : undefined;
}

/**
 * The events of an image's own story, in the same order. What is about another image only shares a name or a part with
 * it: a lock that changes a package of its name, an index of the same manifest.
 */
export const ofImage = (events: readonly ArchivedEvent[], image: string): readonly ArchivedEvent[] =>
  events.filter((event) => (imageOf(event) ?? image) === image);

/** What an image was ever made of. Events of builds and tests name these, and no image. */
export interface ImageParts {
  /** Of every lock, each once. */
  readonly recipes: readonly string[];
  /** Of every revision that was built, each once. */
  readonly manifests: readonly string[];
}

/** The parts of an image, from events that name it; none of a name that no image has. */
export function partsOf(events: readonly ArchivedEvent[], image: string): ImageParts {
  const own = ofImage(events, image);
  const recipes = ofTypes(own, 'builder.LockResolved.v1').flatMap(({ data }) => data.recipes);
  const platforms = ofTypes(own, 'builder.ImageBuilt.v1').flatMap(({ data }) => data.platforms);
  return {
    recipes: [...new Set(recipes.map(({ recipe }) => recipe))],
    manifests: [...new Set(platforms.map(({ manifest }) => manifest))],
  };
}

import { didYouMean } from '@quench/kernel';
import { Lines } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import type { Factory } from '../factory/factory.js';

/** A refusal of a name that nothing has, in words, with the nearest one that something has. */
export const unknownName = (
  said: string,
  { name, known, see }: { readonly name: string; readonly known: readonly string[]; readonly see: string },
): string => `${said} "${name}".${didYouMean(name, known)} See: ${see}`;

/** Refuses a name that no image of the catalog has. @throws Rejection `image-unknown` */
export async function expectImage(factory: Pick<Factory, 'query'>, name: string): Promise<void> {
  const known = (await factory.query('builder', new Lines())).map(({ definition: { image } }) => image);
  if (!known.includes(name)) throw new Rejection('image-unknown', unknownImage(name, known));
}

/** What is wrong with a name that no image has: it names a channel or a digest of one, or is a slip of the pen. */
export function unknownImage(name: string, known: readonly string[]): string {
  const [image = ''] = name.slice(name.lastIndexOf('/') + 1).split(/[:@]/);
  if (known.includes(image)) return `"${name}" names more than an image. Expected the name alone: ${image}`;
  return unknownName('The catalog has no image', { name: image, known, see: 'quench image list' });
}

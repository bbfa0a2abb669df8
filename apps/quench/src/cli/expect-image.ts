import { didYouMean } from '@quench/builder-domain';
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
  if (known.includes(name)) return;
  const see = 'quench image list';
  throw new Rejection('image-unknown', unknownName('The catalog has no image', { name, known, see }));
}

import { didYouMean } from '@quench/builder-domain';
import { Lines } from '@quench/builder-feature';
import { Rejection } from '@quench/kernel';
import type { Factory } from '../factory/factory.js';

/** The refusal of a name that nothing has, with the nearest one that something has. */
export const unknownName = (
  code: string,
  { said, name, known, see }: Readonly<Record<'said' | 'name' | 'see', string>> & { readonly known: readonly string[] },
): Rejection => new Rejection(code, `${said} "${name}".${didYouMean(name, known)} See: ${see}`);

/** Refuses a name that no image of the catalog has. @throws Rejection `image-unknown` */
export async function expectImage(factory: Pick<Factory, 'query'>, name: string): Promise<void> {
  const known = (await factory.query('builder', new Lines())).map(({ definition: { image } }) => image);
  if (known.includes(name)) return;
  throw unknownName('image-unknown', {
    ...{ said: 'The catalog has no image', name, known },
    see: 'quench image list',
  });
}

import type { ImageLine } from '@quench/contracts';
import { Rejection } from '@quench/kernel';

/**
 * The line that a work key names; the inverse of `lineKey`.
 * @throws Rejection `line-malformed`
 */
export function lineOf(key: string): ImageLine {
  const [image, versionStream, variant, ...rest] = key.split('/');
  if (image === undefined || versionStream === undefined || variant === undefined || rest.length > 0) {
    throw new Rejection('line-malformed', `"${key}" is not <image>/<version stream>/<variant>`);
  }
  return { image, versionStream, variant };
}

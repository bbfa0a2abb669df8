import type { Recorded } from '@quench/kernel';
import { RANGE_BYTES } from '@quench/ports';

/** A log counts the bytes of what is written, which may be three for a character. */
const LARGE = RANGE_BYTES / 4;

/** Whether more may follow what was pulled: as many were asked for, or they are so large that the answer ended early. */
export function goesOn(pulled: readonly Pick<Recorded, 'data'>[], limit: number): boolean {
  if (pulled.length === limit) return true;
  let characters = 0;
  return pulled.some(({ data }) => (characters += JSON.stringify(data).length) >= LARGE);
}

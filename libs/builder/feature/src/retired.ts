import { lineName, type ImageLine } from '@quench/contracts';
import type { Completion } from '@quench/ports';

/** How work for a line ends that left the catalog before its turn came, alone or with its image. */
export const retired =
  (line: ImageLine): Completion =>
  async () =>
    `definition-retired: ${lineName(line)} is not in the catalog`;

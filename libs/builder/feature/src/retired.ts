import type { Completion } from '@quench/ports';

/** How work for an image ends that left the catalog before its turn came. */
export const retired =
  (image: string): Completion =>
  async () =>
    `definition-retired: ${image} is not in the catalog`;

import type { TestedImageRow } from './tested-images.projection.js';

/**
 * Whether there is an image, and plan, policy and image are all of the accepted definition. While a definition changes its
 * image is still the old one, and what the new definition asks says nothing about that.
 */
export const isOfOneDefinition = ({ index, definition, planned, revision, locked }: TestedImageRow): boolean =>
  index !== '' && definition !== '' && planned === definition && revision === locked;

/** Whether a verdict is to be given. */
export const isDue = (row: TestedImageRow): boolean => !row.retired && isOfOneDefinition(row);

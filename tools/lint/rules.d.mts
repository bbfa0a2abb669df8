/** Every kind and owner of projects that may not import everything. */
export const boundedTags: readonly string[];

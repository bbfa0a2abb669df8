/** The type of a purl, which names the ecosystem: `pkg:npm/ws` gives `npm`. Empty for what is no purl. */
export const ecosystemOf = (purl: string): string => /^pkg:([a-z]+)\//.exec(purl)?.[1] ?? '';

/** The purl type, which names the ecosystem: `pkg:deb/debian/libc6@2.41-12` gives `deb`. */
export const ecosystemOf = (purl: string): string => purl.slice('pkg:'.length).split('/')[0] ?? '';

/** A number of things in words: `1 image`, `2 images`. @param what one of them, whose plural only adds an s */
export const counted = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? '' : 's'}`;

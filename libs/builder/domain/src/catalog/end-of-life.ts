/**
 * Whether the last day of a version stream is over.
 * @param endOfLife `2027-04-30`; undefined for one without end
 * @param at RFC 3339 in UTC
 */
export const isOver = (endOfLife: string | undefined, at: string): endOfLife is string =>
  endOfLife !== undefined && at.slice(0, 'YYYY-MM-DD'.length) > endOfLife;

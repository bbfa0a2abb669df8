const VERSION = 'event-version-unknown';
const KEY = 'key-parked';

/** Why an event is parked that only a newer version of Quench knows. */
export const versionUnknown = (type: string): string => `${VERSION}: ${type} is newer than this version of Quench`;

/** Why an event is parked that this version knows: it waits behind another of its key. */
export const KEY_PARKED = `${KEY}: an earlier event of the key is parked`;

/**
 * Whether nobody has tried to digest a parked event: its version was unknown to who parked it, or it waited behind
 * another. Any other reason is what its digester said.
 */
export const isUntried = ({ reason }: { readonly reason: string }): boolean =>
  reason.startsWith(`${VERSION}:`) || reason.startsWith(`${KEY}:`);

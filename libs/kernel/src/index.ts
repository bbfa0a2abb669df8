export { canonicalJson, type Json } from './canonical-json.js';
export { fold, type Decider, type EventLike } from './decider.js';
export { commandId, digest, eventId, hex, isDigest, QUENCH_NAMESPACE, sha256, uuidV5, type Digest } from './digest.js';
export { IntegrityFault, QuenchError, Rejection, TransientFault } from './errors.js';
export type { Projection, RowChanges } from './projection.js';
export type { Reactor, Wanted } from './reactor.js';
export type { Actor, Appended, LogPlace, Origin, Recorded } from './recorded.js';
export { shellWord } from './shell-word.js';
export { upcast, type Upcasters } from './upcast.js';

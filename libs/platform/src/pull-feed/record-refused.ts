/** Why a record of a feed is not believed. */
export type RefusedBecause =
  /** It is larger than any that a producer sends this way. */
  | 'too-large'
  /** Its value is not JSON, or not the JSON that the format says. */
  | 'not-json'
  | 'attribute-missing'
  | 'attribute-malformed'
  /** It speaks for another service than the one whose feed it came by. */
  | 'source-other'
  | 'signature-missing'
  /** No trusted key of the producer made its signature, or it was changed since. */
  | 'signature-invalid';

/** A record that must not be handed on. Its number is then missing, and is pulled from the producer. */
export class RecordRefused extends Error {
  override readonly name = 'RecordRefused';

  /** @param detail what of the record; from a stranger, so it is cut short */
  constructor(
    readonly because: RefusedBecause,
    detail: string,
  ) {
    super(`${because}: ${detail.slice(0, 200)}`);
  }
}

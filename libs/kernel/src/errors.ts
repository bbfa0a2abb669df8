/**
 * Every failure that crosses a module boundary is one of three kinds. `name` tells the kind, which alone decides what
 * the caller does; `code` tells the case.
 */
export abstract class QuenchError extends Error {
  abstract override readonly name: 'Rejection' | 'TransientFault' | 'IntegrityFault';

  /**
   * @param code stable, kebab-case, listed in docs/reference/errors.md
   * @param message what happened, where, and what was expected
   */
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A rule said no. Trying again changes nothing; the caller must change. */
export class Rejection extends QuenchError {
  override readonly name = 'Rejection';
}

/** The world was in the way (network, lock, capacity). Trying again may work. */
export class TransientFault extends QuenchError {
  override readonly name = 'TransientFault';
}

/** Bytes and claims disagree. Never retried: quarantined and reported. */
export class IntegrityFault extends QuenchError {
  override readonly name = 'IntegrityFault';
}

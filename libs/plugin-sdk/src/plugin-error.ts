/** The only error that a plugin makes itself. The code decides what the factory does. */
export class PluginError extends Error {
  override readonly name = 'PluginError';

  constructor(
    readonly code: PluginErrorCode,
    message: string,
    options?: ErrorOptions & { readonly chain?: readonly string[]; readonly known?: readonly string[] },
  ) {
    super(message, options);
    this.chain = options?.chain ?? [];
    this.known = options?.known ?? [];
  }

  /** For `unsatisfiable`: the names from what was asked for to what is missing. */
  readonly chain: readonly string[];

  /**
   * Words that would have been understood, so that the nearest can be offered: for `malformed-input` in place of what was
   * written, for `unsatisfiable` in place of a name that nothing is called.
   */
  readonly known: readonly string[];
}

export type PluginErrorCode =
  | 'malformed-input' //          given text, version or purl cannot be read     reported, not retried
  | 'unsupported' //              valid, but beyond this plugin                  reported, not retried
  | 'unsatisfiable' //            no set of packages fulfils the request         reported, not retried
  | 'registry-not-configured' //  no configured base serves what is asked for    reported, names the setting
  | 'not-found' //                the registry knows no such package or release  recorded, not retried
  | 'malformed-response' //       the registry broke its own format              retried, then reported
  | 'expired' //                  signed, but no longer valid                    recorded, tried again
  | 'not-authentic'; //           bytes and claims disagree                      quarantined, never retried

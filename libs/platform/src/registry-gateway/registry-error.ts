/** Codes of the distribution specification 1.1 that a read-only registry needs. */
export type RegistryErrorCode =
  'BLOB_UNKNOWN' | 'DIGEST_INVALID' | 'MANIFEST_UNKNOWN' | 'NAME_INVALID' | 'NAME_UNKNOWN' | 'UNSUPPORTED' | 'UNKNOWN';

/** What is answered instead of content. Thrown by routing and serving, turned into a response in one place. */
export class RegistryError extends Error {
  constructor(
    readonly status: number,
    readonly code: RegistryErrorCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The body that clients show. */
export const errorBody = ({ code, message }: RegistryError): string =>
  JSON.stringify({ errors: [{ code, message, detail: {} }] });

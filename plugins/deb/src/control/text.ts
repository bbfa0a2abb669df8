/**
 * The bytes of an archive's text, one character per byte. A hundred times as fast as decoding UTF-8, and all that
 * structure needs: field names, separators and versions are ASCII. {@link utf8} decodes the few values that are not.
 * `TextDecoder('latin1')` would not do: by its standard that label means windows-1252.
 */
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** A value of a text read by {@link latin1}, decoded. */
export const utf8 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

/** The bytes of a text read by {@link latin1}. */
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

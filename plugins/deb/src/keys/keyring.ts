/**
 * The primary key packets of an armoured keyring, in base64: what decides whether two keyrings hold the same key,
 * without hashing. Subkeys, names and signatures around them differ from copy to copy. Unreadable parts are left out.
 */
export function primaryKeys(armoured: string): readonly string[] {
  return [...armoured.matchAll(BLOCK)].flatMap(([, body = '']) =>
    [...packets(Buffer.from(body.replace(/^=.*$/m, ''), 'base64'))].flatMap(({ tag, content }) =>
      tag === PUBLIC_KEY ? [content.toString('base64')] : [],
    ),
  );
}

/** Armour: headers, a blank line, base64, perhaps a checksum line that starts with `=`. */
const BLOCK = /-----BEGIN PGP PUBLIC KEY BLOCK-----[^\n]*\n(?:[^\n]+:[^\n]*\n)*\s*\n([^-]*)-----END/g;
const PUBLIC_KEY = 6;

function* packets(bytes: Buffer): Generator<{ readonly tag: number; readonly content: Buffer }> {
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const header = (first & 0x40) === 0 ? oldHeader(bytes, at, first) : newHeader(bytes, at, first);
    if (header === undefined || header.start + header.length > bytes.length) return;
    yield { tag: header.tag, content: bytes.subarray(header.start, header.start + header.length) };
    at = header.start + header.length;
  }
}

interface PacketHeader {
  readonly tag: number;
  readonly start: number;
  readonly length: number;
}

/** RFC 9580, 4.2.2. */
function oldHeader(bytes: Buffer, at: number, first: number): PacketHeader | undefined {
  const width = [1, 2, 4][first & 3];
  if ((first & 0x80) === 0 || width === undefined || at + 1 + width > bytes.length) return undefined;
  return { tag: (first >> 2) & 0x0f, start: at + 1 + width, length: bytes.readUIntBE(at + 1, width) };
}

/** RFC 9580, 4.2.1; keys never come in parts. */
function newHeader(bytes: Buffer, at: number, first: number): PacketHeader | undefined {
  const tag = first & 0x3f;
  const one = bytes[at + 1] ?? 0;
  if ((first & 0x80) === 0 || at + 6 > bytes.length) return undefined;
  if (one < 192) return { tag, start: at + 2, length: one };
  if (one < 224) return { tag, start: at + 3, length: (one - 192) * 256 + (bytes[at + 2] ?? 0) + 192 };
  return one === 255 ? { tag, start: at + 6, length: bytes.readUInt32BE(at + 2) } : undefined;
}

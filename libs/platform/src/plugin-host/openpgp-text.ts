/** The first byte of an OpenPGP packet that starts a keyring: a public key in the old or the new format. */
const KEY_PACKETS = new Set([0x98, 0x99, 0x9a, 0xc6]);

/** Configuration as text. A binary OpenPGP keyring comes as the armoured text that it stands for (RFC 9580, 6). */
export function configurationText(bytes: Uint8Array): string {
  if (!KEY_PACKETS.has(bytes[0] ?? 0)) return Buffer.from(bytes).toString('utf8');
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PGP PUBLIC KEY BLOCK-----', '', ...lines, '-----END PGP PUBLIC KEY BLOCK-----', ''].join('\n');
}

/** A key that signs the archives of a test. */
export interface ArchiveKey {
  /** The public key, armoured. */
  readonly publicKey: string;
  /** Of the primary key, in upper-case hex. */
  readonly fingerprint: string;
  /** Clear-signs a text by the key's signing subkey, as Debian's archive does. */
  sign(text: string, date: Date): Promise<string>;
}

/** Makes a key; some ten milliseconds. */
export async function generateArchiveKey(): Promise<ArchiveKey> {
  // Most specs that read this library need no archive, and need not wait for it.
  const { createCleartextMessage, generateKey, readPrivateKey, sign } = await import('openpgp');
  const { privateKey, publicKey } = await generateKey({
    userIDs: [{ name: 'Mini Archive', email: 'keys@archive.example' }],
    subkeys: [{ sign: true }],
    // So that signatures of every date since then are inside the key's life.
    date: new Date('2020-01-01T00:00:00Z'),
    format: 'armored',
  });
  const signingKeys = await readPrivateKey({ armoredKey: privateKey });
  return {
    publicKey,
    fingerprint: signingKeys.getFingerprint().toUpperCase(),
    sign: async (text, date) => sign({ message: await createCleartextMessage({ text }), signingKeys, date }),
  };
}

let shared: Promise<ArchiveKey> | undefined;

/** The key that all archives of this process share unless they are given their own. */
export function sharedArchiveKey(): Promise<ArchiveKey> {
  shared ??= generateArchiveKey();
  return shared;
}

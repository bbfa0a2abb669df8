import type { Key, verify } from 'openpgp';
import { PluginError } from '@quench/plugin-sdk';

/**
 * The text inside a clear-signed message as the verifier saw it, and who among `keys` (armoured) signed it well.
 * Signatures by other keys are passed over: an archive signs with its next key long before anyone pins it.
 * @throws PluginError `not-authentic` when none of the keys did
 */
export async function verifyClearsigned(
  message: Uint8Array,
  keys: readonly string[],
): Promise<{ readonly text: string; readonly signedBy: readonly string[] }> {
  const { readKeys } = await import('openpgp');
  const verificationKeys = (await Promise.all(keys.map((armoredKeys) => readKeys({ armoredKeys })))).flat();
  const { data, signatures } = await read(message, verificationKeys);
  const signedBy = new Set<string>();
  const complaints: string[] = [];
  for (const signature of signatures) {
    try {
      await signature.verified;
      signedBy.add(signerOf(signature, verificationKeys));
    } catch (error) {
      complaints.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (signedBy.size === 0) {
    throw notAuthentic(`none of its ${signatures.length} signatures is a good one by a trusted key`, complaints);
  }
  return { text: data, signedBy: [...signedBy].sort() };
}

type VerificationResult = Awaited<ReturnType<typeof verify>>['signatures'][number];

interface Read {
  readonly data: string;
  readonly signatures: readonly VerificationResult[];
}

async function read(message: Uint8Array, verificationKeys: Key[]): Promise<Read> {
  const { readCleartextMessage, verify } = await import('openpgp');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(message);
    const parsed = await readCleartextMessage({ cleartextMessage: text });
    return await verify({ message: parsed, verificationKeys });
  } catch (error) {
    throw notAuthentic('it is not a clear-signed message', [error instanceof Error ? error.message : String(error)]);
  }
}

/** Signatures name subkeys; keys are pinned by their primary key. */
function signerOf(signature: VerificationResult, keys: readonly Key[]): string {
  const key = keys.find((candidate) => candidate.getKeys(signature.keyID).length > 0);
  if (key === undefined) throw new Error('Could not find signing key');
  return key.getFingerprint().toUpperCase();
}

const notAuthentic = (what: string, complaints: readonly string[]): PluginError =>
  new PluginError(
    'not-authentic',
    `A signed message is not authentic: ${what} (${[...new Set(complaints)].join('; ')}).`,
  );

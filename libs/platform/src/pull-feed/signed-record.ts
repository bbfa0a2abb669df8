import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { contracts as quenchContracts, type Contracts } from '@quench/contracts';
import { canonicalJson, IntegrityFault, sha256, type Json, type Recorded } from '@quench/kernel';
import { liftKnown, type Signer } from '@quench/ports';
import type { TrustedKeys } from '../signing/index.js';
import { attributesOf, recordedOf, type FeedRecord } from './cloud-event.js';
import { RecordRefused } from './record-refused.js';

/** The attribute that carries the signature: base64 of DER. */
export const SIGNATURE = 'quenchsignature';

/** Tells these bytes from everything else that the same key signs. */
const PURPOSE = 'quench-feed-record/1\n';

/**
 * What is signed of an event: whose it is, its whole envelope and the digest of its data. Made from the event itself and
 * not from how it was written down, so that what was verified is what is handed on.
 */
export function signedBytes(service: string, { data, ...envelope }: Recorded): Uint8Array {
  const dataDigest = sha256(canonicalJson(data as Json));
  const { actor, ...rest } = envelope;
  return Buffer.from(PURPOSE + canonicalJson({ ...rest, actor: { ...actor }, service, dataDigest }));
}

/** An event of the signer's service, ready to travel. */
export async function signRecord(signer: Signer, event: Recorded): Promise<FeedRecord> {
  const { service } = signer.publicKey;
  const signature = await signer.sign(signedBytes(service, event));
  const attributes = { ...attributesOf(service, event), [SIGNATURE]: Buffer.from(signature).toString('base64') };
  return { attributes, data: event.data };
}

/** Turns records from outside into events that a trusted key of their producer signed. */
export class RecordReader {
  private readonly keys: ReadonlyMap<string, readonly KeyObject[]>;

  /** @param trusted from configuration alone, never from an event */
  constructor(
    trusted: TrustedKeys,
    private readonly contracts: Contracts = quenchContracts,
  ) {
    this.keys = new Map(
      Object.entries(trusted).map(([service, keys]) => [service, keys.map(({ pem }) => createPublicKey(pem))]),
    );
  }

  /**
   * The event, in the newest version that is known here, or as it was written.
   * @throws RecordRefused when it is not what `service` signed
   * @throws IntegrityFault `signer-unknown` when no key of `service` is trusted
   */
  read(service: string, record: FeedRecord): Recorded {
    const keys = this.keys.get(service) ?? [];
    if (keys.length === 0) {
      throw new IntegrityFault(
        'signer-unknown',
        `No key of ${service} is trusted here, so its feed cannot be believed`,
      );
    }
    const event = recordedOf(service, record);
    const signature = record.attributes[SIGNATURE];
    if (signature === undefined) throw new RecordRefused('signature-missing', event.id);
    const signed = bytesOf(service, event);
    const made = Buffer.from(signature, 'base64');
    // DER is what Node reads by default; with options beside the key each check takes a third longer.
    if (!keys.some((key) => verify('sha256', signed, key, made))) {
      throw new RecordRefused('signature-invalid', event.id);
    }
    return liftKnown(event, this.contracts);
  }
}

/** Numbers beyond any and nesting beyond the stack are JSON, and no JSON that a service writes. */
function bytesOf(service: string, event: Recorded): Uint8Array {
  try {
    return signedBytes(service, event);
  } catch (fault) {
    throw new RecordRefused('not-json', String(fault));
  }
}

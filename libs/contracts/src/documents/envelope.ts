import { canonicalJson, IntegrityFault } from '@quench/kernel';
import type { Statement } from './statement.js';

/** The payload type of in-toto statements in a DSSE envelope. */
export const STATEMENT_PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/**
 * A DSSE envelope as Quench writes it: exactly one signature, and no `keyid`, since cosign refuses one that it does not
 * know while checking against a bare key.
 */
export interface Envelope {
  /** Base64 of the statement's bytes. */
  readonly payload: string;
  readonly payloadType: typeof STATEMENT_PAYLOAD_TYPE;
  readonly signatures: readonly [{ readonly sig: string }];
}

/** The bytes of a statement, as they are signed. */
export const statementBytes = (statement: Statement): Uint8Array =>
  Buffer.from(canonicalJson({ ...statement, subject: statement.subject.map((subject) => ({ ...subject })) }));

/** What is signed instead of the payload itself (DSSE 1.0, PAE). Lengths count bytes. */
export function preAuthEncoding(payload: Uint8Array): Uint8Array {
  const type = STATEMENT_PAYLOAD_TYPE;
  const head = `DSSEv1 ${String(Buffer.byteLength(type))} ${type} ${String(payload.byteLength)} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** @param signature over `preAuthEncoding(payload)`, DER */
export const envelopeOf = (payload: Uint8Array, signature: Uint8Array): Envelope => ({
  payload: Buffer.from(payload).toString('base64'),
  payloadType: STATEMENT_PAYLOAD_TYPE,
  signatures: [{ sig: Buffer.from(signature).toString('base64') }],
});

/**
 * Reads an envelope from outside. Refuses whatever Quench would not have written, so that no two readers can see
 * different things in the same bytes.
 * @throws IntegrityFault `statement-malformed`
 */
export function readEnvelope(text: string): { readonly payload: Uint8Array; readonly signature: Uint8Array } {
  const envelope = members(json(text, 'an envelope'), ['payload', 'payloadType', 'signatures']);
  if (envelope['payloadType'] !== STATEMENT_PAYLOAD_TYPE)
    throw malformed('the payload type is not that of a statement');
  const { signatures } = envelope;
  if (!Array.isArray(signatures) || signatures.length !== 1) throw malformed('there is not exactly one signature');
  const signature = members(signatures[0], ['sig']);
  return { payload: base64(envelope['payload']), signature: base64(signature['sig']) };
}

/**
 * Reads the payload of an envelope whose signature has been checked.
 * @throws IntegrityFault `statement-malformed`
 */
export function readStatement(payload: Uint8Array): Statement {
  const statement = members(json(Buffer.from(payload).toString('utf8'), 'a statement'), [
    '_type',
    'subject',
    'predicateType',
    'predicate',
  ]);
  const { subject } = statement;
  if (statement['_type'] !== 'https://in-toto.io/Statement/v1') throw malformed('it is not an in-toto Statement v1');
  if (typeof statement['predicateType'] !== 'string') throw malformed('it has no predicate type');
  if (typeof statement['predicate'] !== 'object') throw malformed('it has no predicate');
  if (!Array.isArray(subject) || subject.length === 0 || !subject.every(isSubject)) {
    throw malformed('its subjects are not named by sha256');
  }
  return statement as unknown as Statement;
}

type Members = Readonly<Record<string, unknown>>;

const malformed = (detail: string): IntegrityFault =>
  new IntegrityFault('statement-malformed', `Not a statement that Quench signs: ${detail}`);

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isSubject(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['digest'])) return false;
  const { sha256 } = value['digest'];
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IntegrityFault('statement-malformed', `Not JSON where ${what} was expected`, { cause });
  }
}

function members(value: unknown, names: readonly string[]): Members {
  if (!isObject(value)) throw malformed('an object was expected');
  const found = Object.keys(value);
  const odd = [...found.filter((name) => !names.includes(name)), ...names.filter((name) => !found.includes(name))];
  if (odd.length > 0) throw malformed(`unexpected or missing: ${odd.join(', ').slice(0, 200)}`);
  return value;
}

function base64(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw malformed('a text in base64 was expected');
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) throw malformed('base64 is not in its normal form');
  return bytes;
}

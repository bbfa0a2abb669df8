import { X509Certificate } from 'node:crypto';
import type { OwnCertificate } from '@quench/builder-domain';

/** Of a file with one certificate. */
const MAX_BYTES = 65_536;
const LABEL = /-----BEGIN ([^-\r\n]+)-----/g;

/**
 * A file as a certificate authority that images are to trust: one certificate in PEM and nothing else, since the file
 * becomes a part of images.
 * @param at RFC 3339 in UTC
 */
export function ownCertificate(bytes: Uint8Array, at: string): OwnCertificate {
  if (bytes.length > MAX_BYTES) {
    return { mistake: `has ${String(bytes.length)} bytes; expected at most ${String(MAX_BYTES)}, for one certificate` };
  }
  const text = Buffer.from(bytes).toString('latin1');
  const labels = [...text.matchAll(LABEL)].map(([, label = '']) => label);
  const other = labels.find((label) => label !== 'CERTIFICATE');
  if (other !== undefined) return { mistake: `holds a ${other}; expected a certificate and nothing else` };
  if (labels.length !== 1) {
    return { mistake: `holds ${String(labels.length)} certificates in PEM; expected one in each file` };
  }
  const certificate = readCertificate(text);
  if (certificate === undefined) return { mistake: 'cannot be read as a certificate; expected X.509 in PEM' };
  const { ca, validTo, fingerprint256: fingerprint } = certificate;
  if (!ca) return { mistake: 'is no certificate authority; expected one, with CA:TRUE among its basic constraints' };
  const end = new Date(validTo);
  if (end < new Date(at)) return { mistake: `ended on ${end.toISOString()}; expected one that is valid` };
  return { fingerprint };
}

function readCertificate(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}

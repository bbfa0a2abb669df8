import { didYouMean } from '@quench/kernel';
import type { Assets } from './assets.js';
import type { Mistake } from './mistake.js';
import type { WrittenDefinition } from './written-definition.js';

/** A file that a definition names as a certificate authority: what tells it from others, or what is wrong with it. */
export type OwnCertificate = { readonly fingerprint: string } | { readonly mistake: string };

/** What is known of a file of the catalog folder that is there. */
export type CertificateRule = (path: string) => OwnCertificate;

type Trust = Pick<WrittenDefinition, 'trust'>;

/** Files that are not there. */
export const missingCertificates = ({ trust = [] }: Trust, assets: Assets): readonly Mistake[] =>
  trust.flatMap((path, index): readonly Mistake[] => {
    if (assets.has(path)) return [];
    const message = `the catalog folder has no file "${path}".${didYouMean(path, [...assets.keys()])}`;
    return [[['trust', index], `trust: ${message}`]];
  });

/** Files that are there and no certificate authorities, or one twice. */
export function certificateMistakes({ trust = [] }: Trust, assets: Assets, rule: CertificateRule): readonly Mistake[] {
  const seen = new Map<string, string>();
  return trust.flatMap((path, index): readonly Mistake[] => {
    if (!assets.has(path)) return [];
    const found = rule(path);
    const at = ['trust', index];
    if ('mistake' in found) return [[at, `trust: ${path} ${found.mistake}`]];
    const first = seen.get(found.fingerprint);
    if (first !== undefined) return [[at, `trust: ${path} is the certificate of ${first}; expected each once`]];
    seen.set(found.fingerprint, path);
    return [];
  });
}

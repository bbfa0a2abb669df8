import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { javaTrustStore } from './java-trust-store.js';

const run = promisify(execFile);
const HANG_MS = 60_000;
const certificates = rootCertificates.map((pem) => new X509Certificate(pem));

whenInstalled('keytool')(
  'keytool lists every certificate of a store with its fingerprint, with and without the password, and no other password',
  async (keytool) => {
    if (keytool === undefined) return;
    const folder = mkdtempSync(join(tmpdir(), 'quench-trust-'));
    try {
      const path = join(folder, 'cacerts');
      writeFileSync(
        path,
        javaTrustStore(certificates.map(({ raw }, index) => ({ alias: `own:${String(index)}`, certificate: raw }))),
      );
      // Without a password it asks for one.
      const list = async (...more: readonly string[]): Promise<string> => {
        const listing = run(keytool.path, ['-J-Duser.language=en', '-list', '-keystore', path, ...more]);
        listing.child.stdin?.end('\n');
        return (await listing).stdout;
      };
      const expected = certificates.map(({ fingerprint256 }) => fingerprint256).sort();
      for (const text of [await list('-storepass', 'changeit'), await list()]) {
        const found = [...text.matchAll(/SHA-256\): ([0-9A-F:]+)/g)].map(([, print = '']) => print);
        expect(found.sort()).toEqual(expected);
      }
      await expect(list('-storepass', 'changed')).rejects.toMatchObject({
        stdout: expect.stringMatching(/password was incorrect/),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  HANG_MS,
);

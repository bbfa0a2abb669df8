import type { ArchiveSnapshotTaken, ArchiveSource } from '@quench/contracts';
import { canonicalJson, digest, IntegrityFault, type Json } from '@quench/kernel';
import { PluginError, type Snapshot } from '@quench/plugin-sdk';
import { Ecosystems } from '@quench/ports';
import { pollKey } from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

/** What was told of an archive, as far as its signatures bear it out. */
export interface Believed {
  /** The newest that does, as its signed index says it is; undefined where none does. */
  readonly newest: Snapshot | undefined;
  /** Those told after it that do not. */
  readonly disowned: readonly { readonly signed: string; readonly detail: string }[];
}

/**
 * Looks at what the log says of an archive before the archive is measured by it: whoever can write to the log could
 * otherwise name a day that is to come, and every true index would look replayed.
 */
@Injectable()
export class BelievedSnapshots {
  /** The last that was verified, by archive: verifying reads whole indexes. */
  private readonly verified = new Map<string, { readonly told: string; readonly is: Snapshot }>();

  constructor(private readonly ecosystems: Ecosystems) {}

  /** @param told oldest first @throws PluginError for what keeps from looking */
  async of(source: ArchiveSource, told: readonly ArchiveSnapshotTaken[]): Promise<Believed> {
    const disowned: { readonly signed: string; readonly detail: string }[] = [];
    for (const one of [...told].reverse()) {
      try {
        return { newest: await this.verify(source, one), disowned };
      } catch (error) {
        if (!isDisproof(error)) throw error;
        disowned.push({ signed: one.signed, detail: error.message });
      }
    }
    return { newest: undefined, disowned };
  }

  /** Notes what was taken from the archive itself just now, so that it need not be verified once more. */
  note(told: ArchiveSnapshotTaken, is: Snapshot): void {
    this.verified.set(pollKey(told.source), { told: canonicalJson(told as unknown as Json), is });
  }

  private async verify(source: ArchiveSource, one: ArchiveSnapshotTaken): Promise<Snapshot> {
    const key = pollKey(source);
    const told = canonicalJson(one as unknown as Json);
    const known = this.verified.get(key);
    if (known?.told === told) return known.is;
    const { plugin, host } = this.ecosystems.get(source.ecosystem);
    const is = await plugin.snapshots.check(snapshotOf(source, one), host);
    this.verified.set(key, { told, is });
    return is;
  }
}

/** Not what only keeps from looking, as a configuration without the archive does. */
const isDisproof = (error: unknown): error is Error =>
  error instanceof IntegrityFault ||
  (error instanceof PluginError && ['not-authentic', 'malformed-response'].includes(error.code));

/** Of the archive that is asked, whatever the snapshot itself says. */
const snapshotOf = ({ origin, suite }: ArchiveSource, told: ArchiveSnapshotTaken): Snapshot => ({
  source: { origin, suite },
  signed: digest(told.signed),
  date: told.date,
  validUntil: told.validUntil,
  freshness: told.freshness,
  signedBy: told.signedBy,
  indexes: told.indexes.map((index) => ({
    path: index.path,
    platform: index.platform,
    digest: digest(index.digest),
    plainDigest: digest(index.plainDigest),
  })),
  ...(told.lacking !== undefined && { lacking: told.lacking }),
});

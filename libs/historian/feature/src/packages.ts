import { didYouMean, Rejection } from '@quench/kernel';
import { Injectable } from '@nestjs/common';
import { ArchiveOffers } from './archive-offers.js';
import { Archive } from './archive.js';
import { allOfType } from './archived-events.js';

/** Names that are looked through for one that a lock has had. */
const NEAR = 100;

/** What packages there are, as far as locks and archives say. */
@Injectable()
export class Packages {
  constructor(
    private readonly archive: Archive,
    private readonly offers: ArchiveOffers,
  ) {}

  /**
   * Refuses a name that no package ever had. Where the archives cannot be told, any name may be one.
   * @throws Rejection `unknown-to-history` with the nearest package; of several as near, one that was locked;
   *   `history-newer` where a newer version may know it
   */
  async expect(name: string): Promise<void> {
    const offered = await this.offers.names();
    if (offered === undefined || offered.has(name) || (await this.isLocked(name))) return;
    const begun = await this.archive.subjectsFrom(name.slice(0, 2), NEAR);
    const hint = didYouMean(name, [...begun.filter((subject) => offered.has(subject)), ...offered]);
    throw new Rejection(
      'unknown-to-history',
      `No package is called "${name}": no archive that was read has it, and no lock names it.${hint}`,
    );
  }

  private async isLocked(name: string): Promise<boolean> {
    const locks = allOfType(await this.archive.about(name), 'builder.LockResolved.v1');
    return locks.some(({ data }) => data.changes.some((change) => change.name === name));
  }
}

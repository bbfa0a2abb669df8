import type { Cursor, Head } from '@quench/ports';
import { isPast } from './place.js';

/** Where a consumer stands, and who waits for it to come further. */
export class Standpoint {
  private readonly followers: (() => void)[] = [];
  /** Up to here there is nothing for it: its cursor follows. */
  private clearTo: Head;

  constructor(private at: Cursor) {
    this.clearTo = at;
  }

  get cursor(): Cursor {
    return this.at;
  }

  moveTo(cursor: Cursor): void {
    this.at = cursor;
    this.clearTo = cursor;
    this.tell();
  }

  /** From where it stands to `place`, there is nothing that it digests. */
  isClearTo(place: Head): void {
    this.clearTo = place;
    this.tell();
  }

  /** Has those who wait look again. */
  tell(): void {
    for (const look of this.followers.splice(0)) look();
  }

  /** Resolves with whether it is past a place: false when it comes no further. */
  async past(place: Head, comesNoFurther: () => boolean): Promise<boolean> {
    while (!isPast(this.clearTo, place)) {
      if (comesNoFurther()) return false;
      await new Promise<void>((resolve) => this.followers.push(resolve));
    }
    return true;
  }
}

import type { OpenPack, Packs } from '../packs.js';

/** Characters of the packs that are remembered: those of about a hundred small images. */
const MAX_LENGTH = 16 * 1024 * 1024;

/** Packs that were opened lately, for whoever asks for one thing of them after the other. */
export class RememberedPacks {
  private readonly opened = new Map<string, OpenPack>();
  private readonly opening = new Map<string, Promise<OpenPack>>();
  private length = 0;

  constructor(
    private readonly packs: Packs,
    private readonly maxLength = MAX_LENGTH,
  ) {}

  /** @throws as `Packs.open` */
  async open(pack: string): Promise<OpenPack> {
    const known = this.opened.get(pack) ?? this.opening.get(pack);
    if (known !== undefined) return known;
    // Remembered before it is no longer under way: who asks between would open it once more.
    const opening = this.packs
      .open(pack)
      .then((open) => this.remember(pack, open))
      .finally(() => this.opening.delete(pack));
    this.opening.set(pack, opening);
    return opening;
  }

  private remember(pack: string, open: OpenPack): OpenPack {
    this.opened.set(pack, open);
    this.length += open.length;
    for (const [oldest, { length }] of this.opened) {
      if (this.length <= this.maxLength) break;
      this.opened.delete(oldest);
      this.length -= length;
    }
    return open;
  }
}

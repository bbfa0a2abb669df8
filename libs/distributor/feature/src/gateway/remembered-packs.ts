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
    const opening = this.packs.open(pack).finally(() => this.opening.delete(pack));
    this.opening.set(pack, opening);
    const open = await opening;
    this.remember(pack, open);
    return open;
  }

  private remember(pack: string, open: OpenPack): void {
    this.opened.set(pack, open);
    this.length += open.length;
    for (const [oldest, { length }] of this.opened) {
      if (this.length <= this.maxLength) return;
      this.opened.delete(oldest);
      this.length -= length;
    }
  }
}

/** Draws sets of one to three names. The committed sets were drawn by this from all names of the day. */
export class SetDraw {
  private state: number;

  /** @param seed a whole number; the same seed over the same names draws the same sets */
  constructor(
    seed: number,
    private readonly names: readonly string[],
  ) {
    this.state = seed >>> 0;
  }

  set(): readonly string[] {
    const size = 1 + this.below(3);
    const drawn = new Set<string>();
    while (drawn.size < size) drawn.add(this.name());
    return [...drawn];
  }

  name(): string {
    return this.names[this.below(this.names.length)] ?? '';
  }

  /** Mulberry32: even enough, and the same everywhere. */
  private below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}

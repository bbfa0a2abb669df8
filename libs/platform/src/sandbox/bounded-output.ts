import type { Readable } from 'node:stream';

/** Keeps the first bytes of several streams together and lets the rest flow away. */
export class BoundedOutput {
  private readonly chunks: Buffer[] = [];
  private left: number;
  /** Whether something was thrown away. */
  cut = false;

  constructor(maxBytes: number) {
    this.left = maxBytes;
  }

  /** Resolves when the stream has ended, in whatever way. */
  read(stream: Readable): Promise<void> {
    stream.on('data', (chunk: Buffer) => {
      const kept = chunk.subarray(0, this.left);
      if (kept.length > 0) this.chunks.push(kept);
      this.left -= kept.length;
      if (kept.length < chunk.length) this.cut = true;
    });
    return new Promise((resolve) => {
      stream.once('close', resolve);
      // Whatever was read by then counts; `close` follows.
      stream.on('error', () => undefined);
    });
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';

const MAX_BYTES = 10 * 1024 * 1024;

/**
 * A file of lines that only its owner may read. A new one is begun when it has grown to 10 MiB, and one old one is kept,
 * as `<path>.1`. Lines that cannot be written are lost: nothing ends because its log cannot be kept.
 */
export class LogFile {
  private stream: WriteStream | undefined;
  private bytes: number;
  private told = false;

  /** @param onFault hears of the first line that could not be written */
  constructor(
    private readonly path: string,
    private readonly onFault: (fault: Error) => void,
    private readonly maxBytes = MAX_BYTES,
  ) {
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** @param line with its line feed */
  write(line: string): void {
    if (this.bytes >= this.maxBytes) this.turn();
    this.bytes += Buffer.byteLength(line);
    this.stream ??= this.begin();
    this.stream.write(line);
  }

  /** Resolves when what was written is with the operating system. */
  close(): Promise<void> {
    const { stream } = this;
    this.stream = undefined;
    return new Promise((resolve) => {
      if (stream === undefined) resolve();
      else stream.end(() => resolve());
    });
  }

  private turn(): void {
    this.bytes = 0;
    void this.close();
    try {
      renameSync(this.path, `${this.path}.1`);
    } catch (fault) {
      this.tell(fault as Error);
    }
  }

  private begin(): WriteStream {
    const stream = createWriteStream(this.path, { flags: 'a', mode: 0o600 });
    stream.on('error', (fault) => {
      // The next line tries again: there may be room by then.
      if (this.stream === stream) this.stream = undefined;
      this.tell(fault);
    });
    return stream;
  }

  private tell(fault: Error): void {
    if (!this.told) this.onFault(fault);
    this.told = true;
  }
}

/** A program that writes contents through a thread, many at a time, and says each that it has: `<root> <count> <different ones>`. */
import { writeSync } from 'node:fs';
import { argv } from 'node:process';
import { ContentsThread, FolderContentStore } from './index.js';
import { threadEntry } from './thread-entry.fixture.js';

const [, , root = '', count = '', different = count] = argv;
const store = new FolderContentStore(root, new ContentsThread({ entry: threadEntry }));
const numbers = Array.from({ length: Number(count) }, (_, number) => number).values();

async function writeOn(): Promise<void> {
  for (const number of numbers) {
    const { digest } = await store.write(Buffer.from(`content ${String(number % Number(different))}`));
    writeSync(1, `${digest}\n`);
  }
}

await Promise.all(Array.from({ length: Math.min(8, Number(count)) }, writeOn));

/** The entry of a thread that ends when it is first asked for a root, and does its work there when it was started again. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exit } from 'node:process';
import { parentPort } from 'node:worker_threads';
import type { ContentsQuestion } from './contents.worker.js';

async function take(questions: readonly ContentsQuestion[]): Promise<void> {
  const mark = join(questions[0]?.root ?? '', 'ended-once');
  if (existsSync(mark)) {
    await import('./contents.worker.js');
    parentPort?.emit('message', questions);
    return;
  }
  writeFileSync(mark, '');
  exit(3);
}

parentPort?.once('message', (questions: readonly ContentsQuestion[]) => void take(questions));

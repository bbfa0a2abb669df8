/** The entry of the thread of small contents: does what it is asked at once, and answers together what was done together. */
import { parentPort } from 'node:worker_threads';
import { sendError, type ThreadAnswer } from '../threads/index.js';
import { SmallContents } from './small-contents.js';

/** What the thread can be asked. */
export type ContentsCall = 'size' | 'edition' | 'read' | 'write';

export interface ContentsQuestion {
  readonly id: number;
  /** Of the contents. */
  readonly root: string;
  readonly call: ContentsCall;
  readonly args: readonly unknown[];
}

type Calls = Readonly<Record<ContentsCall, (...args: readonly unknown[]) => unknown>>;

const stores = new Map<string, SmallContents>();
let answers: ThreadAnswer[] = [];

function contentsOf(root: string): Calls {
  const contents = stores.get(root) ?? new SmallContents(root);
  stores.set(root, contents);
  return contents as Calls;
}

async function answer({ id, root, call, args }: ContentsQuestion): Promise<ThreadAnswer> {
  try {
    return { id, ok: true, result: await contentsOf(root)[call](...args) };
  } catch (error) {
    return { id, ok: false, error: sendError(error) };
  }
}

function gather(one: ThreadAnswer): void {
  if (answers.push(one) === 1) setImmediate(send);
}

function send(): void {
  const moved = answers.flatMap((one) => (one.ok && one.result instanceof Uint8Array ? [one.result.buffer] : []));
  parentPort?.postMessage(answers, moved as ArrayBuffer[]);
  answers = [];
}

parentPort?.on('message', (questions: readonly ContentsQuestion[]) => {
  for (const question of questions) void answer(question).then(gather);
});

/** The entry of the thread of small contents: does what it is asked at once, and answers together what was done together. */
import { parentPort } from 'node:worker_threads';
import { sendError, Together, type ThreadAnswer } from '../threads/index.js';
import { SmallContents } from './small-contents.js';

/** What the thread can be asked. */
export type ContentsCall = 'sizes' | 'edition' | 'read' | 'write';

export interface ContentsQuestion {
  readonly id: number;
  /** Of the contents. */
  readonly root: string;
  readonly call: ContentsCall;
  readonly args: readonly unknown[];
}

type Calls = Readonly<Record<ContentsCall, (...args: readonly unknown[]) => unknown>>;

const stores = new Map<string, SmallContents>();
const answers = new Together<ThreadAnswer>({
  handOver(all) {
    const moved = all.flatMap((one) => (one.ok && one.result instanceof Uint8Array ? [one.result.buffer] : []));
    parentPort?.postMessage(all, moved as ArrayBuffer[]);
  },
  refuse: ({ id }, fault) => parentPort?.postMessage([{ id, ok: false, error: sendError(fault) }]),
});

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

parentPort?.on('message', (questions: readonly ContentsQuestion[]) => {
  for (const question of questions) void answer(question).then((one) => answers.add(one));
});

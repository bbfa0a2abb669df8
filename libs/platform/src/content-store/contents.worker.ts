/** The entry of the thread of small contents: does what it is asked at once, and answers together what was done together. */
import { parentPort } from 'node:worker_threads';
import { sendError, Together, type ThreadAnswer } from '../threads/index.js';
import { fileEditionsSync } from './file-editions.js';
import { SmallContents } from './small-contents.js';

/** What the thread can be asked of a folder. */
export interface ContentsCalls extends Pick<SmallContents, 'sizes' | 'edition' | 'read' | 'write'> {
  /** Of files that are no contents. */
  fileEditions(names: readonly string[]): readonly (string | undefined)[];
}

export type ContentsCall = keyof ContentsCalls;

export interface ContentsQuestion {
  readonly id: number;
  /** Of the contents, or the folder of the files. */
  readonly root: string;
  readonly call: ContentsCall;
  readonly args: readonly unknown[];
}

type Calls = Readonly<Record<ContentsCall, (...args: readonly unknown[]) => unknown>>;

const folders = new Map<string, Calls>();
const answers = new Together<ThreadAnswer>({
  handOver(all) {
    const moved = all.flatMap((one) => (one.ok && one.result instanceof Uint8Array ? [one.result.buffer] : []));
    parentPort?.postMessage(all, moved as ArrayBuffer[]);
  },
  refuse: ({ id }, fault) => parentPort?.postMessage([{ id, ok: false, error: sendError(fault) }]),
});

function callsOf(root: string): Calls {
  const known = folders.get(root);
  if (known !== undefined) return known;
  const contents = new SmallContents(root);
  const calls: ContentsCalls = {
    sizes: (digests) => contents.sizes(digests),
    edition: (digest) => contents.edition(digest),
    read: (digest, maxBytes) => contents.read(digest, maxBytes),
    write: (bytes, expected) => contents.write(bytes, expected),
    fileEditions: (names) => fileEditionsSync(root, names),
  };
  folders.set(root, calls as Calls);
  return calls as Calls;
}

async function answer({ id, root, call, args }: ContentsQuestion): Promise<ThreadAnswer> {
  try {
    return { id, ok: true, result: await callsOf(root)[call](...args) };
  } catch (error) {
    return { id, ok: false, error: sendError(error) };
  }
}

parentPort?.on('message', (questions: readonly ContentsQuestion[]) => {
  for (const question of questions) void answer(question).then((one) => answers.add(one));
});

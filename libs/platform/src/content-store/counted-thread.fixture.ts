import { ContentsThread } from './contents-thread.js';

/** Counts what it is asked. */
export class CountedThread extends ContentsThread {
  asked = 0;
  override ask: ContentsThread['ask'] = (root, call, args, moved) => {
    this.asked += 1;
    return super.ask(root, call, args, moved);
  };
}

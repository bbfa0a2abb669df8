import { once } from 'node:events';
import type { Instance } from './services-world.js';

/** Asks the program of an instance, and resolves with its answer. One question at a time. */
export async function ask<Answer>({ child }: Instance, question: object): Promise<Answer> {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = (await answered) as [Answer];
  return answer;
}

import { receiveError, sendError, type SentError } from './sent-error.js';

/** What a thread says to a question. */
export type ThreadAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: SentError };

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What a thread was asked and has not answered yet. */
export class OpenQuestions {
  private last = 0;
  private readonly waiting = new Map<number, Waiting>();

  get size(): number {
    return this.waiting.size;
  }

  /** How many were asked, those that were answered among them. */
  get asked(): number {
    return this.last;
  }

  /** A number for a new one, and what will be said to it. */
  next(): { readonly id: number; readonly answer: Promise<unknown> } {
    const id = ++this.last;
    return { id, answer: new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject })) };
  }

  settle(answer: ThreadAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.result);
    else waiting?.reject(receiveError(answer.error));
  }

  /** One that cannot be asked. */
  refuse(id: number, fault: unknown): void {
    this.settle({ id, ok: false, error: sendError(fault) });
  }

  /** Nobody will answer any of them. */
  lose(fault: Error): void {
    for (const { reject } of this.waiting.values()) reject(fault);
    this.waiting.clear();
  }
}

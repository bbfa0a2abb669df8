import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';

const MAX_MATCH_MS = 1_000;

/** How the problem begins that no other output than this can mend: matching it again would take as long again. */
export const TOO_LONG = 'the pattern took too long';

type Match = 'met' | 'unmet' | 'too-long';

/** Looks for a definition's regular expressions in what a program wrote. */
@Injectable()
export class OutputPatterns {
  /**
   * The expectation on output that was not met, if any. A pattern that backtracks without end is stopped: the program
   * under test chooses what it is matched with.
   */
  async problem(expected: string | undefined, output: string): Promise<string | undefined> {
    if (expected === undefined) return undefined;
    const match = await matched(expected, output);
    if (match === 'met') return undefined;
    return match === 'unmet' ? `the output does not match ${expected}` : `${TOO_LONG}: ${expected}`;
  }
}

/**
 * Only a thread of its own leaves the event loop to others while a pattern is looked for, and only a context of its own
 * has a limit on time that does not count how long the thread takes to start.
 */
const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { runInNewContext } = require('node:vm');
  const { pattern, text, timeout } = workerData;
  try {
    const found = runInNewContext("new RegExp(pattern, 'm').test(text)", { pattern, text }, { timeout });
    parentPort.postMessage(found ? 'met' : 'unmet');
  } catch (fault) {
    if (fault.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw fault;
    parentPort.postMessage('too-long');
  }`;

async function matched(pattern: string, text: string): Promise<Match> {
  const workerData = { pattern, text, timeout: MAX_MATCH_MS };
  const worker = new Worker(PROGRAM, { eval: true, workerData, env: {}, execArgv: [] });
  try {
    // Rejects with what the thread ends of.
    const [match] = (await once(worker, 'message')) as [Match];
    return match;
  } finally {
    await worker.terminate();
  }
}

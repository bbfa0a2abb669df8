import { request } from 'node:http';
import { argv, stdout, stderr, exit } from 'node:process';

/** One GET request, as soon as something listens. */
export interface HttpQuestion {
  readonly url: string;
  readonly timeoutMs: number;
  /** Of the body; more is left unread. */
  readonly maxBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const RETRY_MS = 50;

/*
 * A program of its own, started inside a sandbox's network with a question as its one argument; writes the answer as
 * JSON. It imports nothing of ours, because it is also started from its source.
 */
function ask(question: HttpQuestion, untilMs: number): void {
  const asked = request(question.url, { timeout: question.timeoutMs, headers: { connection: 'close' } }, (response) => {
    const chunks: Buffer[] = [];
    let left = question.maxBytes;
    const answer = (): void => {
      const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
      const body = Buffer.concat(chunks).toString('utf8');
      stdout.write(JSON.stringify({ status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body }));
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
      if (left > 0) return;
      // Who never stops answering is not listened to for ever. What was received together still comes after that.
      response.off('end', answer).off('data', take).destroy();
      answer();
    };
    response.on('data', take).on('end', answer);
  });
  const fail = (reason: string): void => {
    stderr.write(`${reason}\n`);
    exit(1);
  };
  asked.on('timeout', () => fail(`no answer within ${String(question.timeoutMs)} ms`));
  asked.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ECONNREFUSED' && Date.now() < untilMs) setTimeout(ask, RETRY_MS, question, untilMs);
    else fail(fault.message);
  });
  asked.end();
}

const question = argv[2];
if (question !== undefined && argv[1]?.includes('http-question') === true) {
  const asked = JSON.parse(question) as HttpQuestion;
  ask(asked, Date.now() + asked.timeoutMs);
}

import { describe, expect, it } from '@jest/globals';
import { Rejection, TransientFault } from '@quench/kernel';
import { patiently } from './patiently.js';

/** Fails so many times before it answers. */
function after(times: number, fault: Error) {
  let asked = 0;
  return () => (asked++ < times ? Promise.reject(fault) : Promise.resolve(asked));
}

const away = new TransientFault('database-unavailable', 'does not answer');
const notes: string[] = [];
const wait = (seconds: string) => ({ seconds, note: (line: string) => notes.push(line), everyMs: 1 });

describe('a command that waits', () => {
  it('tries again while something does not answer, and says what', async () => {
    await expect(patiently(wait('99'), after(2, away))).resolves.toBe(3);
    expect(notes).toEqual(['waiting: does not answer', 'waiting: does not answer']);
  });

  it('gives up with the reason when the time is over, which trying takes of, too; at once without any', async () => {
    let [asked, time] = [0, 5_000];
    const slow = () => {
      asked += 1;
      time += 700;
      return Promise.reject(away);
    };
    await expect(patiently({ ...wait('2'), now: () => time }, slow)).rejects.toBe(away);
    expect(asked).toBe(3);
    await expect(patiently(wait('0'), after(1, away))).rejects.toBe(away);
  });

  it('does not try again what would fail again', async () => {
    const refused = new Rejection('database-refused', 'who are you');
    await expect(patiently(wait('9'), after(1, refused))).rejects.toBe(refused);
  });

  it.each(['', '-1', '1.5', 'soon', '10000'])('takes no other time: %j', async (seconds) => {
    await expect(patiently(wait(seconds), after(0, away))).rejects.toMatchObject({ code: 'option-malformed' });
  });
});

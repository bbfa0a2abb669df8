import { describe, expect, it } from '@jest/globals';
import { logBytes, MAX_LOG_BYTES } from './answer.js';

describe('a log', () => {
  it('is kept as it is', () => expect(Buffer.from(logBytes('ready: é')).toString()).toBe('ready: é'));

  it('is kept up to a bound, and says that it was cut', () => {
    const kept = Buffer.from(logBytes('é'.repeat(MAX_LOG_BYTES)));
    expect(kept.byteLength).toBe(MAX_LOG_BYTES);
    expect(kept.toString().endsWith('\n[more was cut]')).toBe(true);
  });
});

import { expect, it } from '@jest/globals';
import type { WorkQueueUnderTest } from '../work-queue.contract.js';
import { claim, die, finish, retryNow, tryClaim, want } from './steps.js';

const REQUEST = { push: 'sha256:1', layers: [1, 2] };

export function outsideEffects(subject: () => WorkQueueUnderTest): void {
  it('shows an intended effect to the next claim', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    expect(first.effect).toBeUndefined();
    expect(await subject().queue.intend(first, REQUEST)).toBe(true);
    await subject().lapse('build', 'a');
    expect((await claim(subject)).effect).toEqual({ state: 'intended', request: REQUEST });
  });

  it('shows how an effect ended to a later try of the same generation, not to the next generation', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await subject().queue.intend(first, REQUEST);
    expect(await subject().queue.settle(first, 'confirmed', { at: 'the target' })).toBe(true);
    await retryNow(subject, first);
    const second = await claim(subject);
    expect(second.effect).toEqual({ state: 'confirmed', request: REQUEST, response: { at: 'the target' } });
    await finish(subject, second);
    await want(subject, 'a', 'e2');
    expect((await claim(subject)).effect).toBeUndefined();
  });

  it('settles an effect before a later generation begins', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await subject().queue.intend(first, REQUEST);
    await want(subject, 'a', 'e2');
    await retryNow(subject, first);
    const second = await claim(subject);
    expect(second).toMatchObject({ generation: first.generation, causes: ['e1'], effect: { state: 'intended' } });
    await subject().queue.settle(second, 'conflict', { found: 'sha256:2' });
    await finish(subject, second);
    const third = await claim(subject);
    expect(third).toMatchObject({ causes: ['e2'], attempt: 1 });
    expect(third.generation).toBeGreaterThan(first.generation);
    expect(third.effect).toBeUndefined();
  });

  it('settles the effect of a dead item first when a new cause lets it live', async () => {
    await want(subject, 'a', 'e1');
    const first = await claim(subject);
    await subject().queue.intend(first, REQUEST);
    await die(subject, first);
    await want(subject, 'a', 'e2');
    const second = await claim(subject);
    expect(second).toMatchObject({ generation: first.generation, attempt: 1, effect: { state: 'intended' } });
    await subject().queue.settle(second, 'confirmed', {});
    await finish(subject, second);
    expect(await claim(subject)).toMatchObject({ causes: ['e2'] });
    expect(await tryClaim(subject)).toBeUndefined();
  });

  it('refuses to finish over an unsettled effect, or to intend another one', async () => {
    await want(subject, 'a');
    const claimed = await claim(subject);
    const { queue } = subject();
    await expect(queue.settle(claimed, 'confirmed', {})).rejects.toMatchObject({ code: 'effect-missing' });
    await queue.intend(claimed, REQUEST);
    expect(await queue.intend(claimed, { ...REQUEST })).toBe(true);
    await expect(queue.intend(claimed, { push: 'other' })).rejects.toMatchObject({ code: 'effect-unsettled' });
    await expect(finish(subject, claimed)).rejects.toMatchObject({ code: 'effect-unsettled' });
    await queue.settle(claimed, 'confirmed', null);
    expect(await queue.intend(claimed, { push: 'other' })).toBe(true);
  });
}

import { afterAll, expect, it } from '@jest/globals';
import { program, Quench } from './quench.js';
import { Reader } from './reader.js';

const reader = new Reader(program.slice(1, -1), 240_000);
afterAll(() => reader.close());

it('answers each command line as a process of its own does', async () => {
  const quench = await Quench.create();
  try {
    const refused = await quench.run('image', 'list', '--json');
    expect(await reader.ask(['image', 'list', '--json', '--data', quench.data])).toEqual(refused);
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('factory-missing') });
    const malformed = await quench.run('imgae');
    expect(await reader.ask(['imgae', '--data', quench.data])).toEqual(malformed);
    const version = await quench.run('--version');
    expect(version).toMatchObject({ code: 0, out: expect.stringMatching(/^\d/) });
    expect(await reader.ask(['--version', '--data', quench.data])).toEqual(version);
  } finally {
    await quench.remove();
  }
}, 240_000);

it('says when its process ends before it answers', async () => {
  const hasty = new Reader(program.slice(1, -1), 1);
  await expect(hasty.ask(['--version'])).rejects.toThrow('ended before it answered');
  await hasty.close();
});

import { differenceOf, strangeIn } from '../difference.js';
import type { Law } from '../law.js';
import { forEach } from '../look-for.js';
import { NothingToTry } from '../nothing-to-try.js';
import type { Trials } from '../trials.js';

/** What laws about all questions are called after. */
export const EVERY_QUESTION = 'every question';

/** Laws of all questions: plain data in and out, the same in, the same out. */
export function askingLaws<Plugin>(trials: Trials<Plugin>): readonly Law[] {
  const names = () => trials.names();
  return [
    forEach(
      EVERY_QUESTION,
      'is answered on good answers',
      () => ['what the samples ask'],
      () => complaint(trials),
    ),
    forEach(EVERY_QUESTION, 'has an answer of plain data, which survives being cloned', names, async (name) => {
      const { ask, host } = await trials.of(name);
      const answer = await ask(trials.make(), host());
      return strangeIn(answer) ?? differenceOf(answer, structuredClone(answer));
    }),
    forEach(EVERY_QUESTION, 'leaves its arguments as they are', names, async (name) => {
      const { changed, host } = await trials.of(name);
      return changed(trials.make(), host());
    }),
    forEach(EVERY_QUESTION, 'has one answer, however often it is asked', names, async (name) => {
      const { ask, host } = await trials.of(name);
      const plugin = trials.make();
      const first = await ask(plugin, host());
      return differenceOf(first, await ask(plugin, host())) ?? differenceOf(first, await ask(trials.make(), host()));
    }),
    forEach(EVERY_QUESTION, "asks registries each time: remembering is the host's", names, async (name) => {
      const { ask, host } = await trials.of(name);
      const plugin = trials.make();
      const [once, again] = [host(), host()];
      await ask(plugin, once);
      await ask(plugin, again);
      return differenceOf([...once.asked].sort(), [...again.asked].sort(), 'the URLs asked for');
    }),
  ];
}

/** Why the samples' own questions have no answers. */
async function complaint<Plugin>(trials: Trials<Plugin>): Promise<string | undefined> {
  try {
    await trials.calls();
    return undefined;
  } catch (error) {
    if (error instanceof NothingToTry) return error.message;
    throw error;
  }
}

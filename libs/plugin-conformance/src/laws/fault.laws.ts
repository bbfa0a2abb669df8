import type { PluginErrorCode } from '@quench/plugin-sdk';
import { endingOf, told } from '../endings.js';
import type { Law } from '../law.js';
import { forEach } from '../look-for.js';
import type { Weather } from '../replay-host.js';
import type { Trials } from '../trials.js';
import { EVERY_QUESTION } from './asking.laws.js';

/** What says that a registry broke its own format, or that somebody else spoke in its place. */
const BROKEN: readonly PluginErrorCode[] = ['malformed-response', 'not-authentic'];
/** What says that something is not there. */
const ABSENT: readonly PluginErrorCode[] = ['not-found', 'registry-not-configured'];

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const GARBAGE: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['a zero byte', new Uint8Array(1)],
  ['a list', text('[]')],
  ['a record', text('{}')],
  ['null', text('null')],
  ['a page', text('<!doctype html><title>Sign in</title>')],
];

/** Laws of what goes wrong outside: each fault has its error, and none looks like an answer. */
export const faultLaws = <Plugin>(trials: Trials<Plugin>): readonly Law[] => [
  forEach(
    EVERY_QUESTION,
    'lets an error of the host through as it is',
    () => trials.calls(),
    async (at) => {
      const error = new Error('the host gave up');
      const { ending } = await trials.under(at.question, { failing: { call: at.call, error } });
      if (ending.type === 'failed' && ending.error === error) return undefined;
      const difference = ending.type === 'answered' ? await trials.unusual(at.question, ending.answer) : told(ending);
      return difference === undefined ? undefined : `expected that very error, got ${difference}`;
    },
  ),
  forEach(
    EVERY_QUESTION,
    'remembers no error of the host',
    () => trials.calls(),
    async ({ question, call }) => {
      const plugin = trials.make();
      const { ask, host } = await trials.of(question);
      await endingOf(() => ask(plugin, host({ failing: { call, error: new Error('the host gave up') } })));
      const ending = await endingOf(() => ask(plugin, host()));
      return ending.type === 'answered' ? trials.unusual(question, ending.answer) : `asked again, got ${told(ending)}`;
    },
  ),
  forEach(
    EVERY_QUESTION,
    'is not answered by an empty registry',
    () => asked(trials),
    async (question) => {
      const { ending } = await trials.under(question, { served: () => undefined });
      if (ending.type === 'refused' && ABSENT.includes(ending.error.code)) return undefined;
      return `expected ${ABSENT.join(' or ')}, got ${told(ending)}`;
    },
  ),
  forEach(
    EVERY_QUESTION,
    'has no other answer when a part is missing',
    () => trials.urls(),
    ({ question, url }) => trials.unlessRefused(question, instead(url, undefined), [...ABSENT, ...BROKEN]),
  ),
  forEach(
    EVERY_QUESTION,
    'calls garbage malformed-response',
    async () => (await trials.urls()).flatMap((at) => GARBAGE.map(([garbage, body]) => ({ ...at, garbage, body }))),
    ({ question, url, body }) => trials.unlessRefused(question, instead(url, body), BROKEN),
  ),
];

const asked = async <Plugin>(trials: Trials<Plugin>): Promise<readonly string[]> => [
  ...new Set((await trials.urls()).map(({ question }) => question)),
];

/** A registry that answers one URL with something else. */
export const instead = (url: string, body: Uint8Array | undefined): Weather => ({
  served: (asked, recorded) => (asked === url ? body : recorded),
});

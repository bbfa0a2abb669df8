import type { PluginErrorCode } from '@quench/plugin-sdk';
import { differenceOf } from './difference.js';
import { endingOf, told, type Ending } from './endings.js';
import { NothingToTry } from './nothing-to-try.js';
import type { Question } from './question.js';
import type { ReplayHost, Weather } from './replay-host.js';

/** A question by its name, at a URL that it asks for. */
export interface AtUrl {
  readonly question: string;
  readonly url: string;
}

/** What laws about questions are given. */
export interface Asking<Plugin> {
  /** Makes the plugin anew: nothing that one question did to it is seen by another. */
  readonly make: () => Plugin;
  /** @throws NothingToTry when they cannot be put together, since the samples are not answered */
  questions(): Promise<readonly Question<Plugin>[]>;
}

/** Questions in good and in bad weather. */
export class Trials<Plugin> {
  private readonly fair = new Map<string, Promise<{ readonly answer: unknown; readonly host: ReplayHost }>>();

  constructor(private readonly asking: Asking<Plugin>) {}

  make(): Plugin {
    return this.asking.make();
  }

  async names(): Promise<readonly string[]> {
    return (await this.asking.questions()).map(({ name }) => name);
  }

  async of(name: string): Promise<Question<Plugin>> {
    const found = (await this.asking.questions()).find((one) => one.name === name);
    if (found === undefined) throw new NothingToTry(`no question is called ${name}`);
    return found;
  }

  /** Every call of the host that the questions lead to. */
  async calls(): Promise<readonly { readonly question: string; readonly call: number }[]> {
    const all = await this.names();
    const made = await Promise.all(all.map(async (name) => (await this.inFairWeather(name)).host.calls));
    return all.flatMap((question, at) => (made[at] ?? []).map((_method, call) => ({ question, call })));
  }

  /** Every URL that the questions ask for. */
  async urls(): Promise<readonly AtUrl[]> {
    const all = await this.names();
    const asked = await Promise.all(all.map(async (name) => (await this.inFairWeather(name)).host.asked));
    return all.flatMap((question, at) => [...new Set(asked[at])].map((url) => ({ question, url })));
  }

  /** How a question ends in a weather. */
  async under(name: string, weather: Weather): Promise<{ readonly ending: Ending; readonly host: ReplayHost }> {
    const { ask, host: hostOf } = await this.of(name);
    const host = hostOf(weather);
    return { host, ending: await endingOf(() => ask(this.make(), host)) };
  }

  /**
   * Why a question does not end in a weather as it may: with one of the refusals, with an error of the host, or with the
   * very answer that it has in fair weather.
   */
  async unlessRefused(name: string, weather: Weather, codes: readonly PluginErrorCode[]): Promise<string | undefined> {
    const { ending, host } = await this.under(name, weather);
    if (ending.type === 'refused' && codes.includes(ending.error.code)) return undefined;
    if (ending.type !== 'answered' && host.threw.has(ending.error)) return undefined;
    const difference = ending.type === 'answered' ? await this.unusual(name, ending.answer) : undefined;
    if (ending.type === 'answered' && difference === undefined) return undefined;
    return `expected ${codes.join(' or ')}, got ${difference ?? told(ending)}`;
  }

  /** Where an answer differs from that in fair weather. */
  async unusual(name: string, answer: unknown): Promise<string | undefined> {
    return differenceOf((await this.inFairWeather(name)).answer, answer);
  }

  private inFairWeather(name: string) {
    const made = this.fair.get(name) ?? this.asked(name);
    this.fair.set(name, made);
    return made;
  }

  private async asked(name: string) {
    const { ask, host: hostOf } = await this.of(name);
    const host = hostOf();
    const ending = await endingOf(() => ask(this.make(), host));
    if (ending.type === 'answered') return { answer: ending.answer, host };
    throw new NothingToTry(`${name}: ${told(ending)}`);
  }
}

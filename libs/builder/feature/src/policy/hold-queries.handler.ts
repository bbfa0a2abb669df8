import { isSameLine, lineName, type ImageLine } from '@quench/contracts';
import { didYouMean, purlSpelling, Rejection } from '@quench/kernel';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { HoldViews, type HoldView } from './hold-views.js';

/** The updates that lines of the catalog have not taken, by line and name. */
export class Holds extends Query<readonly HoldView[]> {}

@QueryHandler(Holds)
export class HoldsHandler implements IQueryHandler<Holds> {
  constructor(private readonly views: HoldViews) {}

  execute(): Promise<readonly HoldView[]> {
    return this.views.all();
  }
}

/** Which updates a person means. */
export interface NamedUpdate {
  /** The source or the place, a package of the update, or the purl of the source or of a package of the place. */
  readonly name: string;
  /** Undefined for whichever it is. */
  readonly version: string | undefined;
  /** What names the files that the person looked at, or how it begins; undefined for whichever they are. */
  readonly shown?: string | undefined;
  /** Undefined for all lines. */
  readonly lines: readonly ImageLine[] | undefined;
}

/**
 * Those of some updates that a person means: at least one.
 * @throws Rejection `hold-unknown`; `hold-moved` where they are all to other versions, or of other files
 */
export function updatesMeant(
  { name, version, shown = '', lines }: NamedUpdate,
  views: readonly HoldView[],
): readonly [HoldView, ...HoldView[]] {
  const there = views.filter((view) => lines === undefined || lines.some((line) => isLine(line, view)));
  const where = lines === undefined ? 'any image' : lines.map(lineName).join(', ');
  const named = there.filter((view) => isNamed(view, name));
  const toIt = named.filter(({ update }) => version === undefined || update.to === version);
  const [first, ...others] = toIt.filter((view) => view.shown.startsWith(shown));
  if (first !== undefined) return [first, ...others];
  const [other] = toIt.length > 0 ? toIt : named;
  if (other === undefined) {
    const hint = didYouMean(name, [...new Set(there.map((view) => view.name))]);
    throw new Rejection('hold-unknown', `No update of "${name}" waits in ${where}.${hint} See: quench hold list`);
  }
  const { to } = other.update;
  const is = toIt.length > 0 ? `to ${to} has other files by now` : `is to ${to}, not to ${String(version)}`;
  const said = `The update of ${other.name} in ${lineName(other)} ${is}. Look at it and decide again`;
  throw new Rejection('hold-moved', said);
}

/**
 * Those that a person decides about, of each line one. Where somebody decided before, the line has to be named.
 * @throws Rejection as {@link updatesMeant}; `hold-ambiguous` where a line has several
 */
export function updatesToDecide(named: NamedUpdate, views: readonly HoldView[]): readonly [HoldView, ...HoldView[]] {
  const found = toDecide(named, views);
  const several = found.filter((view) => found.some((other) => other !== view && isLine(other, view)));
  // A package may be called like the source or the place of another update.
  const own = several.length === 0 ? found : found.filter(({ name }) => name === named.name);
  const [first, ...others] = own.length === new Set(found.map(lineName)).size ? own : [];
  if (first !== undefined) return [first, ...others];
  const which = several.map((view) => `${view.name}@${view.update.to} in ${lineName(view)}`).join(', ');
  throw new Rejection('hold-ambiguous', `"${named.name}" means several updates: ${which}. Name one of them`);
}

function toDecide(named: NamedUpdate, views: readonly HoldView[]): readonly [HoldView, ...HoldView[]] {
  if (named.lines !== undefined) return updatesMeant(named, views);
  const own = views.filter((view) => isNamed(view, named.name));
  const [decided] = own;
  if (decided !== undefined && !own.some(isOpen)) {
    const [which, name] = [own.map(lineName).join(', '), named.name];
    throw new Rejection(
      'hold-unknown',
      `No update of "${name}" waits: decided for ${which}. To decide again, name the image`,
    );
  }
  return updatesMeant(named, views.filter(isOpen));
}

const isOpen = ({ phase }: HoldView): boolean => phase === 'held' || phase === 'delayed';

const isLine = (line: ImageLine, view: ImageLine): boolean => line.image === view.image && isSameLine(line, view);

const isNamed = ({ purls, name, update: { packages } }: HoldView, asked: string): boolean =>
  asked === name ||
  packages.some((one) => one.name === asked) ||
  purls.some((purl) => purlSpelling(purl) === purlSpelling(asked));

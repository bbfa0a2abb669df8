import type { Snapshot } from '@quench/plugin-sdk';
import type { Law } from '../law.js';
import { forEach } from '../look-for.js';
import { instead } from '../laws/fault.laws.js';
import type { ReplayHost } from '../replay-host.js';
import type { DistributionSubject } from './subject.js';

/** Takes the snapshots of the samples once more. */
export type Take = (truth: Snapshot, host: ReplayHost) => Promise<Snapshot | undefined>;

/** By a plugin made anew. */
export const taking =
  ({ make, samples }: Pick<DistributionSubject, 'make' | 'samples'>): Take =>
  ({ source }, host) => {
    const { platform, now } = samples.snapshots;
    return make().snapshots.take(source, { previous: undefined, platforms: [platform], now }, host);
  };

/** The answers that lead to each snapshot, by its suite. */
export async function answersBehind({
  world,
  ...subject
}: DistributionSubject): Promise<readonly { readonly suite: string; readonly url: string }[]> {
  const { snapshots, ignorant } = await world();
  const { answers } = subject.samples.recorded;
  const found = snapshots.map(async (truth) => {
    const host = ignorant();
    await taking(subject)(truth, host);
    return host.asked.filter((url) => answers.has(url)).map((url) => ({ suite: truth.source.suite, url }));
  });
  return (await Promise.all(found)).flat();
}

/** Whoever resolves later reads what a snapshot names, without a network. */
export const holdingLaw = (subject: DistributionSubject): Law =>
  forEach(
    'snapshots',
    'hold what they name, or are not taken',
    async () => (await answersBehind(subject)).flatMap(({ suite, url }) => [{ suite }, { suite, missing: url }]),
    async (one: { readonly suite: string; readonly missing?: string }) => {
      const { snapshots, ignorant } = await subject.world();
      const host = ignorant(one.missing === undefined ? {} : instead(one.missing, undefined));
      const truth = snapshots.find(({ source }) => source.suite === one.suite);
      const taken = truth && (await taking(subject)(truth, host).catch(() => undefined));
      const named = taken === undefined ? [] : [taken.signed, ...taken.indexes.map(({ plainDigest }) => plainDigest)];
      const lost = named.find((digest) => !host.contents.has(digest));
      return lost === undefined ? undefined : `it names ${lost}, which is not held`;
    },
  );

import { TEST_PLATFORM, type TestPlan } from '@quench/contracts';
import type { RunnerClass } from '@quench/ports';

/** What this host can do. */
export type Host = RunnerClass | { readonly unavailable: string };

/** How the images of a plan are run for a platform here, or why they are not. */
export type Offer =
  | {
      /** Names what results depend on: `bwrap/owners`, `qemu/owners` where programs are emulated. */
      readonly name: string;
      /** How many times as long programs may take; 1 unless they are emulated. */
      readonly slowness: number;
    }
  | { readonly unavailable: string };

/** More than emulated programs have been seen to take. */
const EMULATED_SLOWNESS = 5;

/** @param plan may bring an emulator */
export function offerOf(host: Host, platform: string, { emulator = [] }: Pick<TestPlan, 'emulator'>): Offer {
  if ('unavailable' in host) return host;
  const { name, emulates } = host;
  if (platform === TEST_PLATFORM) return { name, slowness: 1 };
  if (emulator.length > 0 || emulates.includes(platform)) {
    return { name: name.replace(/^[^/]+/, 'qemu'), slowness: EMULATED_SLOWNESS };
  }
  const where = 'the archive has no qemu-user-static, and none is installed';
  return { unavailable: `programs for ${platform} cannot be run here: ${where}` };
}

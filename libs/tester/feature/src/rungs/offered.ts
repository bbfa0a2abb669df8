import { TEST_PLATFORM, type TestPlan } from '@quench/contracts';
import type { RunnerClass } from '@quench/ports';

/** What this host can do. */
export type Host = RunnerClass | { readonly unavailable: string };

/** How the images of a plan are run for a platform here, or why they are not. */
export type Offer =
  | {
      /**
       * Names what results depend on: `bwrap/owners`; `qemu-all/owners` where programs are emulated, and `qemu/owners` where
       * only those are that a test names.
       */
      readonly name: string;
      /** How many times as long programs may take; 1 unless they are emulated. */
      readonly slowness: number;
      /** What images can do elsewhere and not here, so that one which fails may be a sound one; absent for nothing. */
      readonly lacks?: string;
    }
  | { readonly unavailable: string };

/** More than emulated programs have been seen to take. */
const EMULATED_SLOWNESS = 5;
const ALONE =
  'an emulated program can start no other one on this kernel (Linux 6.7 or newer with binfmt_misc, and mount and unshare of ' +
  'util-linux), so a failure here says nothing of the image';

/** @param plan may bring an emulator */
export function offerOf(host: Host, platform: string, { emulator = [] }: Pick<TestPlan, 'emulator'>): Offer {
  if ('unavailable' in host) return host;
  const { name, emulates, emulatesAll } = host;
  if (platform === TEST_PLATFORM) return { name, slowness: 1 };
  if (emulator.length > 0 || emulates.includes(platform)) {
    const named = (emulator: string) => name.replace(/^[^/]+/, emulator);
    return emulatesAll
      ? { name: named('qemu-all'), slowness: EMULATED_SLOWNESS }
      : { name: named('qemu'), slowness: EMULATED_SLOWNESS, lacks: ALONE };
  }
  const where = 'the archive has no qemu-user-static, and none is installed';
  return { unavailable: `programs for ${platform} cannot be run here: ${where}` };
}

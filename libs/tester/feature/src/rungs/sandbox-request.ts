import { TEST_PLATFORM, type PlannedTest, type TestPlan } from '@quench/contracts';
import type { Digest } from '@quench/kernel';
import { EMULATORS, PackageLayers, type RunLimits, type RunRequest } from '@quench/ports';
import { Injectable } from '@nestjs/common';

/** Enough for the largest of ordinary servers to start, and an end to whatever runs away. */
const LIMITS: Omit<RunLimits, 'timeoutMs'> = {
  memoryBytes: 1024 ** 3,
  processes: 256,
  files: 1_024,
  outputBytes: 256 * 1024,
};

/** The account that every system has. */
const NONROOT = 'nonroot';

/** Puts together what a sandbox needs for a test on a manifest. */
@Injectable()
export class SandboxRequests {
  constructor(private readonly packages: PackageLayers) {}

  /**
   * What the preparing step of a test needs: a root made of the packages of the test, as a system of the machines that test,
   * with the image's account.
   */
  async preparation(
    plan: TestPlan,
    test: PlannedTest,
    on: { readonly argv: readonly string[]; readonly timeoutMs: number },
  ): Promise<RunRequest> {
    const { user: name, uid, gid } = plan.run;
    const accounts = name === NONROOT ? [] : [{ name, uid, gid, home: '/' }];
    const { testLayers, ...request } = await this.request([], plan, test, { ...on, platform: TEST_PLATFORM, args: [] });
    const system = await this.packages.system(test.mounts, accounts);
    return { ...request, layers: [...testLayers, system], testLayers: [], argv: on.argv };
  }

  async request(
    layers: readonly Digest[],
    plan: TestPlan,
    test: PlannedTest,
    on: { readonly platform: string; readonly args: readonly string[] | undefined; readonly timeoutMs: number },
  ): Promise<RunRequest> {
    const { run, env, workdir, volumes } = plan;
    const { uid, gid } = run;
    const runnerLayers = await Promise.all(plan.runner.map((each) => this.packages.layer(each)));
    const testLayers = await Promise.all(test.mounts.map((each) => this.packages.whole(each)));
    const emulators = EMULATORS.get(on.platform) ?? [];
    const emulator = emulators.length === 0 ? [] : (plan.emulator ?? []);
    const emulatorLayers = await Promise.all(emulator.map((each) => this.packages.programs(each, emulators)));
    const free = ['/tmp', '/run'].map((path) => ({ path, uid: 0, gid: 0, mode: 0o1777 }));
    return {
      platform: on.platform,
      layers,
      argv: [...run.entrypoint, ...(on.args ?? run.cmd)],
      env,
      workdir,
      uid,
      gid,
      tmpfs: [...free, ...volumes.map((path) => ({ path, uid, gid, mode: 0o755 }))],
      testLayers,
      runnerLayers,
      emulatorLayers,
      limits: { ...LIMITS, timeoutMs: on.timeoutMs },
      stopSignal: run.stopSignal,
    };
  }
}

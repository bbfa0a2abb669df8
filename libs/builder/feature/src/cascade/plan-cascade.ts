import {
  buildCosts,
  headLocks,
  wavesOf,
  type BuildCostRow,
  type HeadLockRow,
  type WaveLine,
} from '@quench/builder-domain';
import type { CascadeForecast, CascadePlanned } from '@quench/contracts';
import { hex, sha256 } from '@quench/kernel';
import { Clock, NOTHING, ReadModels, workContext, type Claim, type Completion, type Moot } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { BeginWave } from './begin-wave.js';

/** Hex digits of a cascade's name: few enough to be typed. */
const NAME_DIGITS = 12;

/** What a cascade comes from. */
export type CascadeCause = Pick<CascadePlanned, 'cause' | 'archive' | 'edition' | 'package' | 'urgent'>;

/** Makes one object of a cause and the lines that are to be looked at for it. */
@Injectable()
export class PlanCascade {
  constructor(
    private readonly models: ReadModels,
    private readonly clock: Clock,
    private readonly waves: BeginWave,
  ) {}

  /** @param lines without any there is no cascade */
  async plan(claim: Claim, cause: CascadeCause, lines: readonly WaveLine[]): Promise<Completion | Moot> {
    if (lines.length === 0) return NOTHING;
    const context = workContext({ service: 'builder', claim, at: this.clock.now(), part: 'plan' });
    const name = hex(sha256(context.commandId)).slice(0, NAME_DIGITS);
    const forecast = await this.forecast(lines.map(({ key }) => key));
    const data: CascadePlanned = {
      cascade: name,
      ...cause,
      waves: wavesOf(lines).map((wave) => ({ lines: wave })),
      forecast,
    };
    return (tx) => this.waves.decide(name, { type: 'Plan', data }, context, tx);
  }

  /** What building every line anew takes, all added up. */
  private async forecast(lines: readonly string[]): Promise<CascadeForecast> {
    const heads = await this.models.getMany<HeadLockRow>(headLocks.name, lines);
    const recipes = [...heads.values()].map(({ recipes: own }) => own.map(({ recipe }) => recipe));
    const costs = await this.models.getMany<BuildCostRow>(buildCosts.name, [...new Set(recipes.flat())]);
    const known = recipes.flatMap((own) => own.flatMap((recipe) => costs.get(recipe) ?? []));
    return {
      wallMs: known.reduce((sum, { wallMs }) => sum + wallMs, 0),
      cpuMs: known.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      linesKnown: recipes.filter((own) => own.some((recipe) => costs.has(recipe))).length,
    };
  }
}

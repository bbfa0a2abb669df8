import { PROD, type OciManifest, type StructureTest, type TestPlan } from '@quench/contracts';
import { clip, digest, IntegrityFault, type Json } from '@quench/kernel';
import { Documents } from '@quench/ports';
import { configFindings, findingLine, ImageTree, structureFindings, type Finding } from '@quench/tester-domain';
import { Injectable } from '@nestjs/common';
import type { Answer } from './answer.js';
import { LayerFacts } from './layer-facts.js';
import type { Subject } from './rungs.js';

const MAX_DETAIL = 1_000;

/** Reads the image's config and layers, without running anything, and looks for what it must not have or lacks. */
@Injectable()
export class StructureRung {
  constructor(
    private readonly layers: LayerFacts,
    private readonly documents: Documents,
  ) {}

  async ask(
    spec: StructureTest,
    plan: TestPlan,
    on: Pick<Subject, 'platform' | 'manifest' | 'files'>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const tree = await this.tree(on.manifest, signal);
    if (!(tree instanceof ImageTree)) return tree;
    const config = await this.config(on.manifest, plan);
    const structure = structureFindings({
      variant: plan.variant ?? PROD,
      platform: on.platform,
      tree,
      user: plan.run,
      entrypoint: plan.run.entrypoint,
      workdir: plan.workdir,
      files: on.files,
      sizeBytes: on.manifest.layers.reduce((sum, { size }) => sum + size, 0),
      maxBytes: spec.maxBytes,
    });
    const lines = [...config, ...structure].map(findingLine);
    const [first = '', ...others] = lines;
    if (lines.length === 0) return { kind: 'passed', log: 'every rule holds' };
    const more = others.length === 0 ? '' : ` (and ${String(others.length)} more)`;
    return { kind: 'failed', detail: `${clip(first, MAX_DETAIL)}${more}`, log: lines.join('\n') };
  }

  private async config({ config }: OciManifest, plan: TestPlan): Promise<readonly Finding[]> {
    try {
      return configFindings(await this.documents.read<Json>(config.digest), digest(config.digest), plan);
    } catch (fault) {
      if (!(fault instanceof IntegrityFault) || fault.code !== 'document-malformed') throw fault;
      return [{ rule: 'config', path: '/', expected: 'a JSON document' }];
    }
  }

  private async tree(manifest: OciManifest, signal: AbortSignal): Promise<ImageTree | Answer> {
    const tree = new ImageTree();
    try {
      for (const layer of manifest.layers) {
        signal.throwIfAborted();
        for (const fact of await this.layers.of(digest(layer.digest))) tree.add(fact);
      }
      return tree;
    } catch (fault) {
      if (!(fault instanceof IntegrityFault) || !fault.code.startsWith('archive-')) throw fault;
      return { kind: 'failed', detail: `a layer cannot be unpacked: ${fault.message}`, log: fault.message };
    }
  }
}

import { ContentStore, Documents, Service } from '@quench/ports';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AskTest } from './rungs/ask-test.js';
import { BootRung } from './rungs/boot.rung.js';
import { LayerFacts } from './rungs/layer-facts.js';
import { OutputPatterns } from './rungs/output-patterns.js';
import { ProbeRung } from './rungs/probe.rung.js';
import { Rungs } from './rungs/rungs.js';
import { SandboxRequests } from './rungs/sandbox-request.js';
import { StructureRung } from './rungs/structure.rung.js';
import { TesterService } from './tester.service.js';
import { AskImage } from './verdict/ask-image.js';
import { GivenVerdictsHandler } from './verdict/given-verdicts.handler.js';
import { RunTestsHandler } from './verdict/run-tests.handler.js';
import { TestResultsHandler } from './verdict/test-results.handler.js';
import { Standing } from './verdict/standing.js';
import { VerdictResync } from './verdict/verdict.resync.js';
import { VerdictWorker } from './verdict/verdict.worker.js';
import { Verdicts } from './verdict/verdicts.js';

/** The tester's rules wired to ports; the process that imports it provides the adapters globally. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    AskImage,
    AskTest,
    BootRung,
    GivenVerdictsHandler,
    { provide: Documents, useFactory: (content: ContentStore) => new Documents(content), inject: [ContentStore] },
    LayerFacts,
    OutputPatterns,
    ProbeRung,
    Rungs,
    RunTestsHandler,
    SandboxRequests,
    Standing,
    StructureRung,
    TestResultsHandler,
    VerdictResync,
    VerdictWorker,
    Verdicts,
    { provide: Service, useClass: TesterService },
  ],
  exports: [Service],
})
export class TesterModule {}

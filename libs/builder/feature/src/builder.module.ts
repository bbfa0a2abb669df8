import { ContentStore, Documents, Service } from '@quench/ports';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { BuildImageHandler } from './build/build-image.handler.js';
import { BuildRecipe } from './build/build-recipe.js';
import { BuildWorker } from './build/build.worker.js';
import { GatherWorker } from './build/gather.worker.js';
import { ImageWorker } from './build/image.worker.js';
import { IndexOfManifests } from './build/index-of-manifests.js';
import { LineImage } from './build/line-image.js';
import { RebuildImageHandler } from './build/rebuild-image.handler.js';
import { RecipeLocks } from './build/recipe-locks.js';
import { BuilderResync } from './builder-resync.js';
import { BuilderService } from './builder.service.js';
import { AcceptedLines } from './catalog/accepted-lines.js';
import { CancelCascadeHandler, PauseCascadeHandler, ResumeCascadeHandler } from './cascade/cascade-commands.handler.js';
import { BeginWave } from './cascade/begin-wave.js';
import { CascadesHandler, ShowCascadeHandler } from './cascade/cascade-queries.handler.js';
import { CascadeProgress } from './cascade/cascade-progress.js';
import { LineBuilds } from './cascade/line-builds.js';
import { CascadeWorker } from './cascade/cascade.worker.js';
import { LastOfCascade } from './cascade/last-of-cascade.js';
import { PlanCascade } from './cascade/plan-cascade.js';
import { ApplyCatalogHandler } from './catalog/apply-catalog.handler.js';
import { CheckCatalogHandler } from './catalog/check-catalog.handler.js';
import { ReleaseRules } from './catalog/release-rules.js';
import { StandingHandler } from './catalog/standing.handler.js';
import { EndStreamWorker } from './end-of-life/end-stream.worker.js';
import { StreamEndsResync } from './end-of-life/stream-ends.resync.js';
import { ChangeEvidence } from './lock/change-evidence.js';
import { CheckedSnapshots } from './lock/checked-snapshots.js';
import { DerivedLines } from './lock/derived-lines.js';
import { KeptLock } from './lock/kept-lock.js';
import { LockWorker } from './lock/lock.worker.js';
import { HeadLockHandler, LinesHandler } from './lock/locks.handler.js';
import { OwnFormats } from './lock/own-formats.js';
import { PackageClosure } from './lock/package-closure.js';
import { ParentLocks } from './lock/parent-locks.js';
import { PlacedReleases } from './lock/placed-releases.js';
import { ProjectReleases } from './lock/project-releases.js';
import { ReleaseFiles } from './lock/release-files.js';
import { PlanTests } from './lock/plan-tests.js';
import { ResolveLine } from './lock/resolve-line.js';
import { ResolvePackagesHandler } from './lock/resolve-packages.handler.js';
import { SpreadWorker } from './lock/spread.worker.js';
import { DecideUpdateHandler } from './policy/decide-update.handler.js';
import { DelaysResync } from './policy/delays.resync.js';
import { HeldUpdates } from './policy/held-updates.js';
import { HoldViews } from './policy/hold-views.js';
import { HoldsHandler } from './policy/hold-queries.handler.js';
import { ContentEvidence } from './policy/content-evidence.js';
import { JudgedUpdates } from './policy/judged-updates.js';
import { PlacedGate } from './policy/placed-gate.js';
import { RecordUpdates } from './policy/record-updates.js';
import { StandingUpdates } from './policy/standing-updates.js';
import { StoppedUpdates } from './policy/stopped-updates.js';
import { UpdateGate } from './policy/update-gate.js';

/** The builder's rules wired to ports; the process that imports it provides the adapters globally. */
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    AcceptedLines,
    ApplyCatalogHandler,
    BeginWave,
    BuildImageHandler,
    BuildRecipe,
    BuildWorker,
    BuilderResync,
    CancelCascadeHandler,
    CascadeProgress,
    LineBuilds,
    CascadesHandler,
    CascadeWorker,
    ChangeEvidence,
    CheckCatalogHandler,
    CheckedSnapshots,
    DecideUpdateHandler,
    DelaysResync,
    DerivedLines,
    { provide: Documents, useFactory: (content: ContentStore) => new Documents(content), inject: [ContentStore] },
    EndStreamWorker,
    GatherWorker,
    HeadLockHandler,
    HeldUpdates,
    HoldsHandler,
    HoldViews,
    ImageWorker,
    IndexOfManifests,
    JudgedUpdates,
    KeptLock,
    LastOfCascade,
    LineImage,
    LinesHandler,
    LockWorker,
    OwnFormats,
    PackageClosure,
    ParentLocks,
    PauseCascadeHandler,
    PlacedGate,
    PlacedReleases,
    PlanCascade,
    PlanTests,
    ProjectReleases,
    ReleaseFiles,
    RebuildImageHandler,
    RecipeLocks,
    ContentEvidence,
    RecordUpdates,
    ReleaseRules,
    ResolveLine,
    ResolvePackagesHandler,
    ResumeCascadeHandler,
    ShowCascadeHandler,
    SpreadWorker,
    StandingHandler,
    StandingUpdates,
    StoppedUpdates,
    StreamEndsResync,
    UpdateGate,
    { provide: Service, useClass: BuilderService },
  ],
  exports: [Service],
})
export class BuilderModule {}

import { built, channels, heads, published, rules, tags, verdicts } from '@quench/distributor-domain';
import { BuiltEntity } from './built.entity.js';
import { ChannelEntity } from './channel.entity.js';
import { DistributorChannelMoves1764100000000 } from './channel-moves.migration.js';
import { HeadEntity } from './head.entity.js';
import { DistributorLines1764400000000 } from './lines.migration.js';
import { DistributorLinesOfImages1765000000000 } from './lines-of-images.migration.js';
import { DistributorPackedManifests1766000000000 } from './packed-manifests.migration.js';
import { DistributorPlannedRules1764300000000 } from './planned-rules.migration.js';
import { PublishedEntity } from './published.entity.js';
import { DistributorReadModels1764000000000 } from './read-models.migration.js';
import { RulesEntity } from './rules.entity.js';
import { TagEntity } from './tag.entity.js';
import { DistributorVerdictEvents1764200000000 } from './verdict-events.migration.js';
import { VerdictEntity } from './verdict.entity.js';

/** Which table keeps the rows of which projection. */
export const distributorReadModels = [
  { model: heads.name, entity: HeadEntity },
  { model: built.name, entity: BuiltEntity },
  { model: rules.name, entity: RulesEntity },
  { model: verdicts.name, entity: VerdictEntity },
  { model: channels.name, entity: ChannelEntity },
  { model: tags.name, entity: TagEntity },
  { model: published.name, entity: PublishedEntity },
];

export const distributorMigrations = [
  DistributorReadModels1764000000000,
  DistributorChannelMoves1764100000000,
  DistributorVerdictEvents1764200000000,
  DistributorPlannedRules1764300000000,
  DistributorLines1764400000000,
  DistributorLinesOfImages1765000000000,
  DistributorPackedManifests1766000000000,
];

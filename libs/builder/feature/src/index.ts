export { ProductVersion } from './build/build-recipe.js';
export { BuildImage } from './build/build-image.handler.js';
export { RebuildImage, type RebuiltImage, type RebuiltPlatform } from './build/rebuild-image.handler.js';
export { BuilderModule } from './builder.module.js';
export { ApplyCatalog, type CatalogFiles, type CatalogOutcome } from './catalog/apply-catalog.handler.js';
export { CheckCatalog } from './catalog/check-catalog.handler.js';
export { Standing } from './catalog/standing.handler.js';
export { HeadLock, Lines, type LineView } from './lock/locks.handler.js';
export { ResolvePackages, type ResolvedPackage } from './lock/resolve-packages.handler.js';

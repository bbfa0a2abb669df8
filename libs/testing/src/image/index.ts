export { imageAssemblerContract, type ImageAssemblerUnderTest } from './image-assembler.contract.js';
export { InMemoryImageAssembler } from './in-memory-image-assembler.js';
export { toyBytes, toyPlugin, type ToyEntry, type ToyPackage } from './toy-plugin.js';
export { lockedToy, TOY_TIME, toyDirectory, toyFile, toyRecipe, type LockedToy } from './toy-recipe.js';

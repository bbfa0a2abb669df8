/**
 * The rules of class-validator that events and configuration are made of, and what judges by them. The library's own index
 * brings every rule that there is, and with them the telephone numbers of the world: a tenth of a second of each start.
 */
export { Allow } from 'class-validator/cjs/decorator/common/Allow.js';
export { ArrayMaxSize } from 'class-validator/cjs/decorator/array/ArrayMaxSize.js';
export { ArrayMinSize } from 'class-validator/cjs/decorator/array/ArrayMinSize.js';
export { ArrayUnique } from 'class-validator/cjs/decorator/array/ArrayUnique.js';
export { IsArray } from 'class-validator/cjs/decorator/typechecker/IsArray.js';
export { IsBoolean } from 'class-validator/cjs/decorator/typechecker/IsBoolean.js';
export { IsDefined } from 'class-validator/cjs/decorator/common/IsDefined.js';
export { IsISO8601 } from 'class-validator/cjs/decorator/string/IsISO8601.js';
export { IsIn } from 'class-validator/cjs/decorator/common/IsIn.js';
export { IsInt } from 'class-validator/cjs/decorator/typechecker/IsInt.js';
export { IsObject } from 'class-validator/cjs/decorator/typechecker/IsObject.js';
export { IsOptional } from 'class-validator/cjs/decorator/common/IsOptional.js';
export { IsString } from 'class-validator/cjs/decorator/typechecker/IsString.js';
export { IsUrl } from 'class-validator/cjs/decorator/string/IsUrl.js';
export { Matches } from 'class-validator/cjs/decorator/string/Matches.js';
export { Max } from 'class-validator/cjs/decorator/number/Max.js';
export { MaxLength } from 'class-validator/cjs/decorator/string/MaxLength.js';
export { Min } from 'class-validator/cjs/decorator/number/Min.js';
export { ValidateBy } from 'class-validator/cjs/decorator/common/ValidateBy.js';
export { ValidateIf } from 'class-validator/cjs/decorator/common/ValidateIf.js';
export { ValidateNested } from 'class-validator/cjs/decorator/common/ValidateNested.js';
export { ValidationTypes } from 'class-validator/cjs/validation/ValidationTypes.js';
export { Validator } from 'class-validator/cjs/validation/Validator.js';
export { getMetadataStorage } from 'class-validator/cjs/metadata/MetadataStorage.js';
export type { ValidationError } from 'class-validator/cjs/validation/ValidationError.js';

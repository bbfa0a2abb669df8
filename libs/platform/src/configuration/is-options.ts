import { Type } from 'class-transformer';
import { IsObject, ValidateIf, ValidateNested } from '@quench/contracts/rules';

/**
 * An option that has options of its own, checked by their class. `ValidateNested` alone takes nothing, and an empty list,
 * in place of them.
 */
export const IsOptions =
  (of: () => new () => object): PropertyDecorator =>
  (target, option) => {
    for (const rule of [IsObject(), ValidateNested(), Type(of)]) rule(target, option);
  };

/** The option may be left out. Unlike with `IsOptional`, what is written with nothing behind it is a mistake. */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

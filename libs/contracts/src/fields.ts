// class-transformer's @Type asks for it while classes are being defined.
import 'reflect-metadata';
import { applyDecorators } from './apply-decorators.js';
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsISO8601,
  IsObject,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from './rules.js';
import { Type } from 'class-transformer';

/** More would not be a fact but a document, which belongs into the content store. */
const MAX_ITEMS = 5_000;
const MAX_TEXT = 4_000;

type Class = new () => object;

/** `sha256:` and 64 lower-case hex digits. */
export const IsDigest = (): PropertyDecorator => Matches(/^sha256:[0-9a-f]{64}$/);
export const AreDigests = (): PropertyDecorator =>
  applyDecorators(IsArray(), ArrayMaxSize(MAX_ITEMS), Matches(/^sha256:[0-9a-f]{64}$/, { each: true }));

/** RFC 3339 in UTC, ending in `Z`. */
export const IsInstant = (): PropertyDecorator => applyDecorators(IsISO8601({ strict: true }), Matches(/Z$/));

/** A day as RFC 3339 has it: `2027-04-30`. */
export const IsDay = (): PropertyDecorator =>
  applyDecorators(IsISO8601({ strict: true }), Matches(/^\d{4}-\d\d-\d\d$/));

/** A short text: a name, a reason, a line for people. */
export const IsText = (): PropertyDecorator => MaxLength(MAX_TEXT);
export const AreTexts = (): PropertyDecorator =>
  applyDecorators(IsArray(), ArrayMaxSize(MAX_ITEMS), MaxLength(MAX_TEXT, { each: true }));

/** A list of parts, each validated by its own class. */
export const AreParts = (part: () => Class): PropertyDecorator =>
  // `ValidateNested` alone takes a list in place of a part.
  applyDecorators(
    IsArray(),
    ArrayMaxSize(MAX_ITEMS),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(part),
  );

/** One part, validated by its own class. */
export const IsPart = (part: () => Class): PropertyDecorator =>
  applyDecorators(IsDefined(), IsObject(), ValidateNested(), Type(part));

/** The condition of {@link MayBeAbsent}. */
export const isPresent = (_: unknown, value: unknown): boolean => value !== undefined;

/** The field may be left out. Unlike `IsOptional` it may not be null: there is one way to say nothing. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf(isPresent);

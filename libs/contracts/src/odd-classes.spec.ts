import { describe, expect, it } from '@jest/globals';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import { Allow, IsIn, IsInt, IsISO8601, IsOptional, ValidateBy, ValidateIf, ValidateNested } from './rules.js';
import { accepts } from './accepts.js';
import { applyDecorators } from './apply-decorators.js';
import { AreParts, IsPart, IsText, MayBeAbsent } from './fields.js';

/** True of data, false of an instance that was made of it. */
const isBare = (object: unknown): boolean => Object.getPrototypeOf(object) === Object.prototype;

class Plain {
  @IsText() readonly text: unknown;
}
class Refused {
  @ValidateBy({ name: 'refused', validator: { validate: (_, of) => isBare(of?.object) } }) readonly text: unknown;
}
class Nothing {}

/** A class whose one field has these rules. */
function having(...rules: readonly PropertyDecorator[]): new () => object {
  class Odd {}
  applyDecorators(...rules)(Odd.prototype, 'text');
  return Odd;
}

@Exclude()
class Hidden extends Plain {}

class BegunWrong extends Plain {
  @MayBeAbsent() @IsText() readonly other: unknown = 1;
}

class BegunWithMore extends Plain {
  readonly other = 1;
}

class Computed {
  @IsText() get text(): unknown {
    return 1;
  }
}

const isLater = { name: 'matches', async: true, validator: { validate: () => Promise.resolve(false) } };
const byText = { discriminator: { property: 'text', subTypes: [{ name: 'text', value: Refused }] } };
const isSet = Reflect.metadata('design:type', Set) as PropertyDecorator;

/** What only class-validator and class-transformer can judge: a rule on the instance, or one that makes another value. */
const odd = {
  'a check of its own': Refused,
  'a check that comes later': having(IsText(), ValidateBy(isLater)),
  'a field that may be null': having(IsOptional(), IsText()),
  'a condition of its own': having(
    ValidateIf((object) => !isBare(object)),
    IsInt(),
  ),
  'a condition of one check': having(IsText(), IsIn(['text'], { validateIf: (object) => !isBare(object) })),
  'a field that is only allowed': having(Allow()),
  'a date': having(
    IsISO8601(),
    Type(() => Date),
  ),
  'a set': having(
    isSet,
    ValidateNested(),
    Type(() => Plain),
  ),
  'a part whose class depends on the data': having(
    ValidateNested(),
    Type((help) => (help === undefined ? Plain : Refused)),
  ),
  'a part whose class is named by the data': having(
    ValidateNested(),
    Type(() => Plain, byText),
  ),
  'a part without a class': having(ValidateNested()),
  'a part of a class without rules': having(
    ValidateNested(),
    Type(() => Nothing),
  ),
  'a part with such a rule': having(IsPart(() => Refused)),
  'a value that is made anew': having(
    IsText(),
    Transform(() => 1),
  ),
  'another name': having(IsText(), Expose({ name: 'other' })),
  'a field that is left out': having(IsText(), Exclude()),
  'fields that are all left out': Hidden,
  'a value from the beginning': BegunWrong,
  'a field without rules from the beginning': BegunWithMore,
  'a computed field': Computed,
  'no rules': Nothing,
};

const PART = { text: 'text' };
const DATA = [
  PART,
  { text: PART },
  { text: [PART] },
  { text: 1 },
  { text: null },
  {},
  { text: '2026-02-03T04:05:06Z' },
  { other: 'text' },
];

it.each(Object.entries(odd))('does not accept by itself what has %s', (_, shape) => {
  expect(DATA.filter((data) => accepts(shape, data))).toEqual([]);
});

describe('a class that has its rules in part from another', () => {
  class Own extends Plain {
    @IsInt() override readonly text: number;
    @IsText() readonly more: string;
  }

  it('goes by its own where both have some', () => {
    expect(accepts(Own, { text: 1, more: 'text' })).toBe(true);
    expect(accepts(Own, { text: 'text', more: 'text' })).toBe(false);
    expect(accepts(Plain, PART)).toBe(true);
  });
});

describe('a list of parts', () => {
  class Whole {
    @AreParts(() => Plain) readonly parts: readonly Plain[];
  }

  it('is as long as it may be', () => {
    const parts = Array.from({ length: 5_000 }, () => PART);
    expect(accepts(Whole, { parts })).toBe(true);
    expect(accepts(Whole, { parts: [...parts, PART] })).toBe(false);
  });
});

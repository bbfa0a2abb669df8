import { IsText } from '../fields.js';

/** Which line, of an image that is known. */
export class LineOfImage {
  @IsText() readonly versionStream: string;
  @IsText() readonly variant: string;
}

/** Which line of an image. */
export class ImageLine {
  @IsText() readonly image: string;
  @IsText() readonly versionStream: string;
  @IsText() readonly variant: string;
}

/** The variant that every version stream has, and what a variant may be besides. */
export const PROD = 'prod';
export const DEV = 'dev';
/** The version stream of an image that names none. */
export const DEFAULT_STREAM = 'default';

/** The line of an image that names neither version streams nor variants. */
export const MAIN_LINE: LineOfImage = { versionStream: DEFAULT_STREAM, variant: PROD };

/** A line as events and documents say it. */
interface SaidLine {
  readonly image: string;
  readonly versionStream?: string | undefined;
  readonly variant?: string | undefined;
}

/** The line that an event means which leaves out what is `default` and `prod`. */
export const lineIn = ({ image, versionStream = DEFAULT_STREAM, variant = PROD }: SaidLine): ImageLine => ({
  image,
  versionStream,
  variant,
});

/** What an event says of a line that leaves out what is `default` and `prod`: the inverse of {@link lineIn}. */
export const lineParts = ({ versionStream, variant }: LineOfImage): Partial<LineOfImage> => ({
  ...(versionStream !== DEFAULT_STREAM && { versionStream }),
  ...(variant !== PROD && { variant }),
});

/** The lines of an image; events that name none mean the only one. */
export const linesIn = ({
  image,
  lines = [MAIN_LINE],
}: Pick<ImageLine, 'image'> & { readonly lines?: readonly LineOfImage[] | undefined }): readonly ImageLine[] =>
  lines.map(({ versionStream, variant }) => ({ image, versionStream, variant }));

/** The lines that an accepted definition brings; all of them where an older builder did not say which those are. */
export const newLinesIn = ({
  image,
  lines,
  newLines = lines,
}: Parameters<typeof linesIn>[0] & { readonly newLines?: readonly LineOfImage[] | undefined }): readonly ImageLine[] =>
  linesIn({ image, lines: newLines });

/** The lines that an accepted definition has no more. */
export const retiredLinesIn = ({
  image,
  retiredLines = [],
}: Pick<ImageLine, 'image'> & { readonly retiredLines?: readonly LineOfImage[] | undefined }): readonly ImageLine[] =>
  linesIn({ image, lines: retiredLines });

/** Whether two are the same line of one image. */
export const isSameLine = (a: LineOfImage, b: LineOfImage): boolean =>
  a.versionStream === b.versionStream && a.variant === b.variant;

/** Lines of an image that are not among others of it, by what names them alone. */
export const linesWithout = (lines: readonly LineOfImage[], others: readonly LineOfImage[]): readonly LineOfImage[] =>
  lines
    .filter((line) => !others.some((other) => isSameLine(line, other)))
    .map(({ versionStream, variant }) => ({ versionStream, variant }));

/** That a version stream has ended, in a line: `nodejs/22 ended on 2027-04-30, use nodejs/24`. */
export const endText = ({
  image,
  versionStream,
  endOfLife,
  replacement = '',
}: {
  readonly image: string;
  readonly versionStream: string;
  /** `2027-04-30` */
  readonly endOfLife: string;
  /** Empty or undefined where there is none. */
  readonly replacement?: string | undefined;
}): string =>
  `${image}/${versionStream} ended on ${endOfLife}${replacement === '' ? '' : `, use ${image}/${replacement}`}`;

/** A line as people call it, without `default` and `prod`: `nodejs`, `nodejs/22`, `nodejs/22/dev`, `nodejs/dev`. */
export const lineName = ({ image, ...line }: ImageLine): string => [image, ...Object.values(lineParts(line))].join('/');

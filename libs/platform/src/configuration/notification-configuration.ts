import { eventClasses } from '@quench/contracts';
import { eventName, fits } from '@quench/kernel';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
} from '@quench/contracts/rules';
import { IsOptions, MayBeLeftOut } from './is-options.js';
import { HasOneOf, HasOneWith } from './one-of.js';

const PATH = /^\//;
const FILE = { message: 'the path of a file from the root, such as /etc/quench/hook.secret' };
const VARIABLE = /^[A-Za-z_]\w*$/;
const NAMED = { message: 'the name of an environment variable, such as HOOK_SECRET' };
const ADDRESS = /^[^\s@<>,]+@[^\s@<>,]+$/;
const MAIL = { message: 'an address such as team@example.org' };
const WEB = { protocols: ['http', 'https'], require_tld: false, require_protocol: true, disallow_auth: true };
const URL_WORDS = { message: 'a URL such as https://hooks.example/quench' };
const IMAGES = { each: true, message: 'an image, a line of it such as nodejs/22, or a pattern such as web-*' };

/** Whether a pattern means any event that there is. */
const meansEvents = (pattern: unknown): boolean => {
  if (typeof pattern !== 'string' || pattern.length > 200) return false;
  return Object.keys(eventClasses).some((type) => fits(pattern, type) || fits(pattern, eventName(type)));
};

const AreEvents = (): PropertyDecorator =>
  ValidateBy(
    { name: 'areEvents', validator: { validate: meansEvents } },
    { each: true, message: 'types of events such as distributor.ChannelMoved, or patterns such as *.ImageRejected' },
  );

/** Takes CloudEvents over HTTP, signed as Standard Webhooks are. */
export class WebhookConfiguration {
  @IsOptional() @IsUrl(WEB, URL_WORDS) readonly url?: string;
  /** A file with the URL, in place of `url`. */
  @IsOptional() @Matches(PATH, FILE) readonly urlFile?: string;
  /** An environment variable with the URL, in place of `url`. */
  @IsOptional() @Matches(VARIABLE, NAMED) readonly urlEnv?: string;
  /** A file with the keys that sign, one on each line: `whsec_` and base64 of 24 to 64 bytes. */
  @IsOptional() @Matches(PATH, FILE) readonly secretFile?: string;
  /** An environment variable with them, in place of `secretFile`. */
  @IsOptional() @Matches(VARIABLE, NAMED) readonly secretEnv?: string;
  /** How a single event travels; a digest is a structured batch. */
  @IsIn(['structured', 'binary']) readonly mode: 'structured' | 'binary' = 'structured';
}

/** Takes `{"text": …}` over HTTP, as incoming webhooks of chats do. */
export class ChatConfiguration {
  @IsOptional() @IsUrl(WEB, URL_WORDS) readonly url?: string;
  /** A file with the URL, in place of `url`: with most chats it is a secret. */
  @IsOptional() @Matches(PATH, FILE) readonly urlFile?: string;
  /** An environment variable with the URL, in place of `url`. */
  @IsOptional() @Matches(VARIABLE, NAMED) readonly urlEnv?: string;
}

/** A mail server. */
export class SmtpConfiguration {
  @Matches(/^[\w.:-]+$/, { message: 'a host such as mail.example.org' }) readonly host: string;
  @IsInt() @Min(1) @Max(65_535) readonly port: number;
  /** From the first byte, after STARTTLS, which is insisted on, or not at all. */
  @IsIn(['implicit', 'starttls', 'none']) readonly tls: 'implicit' | 'starttls' | 'none';
  /** Not set: no login. */
  @IsOptional() @IsString() readonly user?: string;
  /** A file with the password. */
  @IsOptional() @Matches(PATH, FILE) readonly passwordFile?: string;
  /** An environment variable with the password, in place of `passwordFile`. */
  @IsOptional() @Matches(VARIABLE, NAMED) readonly passwordEnv?: string;
  @Matches(ADDRESS, MAIL) readonly from: string;
  /** Each gets a mail of its own. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @Matches(ADDRESS, { each: true, ...MAIL })
  readonly to: readonly string[];
}

/** Who is told: one of these. */
export class ReceiverConfiguration {
  @MayBeLeftOut()
  @HasOneOf(
    'one of url, urlFile and urlEnv, and one of secretFile and secretEnv',
    ['url', 'urlFile', 'urlEnv'],
    ['secretFile', 'secretEnv'],
  )
  @IsOptions(() => WebhookConfiguration)
  readonly webhook?: WebhookConfiguration;

  @MayBeLeftOut()
  @HasOneOf('one of url, urlFile and urlEnv', ['url', 'urlFile', 'urlEnv'])
  @IsOptions(() => ChatConfiguration)
  readonly chat?: ChatConfiguration;

  @MayBeLeftOut()
  @HasOneWith('one of passwordFile and passwordEnv where there is a user', 'user', ['passwordFile', 'passwordEnv'])
  @IsOptions(() => SmtpConfiguration)
  readonly smtp?: SmtpConfiguration;
}

/** Tells somebody outside what happens, from when it is first there. */
export class NotificationConfiguration {
  /** Names its work in the queue. */
  @Matches(/^[a-z][a-z0-9-]{0,62}$/, { message: 'a name of a-z, 0-9 and dashes, such as team-chat' })
  readonly name: string;

  /** Types of events with or without their version, in which `*` stands for anything. */
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(50) @AreEvents() readonly events: readonly string[];

  /** Images or lines of them, in which `*` stands for anything; empty: all events, also those of no image. */
  @IsArray()
  @ArrayMaxSize(200)
  @Matches(/^[a-z0-9*][a-z0-9*._/-]*$/, IMAGES)
  @MaxLength(200, IMAGES)
  readonly images: readonly string[] = [];

  /** One by one, or what happened in an hour or a day together, in UTC. */
  @IsIn(['none', 'hourly', 'daily']) readonly digest: 'none' | 'hourly' | 'daily' = 'none';

  @HasOneOf('one of webhook, chat and smtp', ['webhook', 'chat', 'smtp'])
  @IsOptions(() => ReceiverConfiguration)
  readonly to: ReceiverConfiguration;
}

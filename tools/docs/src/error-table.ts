/** Cause and remedy of every error code, for people. */
export const errorTable: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> = {
  'archive-configuration-invalid': {
    cause: 'an archive added in the configuration has a wrong base, suite, key file or fingerprint',
    remedy: 'correct the entry that the message names',
  },
  'archive-entry-refused': {
    cause: 'a package holds a path that leaves the root, a device, or a name that is not what it seems',
    remedy: 'do not use the package; report it to its archive',
  },
  'archive-malformed': {
    cause: 'a package or index is damaged or not in its format',
    remedy: 'try again; if it stays, the archive is broken',
  },
  'archive-too-large': {
    cause: 'a package or index unfolds to more than any honest one does',
    remedy: 'do not use it; report it to its archive',
  },
  'assembly-worker-lost': {
    cause: 'a thread that made a layer ended',
    remedy: 'nothing: it is tried again; look for lack of memory if it repeats',
  },
  'blob-mismatch': {
    cause: 'content that an image names is missing or has other bytes',
    remedy: '`quench rebuild IMAGE`, and find out who wrote to the content store',
  },
  'catalog-file-missing': {
    cause: 'a definition copies a file that the catalog folder does not have',
    remedy: 'add the file or correct `from`',
  },
  'catalog-refused': {
    cause: 'at least one definition has a mistake, so none was applied',
    remedy: 'correct the lines above the message',
  },
  'catalog-too-large': {
    cause: 'the catalog folder holds more than a catalog does',
    remedy: 'point `--catalog` at the right folder',
  },
  'catalog-unreadable': {
    cause: 'the catalog folder, or something in it, cannot be read or is a link',
    remedy: 'correct the path or its rights',
  },
  'channel-malformed': {
    cause: 'a channel is neither a tag nor a version template',
    remedy: 'write `latest` or `{{ version "nginx" 2 }}`',
  },
  'channel-package-missing': {
    cause: 'a channel takes its version from a package that is not in the image',
    remedy: 'name a package of the image',
  },
  'channel-unknown': { cause: 'no such channel was ever published', remedy: '`quench channel list`' },
  'claim-lost': { cause: 'another worker has taken the work over', remedy: 'nothing: that one goes on' },
  'client-configuration-too-large': {
    cause: 'a configuration file of a package client is larger than any honest one',
    remedy: 'look at the file that the message names',
  },
  'command-id-malformed': { cause: 'an idempotency key is not a UUID', remedy: 'send a UUID' },
  'command-id-reused': {
    cause: 'the same idempotency key was used for another command',
    remedy: 'make a new key for each command',
  },
  'configuration-invalid': {
    cause: 'the configuration file is not YAML, or an option has a wrong name or value',
    remedy: 'correct what the message names',
  },
  'content-corrupt': {
    cause: 'bytes in the content store no longer match their name',
    remedy: 'find out what wrote there; the content is fetched or built again',
  },
  'content-missing': {
    cause: 'something that is named is not in the content store',
    remedy: 'build again; if it stays, restore the data directory',
  },
  'content-too-large': {
    cause: 'content is larger than its reader allows',
    remedy: 'nothing to do for you: report it',
  },
  'data-directory-in-use': {
    cause: 'another `up` works on this data directory',
    remedy: 'stop that one, or choose another directory with `--data`',
  },
  'data-directory-unusable': {
    cause: 'the data directory cannot be made or written',
    remedy: 'choose another with `--data`, or correct its rights',
  },
  'database-binaries-missing': {
    cause: 'the embedded PostgreSQL is not installed',
    remedy: '`npm ci` in the checkout, or start through `./quench`',
  },
  'database-leftovers': {
    cause: 'something of an earlier database is in the way',
    remedy: 'look at what the message names',
  },
  'database-not-started': {
    cause: 'the embedded PostgreSQL did not start',
    remedy: 'read its last line in the message and `database/postgres.log`',
  },
  'database-not-stopped': {
    cause: 'the embedded PostgreSQL did not stop in time',
    remedy: 'look at its log; stop the process that the message names',
  },
  'database-password-wrong': {
    cause: 'the secret in the data directory is not that of the database',
    remedy: 'restore both from the same backup',
  },
  'database-unavailable': { cause: 'the database does not answer', remedy: 'nothing: it is tried again' },
  'database-version-unknown': {
    cause: 'the data directory was made by another major version of PostgreSQL',
    remedy: 'use the Quench that made it, or start with a new directory',
  },
  'derived-too-large': {
    cause: 'a derived form of an index is larger than expected',
    remedy: 'nothing to do for you: report it',
  },
  'digest-mismatch': {
    cause: 'bytes do not have the digest that was promised',
    remedy: 'never ignored; try again, and distrust the source if it stays',
  },
  'digest-not-published': {
    cause: 'a rollback names an image that the channel never pointed at',
    remedy: '`quench channel history CHANNEL`',
  },
  'document-malformed': {
    cause: 'a document in the content store is not what its name promises',
    remedy: 'restore the data directory',
  },
  'ecosystem-unknown': {
    cause: 'no plugin is listed for the ecosystem',
    remedy: 'write one of those that the message lists',
  },
  'edition-moved': { cause: 'the catalog was changed since you looked', remedy: 'look at it and apply again' },
  'entry-not-representable': {
    cause: 'a path or number does not fit into an image layer',
    remedy: "report it with the package's name",
  },
  'event-invalid': { cause: 'an event does not keep its contract', remedy: 'a mistake in Quench: report it' },
  'event-unknown': { cause: 'an event has no contract', remedy: 'a mistake in Quench: report it' },
  expired: {
    cause: 'a signed index is no longer valid',
    remedy: "wait for the archive, or switch the check off in apt's own configuration",
  },
  'format-not-supported': {
    cause: 'a recipe was written by another version',
    remedy: 'build it with the version that the message names',
  },
  'gateway-ports-taken': { cause: 'no port is free for the gateway', remedy: 'set `gatewayPort`' },
  'host-tool-missing': { cause: 'a program of util-linux is not installed', remedy: '`apt-get install util-linux`' },
  'image-unknown': { cause: 'the catalog has no such image', remedy: '`quench image list`' },
  'key-file-exposed': {
    cause: 'others can read a private key',
    remedy: '`chmod 600` the file, and make a new key if it may have been read',
  },
  'key-malformed': { cause: 'a key file does not hold a P-256 key', remedy: 'restore it' },
  'key-missing': { cause: 'a service has no key yet', remedy: 'start the service once' },
  'layer-path-escapes': { cause: 'a layer holds a path that leaves the root', remedy: 'do not use the image' },
  'layer-too-large': { cause: 'a layer would be larger than the format allows', remedy: 'make the image smaller' },
  'layout-incomplete': {
    cause: 'a plan of layers does not cover the packages',
    remedy: 'a mistake in Quench: report it',
  },
  'line-malformed': { cause: 'a work key names no line of an image', remedy: '`quench queue drop` it' },
  'lock-failed': { cause: 'a lock file could not be used', remedy: 'look at the rights of the data directory' },
  'malformed-digest': { cause: 'a text is not a sha256 digest', remedy: 'write `sha256:` and 64 hex digits' },
  'malformed-input': {
    cause: 'a name, version, distribution or client configuration cannot be read',
    remedy: 'correct what the message names',
  },
  'malformed-response': { cause: 'an archive broke its own format', remedy: 'nothing: recorded, and tried again' },
  'not-authentic': {
    cause: 'a signature is missing or wrong, or an archive went back in time',
    remedy: 'never ignored; find out who serves it',
  },
  'not-built-yet': { cause: 'the image has no manifest yet', remedy: 'wait, or `quench build IMAGE`' },
  'not-locked-yet': { cause: 'the image could not be resolved yet', remedy: 'the message says why' },
  'option-malformed': { cause: 'an option has the wrong form', remedy: 'see `--help`' },
  'origin-not-allowed': {
    cause: 'a download would leave the configured archives',
    remedy: "never ignored; look at the archive's redirects",
  },
  'package-missing': {
    cause: "an archive's index names a file that it does not have",
    remedy: "wait for the archive's mirror to catch up",
  },
  'package-unreadable': {
    cause: 'a package cannot be turned into a layer',
    remedy: "report it with the package's name",
  },
  'parked-too-many': {
    cause: 'more events of one key wait than can be kept apart',
    remedy: 'see `quench parked list`, mend the cause, retry',
  },
  'path-collision': { cause: 'two packages bring different content under one path', remedy: 'leave one of them out' },
  'plugin-doubled': { cause: 'two plugins are listed for one ecosystem', remedy: 'list one' },
  'plugin-incompatible': {
    cause: 'a plugin was written for another version of the interface',
    remedy: 'install one that fits',
  },
  'plugin-not-loadable': { cause: 'a package exports no plugin', remedy: 'correct the name' },
  'probe-unanswered': { cause: 'nothing in the sandbox answered the probe', remedy: "see the test's log" },
  'producer-unknown': {
    cause: 'a consumer asks for a service that does not run here',
    remedy: 'a mistake in Quench: report it',
  },
  'recipe-not-in-lock': {
    cause: 'a lock does not name the recipe that is to be built',
    remedy: 'a mistake in Quench: report it',
  },
  'records-changed': {
    cause: 'what was known of an image changed while it was judged',
    remedy: 'nothing: it is judged again',
  },
  'reference-malformed': { cause: 'a text names no image', remedy: 'write `nginx`, `nginx:1.26`, `nginx@sha256:…`' },
  'registry-not-configured': {
    cause: 'no configured archive serves what is asked for',
    remedy: 'add the setting that the message names',
  },
  'registry-throttled': {
    cause: 'an archive asks for fewer requests',
    remedy: 'nothing: it is asked again when it said',
  },
  'registry-unreachable': {
    cause: 'an archive does not answer',
    remedy: '`quench doctor`; check network, proxy and certificates',
  },
  'release-malformed': {
    cause: 'a text names no release',
    remedy: 'write `pkg:deb/debian/nginx@1.2-3`, `nginx@1.2-3` or `nginx`',
  },
  'response-too-large': {
    cause: 'an archive sent more than it announced or than is allowed',
    remedy: 'never ignored; distrust the source if it stays',
  },
  'revision-ambiguous': {
    cause: 'an image belongs to several revisions of a line',
    remedy: "name the revision's own tag",
  },
  'revision-unknown': { cause: 'there is no such revision', remedy: 'the message says which there are' },
  'runner-incomplete': {
    cause: "the sandbox's packages lack a program",
    remedy: 'a mistake in the plan of tests: report it',
  },
  'runs-as-root': { cause: 'an image would run as root', remedy: 'set `run.user`' },
  'sandbox-failed': { cause: 'the sandbox could not be started', remedy: '`quench doctor`' },
  'service-name-malformed': {
    cause: "a service's name is no name for a schema",
    remedy: 'a mistake in Quench: report it',
  },
  'signal-unknown': { cause: 'a stop signal does not exist', remedy: 'correct `run.stopSignal`' },
  'signature-invalid': {
    cause: 'a statement is not signed by the key that is trusted for its service',
    remedy: 'never ignored; find out who wrote it',
  },
  'signer-unknown': {
    cause: 'no key is trusted for a service',
    remedy: 'start that service once, or configure its key',
  },
  'statement-malformed': { cause: 'an envelope holds no statement', remedy: 'never ignored; find out who wrote it' },
  stopped: { cause: 'you stopped it', remedy: 'start again; it goes on where it was' },
  'stream-too-long': { cause: 'one thing has more events than any has', remedy: 'a mistake in Quench: report it' },
  'too-many-retired': {
    cause: 'the folder lacks more images than go unasked',
    remedy: 'name those that are to go with `--retire`',
  },
  'unknown-to-history': { cause: 'nothing ever happened to that', remedy: '`quench image list`' },
  unsatisfiable: {
    cause: 'no set of packages fulfils a request',
    remedy: 'the message shows the chain from what was asked to what is missing',
  },
  unsupported: { cause: 'valid, but beyond this version', remedy: 'the message says what' },
  'verification-mismatch': {
    cause: 'documents that are sound by themselves do not belong together',
    remedy: 'do not use the image; publish it anew, and find out who wrote to the content store',
  },
  'version-conflict': { cause: 'another writer was faster', remedy: 'nothing: it is decided again' },
  'work-aborted': { cause: 'work was stopped', remedy: 'nothing: it goes on with the next start' },
  'work-unknown': { cause: 'no such work item', remedy: '`quench queue list --all`' },
  'zlib-not-pinned': {
    cause: 'this Node has another zlib, which gives other bytes',
    remedy: 'start through `./quench`, which brings the pinned Node',
  },
};

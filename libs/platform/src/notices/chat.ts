import type { Notice } from '@quench/ports';
import type { Posted } from './post.js';

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Words of strangers are words: in chats what stands between angle brackets is a link or calls people. */
const escaped = (text: string): string => text.replace(/[&<>]/g, (found) => ESCAPED[found] ?? found);

/** What incoming webhooks of chats take. */
export function chatOf({ form, title, lines }: Notice): Posted {
  const text = form === 'event' ? lines.join('\n') : [title, ...lines.map((line) => `• ${line}`)].join('\n');
  return {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ text: escaped(text) }),
  };
}

import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { sanitized } from './sanitized.ts';

const known = { bash, c, cpp, csharp, css, go, java, javascript, json, python, rust, sql, typescript, xml };
for (const [name, language] of Object.entries(known)) hljs.registerLanguage(name, language);

/** Beyond this coloring takes longer than reading is worth waiting for; the code is shown without. */
const longest = 50_000;
/** Of a language that is not named, so much is looked at. */
const looked_at = 4000;

/** Code with its words marked for coloring; a fence around the whole is taken off, and its language believed. */
export async function renderCode(text: string): Promise<string> {
  const [, named = '', inside = text] = /^\s*```([\w+#-]*)[^\n]*\n([\s\S]*?)\n?```\s*$/.exec(text) ?? [];
  const language = hljs.getLanguage(named) ? named : hljs.highlightAuto(inside.slice(0, looked_at)).language;
  const marked =
    language && inside.length <= longest
      ? hljs.highlight(inside, { language, ignoreIllegals: true }).value
      : inside.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return sanitized(`<pre><code>${marked}</code></pre>`);
}

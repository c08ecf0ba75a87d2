import { Marked, type RendererThis, type Tokens } from 'marked';
import { sanitized } from './sanitized.ts';

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

/** Longer formulas than anybody reads are shown as they are. */
const longest_formula = 5000;
type Temml = typeof import('temml').default;

/** `$…$`, `\(…\)`, `$$…$$` and `\[…\]`; a $ before a digit or beside a space is money. */
const formulas = {
  inline: /^(?:\$\$([^$]+?)\$\$|\$(?![\s$])((?:\\.|[^\\$\n])+?)(?<![\s\\])\$(?!\d)|\\\((.+?)\\\))/s,
  block: /^ {0,3}(?:\$\$(.+?)\$\$|\\\[(.+?)\\\])[ \t]*(?:\n|$)/s,
};

function mathExtension(temml: Temml) {
  const render = ({ raw, tex, display }: Tokens.Generic) =>
    tex.length > longest_formula
      ? `<code>${escaped(raw)}</code>`
      : temml.renderToString(tex, { displayMode: display, throwOnError: false, trust: false, maxSize: [20, 20] });
  return (['block', 'inline'] as const).map((level) => ({
    name: `${level}_math`,
    level,
    start: (text: string) => {
      const at = text.search(level === 'inline' ? /\$|\\\(/ : /\$\$|\\\[/);
      return at === -1 ? undefined : at;
    },
    tokenizer: (text: string) => {
      const found = formulas[level].exec(text);
      if (!found) return undefined;
      const [raw, first, second, third] = found;
      const display = level === 'block' || first !== undefined;
      return { type: `${level}_math`, raw, display, tex: (first ?? second ?? third ?? '').trim() };
    },
    renderer: render,
  }));
}

const hostOf = (href: string) => (URL.canParse(href) ? new URL(href).host : '');

/** No HTML passes, nothing is fetched: an image becomes its text, and a link says where it leads. */
const renderer = {
  html: ({ text }: Tokens.HTML | Tokens.Tag) => escaped(text),
  image: ({ text, href }: Tokens.Image) => `<span class="external">[${escaped(text || hostOf(href) || '…')}]</span>`,
  heading(this: RendererThis, { tokens, depth }: Tokens.Heading) {
    // One level for all: what an answer calls its title is none of this page's.
    return `<h3 class="depth-${depth}">${this.parser.parseInline(tokens)}</h3>`;
  },
  link(this: RendererThis, { tokens, href }: Tokens.Link) {
    const text = this.parser.parseInline(tokens);
    const host = hostOf(href);
    if (!/^https?:$/.test(URL.canParse(href) ? new URL(href).protocol : ''))
      return `<span class="external">${text}</span>`;
    return `<a href="${escaped(href)}">${text}</a> <span class="host">(${escaped(host)})</span>`;
  },
  checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
};

let plain: Marked | undefined;
let mathematical: Promise<Marked> | undefined;

const withMath = async () => {
  const { default: temml } = await import('temml');
  return new Marked({ renderer, extensions: mathExtension(temml), async: false });
};

/** Markdown with formulas as clean HTML and MathML. */
export async function renderMarkdown(text: string): Promise<string> {
  plain ??= new Marked({ renderer, async: false });
  if (/\$|\\[([]/.test(text)) mathematical ??= withMath();
  const marked = /\$|\\[([]/.test(text) ? await mathematical : plain;
  return sanitized((marked ?? plain).parse(text, { async: false }));
}

import DOMPurify from 'dompurify';

const tags = [
  ...['p', 'br', 'hr', 'h3', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'em', 'strong', 'del', 'a', 'span', 'div'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ...[
    'math',
    'semantics',
    'mrow',
    'mi',
    'mn',
    'mo',
    'ms',
    'mtext',
    'mspace',
    'mfrac',
    'msqrt',
    'mroot',
    'msub',
    'msup',
  ],
  ...['msubsup', 'munder', 'mover', 'munderover', 'mmultiscripts', 'mprescripts', 'mtable', 'mtr', 'mtd', 'mstyle'],
  ...['mpadded', 'mphantom', 'menclose', 'merror'],
];
// No style, id, name or source: an answer cannot reach beyond its box, or out of the page.
const attributes = [
  ...['href', 'class', 'start', 'colspan', 'rowspan', 'align', 'xmlns', 'display', 'mathvariant', 'stretchy', 'fence'],
  ...['separator', 'lspace', 'rspace', 'linethickness', 'columnalign', 'rowspacing', 'columnspacing', 'accent'],
  ...['accentunder', 'movablelimits', 'minsize', 'maxsize', 'scriptlevel', 'displaystyle', 'notation', 'form'],
];

const purify = DOMPurify(window);
purify.addHook('afterSanitizeAttributes', (node) => {
  const href = node.getAttribute('href');
  if (href === null) return;
  if (node.nodeName !== 'A' || !/^https?:\/\//i.test(href)) return node.removeAttribute('href');
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow ugc');
});

/** HTML with a short list of tags and attributes, and links that say no more than where they lead. */
export const sanitized = (html: string): string =>
  purify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });

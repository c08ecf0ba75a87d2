/** How an answer looks, whatever it says. */
export interface StyleFeatures {
  characters: number;
  headings: number;
  lists: number;
  bold: number;
}

/** Counts an answer's Markdown: headings, list items and bold spans outside of code fences, and its length in characters. */
export function styleFeatures(text: string): StyleFeatures {
  const prose = text.replace(/^(```|~~~)[^\n]*\n[\s\S]*?(^\1[^\n]*$|(?![\s\S]))/gm, '');
  const count = (pattern: RegExp) => prose.match(pattern)?.length ?? 0;
  return {
    characters: [...text].length,
    headings: count(/^ {0,3}#{1,6}[ \t]+\S/gm),
    lists: count(/^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S/gm),
    bold: count(/\*\*(?=\S)[^*\n]+?(?<=\S)\*\*|__(?=\S)[^_\n]+?(?<=\S)__/g),
  };
}

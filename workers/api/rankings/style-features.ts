/** How an answer looks, whatever it says. */
export interface StyleFeatures {
  characters: number;
  headings: number;
  lists: number;
  bold: number;
}

/** The features of an answer's style, in the order of their coefficients. */
export const style_features = ['characters', 'headings', 'lists', 'bold'] as const;

/** (a − b) / (a + b): the normalized difference, between −1 and 1; 0 where neither answer has any. */
export function normalizedDifference(a: number, b: number): number {
  return a + b > 0 ? (a - b) / (a + b) : 0;
}

/** Counts an answer's Markdown: headings, list items and bold spans outside of code fences, and its length in characters; as in Chatbot Arena's style control (Li, Angelopoulos and Chiang 2024), with characters in place of tokens. */
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

/** What a text looks like: its length in characters, and how often Markdown headings, list items and bold stand in it outside code blocks. */
export interface Style {
  length: number;
  headings: number;
  lists: number;
  bold: number;
}

/** The features of a text's style, in the order of their coefficients. */
export const style_features = ['length', 'headings', 'lists', 'bold'] as const;
export type StyleFeature = (typeof style_features)[number];

/** The style of a text, as in Chatbot Arena's style control (Li, Angelopoulos and Chiang 2024), with characters in place of tokens. */
export function styleOf(text: string): Style {
  const prose = text.replace(/```[\s\S]*?(```|$)/g, '');
  const count = (pattern: RegExp) => prose.match(pattern)?.length ?? 0;
  return {
    length: [...text].length,
    headings: count(/^ {0,3}#{1,6}[ \t]+\S/gm),
    lists: count(/^[ \t]*([-*+]|\d{1,9}[.)])[ \t]+\S/gm),
    bold: count(/\*\*[^*\n]+\*\*|__[^_\n]+__/g),
  };
}

/** (a − b) / (a + b): the normalized difference, between −1 and 1; 0 where neither text has any. */
export function normalizedDifference(a: number, b: number): number {
  return a + b > 0 ? (a - b) / (a + b) : 0;
}

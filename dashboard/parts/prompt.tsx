import type { Item } from '../../schema/contracts/index.ts';

/** A prompt as one text: a chat becomes its turns. */
export function promptText(prompt: Item['prompt']): string {
  return typeof prompt === 'string' ? prompt : prompt.map(({ role, content }) => `${role}: ${content}`).join('\n\n');
}

/** The beginning of a long text, two lines of it. */
export function Clip({ text }: { text: string }) {
  return <span className="clip">{text.slice(0, 400)}</span>;
}

/** A whole text, in a box that scrolls when it is long. */
export function Text({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
    <section className="text" aria-label={label} tabIndex={0}>
      <pre>{text === '' ? '(empty)' : text}</pre>
    </section>
  );
}

/** Free JSON, indented. */
export function Json({ value, label }: { value: unknown; label: string }) {
  return <Text text={JSON.stringify(value, null, 2) ?? 'null'} label={label} />;
}

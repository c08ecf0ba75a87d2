/** Text in which equations are looked for. */
const most_chars = 20_000;
const spans = [/<<([^<>]{1,500})>>/g, /\$\$?([^$]{1,500})\$\$?/g, /\\\[([\s\S]{1,500}?)\\\]/g];

/** The equations of a text: what stands between dollars, << >> or \[ \] (B-STaR's diversity, arXiv 2412.17256), blanks left out. */
export function equationsOf(text: string): string[] {
  const head = text.slice(0, most_chars);
  return spans.flatMap((span) => [...head.matchAll(span)].map(([, inner = '']) => inner.replace(/\s+/g, '')));
}

/** A 53-bit hash of a text, to tell texts apart without keeping them (cyrb53). */
export function textHash(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
}
